"""Holds: placed with reason, authority and document; lifted by two people; what lies under one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted
from archive_service.domain.holds import MOST_TARGETS, HoldTarget, HoldTargetKind
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


@blueprint.get("/over-search/<search_id>")
@signed_in
def preview(search_id: str) -> str:
    """What one's own saved search finds now, and the form that freezes it under a hold."""
    return _preview_page(search_id)


@blueprint.post("/over-search/<search_id>")
@signed_in
def freeze(search_id: str) -> Response | tuple[str, int]:
    """Hold what the search finds, if it is still as many as the page showed."""
    form = request.form
    seen = form.get("seen", "")
    if not (seen.isdecimal() and seen.isascii() and len(seen) < 10):
        raise BadField(field="seen", value=seen[:20])
    try:
        kept = http.archive().search_holds.place(
            actor(), search_id, reason=form.get("reason", ""), authority=form.get("authority", ""),
            document=form.get("document", ""), seen=int(seen),
        )  # fmt: skip
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _preview_page(search_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("holds.hold", hold_id=kept.id))


@blueprint.get("/<hold_id>")
@signed_in
def hold(hold_id: str) -> str:
    """One hold: who asked for it, where its lifting stands, what lies under it."""
    return _hold_page(hold_id)


def _hold_page(hold_id: str, told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    found = archive.holds.get(reader, hold_id)
    page = archive.holds.under(reader, hold_id, after=request.args.get("after") or None, limit=PAGE_SIZE)
    reach = reader.units()
    units = [each for each in found.targets if each.kind is HoldTargetKind.HELD_UNIT and each.id in reach]
    return render_template(
        "hold.html", hold=found, page=page, told=told, form=request.form, units=units[:SHOWN_TARGETS],
        more_units=max(len(units) - SHOWN_TARGETS, 0), me=reader.user_id,
        may_lift=may_anywhere(reader, Act.HOLD_RECORDS),
        names=archive.retention.names_of(reader, [found.placed_by, found.lift_asked_by, found.lifted_by]),
    )  # fmt: skip


@blueprint.post("/<hold_id>/lift-request")
@signed_in
def ask_to_lift(hold_id: str) -> Response | tuple[str, int]:
    """The first of two people."""
    reason = request.form.get("reason", "")
    return _lifting(hold_id, lambda: http.archive().holds.ask_to_lift(actor(), hold_id, reason))


@blueprint.post("/<hold_id>/lift")
@signed_in
def lift(hold_id: str) -> Response | tuple[str, int]:
    """The second of two people."""
    return _lifting(hold_id, lambda: http.archive().holds.lift(actor(), hold_id))


def _lifting(hold_id: str, act: Callable[[], object]) -> Response | tuple[str, int]:
    try:
        act()
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _hold_page(hold_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("holds.hold", hold_id=hold_id))


def _preview_page(search_id: str, told: tuple[str, str] | None = None) -> str:
    archive, page = http.archive(), request.args.get("page", "1")
    number = int(page) if page.isdecimal() and page.isascii() and len(page) < 4 else 1
    offset = (max(number, 1) - 1) * PAGE_SIZE
    shown = archive.search_holds.preview(actor(), search_id, offset=offset, limit=PAGE_SIZE)
    total = shown.result.total
    return render_template(
        "hold_search.html", kept=shown.search, result=shown.result, form=request.form, told=told, number=number,
        more=offset + PAGE_SIZE < total, placeable=0 < total <= MOST_TARGETS, most=MOST_TARGETS,
    )  # fmt: skip


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
