"""Who keeps a part of the register sees and changes that part, and learns nothing of what lies beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import BadUnitEvent, BadUnitRegister, NotFound, NotPermitted, UnknownUnit
from archive_service.domain.unit_events import EventKind
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.unit_requests import EventRequest, MadeUnit
from archive_service.services.units import UnitService
from tests.api.house import PASSWORD, House, build_staff
from tests.web.visitor import signed_in

DAY = date(2025, 7, 1)
UNITS = """code,name,kind,parent_code,aliases
TINH,Đảng bộ tỉnh,committee,,
P,Đảng bộ phường Một,committee,TINH,
P-1,Chi bộ Tổ dân phố số 1,cell,P,
P-01,Chi bộ TDP số 01,cell,P,
P-9,Chi bộ Tổ dân phố số 9,cell,P,
Q,Đảng bộ phường Hai,committee,TINH,
Q-1,Chi bộ Bí Mật,cell,Q,
Q-01,Chi bộ bí mật,cell,Q,
"""
HEADER = "code,name,kind,parent_code,aliases\n"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two wards below a province; `keeper` is the archivist of the first."""
    house = build_staff(tmp_path_factory.mktemp("reach"))
    archive, operator = house.archive, local_operator(house.archive)
    archive.units.import_csv(operator, io.StringIO(UNITS))
    for login, unit in (("keeper", "P"), ("keeper_of_all", "TINH")):
        archive.accounts.create(operator, login, login, PASSWORD, [(Role.ARCHIVIST, unit)])
        house.tokens[login] = archive.accounts.issue_token(operator, login, "tests")[1]
    archive.accounts.create(operator, "bi_thu", "Bí thư phường Hai", PASSWORD, [(Role.SECRETARY, "TINH")])
    yield house
    archive.close()


@pytest.fixture
def units(staffed: House) -> UnitService:
    return staffed.archive.units


@pytest.fixture
def keeper(staffed: House) -> Actor:
    return staffed.archive.accounts.actor_with_token(staffed.tokens["keeper"], "cli")


def test_lists_tell_of_the_own_part_alone(units: UnitService, keeper: Actor) -> None:
    assert {(each.one.code, each.other.code) for each in units.look_alikes(keeper)} == {("P-01", "P-1")}
    rows = list(csv.DictReader(io.StringIO(units.export_csv(keeper))))
    assert [(row["code"], row["parent_code"]) for row in rows] == [
        ("P", "TINH"), ("P-01", "P"), ("P-1", "P"), ("P-9", "P"),
    ]  # fmt: skip
    with pytest.raises(NotPermitted):
        units.changes(keeper)


def test_what_was_taken_along_of_a_part_comes_back_and_changes_nothing(units: UnitService, keeper: Actor) -> None:
    plan = units.plan_import(keeper, io.StringIO(units.export_csv(keeper)))
    assert (plan.errors, plan.added, plan.changed) == ((), (), ())


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Q-1,Chi bộ khác,cell,P,", "code_taken"),
        ("P-2,Chi bộ Tổ dân phố số 2,cell,Q,", "parent_unknown"),
        ("P-2,Chi bộ Tổ dân phố số 2,cell,KHONG-CO,", "parent_unknown"),
        ("P-2,Chi bộ Tổ dân phố số 2,cell,TINH,", "parent_unknown"),
        ("P-2,Chi bộ Tổ dân phố số 2,cell,,", "outside"),
        ("P,Đảng bộ phường Một,committee,,", "outside"),
    ],
)
def test_a_file_does_not_reach_beyond_it(units: UnitService, keeper: Actor, row: str, problem: str) -> None:
    version = units.register().version
    plan = units.plan_import(keeper, io.StringIO(f"{HEADER}{row}\n"))
    assert [error.problem for error in plan.errors] == [problem]
    with pytest.raises(BadUnitRegister, match=problem):
        units.import_csv(keeper, io.StringIO(f"{HEADER}{row}\n"))
    assert units.register().version == version


