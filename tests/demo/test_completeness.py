"""The matrix over the demonstration archive finds what is missing there on purpose, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from archive_service.catalog.sql import SqlCatalog
from archive_service.completeness_rules import load_completeness_rules
from archive_service.demo.archive import write_unit_events
from archive_service.demo.entries import Entry
from archive_service.demo.gaps import CONSULTATIONS, GAPS, THEMATIC_CELLS, Cause, Missing
from archive_service.demo.organisation import CELLS, UNITS
from archive_service.domain.access import Actor, Grant, Role
from archive_service.domain.completeness import FindingState, SlotState
from archive_service.domain.records import Description, Dossier, Record, RecordFile
from archive_service.domain.unit_events import Unit, UnitHistory
from archive_service.domain.unit_history import with_event
from archive_service.domain.units import UnitRegister
from archive_service.services.completeness import CompletenessService, MatrixRow
from archive_service.services.unit_reach import all_of
from archive_service.services.unit_requests import event_asked, read_events
from archive_service.services.units import UnitService
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.ocfl import OcflStorageRoot
from tests.contracts.specimens import ManualClock
from tests.demo.conftest import Planned

MONTHLY = {"minutes": Missing.MINUTES, "resolution": Missing.RESOLUTION, "thematic_meeting": Missing.THEMATIC}


@pytest.fixture(scope="module")
def service(planned: Planned, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompletenessService]:
    """The plan of the demonstration as rows, the day after everything was handed in."""
    folder = tmp_path_factory.mktemp("matrix")
    clock = ManualClock(datetime(2023, 3, 1, tzinfo=UTC))
    catalog = SqlCatalog(f"sqlite:///{folder}/catalog.sqlite3", clock)
    catalog.upgrade()
    dossier_ids = {dossier.key: f"dos_{number:05d}" for number, dossier in enumerate(planned.dossiers)}
    write_unit_events(folder / "unit_events.csv")
    with catalog.write() as tx:
        tx.units.advance(_lives(folder / "unit_events.csv"), 1)
        for dossier in planned.dossiers:
            tx.dossiers.add(
                Dossier(
                    dossier_ids[dossier.key], dossier.unit_code, dossier.title, kind=dossier.kind,
                    opened_at=dossier.opened_at, closed_at=dossier.closed_at,
                )
            )  # fmt: skip
        for number, entry in enumerate(planned.entries):
            tx.records.add(_record(number, entry, dossier_ids))
    units = UnitService(catalog, OcflStorageRoot(FilesystemStore(folder / "store")), clock)
    yield CompletenessService(catalog, units, load_completeness_rules(), clock)
    catalog.close()


def _lives(events: Path) -> UnitHistory:
    """The units with all that happened to them since the papers were written; ids are codes, for what is made too."""
    history = UnitHistory(tuple(Unit(u.code, u.code, u.name, u.kind, u.parent_code or None) for u in UNITS))
    with events.open(encoding="utf-8", newline="") as source:
        for _, asked in read_events(source):
            codes = iter([new.code for new in asked.made])
            history = with_event(history, event_asked(all_of(UnitRegister(history)), asked, partial(next, codes)))
    return history


def _record(number: int, entry: Entry, dossier_ids: dict[str, str]) -> Record:
    written = entry.day or datetime(2021, 1, 1, tzinfo=UTC).date()
    return Record(
        id=f"rec_{number:05d}",
        description=Description(
            entry.record_class, entry.type_code, entry.title, entry.unit_code, entry.lifecycle, entry.access_level,
            entry.number, entry.symbol, entry.issuer_printed, entry.day, entry.period,
            dossier_ids[entry.dossier_key] if entry.dossier_key else None,
        ),
        files=(RecordFile("a.pdf", hashlib.sha512(entry.key.encode()).hexdigest(), 1, "application/pdf"),),
        version=1,
        deposited_at=datetime(written.year, written.month, written.day, tzinfo=UTC) + timedelta(days=5),
        deposited_by="user_a",
    )  # fmt: skip


def _actor(service: CompletenessService, role: Role) -> Actor:
    return Actor("user_x", "X", (Grant(role, "DB-TLC", service.units.register().below("DB-TLC")),))


@pytest.mark.parametrize("unit", ["DB-YB", None])
@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.AUDITOR])
def test_every_gap_is_found_and_nothing_else(service: CompletenessService, role: Role, unit: str | None) -> None:
    """Under the province of the time, and in all that the province of today reaches.

    The auditor may not read the lists of members, and still sees which consultations were complete.
    """
    matrix = service.matrix(_actor(service, role), unit, "2021-01", "2022-12")
    first_month = {cell.code: cell.first_month for cell in CELLS}
    found = {
        (row.unit.code, slot.period, MONTHLY[requirement.code])
        for row in matrix.rows
        for slot in row.slots
        for requirement in slot.missing
        if requirement.code in MONTHLY
        and (slot.period >= first_month[row.unit.code])
        and ("Q" not in slot.period or row.unit.code in THEMATIC_CELLS)
    }
    wanted = {(gap.unit_code, gap.period, gap.missing) for gap in GAPS if gap.missing is not Missing.SYNTHESIS}
    # A consultation without its synthesis does not stand in for the meeting: its minutes are missing.
    wanted |= {(gap.unit_code, gap.period, Missing.MINUTES) for gap in GAPS if gap.missing is Missing.SYNTHESIS}
    assert found == wanted


def test_months_of_consultation_and_drafts_are_told_apart(service: CompletenessService) -> None:
    matrix = service.matrix(_actor(service, Role.ARCHIVIST), None, "2021-01", "2022-12")
    states = {(row.unit.code, slot.period): slot.state for row in matrix.rows for slot in row.slots}
    without_synthesis = {(gap.unit_code, gap.period) for gap in GAPS if gap.missing is Missing.SYNTHESIS}
    for month in CONSULTATIONS:
        expected = SlotState.MISSING if month in without_synthesis else SlotState.REPLACED
        assert states[month] is expected, month
    for gap in GAPS:
        if gap.cause is Cause.DRAFT_ONLY:
            assert states[gap.unit_code, gap.period] is SlotState.DRAFT_ONLY


def test_a_slot_tells_what_its_consultation_lacks(service: CompletenessService) -> None:
    report = service.slot(_actor(service, Role.ARCHIVIST), "CB-AL-CG", "2021-09")
    assert [part.code for part in report.consultation_lacks or ()] == ["synthesis"]
    assert service.slot(_actor(service, Role.ARCHIVIST), "CB-YT-08", "2021-03").consultation_lacks is None


def test_numbers_that_were_given_and_never_came_are_shown(service: CompletenessService, planned: Planned) -> None:
    """The resolution of July 2021 was lost: its number is missing between its neighbours."""
    runs = service.slot(_actor(service, Role.ARCHIVIST), "CB-YT-08", "2021-07").runs
    (lost,) = (run for run in runs if run.series == "-NQ/CB")
    resolutions = [entry for entry in planned.entries if entry.key.startswith("CB-YT-08/2021-0")]
    before = max(entry.number or 0 for entry in resolutions if entry.key.endswith("2021-06/NQ"))
    assert lost.missing == (before + 1,)
    assert lost.missing_count == 1


def test_pages_of_cells_follow_each_other(service: CompletenessService) -> None:
    whole = service.matrix(_actor(service, Role.ARCHIVIST), None, "2022-01", "2022-03")
    seen: list[MatrixRow] = []
    after: str | None = None
    while True:
        page = service.matrix(_actor(service, Role.ARCHIVIST), None, "2022-01", "2022-03", after=after, limit=3)
        seen += page.rows
        if page.next is None:
            break
        after = page.next
    assert tuple(seen) == whole.rows
    assert whole.cells == len(whole.rows)


def test_what_is_not_due_is_not_missing(service: CompletenessService) -> None:
    young = replace(service, clock=ManualClock(datetime(2022, 12, 5, tzinfo=UTC)))
    matrix = young.matrix(_actor(service, Role.ARCHIVIST), "CB-DT-08", "2022-12", "2022-12")
    assert {slot.period: slot.state for slot in matrix.rows[0].slots}["2022-12"] is SlotState.NOT_DUE


def test_papers_say_which_requirement_they_serve(service: CompletenessService) -> None:
    slot = service.slot(_actor(service, Role.ARCHIVIST), "CB-YT-08", "2021-10").slot
    states = {finding.requirement.code: (finding.state, len(finding.papers)) for finding in slot.findings}
    assert states == {"minutes": (FindingState.PRESENT, 1), "resolution": (FindingState.PRESENT, 1)}
