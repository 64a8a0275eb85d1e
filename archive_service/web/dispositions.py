"""Dispositions: a list drawn as its steps, with what is next and who may do it; and what was destroyed."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.disposition import (
    Disposition,
    DispositionState,
    DispositionStep,
    ItemOutcome,
    ItemState,
)
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted
from archive_service.domain.records import parse_day
from archive_service.sentences import sentence_of
from archive_service.services.disposition import ItemView, paper_of
from archive_service.services.disposition_papers import WRITERS
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("dispositions", __name__)
PAGE_SIZE = 50
MOST_VIEWS = 400
"""Past so many items the council's view of each comes from the command line or REST."""
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
State = DispositionState
# The name of the step that follows on each state, and the act it needs.
NEXT = {
    State.LIST_PROPOSED: ("council", Act.DISPOSE),
    State.COUNCIL_DONE: ("superior", Act.DISPOSE),
    State.SUPERIOR_OPINION: ("decision", Act.DECIDE_DISPOSITION),
    State.DECISION_MADE: ("execution", Act.DISPOSE),
    State.EXECUTION_BEGUN: ("execution", Act.DISPOSE),
    State.BACKUPS_AGING: ("closing", Act.DISPOSE),
}


@blueprint.get("/dispositions")
@signed_in
def browse() -> str:
    """Dispositions in reach, newest first."""
    found = http.archive().dispositions.list(actor(), after=request.args.get("after") or None, limit=PAGE_SIZE)
    return render_template("dispositions.html", found=found, more=len(found) == PAGE_SIZE)


@blueprint.post("/dispositions")
@signed_in
def propose() -> AnyResponse:
    """Freeze a list of the chosen records, or of all that the page showed."""
    form = request.form
    chosen = form.getlist("shown" if form.get("which") == "all" else "record")
    made = http.archive().dispositions.propose(
        actor(), form.get("title", ""), list(dict.fromkeys(chosen)), account=form.get("account", "")
    )
    return redirect(url_for("dispositions.disposition", disposition_id=made.id))


@blueprint.get("/dispositions/<disposition_id>")
@signed_in
def disposition(disposition_id: str) -> str:
    """A disposition: its steps with their papers, what is next, and every item."""
    return _page(disposition_id)


@blueprint.post("/dispositions/<disposition_id>/steps/<step>")
@signed_in
def enter(disposition_id: str, step: str) -> AnyResponse | tuple[str, int]:
    """Enter the signed paper of a step."""
    form = request.form
    upload = request.files.get("document")
    try:
        if upload is None:
            raise BadField(field="document", value="")
        with paper_of(http.arrived(upload), form.get("number", ""), parse_day(form.get("day", ""))) as paper:
            http.archive().dispositions.take_step(actor(), disposition_id, step, paper, _views())
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _page(disposition_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("dispositions.disposition", disposition_id=disposition_id))


@blueprint.post("/dispositions/<disposition_id>/<act>")
@signed_in
def move(disposition_id: str, act: str) -> AnyResponse | tuple[str, int]:
    """Carry it out, close it, or give it up."""
    service = http.archive().dispositions
    acts = {"execution": service.begin, "closing": service.close, "dropping": service.drop}
    if act not in acts:
        raise NotFound
    try:
        acts[act](actor(), disposition_id)
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _page(disposition_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("dispositions.disposition", disposition_id=disposition_id))


@blueprint.get("/dispositions/<disposition_id>/papers/<document>")
@signed_in
def paper(disposition_id: str, document: str) -> Response:
    """The paper of a step, byte for byte."""
    return http.send_disposition_paper(actor(), disposition_id, document)


@blueprint.get("/dispositions/<disposition_id>/forms/<name>.<kind>")
@signed_in
def printed(disposition_id: str, name: str, kind: str) -> Response:
    """A paper to print and sign."""
    if kind not in WRITERS:
        raise NotFound
    content = http.archive().disposition_papers.printed(actor(), disposition_id, name, kind)
    file_name = f"{name}-{disposition_id}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(content, mimetype=_MEDIA_TYPES[kind], headers=headers)


@blueprint.get("/tombstones")
@signed_in
def tombstones() -> str:
    """What was destroyed, and by whose decision."""
    found = http.archive().dispositions.tombstones(actor(), after=request.args.get("after") or None, limit=PAGE_SIZE)
    return render_template("tombstones.html", found=found, more=len(found) == PAGE_SIZE)


def _page(disposition_id: str, told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    seen = archive.dispositions.see(reader, disposition_id)
    found = seen.disposition
    step, act = NEXT.get(found.state, ("", None))
    if step == "closing" and found.certificate is None:
        step = "certificate"
    people = [found.proposed_by, found.decided_by, found.executed_by, *(each.entered_by for each in found.steps)]
    going = [item for item in found.items if item.outcome is ItemOutcome.DESTROY_ITEM]
    return render_template(
        "disposition.html", disposition=found, hidden=seen.hidden, told=told, next=step,
        gone=archive.dispositions.gone(found), going=len(going), outcomes=list(ItemOutcome), me=reader.user_id,
        may_step=act is not None and not seen.hidden and may_anywhere(reader, act), most_views=MOST_VIEWS,
        may_drop=may_anywhere(reader, Act.DISPOSE) and not seen.hidden, order=_order(found),
        withheld=sum(item.state is ItemState.ITEM_WITHHELD for item in found.items),
        names=archive.retention.names_of(reader, people), today=archive.units.today(),
    )  # fmt: skip


STEPS = ("list", "council", "superior", "decision", "execution", "certificate", "closing")
_DONE = {
    State.LIST_PROPOSED: 1, State.COUNCIL_DONE: 2, State.SUPERIOR_OPINION: 3, State.DECISION_MADE: 4,
    State.EXECUTION_BEGUN: 4, State.BACKUPS_AGING: 5, State.DISPOSITION_CLOSED: 7,
}  # fmt: skip


def _order(found: Disposition) -> list[tuple[str, str, DispositionStep | None]]:
    """The steps in their order: each done, next or still to come, with its paper."""
    dropped = found.state is State.DISPOSITION_DROPPED
    done = 1 + len(found.steps) if dropped else _DONE[found.state] + (found.certificate is not None)
    done = min(done, len(STEPS))
    papers = dict(zip(("council", "superior", "decision", "certificate"), found.steps, strict=False))
    return [
        (name, "done" if place < done else "next" if place == done and not dropped else "later", papers.get(name))
        for place, name in enumerate(STEPS)
    ]


def _views() -> dict[str, ItemView]:
    """The council's view of each item as the form gives it; rows without a word on them stand for destruction."""
    form, views = request.form, {}
    rows = zip(*(form.getlist(name) for name in ("item", "outcome", "years", "dissent")), strict=False)
    for record_id, outcome, years, dissent in rows:
        if outcome not in set(ItemOutcome):
            raise BadField(field="outcome", value=outcome[:20])
        if years and not (years.isdecimal() and years.isascii() and len(years) < 3):
            raise BadField(field="extend_years", value=years[:20])
        extends = outcome == ItemOutcome.EXTEND_ITEM.value
        views[record_id] = ItemView(ItemOutcome(outcome), int(years) if years and extends else None, dissent.strip())
    return views