@pytest.mark.parametrize(
    "asked",
    [
        EventRequest(EventKind.RENAME, DAY, ("Q-1",), name="Chi bộ khác"),
        EventRequest(EventKind.MOVE, DAY, ("P-1",), parent="Q"),
        EventRequest(EventKind.MOVE, DAY, ("Q-1",), parent="P"),
        EventRequest(EventKind.MERGE, DAY, ("P-1", "Q-1"), made=(MadeUnit("P-3", "Chi bộ mới"),)),
        EventRequest(EventKind.MERGE, DAY, ("P-1",), into=("Q-1",)),
        EventRequest(EventKind.SPLIT, DAY, ("P-1",), into=("Q-1",), survives=True),
        EventRequest(EventKind.FOUND, DAY, made=(MadeUnit("P-3", "Chi bộ mới"),), unit_kind="cell", parent="Q"),
        EventRequest(EventKind.END, DAY, ("Q-1",)),
    ],
)
def test_no_event_reaches_beyond_it(units: UnitService, keeper: Actor, asked: EventRequest) -> None:
    for act in (units.preview, units.apply):
        with pytest.raises(UnknownUnit) as told:
            act(keeper, asked)
        assert str(told.value.facts["unit"]) in {"Q", "Q-1"}  # as it was written, no name and no id


def test_nothing_new_comes_to_lie_beside_it(units: UnitService, keeper: Actor) -> None:
    parted = EventRequest(
        EventKind.SPLIT, DAY, ("P",), made=(MadeUnit("P-A", "Đảng bộ A"), MadeUnit("P-B", "Đảng bộ B"))
    )
    rootless = EventRequest(EventKind.FOUND, DAY, made=(MadeUnit("P-3", "Chi bộ mới"),), unit_kind="cell")
    for asked in (parted, rootless):
        with pytest.raises(BadUnitEvent, match="outside"):
            units.preview(keeper, asked)


def test_a_code_that_is_taken_does_not_say_by_whom(units: UnitService, keeper: Actor) -> None:
    with pytest.raises(BadUnitEvent, match="code_taken") as told:
        units.preview(keeper, EventRequest(EventKind.RENAME, DAY, ("P-1",), name="Chi bộ Một", code="q-1"))
    assert told.value.facts == {"problem": "code_taken", "unit": "q-1"}


def test_people_above_are_not_named_and_papers_out_of_sight_not_counted(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    archive.accounts.create(operator, "keeper", "keeper", PASSWORD, [])
    archive.grants.give(operator, "keeper", [GrantTerms(Role.ARCHIVIST, "CB-A"), GrantTerms(Role.AUDITOR, "CB-B")])
    token = archive.accounts.issue_token(operator, "keeper", "tests")[1]
    keeper = archive.accounts.actor_with_token(token, "cli")
    asked = EventRequest(
        EventKind.FOUND, DAY, made=(MadeUnit("CB-M", "Tổ đảng mới"),), unit_kind="cell", parent="CB-A",
    )  # fmt: skip
    assert {person.name for person in archive.units.preview(keeper, asked).people} == {"keeper", "secretary_a"}
    manager = archive.accounts.actor_with_token(own_house.tokens["administrator"], "cli")
    renamed = EventRequest(EventKind.RENAME, DAY, ("CB-A",), name="Chi bộ Một")
    assert archive.units.preview(keeper, renamed).records == 1
    assert archive.units.preview(manager, renamed).records == 0  # who looks after the machine reads no papers


def test_an_event_of_the_own_part_is_recorded_and_told_and_others_are_not_there(
    staffed: House, units: UnitService, keeper: Actor
) -> None:
    everything = staffed.archive.accounts.actor_with_token(staffed.tokens["keeper_of_all"], "cli")
    with pytest.raises(NotPermitted):
        units.changes(everything)  # the house has units of its own beside the province
    first = units.apply(keeper, EventRequest(EventKind.RENAME, DAY, ("P-9",), name="Chi bộ Chín"))
    own = len(first.history.events)
    others = units.apply(everything, EventRequest(EventKind.RENAME, DAY, ("Q-1",), name="Chi bộ Hai"))
    told = units.recorded(keeper, own)
    assert [(each.before.name, each.after.name) for each in told.changes if each.before and each.after] == [
        ("Chi bộ Tổ dân phố số 9", "Chi bộ Chín")
    ]
    for place in (0, len(others.history.events), 999):
        with pytest.raises(NotFound):
            units.recorded(keeper, place)
    page = signed_in(staffed, "keeper").open(f"/units/events/{own}?now=yes").text
    assert "Chi bộ Chín" in page
    assert 'role="status"' not in page  # another event came after it
    assert signed_in(staffed, "keeper").open(f"/units/events/{own + 1}").status_code == 404
    assert len(units.changes(local_operator(staffed.archive))) == others.version


def test_the_page_of_units_names_no_pair_from_beside(staffed: House) -> None:
    page = signed_in(staffed, "keeper").open("/units").text
    assert "trùng tên" in page
    assert "Bí Mật" not in page
    assert "Q-1" not in signed_in(staffed, "keeper").open("/units.csv").data.decode("utf-8-sig")
