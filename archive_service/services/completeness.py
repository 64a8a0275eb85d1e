"""The completeness matrix: cells by months, what is there, what is missing, and why.

Counts only what the actor may read. One screenful of cells is answered by a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from archive_service.domain.access import Actor, visible_scopes
from archive_service.domain.completeness import (
    CompletenessRules,
    ConsultationPart,
    Paper,
    PapersByPeriod,
    PeriodKind,
    Slot,
    judge,
    kind_of,
    missing_parts,
)
from archive_service.domain.errors import BadField, UnknownUnit
from archive_service.domain.excuses import ExcusedGap, ExcuseState
from archive_service.domain.local_time import local_day
from archive_service.domain.numbering import NumberRun, number_runs
from archive_service.domain.periods import months_between, months_of, period_end, period_start, quarters_of, years_of
from archive_service.domain.unit_events import Unit
from archive_service.domain.units import UnitRegister
from archive_service.ports import Catalog, Clock, Transaction
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

MOST_MONTHS = 72
MOST_ROWS = 100
MOST_PRINTED = 2000
CELL_KIND = "cell"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One cell. Slots in the order of the matrix's periods."""

    unit: Unit
    parent: Unit | None
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A screenful of cells. `periods` are the months, each quarter after its last month, each year after its last.

    `next` is the unit to ask after for the following screenful, or None.
    """

    periods: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    cells: int
    next: str | None
    as_of: date


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """A matrix to be printed: what was asked, by whom and when, and every row (`cells` tells how many there are)."""

    unit_name: str
    first_month: str
    last_month: str
    periods: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    cells: int
    asked_by: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class SlotReport:
    """One cell in one period: the slot, the papers of the period, the reasons given, what a consultation lacks.

    `consultation_lacks` is None where no paper of a consultation is there.
    """

    unit: Unit
    slot: Slot
    papers: tuple[Paper, ...]
    excuses: tuple[ExcusedGap, ...]
    consultation_lacks: tuple[ConsultationPart, ...] | None
    runs: tuple[NumberRun, ...]


@dataclass(frozen=True, slots=True)
class CompletenessService:
    catalog: Catalog
    units: UnitService
    rules: CompletenessRules
    clock: Clock

    def matrix(
        self,
        actor: Actor,
        unit_id: str | None,
        first_month: str,
        last_month: str,
        *,
        after: str | None = None,
        limit: int = 40,
        trace: bool = True,
    ) -> Matrix:
        """The cells of a unit (all one may read for None) by months. Raises UnknownUnit, BadField (period)."""
        months = _checked_months(first_month, last_month)
        register = self.units.register()
        cells = self._cells(actor, register, unit_id, period_start(months[0]), period_end(months[-1]))
        start = next((place + 1 for place, cell in enumerate(cells) if cell.id == after), 0)
        shown = cells[start : start + max(1, min(limit, MOST_ROWS))]
        periods = _with_quarters_and_years(months)
        today = local_day(self.clock.now())
        with self.catalog.read() as tx:
            judged = self._judged(tx, actor, register, shown, periods, today)
        if trace:
            self._leave_trace(actor, unit_id, first_month, last_month, len(cells))
        return Matrix(
            periods,
            tuple(
                MatrixRow(cell, _parent_of_the_time(register, cell, period_end(months[-1])), slots)
                for cell, slots in zip(shown, judged, strict=True)
            ),
            cells=len(cells),
            next=shown[-1].id if start + len(shown) < len(cells) else None,
            as_of=today,
        )

    def sheet(self, actor: Actor, unit_id: str | None, first_month: str, last_month: str) -> MatrixSheet:
        """The whole matrix for printing, at most 2,000 cells. Raises UnknownUnit, BadField (period)."""
        rows: list[MatrixRow] = []
        after: str | None = None
        while True:
            page = self.matrix(actor, unit_id, first_month, last_month, after=after, limit=MOST_ROWS)
            rows += page.rows
            after = page.next
            if after is None or len(rows) >= MOST_PRINTED:
                break
        unit = self.units.register().units.get(unit_id or "")
        return MatrixSheet(
            unit.name if unit else "", first_month, last_month, page.periods, tuple(rows), page.cells,
            actor.name, self.clock.now(),
        )  # fmt: skip

    def slot(self, actor: Actor, unit_id: str, period: str) -> SlotReport:
        """One cell in one period, with everything that explains its state. Raises UnknownUnit, BadField."""
        register = self.units.register()
        _check_period(period)
        readable = frozenset[str]().union(*(scope.unit_ids for scope in visible_scopes(actor)))
        if unit_id not in readable or unit_id not in register.units:
            raise UnknownUnit(unit=unit_id[:64], field="unit")
        cell = _of_the_time(register, unit_id, period_end(period))
        today = local_day(self.clock.now())
        with self.catalog.read() as tx:
            ((slot,),) = self._judged(tx, actor, register, [cell], (period,), today)
            year = int(period[:4])
            papers = tx.completeness.papers([cell.id], year - 5, year + 5, visible_scopes(actor))
            excuses = tx.completeness.excuses([cell.id], period, period)
        of_period = PapersByPeriod.of(papers).within(period)
        lacks = missing_parts(self.rules, of_period)
        return SlotReport(
            cell, slot, of_period, tuple(excuses),
            lacks if len(lacks) < len(self.rules.consultation) - 1 else None,
            tuple(run for run in number_runs(papers) if run.missing_count and _touches(run, period)),
        )  # fmt: skip

    def _cells(self, actor: Actor, register: UnitRegister, unit_id: str | None, first: date, last: date) -> list[Unit]:
        """The cells that stood below the unit in that time and that the actor may read of, by superior and name."""
        wanted = frozenset[str]().union(*(scope.unit_ids for scope in visible_scopes(actor)))
        if unit_id is not None:
            if unit_id not in register.units:
                raise UnknownUnit(unit=unit_id[:64], field="unit")
            wanted &= register.stood_below_it_or_before(unit_id, first, last)
        cells = [_of_the_time(register, each, last) for each in wanted if _was_cell(register, each, first, last)]

        def place(cell: Unit) -> tuple[str, str, str]:
            parent = register.units.get(cell.parent_id or "")
            return parent.name if parent else "", cell.name, cell.id

        return sorted(cells, key=place)

    def _judged(
        self,
        tx: Transaction,
        actor: Actor,
        register: UnitRegister,
        cells: Sequence[Unit],
        periods: Sequence[str],
        today: date,
    ) -> list[tuple[Slot, ...]]:
        """The slots of each cell: three queries, however many cells and periods."""
        ids = [cell.id for cell in cells]
        years = years_of(periods)
        papers = tx.completeness.papers(ids, int(years[0]), int(years[-1]), visible_scopes(actor))
        filed = {paper.dossier_id for paper in papers if paper.dossier_id and paper.is_final}
        complete = tx.completeness.complete_consultations(sorted(filed))
        excused = {
            (excuse.unit_id, excuse.period)
            for excuse in tx.completeness.excuses(ids, years[0], f"{years[-1]}-R")
            if excuse.state is ExcuseState.APPROVED
        }
        by_unit: dict[str, list[Paper]] = {unit_id: [] for unit_id in ids}
        for paper in papers:
            by_unit[paper.unit_id].append(paper)
        judged = []
        for cell in cells:
            own = PapersByPeriod.of(by_unit[cell.id])
            judged.append(
                tuple(
                    judge(
                        cell.id, cell.kind, period, self.rules, own,
                        there=_was_cell(register, cell.id, period_start(period), period_end(period)),
                        excused=(cell.id, period) in excused, complete_consultations=complete, today=today,
                    )
                    for period in periods
                )
            )  # fmt: skip
        return judged

    def _leave_trace(self, actor: Actor, unit_id: str | None, first: str, last: str, cells: int) -> None:
        with self.catalog.write() as tx:
            tx.audit.append(
                traced(
                    self.clock, actor, "completeness", unit_id or "", first_month=first, last_month=last, cells=cells
                )
            )


def _was_cell(register: UnitRegister, unit_id: str, first: date, last: date) -> bool:
    """Whether the unit was there as a cell on any of the days."""
    versions = register.lives.versions.get(unit_id, ())
    return any(version.kind == CELL_KIND and version.holds_within(first, last) for version in versions)


def _of_the_time(register: UnitRegister, unit_id: str, day: date) -> Unit:
    """The unit under the name, code, kind and superior it had on the day, or had last before it."""
    unit, version = register.units[unit_id], register.version_on(unit_id, day)
    if version is None:
        return unit
    return replace(unit, name=version.name, code=version.code, kind=version.kind, parent_id=version.parent_id)


def _parent_of_the_time(register: UnitRegister, cell: Unit, day: date) -> Unit | None:
    if cell.parent_id is None or cell.parent_id not in register.units:
        return None
    return _of_the_time(register, cell.parent_id, day)


def _checked_months(first: str, last: str) -> tuple[str, ...]:
    for name, month in (("from", first), ("to", last)):
        _check_period(month, name)
        if kind_of(month) is not PeriodKind.MONTH:
            raise BadField(field=name, value=month[:20])
    months = months_between(first, last)
    if not 0 < len(months) <= MOST_MONTHS:
        raise BadField(field="to", value=last[:20])
    return months


def _check_period(period: str, name: str = "period") -> None:
    try:
        kind_of(period)
        within_reach = 1930 <= int(period[:4]) <= 2199 and bool(months_of(period))
    except (ValueError, IndexError):
        within_reach = False
    if not within_reach:
        raise BadField(field=name, value=period[:20])


def _with_quarters_and_years(months: Sequence[str]) -> tuple[str, ...]:
    """The months with each quarter and year that ends among them, after its last month."""
    ends: dict[str, list[str]] = {}
    for longer in (*quarters_of(months), *years_of(months)):
        ends.setdefault(months_of(longer)[-1], []).append(longer)
    return tuple(period for month in months for period in (month, *ends.get(month, ())))


def _touches(run: NumberRun, period: str) -> bool:
    months = months_of(period)
    return f"{run.begins:%Y-%m}" <= months[-1] and f"{run.ends:%Y-%m}" >= months[0]
