"""Dispositions: a list drawn as its steps, with what is next and who may do it; and what was destroyed."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.disposition import (
    DAYS_TO_DESTROY,
    MAY_BE_DROPPED,
    PAPER_STEPS,
    Council,
    Disposition,
    DispositionState,
    DispositionStep,
    HandingOver,
    ItemOutcome,
    ItemState,
)
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted, PaperMissing
from archive_service.domain.records import parse_day
from archive_service.http import downloads, uploads
from archive_service.sentences import sentence_of
from archive_service.services.disposition_papers import WRITERS, printable
from archive_service.services.step_papers import Paper
from archive_service.services.weighing import ItemView
from archive_service.web.retention import due_page
from archive_service.web.retention_labels import NUMBER_LIKE
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("dispositions", __name__)
PAGE_SIZE = 50
MOST_VIEWS = 400
"""Past so many items the council's view of each comes from the command line or REST."""
State = DispositionState
# The name of the step that follows on each state, and the act it needs.
NEXT = {
    State.LIST_PROPOSED: ("founding", Act.DISPOSE),
    State.LIST_SUBMITTED: ("founding", Act.DISPOSE),
    State.COUNCIL_FOUNDED: ("council", Act.DISPOSE),
    State.COUNCIL_DONE: ("superior", Act.DISPOSE),
    State.OPINION_ASKED: ("superior", Act.DISPOSE),
    State.SUPERIOR_OPINION: ("decision", Act.DECIDE_DISPOSITION),
    State.DECISION_MADE: ("handover", Act.DISPOSE),
    State.PAPERS_HANDED_OVER: ("execution", Act.DISPOSE),
    State.EXECUTION_BEGUN: ("execution", Act.DISPOSE),
    State.BACKUPS_AGING: ("closing", Act.DISPOSE),
}
# The paper that may come before it, and may be left out.
OPTIONAL = {State.LIST_PROPOSED: "submission", State.COUNCIL_DONE: "request"}
STEPS = (
    "list", "submission", "founding", "council", "request", "superior", "decision", "handover", "execution",
    "certificate", "closing",
)  # fmt: skip
FORMS = {"council": "minutes"}
"""The form of a step where it is not called like the step."""


@blueprint.get("/dispositions")
@signed_in
def browse() -> str:
    """Dispositions in reach, newest first."""
    found = http.archive().dispositions.list(actor(), after=request.args.get("after") or None, limit=PAGE_SIZE)
    return render_template("dispositions.html", found=found, more=len(found) == PAGE_SIZE)


@blueprint.post("/dispositions")
@signed_in
def propose() -> AnyResponse | tuple[str, int]:
    """Freeze a list of the chosen records, or of all that the page showed."""
    form = request.form
    chosen = form.getlist("shown" if form.get("which") == "all" else "record")
    try:
        made = http.archive().dispositions.propose(
            actor(), form.get("title", ""), list(dict.fromkeys(chosen)), account=form.get("account", "")
        )
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return due_page(told=sentence_of(error, http.language())), http.status_of(error)
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
    form, upload = request.form, request.files.get("document")
    try:
        if not (upload and upload.filename):
            raise PaperMissing
        paper = Paper(uploads.arrived(upload), form.get("number", ""), parse_day(form.get("day", "")))
        http.archive().dispositions.take_step(
            actor(), disposition_id, step, paper, views=_views(), council=_council() if step == "founding" else None,
            handing_over=_handing_over() if step == "handover" else None,
        )  # fmt: skip
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _page(disposition_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("dispositions.disposition", disposition_id=disposition_id))


@blueprint.post("/dispositions/<disposition_id>/views")
@signed_in
def weigh(disposition_id: str) -> AnyResponse | tuple[str, int]:
    """Keep what the council thinks of each item, so that its minutes can be printed."""
    try:
        http.archive().dispositions.weigh(actor(), disposition_id, _views())
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _page(disposition_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("dispositions.disposition", disposition_id=disposition_id, _anchor="council"))


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
    return downloads.send_disposition_paper(actor(), disposition_id, document)


@blueprint.get("/dispositions/<disposition_id>/forms/<name>.<kind>")
@signed_in
def printed(disposition_id: str, name: str, kind: str) -> Response:
    """A paper to print and sign."""
    if kind not in WRITERS:
        raise NotFound
    content = http.archive().disposition_papers.printed(actor(), disposition_id, name, kind)
    return downloads.send_printed(content, f"{name}-{disposition_id}.{kind}")


