"""Rules and clocks through the whole archive: two people, what would move, and what nobody else may learn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import (
    Conflict,
    NotFound,
    NotPermitted,
    SamePerson,
)
from archive_service.domain.records import AccessLevel
from archive_service.domain.retention import RuleState
from archive_service.domain.retention_clock import ClockState, RetentionStanding
from archive_service.retention_profile import load_profile
from tests.api.house import House
from tests.contracts.specimens import ManualClock
from tests.services.disposing import deposited
from tests.services.test_excuses import person


def test_rules_are_proposed_by_one_and_approved_by_another(own_house: House, archivist: Actor, leader: Actor) -> None:
    rules = own_house.archive.rules
    proposed = rules.propose(archivist, load_profile())
    assert len(proposed) == len(load_profile())
    assert rules.propose(archivist, load_profile()) == []
    with pytest.raises(SamePerson):
        rules.decide(archivist, proposed[0].id, approve=True)
    with pytest.raises(NotPermitted):
        rules.decide(person(own_house, "s", Role.SECRETARY, "CB-A"), proposed[0].id, approve=True)
    approved = rules.decide(leader, proposed[0].id, approve=True)
    with pytest.raises(Conflict):
        rules.decide(leader, approved.id, approve=False)
    newer = rules.propose(archivist, [replace(load_profile()[0], name="Nghị quyết các loại")])[0]
    assert newer.supersedes == approved.id
    rules.decide(leader, newer.id, approve=True)
    states = {rule.id: rule.state for rule in rules.list(archivist)}
    assert (states[approved.id], states[newer.id]) == (RuleState.RULE_SUPERSEDED, RuleState.RULE_APPROVED)


def test_what_if_lists_what_would_move(ruled: House, archivist: Actor) -> None:
    record_id = deposited(ruled, archivist, "Giấy khen năm 2010")
    other = deposited(ruled, archivist, "Biên bản năm 2010", type_code="BB")
    rules = ruled.archive.rules
    rule = next(each for each in load_profile() if each.code == "giay-khen")
    longer = rules.propose(archivist, [replace(rule, period=replace(rule.period, years=30))])[0]
    found = rules.what_if(archivist, longer.id)
    assert [(each.record_id, each.before, each.after) for each in found.moved] == [
        (record_id, date(2021, 1, 1), date(2041, 1, 1))
    ]
    assert found.next is None
    assert other not in {each.record_id for each in found.moved}
    assert ruled.archive.retention.explain(archivist, record_id).state is ClockState.REVIEW_DUE


def test_a_deposit_and_a_closing_move_the_clock(ruled: House, archivist: Actor) -> None:
    archive = ruled.archive
    dossier = archive.dossiers.open(archivist, "CB-A", "Khen thưởng 2010")
    first = deposited(ruled, archivist, "Giấy khen A", dossier=dossier.id)
    assert archive.retention.explain(archivist, first).state is ClockState.OPEN_DOSSIER
    assert archive.retention.due(archivist) == []
    archive.dossiers.close(archivist, dossier.id, date(2010, 12, 31))
    assert [entry.record_id for entry in archive.retention.due(archivist)] == [first]
    later = deposited(ruled, archivist, "Giấy khen B", day="2024-01-05", dossier=dossier.id)
    assert archive.retention.due(archivist) == []
    assert archive.retention.explain(archivist, first).review_from == date(2035, 1, 1)
    archive.correction.correct(archivist, later, {"dossier": ""}, reason="sai hồ sơ", expected_version=1)
    assert [entry.record_id for entry in archive.retention.due(archivist)] == [first]
    archive.correction.correct(archivist, later, {"date": "2010-01-05"}, reason="sai ngày", expected_version=2)
    assert {entry.record_id for entry in archive.retention.due(archivist)} == {first, later}


def test_a_period_is_over_at_midnight_in_viet_nam(ruled: House, archivist: Actor) -> None:
    archive = ruled.archive
    record_id = deposited(ruled, archivist, "Giấy khen năm 2010")
    ruled.index()
    before = datetime(2020, 12, 31, 16, 59, tzinfo=UTC)
    due = {}
    for moment in (before, before + timedelta(minutes=1)):
        clock = ManualClock(moment)
        retention = replace(archive.retention, clock=clock)
        listed = [each.record_id for each in retention.due(archivist)]
        glance = retention.glance(archivist, record_id)
        assert glance is not None
        search = replace(archive.search, clock=clock)
        found = search.search(archivist, "", retention=RetentionStanding.UP_FOR_REVIEW).found
        eligible = retention.explain(archivist, record_id).eligible
        due[moment] = (listed, glance.state, eligible, [each.entry.record.id for each in found])
    assert list(due.values()) == [
        ([], ClockState.RUNNING_CLOCK, False, []),
        ([record_id], ClockState.REVIEW_DUE, True, [record_id]),
    ]


def test_who_may_not_read_learns_nothing(ruled: House, archivist: Actor) -> None:
    record_id = deposited(ruled, archivist, "Giấy khen kín", access_level=AccessLevel.RESTRICTED.value)
    stranger = person(ruled, "b", Role.SECRETARY, "CB-B")
    with pytest.raises(NotFound):
        ruled.archive.retention.explain(stranger, record_id)
    with pytest.raises(NotPermitted):
        ruled.archive.retention.due(stranger)
    auditor = person(ruled, "auditor", Role.AUDITOR, "DB-YT")
    assert ruled.archive.retention.due(auditor) == []
    assert len(ruled.archive.retention.due(archivist)) == 1
