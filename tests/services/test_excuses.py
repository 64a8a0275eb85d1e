"""Reasons for gaps: two people, a document, and the store as the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Grant, Role
from archive_service.domain.completeness import SlotState
from archive_service.domain.errors import BadField, Conflict, NotFound, NotPermitted, SamePerson, UnknownUnit
from archive_service.domain.excuses import ExcuseState
from tests.api.house import House


def person(house: House, name: str, role: Role, code: str) -> Actor:
    register = house.archive.units.register()
    unit = register.by_code(code)
    assert unit is not None
    return Actor(f"usr_{name}", name, (Grant(role, unit.id, register.below(unit.id)),))


@pytest.fixture
def secretary(house: House) -> Actor:
    return person(house, "secretary", Role.SECRETARY, "CB-A")


@pytest.fixture
def archivist(house: House) -> Actor:
    return person(house, "archivist", Role.ARCHIVIST, "DB-YT")


def test_an_approved_reason_covers_the_gap(house: House, secretary: Actor, archivist: Actor) -> None:
    archive = house.archive
    cell = secretary.grants[0].unit_id
    before = archive.completeness.slot(archivist, cell, "2021-05").slot.state
    excuse = archive.excuses.propose(secretary, "CB-A", "05/2021", "Cách ly", house.records["CB-A"])
    proposed = archive.completeness.slot(archivist, cell, "2021-05").slot.state
    archive.excuses.decide(archivist, excuse.id, approve=True)
    report = archive.completeness.slot(archivist, cell, "2021-05")
    assert (before, proposed, report.slot.state) == (SlotState.MISSING, SlotState.MISSING, SlotState.EXCUSED)
    assert report.excuses[0].document_id == house.records["CB-A"]
    archive.excuses.withdraw(secretary, excuse.id)
    assert archive.completeness.slot(archivist, cell, "2021-05").slot.state is SlotState.MISSING


def test_nobody_approves_what_they_proposed(house: House, archivist: Actor) -> None:
    excuse = house.archive.excuses.propose(archivist, "CB-A", "2021-06", "Lụt", house.records["CB-A"])
    with pytest.raises(SamePerson):
        house.archive.excuses.decide(archivist, excuse.id, approve=True)
    other = replace(archivist, user_id="usr_other")
    assert house.archive.excuses.decide(other, excuse.id, approve=False).state is ExcuseState.REFUSED
    with pytest.raises(Conflict):
        house.archive.excuses.decide(other, excuse.id, approve=True)


def test_who_may_not_learns_nothing(house: House, secretary: Actor) -> None:
    stranger = person(house, "stranger", Role.SECRETARY, "CB-B")
    auditor = person(house, "auditor", Role.AUDITOR, "DB-YT")
    excuse = house.archive.excuses.propose(secretary, "CB-A", "2021-07", "Dịch", house.records["CB-A"])
    for act in (
        lambda: house.archive.excuses.withdraw(stranger, excuse.id),
        lambda: house.archive.excuses.withdraw(stranger, "exc_never"),
        lambda: house.archive.excuses.of_period(stranger, secretary.grants[0].unit_id, "2021-07"),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(UnknownUnit):
        house.archive.excuses.propose(stranger, "CB-A", "2021-07", "x", house.records["CB-A"])
    with pytest.raises(NotPermitted):
        house.archive.excuses.propose(auditor, "CB-A", "2021-07", "x", house.records["CB-A"])
    with pytest.raises(NotPermitted):
        house.archive.excuses.decide(secretary, excuse.id, approve=True)


@pytest.mark.parametrize(
    ("period", "reason", "document"),
    [("never", "x", None), ("2021-05", "  ", None), ("2021-05", "x" * 1001, None), ("2021-05", "x", "rec_never")],
)
def test_what_makes_no_sense_is_refused(
    house: House, secretary: Actor, period: str, reason: str, document: str | None
) -> None:
    with pytest.raises(BadField):
        house.archive.excuses.propose(secretary, "CB-A", period, reason, document or house.records["CB-A"])


def test_a_document_of_another_cell_is_no_document(house: House, secretary: Actor) -> None:
    with pytest.raises(BadField):
        house.archive.excuses.propose(secretary, "CB-A", "2021-05", "x", house.records["CB-B"])


def test_reasons_come_back_from_the_store_alone(own_house: House) -> None:
    archivist = person(own_house, "archivist", Role.ARCHIVIST, "DB-YT")
    excuse = own_house.archive.excuses.propose(archivist, "CB-A", "2021-05", "Cách ly", own_house.records["CB-A"])
    kept = own_house.archive.excuses.decide(replace(archivist, user_id="usr_b"), excuse.id, approve=True)
    with own_house.archive.excuses.catalog.write() as tx:
        tx.completeness.keep_excuse(replace(kept, reason="forgotten", version=1))
    own_house.archive.custody.rebuild(local_operator(own_house.archive))
    assert own_house.archive.excuses.of_period(archivist, kept.unit_id, "2021-05") == [kept]
