"""Units and the state of the archive."""

from __future__ import annotations

import io

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, BadField, BadUnitRegister, NotPermitted
from archive_service.domain.records import parse_day
from archive_service.http import downloads, uploads
from archive_service.sentences import LOCKED_AWAY_ADVICE, sentence_of, unit_problem
from archive_service.services.figures import ArchiveFigures
from archive_service.services.unit_csv import ImportPlan
from archive_service.web.plots import bars, parts, without_gaps
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("administration", __name__)
_REGISTER_BYTES = 8 << 20


@blueprint.get("/units")
@signed_in
def units() -> str:
    """The tree of units."""
    return _units_page()


def _units_page(told: tuple[str, str] | None = None, plan: ImportPlan | None = None) -> str:
    units = http.archive().units
    day = units.today()
    try:
        day = parse_day(request.args["on"]) if request.args.get("on") else day
    except ArchiveError as error:
        told = sentence_of(error, http.language())
    may_change = may_anywhere(actor(), Act.MANAGE_UNITS)
    return render_template(
        "units.html", rows=units.tree(actor(), day), on=day, may_import=may_change, told=told,
        pairs=units.look_alikes(actor()) if may_change else (), plan=plan, unit_problem=unit_problem,
        plan_units=[unit for unit in plan.history.stated if unit.code in {*plan.added, *plan.changed}] if plan else (),
    )  # fmt: skip


@blueprint.post("/units")
@signed_in
def import_units() -> Response | tuple[str, int] | str:
    """Add and update units from a CSV file, or show what it would change."""
    uploaded = request.files.get("register")
    try:
        if uploaded is None or not uploaded.filename:
            raise BadField(field="register", value="")
        arrived = uploads.arrived(uploaded)
        if arrived.size > _REGISTER_BYTES:
            raise BadUnitRegister(row=1, problem="file_too_large")
        try:
            text = arrived.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise BadUnitRegister(row=1, problem="not_utf8") from None
        source = io.StringIO(text, newline="")
        if request.form.get("look") == "yes":
            return _units_page(plan=http.archive().units.plan_import(actor(), source))
        http.archive().units.import_csv(actor(), source)
    except ArchiveError as error:
        return _units_page(sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("administration.units"))


@blueprint.get("/units.csv")
@signed_in
def export_units() -> FlaskResponse:
    """The register as it stands, in the form in which it is imported."""
    return downloads.send_sheet([http.archive().units.export_csv(actor())], "to-chuc-dang.csv")


@blueprint.get("/status")
@signed_in
def status() -> str:
    """The state of the parts of the archive."""
    if not may_anywhere(actor(), Act.OPERATE):
        raise NotPermitted
    archive = http.archive()
    return render_template(
        "status.html",
        status=archive.custody.status(),
        parked=archive.custody.parked_jobs(actor()),
        recognitions=archive.recognition.list(actor()),
        locked=archive.locking_away.locked(actor()),
        locked_advice=LOCKED_AWAY_ADVICE[http.language()],
        fixity=archive.fixity.overview(actor()),
        incidents=archive.fixity.incidents(actor()),
        comparisons=archive.fixity.comparisons(actor(), 5),
        head=archive.seals.head(),
        **_drawn(archive.figures.all(actor())),
    )


def _drawn(figures: ArchiveFigures) -> dict[str, object]:
    """The figures and the plots of them."""
    coverage = figures.coverage
    text = [("searchable", "good", coverage.with_text), ("pending", "waiting", coverage.pending)]
    text += [(reason, "lacking", count) for reason, count in coverage.without_text]
    return {
        "figures": figures,
        "deposits": bars(figures.deposits),
        "text": parts([(name, kind, count) for name, kind, count in text]),
        "reviews": bars(without_gaps(figures.reviews)),
    }


@blueprint.post("/status/incidents/<incident_id>")
@signed_in
def resolve_incident(incident_id: str) -> Response:
    """Close an incident, saying how it was settled."""
    http.archive().fixity.resolve(actor(), incident_id, request.form.get("note", ""))
    return redirect(url_for("administration.status"))


@blueprint.post("/status/jobs/<job_id>/retry")
@signed_in
def retry_job(job_id: str) -> Response:
    """Make a job that was given up due again."""
    http.archive().custody.retry_job(actor(), job_id)
    return redirect(url_for("administration.status"))
