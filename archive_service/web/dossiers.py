"""Dossiers: what belongs together."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.records import parse_day
from archive_service.http import downloads
from archive_service.services.dossiers import KINDS
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("dossiers", __name__, url_prefix="/dossiers")


@blueprint.get("")
@signed_in
def browse() -> str:
    """The dossiers one may read."""
    reader = actor()
    found, more = http.archive().dossiers.list(reader, after=request.args.get("after"))
    register = http.archive().units.register()
    reach = reader.units()
    units = sorted((register.units[each] for each in reach if each in register.units), key=lambda unit: unit.name)
    return render_template(
        "dossiers.html", dossiers=found, more=more, units=units, kinds=KINDS,
        may_open=may_anywhere(reader, Act.DEPOSIT),
    )  # fmt: skip


@blueprint.post("")
@signed_in
def open_new() -> Response:
    """Open a dossier."""
    opened = request.form.get("opened_at", "")
    dossier = http.archive().dossiers.open(
        actor(),
        request.form.get("unit", ""),
        request.form.get("title", ""),
        kind=request.form.get("kind", "general"),
        opened_at=parse_day(opened) if opened else None,
    )
    return redirect(url_for("dossiers.dossier", dossier_id=dossier.id))


@blueprint.get("/<dossier_id>")
@signed_in
def dossier(dossier_id: str) -> str:
    """A dossier: its list of contents, what it lacks, and how it is closed or opened again."""
    reader, contents = actor(), http.archive().dossier_contents
    found = contents.look(reader, dossier_id)
    days = [entry.record.description.date for entry in found.entries if entry.record.description.date is not None]
    return render_template(
        "dossier.html", found=found, dossier=found.dossier, may_settle=contents.may_settle(reader, found.dossier),
        last_day=max(days, default=None), left=http.archive().transfers.left_with(reader, dossier_id),
    )  # fmt: skip


@blueprint.post("/<dossier_id>/close")
@signed_in
def close(dossier_id: str) -> Response:
    """Set the day the work of the dossier ended; one that lacks something needs a reason."""
    day = parse_day(request.form.get("closed_at", ""))
    http.archive().dossier_contents.close(actor(), dossier_id, day, request.form.get("reason", ""))
    return redirect(url_for("dossiers.dossier", dossier_id=dossier_id))


@blueprint.post("/<dossier_id>/reopen")
@signed_in
def reopen(dossier_id: str) -> Response:
    """Open it again, with a reason."""
    http.archive().dossier_contents.reopen(actor(), dossier_id, request.form.get("reason", ""))
    return redirect(url_for("dossiers.dossier", dossier_id=dossier_id))


@blueprint.get("/<dossier_id>/export")
@signed_in
def export(dossier_id: str) -> Response:
    """The records of the dossier as a bag that proves itself."""
    return downloads.send_evidence(http.archive().evidence.bag(actor(), dossier_id=dossier_id))
