"""Completeness as JSON: the matrix and one slot, the same for REST and `--json`."""

from __future__ import annotations

from datetime import date

from archive_service.domain.completeness import FindingState, Slot, SlotState
from archive_service.domain.numbering import NumberRun
from archive_service.domain.units import UnitRegister
from archive_service.services.completeness import Matrix, SlotReport
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName


class FindingBody(Body):
    """How one requirement stands: `records` serve it (drafts, where there is nothing else)."""

    requirement: str
    state: FindingState
    late: bool
    records: tuple[str, ...]


class SlotBody(Body):
    """One cell in one period; `due` is the day after which what is missing counts as missing."""

    period: str
    state: SlotState
    late: bool
    due: date | None
    findings: tuple[FindingBody, ...]


class MatrixRowBody(Body):
    unit: UnitName
    parent: UnitName | None
    slots: tuple[SlotBody, ...]


class MatrixBody(Body):
    """A screenful of cells; ask again with `after` set to `next` until it is null. Counts only what one may read."""

    periods: tuple[str, ...]
    rows: tuple[MatrixRowBody, ...]
    cells: int
    next: str | None
    as_of: date


class NumberRunBody(Body):
    """Papers of one series whose numbers rise; `missing` lists at most 50 of `missing_count` numbers."""

    type: str
    series: str
    first: int
    last: int
    begins: date
    ends: date
    missing: tuple[int, ...]
    missing_count: int


class SlotReportBody(Body):
    """One cell in one period. `consultation_lacks` is null where no written consultation took place."""

    unit: UnitName
    slot: SlotBody
    records: tuple[str, ...]
    consultation_lacks: tuple[str, ...] | None
    numbers: tuple[NumberRunBody, ...]


def matrix_body(matrix: Matrix, register: UnitRegister) -> MatrixBody:
    return MatrixBody(
        periods=matrix.periods,
        rows=tuple(
            MatrixRowBody(
                unit=unit_name(row.unit.id, register),
                parent=unit_name(row.parent.id, register) if row.parent else None,
                slots=tuple(slot_body(slot) for slot in row.slots),
            )
            for row in matrix.rows
        ),
        cells=matrix.cells,
        next=matrix.next,
        as_of=matrix.as_of,
    )


def slot_body(slot: Slot) -> SlotBody:
    return SlotBody(
        period=slot.period,
        state=slot.state,
        late=slot.late,
        due=slot.due,
        findings=tuple(
            FindingBody(
                requirement=finding.requirement.code,
                state=finding.state,
                late=finding.late,
                records=tuple(paper.record_id for paper in finding.papers),
            )
            for finding in slot.findings
        ),
    )


def slot_report_body(report: SlotReport, register: UnitRegister) -> SlotReportBody:
    lacks = report.consultation_lacks
    return SlotReportBody(
        unit=unit_name(report.unit.id, register),
        slot=slot_body(report.slot),
        records=tuple(paper.record_id for paper in report.papers),
        consultation_lacks=None if lacks is None else tuple(part.code for part in lacks),
        numbers=tuple(_run_body(run) for run in report.runs),
    )


def _run_body(run: NumberRun) -> NumberRunBody:
    return NumberRunBody(
        type=run.type_code, series=run.series, first=run.first, last=run.last, begins=run.begins, ends=run.ends,
        missing=run.missing, missing_count=run.missing_count,
    )  # fmt: skip
