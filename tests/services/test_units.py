"""The register of units through its services: events, their preview, files, conflicts, crashes and rebuilding."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from archive_service.bootstrap import local_operator, open_worker
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import (
    BadField,
    BadUnitEvent,
    BadUnitRegister,
    NotPermitted,
    UnitRegisterChanged,
    UnknownUnit,
)
from archive_service.domain.unit_events import EventKind, Unit, UnitEvent
from archive_service.domain.unit_history import with_event
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.unit_json import UNIT_REGISTER_ID, units_from_json, units_to_json
from archive_service.services.unit_requests import EventRequest, MadeUnit, read_events
from tests.api.house import House

DAY = date(2025, 7, 1)
MERGER = EventRequest(
    EventKind.MERGE, DAY, ("CB-A", "CB-B"), made=(MadeUnit("CB-C", "Chi bộ Tổ dân phố Yên Thịnh"),),
    document="QĐ 12-QĐ/ĐU",
)  # fmt: skip


def someone(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "cli")


def test_an_event_moves_rights_at_once_and_says_so_before(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    ids = {code: units.register().by_code(code).id for code in ("CB-A", "CB-B")}  # type: ignore[union-attr]
    preview = units.preview(archivist, MERGER)
    assert {(change.before.code if change.before else None, change.after is None) for change in preview.changes} == {
        ("CB-A", True), ("CB-B", True), (None, False),
    }  # fmt: skip
    assert preview.records == 2
    assert {person.name for person in preview.people} == {"archivist", "auditor", "administrator"}
    assert units.register().version == preview.before.version  # nothing was changed by looking
    register = units.apply(archivist, MERGER, expected_version=preview.before.version)
    merged = register.by_code("CB-C")
    assert merged is not None
    assert register.below(merged.id) == {merged.id, *ids.values()}
    own_house.archive.grants.give(
        local_operator(own_house.archive), "secretary_a", [GrantTerms(Role.SECRETARY, "CB-C")]
    )
    secretary = own_house.client("secretary_a")
    assert {secretary.get(f"/records/{record}").status_code for record in own_house.records.values()} == {200}
    assert [version.message for version in units.changes(archivist)] == [
        "import units",
        "merge CB-A, CB-B on 2025-07-01",
    ]


def test_old_papers_are_found_under_every_name_once_the_worker_ran(own_house: House) -> None:
    archive = own_house.archive
    archive.units.apply(someone(own_house, "archivist"), MERGER)
    open_worker(own_house.settings, archive).drain()
    papers = own_house.records
    expected = {
        "Tổ dân phố Yên Thịnh": {*papers.values()},
        "thôn Châu Giang": {papers["CB-B"]},
        "Tổ dân phố số 8": {papers["CB-A"]},
    }
    for name, wanted in expected.items():
        found = archive.search.search(someone(own_house, "archivist"), f'chi bộ:"{name}"')
        assert {each.hit.record_id for each in found.found} == wanted, name


def test_who_comes_second_is_told_and_changes_nothing(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    seen = units.register().version
    units.apply(archivist, EventRequest(EventKind.RENAME, DAY, ("CB-A",), name="Chi bộ 8"), expected_version=seen)
    with pytest.raises(UnitRegisterChanged) as caught:
        units.apply(archivist, MERGER, expected_version=seen)
    assert caught.value.facts == {"expected": seen, "current": seen + 1}
    assert units.register().by_code("CB-C") is None


def test_the_same_event_asked_twice_is_one(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    seen = units.register().version
    first = units.apply(archivist, MERGER, expected_version=seen)
    assert units.apply(archivist, MERGER, expected_version=seen).version == first.version == seen + 1


def test_what_a_crash_left_in_the_store_only_is_taken_over(own_house: House) -> None:
    archive, archivist = own_house.archive, someone(own_house, "archivist")
    current = archive.units.register()
    cell = current.by_code("CB-A")
    assert cell is not None
    renamed = with_event(current.history, UnitEvent(EventKind.RENAME, DAY, (cell.id,), name="Chi bộ 8"))
    archive.units.storage.put_version(
        UNIT_REGISTER_ID, expected_head=current.version, metadata=units_to_json(renamed), user=archivist.user_id,
        message="rename CB-A on 2025-07-01", created=archive.units.clock.now(),
    )  # fmt: skip
    again = EventRequest(EventKind.RENAME, DAY, ("CB-A",), name="Chi bộ 8")
    register = archive.units.apply(archivist, again, expected_version=current.version)
    assert (register.version, register.units[cell.id].name) == (current.version + 1, "Chi bộ 8")
    archive.units.apply(archivist, EventRequest(EventKind.RENAME, date(2025, 8, 1), ("CB-B",), name="Chi bộ CG"))
    assert archive.units.register().version == current.version + 2


def test_the_nightly_comparison_takes_over_what_a_crash_left_in_the_store_only(own_house: House) -> None:
    archive, archivist = own_house.archive, someone(own_house, "archivist")
    current = archive.units.register()
    cell = current.by_code("CB-A")
    assert cell is not None
    renamed = with_event(current.history, UnitEvent(EventKind.RENAME, DAY, (cell.id,), name="Chi bộ 8"))
    archive.units.storage.put_version(
        UNIT_REGISTER_ID, expected_head=current.version, metadata=units_to_json(renamed), user=archivist.user_id,
        message="rename CB-A on 2025-07-01", created=archive.units.clock.now(),
    )  # fmt: skip
    archive.custody.reconcile(local_operator(archive))
    register = archive.units.register()
    assert (register.version, register.units[cell.id].name) == (current.version + 1, "Chi bộ 8")


def test_rebuild_brings_the_whole_history_back(own_house: House) -> None:
    archive = own_house.archive
    archive.units.apply(someone(own_house, "archivist"), MERGER)
    before = archive.units.register()
    with archive.units.catalog.write() as tx:
        tx.units.replace_all((), 0)
    archive.custody.rebuild(local_operator(archive))
    assert archive.units.register().units == before.units
    assert set(archive.units.register().history.stated) == set(before.history.stated)
    assert archive.units.register().history.events == before.history.events


def test_a_register_of_the_first_form_is_read() -> None:
    first: dict[str, Any] = {
        "schema_version": 1,
        "kind": "unit_register",
        "units": [
            {"id": "unit_1", "code": "CB", "name": "Chi bộ", "kind": "cell", "parent_id": None, "aliases": ["Tổ 8"]}
        ],
    }
    history = units_from_json(json.dumps(first).encode())
    assert history.stated == (Unit("unit_1", "CB", "Chi bộ", "cell", None, ("Tổ 8",)),)
    assert units_from_json(units_to_json(history)) == history


@pytest.mark.parametrize("login", ["secretary_a", "auditor"])
def test_only_who_keeps_the_register_changes_it(house: House, login: str) -> None:
    units, actor = house.archive.units, someone(house, login)
    for act in (units.preview, units.apply):
        with pytest.raises(NotPermitted):
            act(actor, MERGER)
    for look in (units.look_alikes, units.changes, units.export_csv):
        with pytest.raises(NotPermitted):
            look(actor)


def test_what_cannot_be_is_refused_before_anything_is_written(house: House) -> None:
    units, archivist = house.archive.units, someone(house, "archivist")
    version = units.register().version
    wrong: list[tuple[EventRequest, type[Exception]]] = [
        (EventRequest(EventKind.RENAME, date(2999, 1, 1), ("CB-A",), name="X"), BadUnitEvent),
        (EventRequest(EventKind.RENAME, DAY, ("CB-Z",), name="X"), UnknownUnit),
        (EventRequest(EventKind.END, DAY, ("DB-YT",)), BadUnitEvent),
        (EventRequest(EventKind.RENAME, DAY, ("CB-A",), name="X", document_record="rec_" + "0" * 26), BadField),
    ]
    for asked, error in wrong:
        with pytest.raises(error):
            units.apply(archivist, asked)
    assert units.register().version == version


HEADER = "code,name,kind,parent_code,aliases,short_name,codes,since\n"


def test_a_file_is_looked_at_line_by_line_and_nothing_is_changed(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    file = HEADER + (
        "CB-N,Chi bộ mới,cell,DB-YT,Mới|Chi bộ M,CBM,38.168.053.000.001@2022-01-01/2025-06-30,2022-01-01\n"
        "CB-X,,cell,DB-YT,,,,\n"
        "CB-Y,Chi bộ Y,cell,DB-NOWHERE,,,,\n"
        "CB-N,Chi bộ lặp,cell,DB-YT,,,,\n"
        "CB-Z,Chi bộ Z,cell,DB-YT,,,,31/02/2022\n"
        "CB-A,Chi bộ Tổ dân phố số 8 mới,cell,DB-YT,,,,\n"
    )
    plan = units.plan_import(archivist, io.StringIO(file))
    assert [(error.row, error.problem, error.value) for error in plan.errors] == [
        (3, "cell_empty", "name"),
        (4, "parent_unknown", "DB-NOWHERE"),
        (5, "code_twice", "CB-N"),
        (6, "no_day", "31/02/2022"),
    ]
    assert (plan.added, plan.changed) == (("CB-N", "CB-Y"), ("CB-A",))
    assert units.register().by_code("CB-N") is None
    with pytest.raises(BadUnitRegister) as caught:
        units.import_csv(archivist, io.StringIO(file))
    assert caught.value.facts["row"] == 3
    good = "\n".join(file.splitlines()[:2])
    new = units.import_csv(archivist, io.StringIO(good)).by_code("38168053000001")
    assert new is not None
    assert (new.name, new.short_name, new.since, len(new.codes)) == ("Chi bộ mới", "CBM", date(2022, 1, 1), 1)


def test_a_file_does_not_rewrite_what_happened(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    units.apply(archivist, EventRequest(EventKind.RENAME, DAY, ("CB-A",), name="Chi bộ Yên Thịnh"))
    with pytest.raises(BadUnitRegister, match="has_history"):
        units.import_csv(archivist, io.StringIO(HEADER + "CB-A,Tên khác,cell,DB-YT,,,,\n"))
    units.import_csv(archivist, io.StringIO(HEADER + "CB-A,Chi bộ Yên Thịnh,cell,DB-YT,Tám,,,\n"))
    register = units.register()
    assert register.by_code("CB-A").aliases == ("Tám",)  # type: ignore[union-attr]
    assert len(register.history.events) == 1


def test_what_is_exported_can_be_imported_and_changes_nothing(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    units.apply(archivist, MERGER)
    plan = units.plan_import(archivist, io.StringIO(units.export_csv(archivist)))
    assert (plan.errors, plan.added, plan.changed) == ((), (), ())


def test_names_in_the_exported_table_are_no_formulas_and_come_back_as_they_were(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    hostile = '=HYPERLINK("http://example.org")'
    row = f'CB-D,"{hostile.replace(chr(34), chr(34) * 2)}",cell,DB-YT,+84|@x,,,\n'
    units.import_csv(archivist, io.StringIO(HEADER + row))
    table = units.export_csv(archivist)
    cells = [cell for line in csv.reader(io.StringIO(table)) for cell in line]
    assert f"'{hostile}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    plan = units.plan_import(archivist, io.StringIO(table))
    assert (plan.errors, plan.added, plan.changed) == ((), (), ())
    kept = units.register().by_code("CB-D")
    assert kept is not None
    assert (kept.name, kept.aliases) == (hostile, ("+84", "@x"))


def test_events_come_from_a_file_too() -> None:
    file = (
        "day,kind,units,into,made,name,parent_code\n"
        "01/07/2025,merge,CB-A|CB-B,,CB-C=Chi bộ mới,,\n2025-07-02,move,CB-C,,,,DB-YT\n"
    )
    read = list(read_events(io.StringIO(file)))
    assert read[0] == (2, EventRequest(EventKind.MERGE, DAY, ("CB-A", "CB-B"), made=(MadeUnit("CB-C", "Chi bộ mới"),)))
    assert read[1][1].parent == "DB-YT"
    with pytest.raises(BadUnitRegister, match="row=2"):
        list(read_events(io.StringIO("day,kind,units\nngày mai,merge,A\n")))


def test_a_unit_is_found_by_anything_it_was_called(own_house: House) -> None:
    units, archivist = own_house.archive.units, someone(own_house, "archivist")
    more = "CB-T,Chi bộ TDP số 08,cell,DB-YT,Tổ tám,,38.168.053.000.001,\n"
    units.import_csv(archivist, io.StringIO(HEADER + more))
    units.apply(archivist, EventRequest(EventKind.RENAME, DAY, ("CB-B",), name="Chi bộ Tổ dân phố Bến"))

    def found(text: str) -> list[str]:
        return [each.unit.code for each in units.find(someone(own_house, "archivist"), text)]

    assert found("chau giang") == found("CHI BO THON CHAU GIANG") == found("cb-b") == ["CB-B"]
    assert found("38168053000001") == found("to tam") == ["CB-T"]
    assert set(found("tdp 8")) == {"CB-A", "CB-T"}
    assert found("không có đâu") == found("") == []
    (old,) = units.find(archivist, "thôn Châu Giang")
    assert old.then is not None
    assert (old.by, old.then.valid_to) == ("Chi bộ thôn Châu Giang", date(2025, 6, 30))
    assert units.find(someone(own_house, "secretary_a"), "chau giang") == ()
    assert [(each.one.code, each.other.code, each.reason) for each in units.look_alikes(archivist)] == [
        ("CB-A", "CB-T", "same_name")
    ]