@blueprint.get("/tombstones")
@signed_in
def tombstones() -> str:
    """What was destroyed, and by whose decision; narrowed by words of its title and a unit."""
    reader, archive, args = actor(), http.archive(), request.args
    words, unit = args.get("q", "")[:200], args.get("unit") or None
    page = archive.tombstones.list(reader, words=words, unit=unit, after=args.get("after") or None, limit=PAGE_SIZE)
    units = sorted(archive.units.reached(reader), key=lambda each: each.name)
    return render_template("tombstones.html", page=page, words=words, unit=unit, units=units)


def _page(disposition_id: str, told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    seen = archive.dispositions.see(reader, disposition_id)
    found = seen.disposition
    step, act = NEXT.get(found.state, ("", None))
    if step == "closing" and found.certificate is None:
        step = "certificate"
    people = [found.proposed_by, found.decided_by, found.executed_by, *(each.entered_by for each in found.steps)]
    going = [item for item in found.items if item.outcome is ItemOutcome.DESTROY_ITEM]
    decision = found.decision
    return render_template(
        "disposition.html", disposition=found, hidden=seen.hidden, told=told, next=step,
        optional=OPTIONAL.get(found.state), form_of=FORMS, number_like=NUMBER_LIKE,
        printable=printable(found), form=request.form, typed=_typed_views(),
        gone=archive.dispositions.gone(found), going=len(going), outcomes=list(ItemOutcome), me=reader.user_id,
        may_step=act is not None and not seen.hidden and may_anywhere(reader, act), most_views=MOST_VIEWS,
        may_drop=may_anywhere(reader, Act.DISPOSE) and not seen.hidden and found.state in MAY_BE_DROPPED,
        order=_order(found, step), withheld=sum(item.state is ItemState.ITEM_WITHHELD for item in found.items),
        destroy_by=decision.day + timedelta(days=DAYS_TO_DESTROY) if decision else None,
        names=archive.retention.names_of(reader, people), today=archive.units.today(),
    )  # fmt: skip


def _order(found: Disposition, following: str) -> list[tuple[str, str, DispositionStep | None]]:
    """The steps in their order: each done, next or still to come, with its paper.

    A paper that may be left out stands there when it was entered, or may be now.
    """
    taken = {name: found.step(state) for name, state in PAPER_STEPS.items()}
    done = {name for name, step in taken.items() if step} | {"list"}
    done |= {"execution"} if found.executed_at else set()
    done |= {"closing"} if found.state is State.DISPOSITION_CLOSED else set()
    left_out = set(OPTIONAL.values()) - done - {OPTIONAL.get(found.state, "")}
    return [
        (name, "done" if name in done else "next" if name == following else "later", taken.get(name))
        for name in STEPS
        if name not in left_out
    ]


def _typed_views() -> dict[str, dict[str, str]]:
    """The council's view of each item as it was typed, by record: shown again after a refusal."""
    form, names = request.form, ("outcome", "years", "dissent", "overruled")
    rows = zip(*(form.getlist(name) for name in ("item", *names)), strict=False)
    return {record_id: dict(zip(names, typed, strict=True)) for record_id, *typed in rows}


def _council() -> Council:
    form = request.form
    members = tuple(line.strip() for line in form.get("members", "").splitlines() if line.strip())
    return Council(form.get("chair", ""), form.get("secretary", ""), members)


def _handing_over() -> HandingOver:
    return HandingOver(request.form.get("keeper", "").strip(), request.form.get("destroyer", "").strip())


def _views() -> dict[str, ItemView]:
    """The council's view of each item as the form gives it."""
    views = {}
    for record_id, typed in _typed_views().items():
        outcome, years = typed["outcome"], typed["years"]
        if outcome not in set(ItemOutcome):
            raise BadField(field="outcome", value=outcome[:20])
        if years and not (years.isdecimal() and years.isascii() and len(years) < 3):
            raise BadField(field="extend_years", value=years[:20])
        extends = outcome == ItemOutcome.EXTEND_ITEM.value
        kept_years = int(years) if years and extends else None
        views[record_id] = ItemView(
            ItemOutcome(outcome), kept_years, typed["dissent"].strip(), typed["overruled"].strip()
        )
    return views
