"""Holds: placed with reason, authority and document; lifted by two people; what lies under one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, BadField, NotPermitted
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.records import parse_day
from archive_service.sentences import sentence_of
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("holds", __name__, url_prefix="/holds")
PAGE_SIZE = 50
SHOWN_TARGETS = 50


@blueprint.get("")
@signed_in
def browse() -> str:
    """The holds that stand, or those that were lifted; and the form to place one."""
    return _page(request.args)


@blueprint.post("")
@signed_in
def place() -> Response | tuple[str, int]:
    """Place a hold; it counts at once."""
    form = request.form
    try:
        kept = http.archive().holds.place(
            actor(), _targets(form), reason=form.get("reason", ""), authority=form.get("authority", ""),
            document=form.get("document", ""),
        )  # fmt: skip
    except NotPermitted:
        raise
    except ArchiveError as error:
        return _page(form, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("holds.hold", hold_id=kept.id))


@blueprint.get("/<hold_id>")
@signed_in
def hold(hold_id: str) -> str:
    """One hold: who asked for it, where its lifting stands, what lies under it."""
    reader, archive = actor(), http.archive()
    found = archive.holds.get(reader, hold_id)
    page = archive.holds.under(reader, hold_id, after=request.args.get("after") or None, limit=PAGE_SIZE)
    reach = reader.units()
    units = [each for each in found.targets if each.kind is HoldTargetKind.HELD_UNIT and each.id in reach]
    return render_template(
        "hold.html", hold=found, page=page, units=units[:SHOWN_TARGETS], more_units=max(len(units) - SHOWN_TARGETS, 0),
        me=reader.user_id, may_lift=may_anywhere(reader, Act.HOLD_RECORDS),
        names=archive.retention.names_of(reader, [found.placed_by, found.lift_asked_by, found.lifted_by]),
    )  # fmt: skip


@blueprint.post("/<hold_id>/lift-request")
@signed_in
def ask_to_lift(hold_id: str) -> Response:
    """The first of two people."""
    http.archive().holds.ask_to_lift(actor(), hold_id, request.form.get("reason", ""))
    return redirect(url_for("holds.hold", hold_id=hold_id))


@blueprint.post("/<hold_id>/lift")
@signed_in
def lift(hold_id: str) -> Response:
    """The second of two people."""
    http.archive().holds.lift(actor(), hold_id)
    return redirect(url_for("holds.hold", hold_id=hold_id))


def _page(form: MultiDict[str, str], told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    standing = request.args.get("lifted") != "yes"
    page = archive.holds.list(reader, standing=standing, after=request.args.get("after") or None, limit=PAGE_SIZE)
    units = sorted(archive.units.reached(reader), key=lambda unit: unit.name)
    return render_template(
        "holds.html", page=page, standing=standing, form=form, told=told, units=units,
        may_place=may_anywhere(reader, Act.HOLD_RECORDS),
    )  # fmt: skip


def _targets(form: MultiDict[str, str]) -> list[HoldTarget]:
    """What the form names: ids or addresses of records and dossiers, one to a line; a unit with days."""
    first, last = (parse_day(form[name]) if form.get(name) else None for name in ("first_day", "last_day"))
    targets = []
    for line in form.get("papers", "").split():
        name = line.rsplit("/", 1)[-1]
        if not name.startswith(("rec_", "dos_")):
            raise BadField(field="papers", value=line[:60])
        kind = HoldTargetKind.HELD_RECORD if name.startswith("rec_") else HoldTargetKind.HELD_DOSSIER
        targets.append(HoldTarget(kind, name))
    if form.get("unit"):
        targets.append(HoldTarget(HoldTargetKind.HELD_UNIT, form["unit"], first, last))
    return targets
