"""Roles: given by somebody else, for a time, taken back, handed over, and the glass that leaders break."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import (
    BadField,
    Conflict,
    LastAdministrator,
    NotFound,
    NotPermitted,
    SamePerson,
    UnknownUnit,
)
from archive_service.domain.local_time import local_day
from archive_service.domain.records import AccessLevel
from archive_service.services.audit import AuditQuestion
from archive_service.services.grant_terms import Assignment, GrantTerms
from tests.api.house import PASSWORD, House


def acting(house: House, person: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[person], "api")


def test_who_gave_what_and_why_stays_in_the_history(own_house: House) -> None:
    grants, administrator = own_house.archive.grants, acting(own_house, "administrator")
    terms = GrantTerms(Role.SECRETARY, "CB-B", reason="thay đồng chí nghỉ phép", document="12-QĐ/ĐU")
    (given,) = grants.give(administrator, "secretary_a", [terms])
    grants.take_back(administrator, given.id, "hết phép")
    last, first = grants.history(administrator, "secretary_a")
    assert (last.granted_by, last.reason, last.document) == (administrator.user_id, terms.reason, terms.document)
    assert (last.revoked_by, last.revoked_why) == (administrator.user_id, "hết phép")
    assert last.revoked_at is not None
    assert first.revoked_at is None
    assert grants.history(acting(own_house, "secretary_a"), "secretary_a") == (last, first)
    with pytest.raises(NotPermitted):
        grants.history(acting(own_house, "secretary_a"), "secretary_b")
    with pytest.raises(Conflict):
        grants.take_back(administrator, given.id, "lần nữa")


def test_nobody_gives_a_role_to_themselves(house: House) -> None:
    administrator = acting(house, "administrator")
    with pytest.raises(SamePerson):
        house.archive.grants.give(administrator, "administrator", [GrantTerms(Role.ARCHIVIST, "DB-YT")])
    own = house.archive.grants.history(acting(house, "secretary_a"), "secretary_a")[0]
    with pytest.raises(SamePerson):
        house.archive.grants.hand_over(administrator, own.id, "administrator", own.granted_at.date(), "BB-01")


def test_only_who_manages_people_gives_and_takes(house: House) -> None:
    grants = house.archive.grants
    held = grants.history(acting(house, "secretary_a"), "secretary_a")[0]
    for person in ("archivist", "auditor", "secretary_a"):
        with pytest.raises(NotPermitted):
            grants.give(acting(house, person), "secretary_b", [GrantTerms(Role.SECRETARY, "CB-A")])
        with pytest.raises(NotPermitted):
            grants.take_back(acting(house, person), held.id, "")
    with pytest.raises(NotFound):
        grants.take_back(acting(house, "administrator"), "grt_nowhere", "")


def test_an_administrator_of_one_cell_gains_nothing_elsewhere(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    small = archive.accounts.create(operator, "small", "", PASSWORD, [(Role.ADMINISTRATOR, "CB-A")])
    actor = archive.accounts.actor_of(small.id, "web")
    with pytest.raises(UnknownUnit):
        archive.grants.give(actor, "secretary_a", [GrantTerms(Role.ARCHIVIST, "DB-YT")])
    with pytest.raises(NotPermitted):
        archive.accounts.reset_password(actor, "administrator")
    with pytest.raises(NotPermitted):
        archive.accounts.issue_token(actor, "archivist", "trộm")
    with pytest.raises(NotFound):
        archive.grants.take_back(actor, archive.grants.history(operator, "archivist")[0].id, "")
    archive.accounts.reset_password(actor, "secretary_a")


def test_the_last_administrator_stays(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    (held,) = archive.grants.history(operator, "administrator")
    with pytest.raises(LastAdministrator):
        archive.grants.take_back(operator, held.id, "")
    with pytest.raises(LastAdministrator):
        archive.accounts.disable(operator, "administrator")
    tomorrow = local_day(archive.grants.clock.now()) + timedelta(days=1)
    archive.grants.give(operator, "archivist", [GrantTerms(Role.ADMINISTRATOR, "DB-YT", holds_to=tomorrow)])
    with pytest.raises(LastAdministrator):
        archive.grants.take_back(operator, held.id, "")
    archive.grants.give(operator, "auditor", [GrantTerms(Role.ADMINISTRATOR, "DB-YT")])
    archive.grants.take_back(operator, held.id, "đã có người thay")


def test_an_assignment_is_for_days_papers_and_levels(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    today = local_day(archive.grants.clock.now())
    person = archive.accounts.create(operator, "kiemtra", "", PASSWORD, [])
    assignment = Assignment(
        ("CB-A", "CB-B"), today.replace(year=2020), today.replace(year=2021), today, today, False, "12-QĐ/UBKT"
    )
    old = archive.grants.assign(operator, "kiemtra", assignment)
    assert [grant.levels for grant in old] == [frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL})] * 2
    assert archive.retrieve.list(archive.accounts.actor_of(person.id, "web")).entries == ()
    wider = Assignment(("CB-A",), today.replace(year=2020), today.replace(year=2030), today, today, True, "13-QĐ/UBKT")
    archive.grants.assign(operator, "kiemtra", wider)
    seen = archive.retrieve.list(archive.accounts.actor_of(person.id, "web")).entries
    assert [entry.record.id for entry in seen] == [own_house.records["CB-A"]]
    with pytest.raises(BadField):
        archive.grants.assign(operator, "kiemtra", Assignment(("CB-A",), today, today, today, today, False, " "))
    with pytest.raises(UnknownUnit):
        archive.grants.assign(operator, "kiemtra", Assignment(("CB-A", "CB-X"), today, today, today, today, True, "x"))
    assert len(archive.grants.history(operator, "kiemtra")) == 3


def test_a_handover_ends_one_role_and_begins_the_other(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    (held,) = archive.grants.history(operator, "secretary_a")
    today = local_day(archive.grants.clock.now())
    passed = archive.grants.hand_over(operator, held.id, "secretary_b", today, "BB bàn giao 01/03")
    (ended,) = archive.grants.history(operator, "secretary_a")
    assert ended.revoked_why == passed.document == "BB bàn giao 01/03"
    record = own_house.records["CB-A"]
    assert own_house.client("secretary_a").get(f"/records/{record}").status_code == 404
    assert own_house.client("secretary_b").get(f"/records/{record}").status_code == 200


def test_until_the_day_of_the_handover_the_old_secretary_goes_on(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    (held,) = archive.grants.history(operator, "secretary_a")
    day = local_day(archive.grants.clock.now()) + timedelta(days=3)
    passed = archive.grants.hand_over(operator, held.id, "secretary_b", day, "BB-01")
    going_on = archive.grants.history(operator, "secretary_a")[0]
    assert (going_on.holds_to, passed.holds_from) == (day - timedelta(days=1), day)
    record = own_house.records["CB-A"]
    assert own_house.client("secretary_a").get(f"/records/{record}").status_code == 200
    assert own_house.client("secretary_b").get(f"/records/{record}").status_code == 404


def test_a_broken_glass_is_short_loud_and_for_leaders(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    person = archive.accounts.create(operator, "bithu", "", PASSWORD, [(Role.LEADER, "CB-A")])
    leader, reason = archive.accounts.actor_of(person.id, "web"), "thẩm tra khẩn theo yêu cầu cấp trên"
    record = own_house.records["CB-B"]
    with pytest.raises(NotFound):
        archive.retrieve.record(leader, record)
    for wrong in ({"reason": "vội"}, {"minutes": 0}, {"minutes": 241}):
        with pytest.raises(BadField):
            archive.grants.break_glass(leader, **{"unit": "CB-B", "reason": reason, "minutes": 30, **wrong})  # type: ignore[arg-type]
    with pytest.raises(UnknownUnit):
        archive.grants.break_glass(leader, "CB-X", reason, 30)
    with pytest.raises(NotPermitted):
        archive.grants.break_glass(acting(own_house, "administrator"), "CB-B", reason, 30)
    glass = archive.grants.break_glass(leader, "CB-B", reason, 30)
    leader = archive.accounts.actor_of(person.id, "web")
    assert archive.retrieve.record(leader, record).record.id == record
    for person_watching in ("administrator", "auditor"):
        assert archive.grants.broken_glass(acting(own_house, person_watching))[0] == [glass]
    assert archive.grants.broken_glass(acting(own_house, "secretary_a"))[0] == []
    (event,) = archive.audit.page(operator, AuditQuestion(act="break_glass"))
    assert event.entry.details["reason"] == reason
    archive.grants.take_back(leader, glass.id, "xong việc")
    with pytest.raises(NotFound):
        archive.retrieve.record(archive.accounts.actor_of(person.id, "web"), record)
