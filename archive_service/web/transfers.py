"""Transfers to the historical archive: what is due, a list drawn as its steps, the packages, both confirmations."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, RecordFacts, may, may_anywhere
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted, PaperMissing
from archive_service.domain.records import AccessLevel, Lifecycle, parse_day
from archive_service.domain.transfer import Transfer, TransferState, TransferStep
from archive_service.http import downloads, uploads
from archive_service.retention_words import mark_words
from archive_service.sentences import sentence_of
from archive_service.services.step_papers import Paper
from archive_service.services.transfer_papers import handover_record
from archive_service.web.retention_labels import NUMBER_LIKE
from archive_service.web.sessions import actor, signed_in
from archive_service.wire_transfer import due_cursor, read_due_cursor

blueprint = Blueprint("transfers", __name__, url_prefix="/transfers")
PAGE_SIZE = 50
State = TransferState
STEPS = ("list", "handing-over", "receipt", "leaving")
# The step that follows on each state, and the act it needs.
NEXT = {
    State.TRANSFER_LISTED: ("handing-over", Act.DISPOSE),
    State.PACKAGES_HANDED_OVER: ("receipt", Act.DECIDE_DISPOSITION),
    State.PACKAGES_RECEIVED: ("leaving", Act.DISPOSE),
}


@blueprint.get("/due")
@signed_in
def due() -> str:
    """Permanent dossiers that have to go, the longest closed first; chosen ones go on a list."""
    return _due_page()


@blueprint.get("")
@signed_in
def browse() -> str:
    """Transfers in reach, newest first."""
    found = http.archive().transfers.list(actor(), after=request.args.get("after") or None, limit=PAGE_SIZE)
    return render_template("transfers.html", found=found, more=len(found) == PAGE_SIZE)


@blueprint.post("")
@signed_in
def propose() -> AnyResponse | tuple[str, int]:
    """Freeze a list of the chosen dossiers."""
    form = request.form
    try:
        made = http.archive().transfers.propose(
            actor(), form.get("title", ""), form.get("receiver", ""), form.getlist("dossier")
        )
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _due_page(told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("transfers.transfer", transfer_id=made.id))


@blueprint.get("/<transfer_id>")
@signed_in
def transfer(transfer_id: str) -> str:
    """A transfer: its steps with their papers, what is next and who may do it, and every dossier."""
    return _page(transfer_id)


@blueprint.post("/<transfer_id>/steps/<step>")
@signed_in
def enter(transfer_id: str, step: str) -> AnyResponse | tuple[str, int]:
    """One side confirms with its signed paper; the receiving side also with the digests that it counted itself."""
    form, upload = request.form, request.files.get("document")
    service = http.archive().transfers
    if step not in ("handing-over", "receipt"):
        raise NotFound
    try:
        if not (upload and upload.filename):
            raise PaperMissing
        signed = Paper(uploads.arrived(upload), form.get("number", ""), parse_day(form.get("day", "")))
        if step == "receipt":
            service.receive(actor(), transfer_id, signed, form.get("digests", "").split())
        else:
            service.hand_over(actor(), transfer_id, signed)
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _page(transfer_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("transfers.transfer", transfer_id=transfer_id))


@blueprint.post("/<transfer_id>/<act>")
@signed_in
def move(transfer_id: str, act: str) -> AnyResponse | tuple[str, int]:
    """Let the records go, or give the list up."""
    service = http.archive().transfers
    acts = {"leaving": service.release, "dropping": service.drop}
    if act not in acts:
        raise NotFound
    try:
        acts[act](actor(), transfer_id)
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _page(transfer_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("transfers.transfer", transfer_id=transfer_id))


@blueprint.get("/<transfer_id>/papers/<document>")
@signed_in
def paper(transfer_id: str, document: str) -> Response:
    """The paper of a step, byte for byte."""
    return downloads.send_transfer_paper(actor(), transfer_id, document)


@blueprint.get("/<transfer_id>/record.<kind>")
@signed_in
def printed(transfer_id: str, kind: str) -> Response:
    """The record of handing over, to print and sign: docx or pdf."""
    found = http.archive().transfers.get(actor(), transfer_id)
    return downloads.send_printed(
        handover_record(found, http.archive().units.register(), kind), f"bien-ban-giao-nhan-{found.id}.{kind}"
    )


@blueprint.get("/<transfer_id>/packages/<dossier_id>.zip")
@signed_in
def package(transfer_id: str, dossier_id: str) -> Response:
    """The package of a dossier, made while it is sent."""
    return downloads.send_package(http.archive().transfers.package(actor(), transfer_id, dossier_id))


def _due_page(told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    found = archive.transfers.due(reader, after=_cursor(request.args.get("after", "")), limit=PAGE_SIZE)
    return render_template(
        "transfers_due.html", found=found, told=told, form=request.form, today=archive.units.today(),
        mark=mark_words(found[0].term.source.mark) if found else None,
        next=due_cursor(found[-1]) if len(found) == PAGE_SIZE else None, may_propose=may_anywhere(reader, Act.DISPOSE),
    )  # fmt: skip


def _cursor(after: str) -> tuple[date, str] | None:
    """Where the page before ended: the day on which its last dossier was closed, and its id. Raises BadField."""
    try:
        return read_due_cursor(after) if after else None
    except ValueError:
        raise BadField(field="after", value=after[:40]) from None


def _page(transfer_id: str, told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    found = archive.transfers.get(reader, transfer_id)
    facts = RecordFacts(found.unit_id, AccessLevel.RESTRICTED, Lifecycle.ISSUED)
    step, act = NEXT.get(found.state, ("", None))
    people = [found.proposed_by, *(each.entered_by for each in found.steps)]
    return render_template(
        "transfer.html", transfer=found, told=told, next=step, order=_order(found), form=request.form,
        number_like=NUMBER_LIKE, me=reader.user_id, may_step=act is not None and may(reader, act, facts),
        may_dispose=may(reader, Act.DISPOSE, facts), names=archive.retention.names_of(reader, people),
        records=sum(len(item.record_ids) for item in found.items), today=archive.units.today(),
    )  # fmt: skip


_DONE = {
    State.TRANSFER_LISTED: 1, State.PACKAGES_HANDED_OVER: 2, State.PACKAGES_RECEIVED: 3, State.RECORDS_TRANSFERRED: 4,
}  # fmt: skip


def _order(found: Transfer) -> list[tuple[str, str, TransferStep | None]]:
    """The steps in their order: each done, next or still to come, with its paper."""
    dropped = found.state is State.TRANSFER_DROPPED
    done = 1 + len(found.steps) if dropped else _DONE[found.state]
    papers = dict(zip(("handing-over", "receipt"), found.steps, strict=False))
    return [
        (name, "done" if place < done else "next" if place == done and not dropped else "later", papers.get(name))
        for place, name in enumerate(STEPS)
    ]
