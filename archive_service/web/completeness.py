"""The completeness matrix, one slot of it, and all cells of one month side by side."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from archive_service import http
from archive_service.domain.access import Act, Grant, RecordFacts, may
from archive_service.domain.completeness import PeriodKind, Requirement, kind_of
from archive_service.domain.errors import BadField, NotFound
from archive_service.domain.excuses import ExcusedGap
from archive_service.domain.periods import months_between
from archive_service.domain.records import AccessLevel, Lifecycle, parse_period
from archive_service.domain.unit_events import Unit
from archive_service.services.completeness import MOST_MONTHS
from archive_service.services.matrix_sheets import matrix_pdf, matrix_workbook
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("completeness", __name__, url_prefix="/completeness")
SIGNS = {
    "complete": "✓", "missing": "✕", "draft_only": "◐", "replaced": "⇄",
    "excused": "§", "not_applicable": "–", "not_due": "…",
}  # fmt: skip
_ROWS = 40
_SHEETS = {
    "xlsx": (matrix_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (matrix_pdf, "application/pdf"),
}


@blueprint.app_template_test("month")
def is_month(period: str) -> bool:
    """Whether a period is a month."""
    return kind_of(period) is PeriodKind.MONTH


@blueprint.app_template_filter("matrix_months")
def matrix_months(grant: Grant) -> dict[str, str]:
    """The months of the papers that a grant is for, as the address of the matrix names them; none without an end."""
    if grant.records_from is None or grant.records_to is None:
        return {}
    months = months_between(f"{grant.records_from:%Y-%m}", f"{grant.records_to:%Y-%m}")[-MOST_MONTHS:]
    return {"from": months[0], "to": months[-1]}


@blueprint.get("")
@signed_in
def matrix() -> str:
    """Cells by months, a screenful at a time."""
    unit, first, last = _asked()
    found = http.archive().completeness.matrix(
        actor(), unit.id if unit else None, first, last, after=request.args.get("after"), limit=_ROWS
    )
    return render_template(
        "completeness.html", matrix=found, unit=unit, first=first, last=last, signs=SIGNS, units=_committees(),
        years=[(year, tuple(inside)) for year, inside in groupby(found.periods, key=lambda period: period[:4])],
        later=bool(request.args.get("after")),
    )  # fmt: skip


@blueprint.get("/slot")
@signed_in
def slot() -> str:
    """One cell in one period: what is required, what is there, what explains it."""
    report = http.archive().completeness.slot(actor(), request.args.get("unit", ""), request.args.get("period", ""))
    cell = RecordFacts(report.unit.id, AccessLevel.INTERNAL, Lifecycle.ISSUED)
    return render_template(
        "completeness_slot.html", report=report, signs=SIGNS, me=actor().user_id,
        may_propose=may(actor(), Act.DEPOSIT, cell), may_approve=may(actor(), Act.APPROVE_EXCUSE, cell),
    )  # fmt: skip


@blueprint.post("/slot")
@signed_in
def propose_excuse() -> Response:
    """Give a reason for what is missing, with the record that shows it."""
    form = request.form
    document = form.get("document", "").strip().rsplit("/", 1)[-1]
    excuse = http.archive().excuses.propose(
        actor(), form.get("unit", ""), form.get("period", ""), form.get("reason", ""), document
    )
    return _back_to(excuse)


@blueprint.post("/excuses/<excuse_id>/<step>")
@signed_in
def move_excuse(excuse_id: str, step: str) -> Response:
    """Approve, refuse or withdraw a reason."""
    excuses = http.archive().excuses
    if step == "withdraw":
        return _back_to(excuses.withdraw(actor(), excuse_id))
    if step not in ("approve", "refuse"):
        raise NotFound
    return _back_to(excuses.decide(actor(), excuse_id, approve=step == "approve"))


def _back_to(excuse: ExcusedGap) -> Response:
    return cast(Response, redirect(url_for("completeness.slot", unit=excuse.unit_id, period=excuse.period)))


@blueprint.get("/month")
@signed_in
def month() -> str:
    """Every cell of a unit in one month: who has what."""
    unit, first, _ = _asked()
    found = http.archive().completeness.matrix(
        actor(), unit.id if unit else None, first, first, after=request.args.get("after"), limit=_ROWS
    )
    required: dict[str, Requirement] = {}
    for row in found.rows:
        for finding in row.slots[0].findings:
            required.setdefault(finding.requirement.code, finding.requirement)
    return render_template(
        "completeness_month.html", matrix=found, unit=unit, month=first, signs=SIGNS, units=_committees(),
        required=tuple(required.values()),
    )  # fmt: skip


@blueprint.get("/sheet.<kind>")
@signed_in
def sheet(kind: str) -> Response:
    """The matrix for Excel or for the printer."""
    if kind not in _SHEETS:
        raise BadField(field="kind", value=kind[:10])
    unit, first, last = _asked()
    write, media_type = _SHEETS[kind]
    content = write(http.archive().completeness.sheet(actor(), unit.id if unit else None, first, last))
    return Response(
        content,
        mimetype=media_type,
        headers={"Content-Disposition": f'attachment; filename="completeness-{first}-{last}.{kind}"'},
    )


def _asked() -> tuple[Unit | None, str, str]:
    """The unit and the months of the address; the last twelve months where it names none."""
    archive = http.archive()
    today = archive.units.today()
    unit = archive.units.named(actor(), request.args["unit"]) if request.args.get("unit") else None
    last = _month("to", f"{today.replace(day=1) - timedelta(days=1):%Y-%m}")
    end = date(int(last[:4]), int(last[5:]), 1)
    year_before = f"{end.year - 1}-{end.month + 1:02d}" if end.month < 12 else f"{end.year}-01"
    first = _month("month", "") or _month("from", year_before)
    return unit, first, last


def _month(name: str, default: str) -> str:
    given = request.args.get(name)
    if not given:
        return default
    month = parse_period(given)
    if kind_of(month) is not PeriodKind.MONTH:
        raise BadField(field=name, value=given[:20])
    return month


def _committees() -> list[Unit]:
    """The units above cells that the reader has a role in, for the picker."""
    known = http.archive().units.reached(actor())
    return sorted((unit for unit in known if unit.kind != "cell"), key=lambda unit: unit.name)
