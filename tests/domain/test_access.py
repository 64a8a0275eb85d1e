"""Rights as a table, and the search scopes that must say the same."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from archive_service.domain.access import (
    READ_LEVELS,
    Act,
    Actor,
    Grant,
    Reach,
    RecordFacts,
    Role,
    administered_units,
    audit_units,
    may,
    may_anywhere,
)
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.records import AccessLevel, Lifecycle

WARD, CELL_A, CELL_B = "unit_ward", "unit_a", "unit_b"
BELOW = {
    WARD: frozenset({WARD, CELL_A, CELL_B}),
    CELL_A: frozenset({CELL_A}),
    CELL_B: frozenset({CELL_B}),
}


def somebody(*grants: tuple[Role, str]) -> Actor:
    return Actor("usr_x", "X", tuple(Grant(role, unit, BELOW[unit]) for role, unit in grants))


def paper(unit: str = CELL_A, level: AccessLevel = AccessLevel.INTERNAL) -> RecordFacts:
    return RecordFacts(unit, level, Lifecycle.ISSUED)


@pytest.mark.parametrize(
    ("role", "level", "readable"),
    [
        (Role.ARCHIVIST, AccessLevel.RESTRICTED, True),
        (Role.SECRETARY, AccessLevel.RESTRICTED, True),
        (Role.LEADER, AccessLevel.RESTRICTED, True),
        (Role.AUDITOR, AccessLevel.PUBLIC, True),
        (Role.AUDITOR, AccessLevel.INTERNAL, True),
        (Role.AUDITOR, AccessLevel.RESTRICTED, False),
        (Role.ADMINISTRATOR, AccessLevel.PUBLIC, False),
        (Role.ADMINISTRATOR, AccessLevel.RESTRICTED, False),
    ],
)
def test_reading_by_role_and_level(role: Role, level: AccessLevel, readable: bool) -> None:
    assert may(somebody((role, WARD)), Act.READ, paper(level=level)) is readable


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_beside_or_above_its_unit(role: Role) -> None:
    actor = somebody((role, CELL_A))
    for act, unit in itertools.product(Act, (CELL_B, WARD)):
        assert not may(actor, act, paper(unit=unit))


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.DEPOSIT, {Role.ARCHIVIST, Role.SECRETARY}),
        (Act.DESCRIBE, {Role.ARCHIVIST}),
        (Act.RETRY_EXTRACTION, {Role.ARCHIVIST}),
    ],
)
def test_acts_on_records_by_role(act: Act, roles: set[Role]) -> None:
    assert {role for role in Role if may(somebody((role, WARD)), act, paper())} == roles


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.READ_AUDIT, {Role.AUDITOR, Role.LEADER, Role.ADMINISTRATOR}),
        (Act.MANAGE_USERS, {Role.ADMINISTRATOR}),
        (Act.MANAGE_UNITS, {Role.ARCHIVIST, Role.ADMINISTRATOR}),
        (Act.OPERATE, {Role.ADMINISTRATOR}),
        (Act.BREAK_GLASS, {Role.LEADER}),
    ],
)
def test_acts_on_the_system_by_role(act: Act, roles: set[Role]) -> None:
    assert {role for role in Role if may_anywhere(somebody((role, WARD)), act)} == roles


def test_a_stranger_may_nothing() -> None:
    assert not any(may(somebody(), act, paper()) or may_anywhere(somebody(), act) for act in Act)


ROLE_READS = {
    Role.ARCHIVIST: set(AccessLevel),
    Role.SECRETARY: set(AccessLevel),
    Role.LEADER: set(AccessLevel),
    Role.AUDITOR: {AccessLevel.PUBLIC, AccessLevel.INTERNAL},
    Role.ADMINISTRATOR: set[AccessLevel](),
}
ROLES_THAT = {
    Act.READ: {Role.ARCHIVIST, Role.SECRETARY, Role.LEADER, Role.AUDITOR},
    Act.DEPOSIT: {Role.ARCHIVIST, Role.SECRETARY},
    Act.DESCRIBE: {Role.ARCHIVIST},
    Act.RETRY_EXTRACTION: {Role.ARCHIVIST},
    Act.APPROVE_EXCUSE: {Role.ARCHIVIST, Role.LEADER},
    Act.HOLD_RECORDS: {Role.ARCHIVIST, Role.LEADER, Role.AUDITOR},
    Act.DISPOSE: {Role.ARCHIVIST},
    Act.DECIDE_DISPOSITION: {Role.LEADER},
}
RELATIONS = {"own": (CELL_A, CELL_A), "below": (WARD, CELL_A), "beside": (CELL_B, CELL_A), "above": (CELL_A, WARD)}
NOON = datetime(2026, 3, 3, 12, tzinfo=LOCAL_TIME)
TODAY = date(2026, 3, 3)
TIMES = {
    "always": (None, None, None, True),
    "first day": (TODAY, None, None, True),
    "last day": (None, TODAY, None, True),
    "tomorrow": (date(2026, 3, 4), None, None, False),
    "until yesterday": (None, date(2026, 3, 2), None, False),
    "an hour more": (None, None, NOON + timedelta(hours=1), True),
    "just over": (None, None, NOON, False),
}


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("role", list(Role))
def test_the_table_of_rights(role: Role, act: Act, relation: str, when: str) -> None:
    """Role × act × relation of units × level × lifecycle × time, each cell written down apart from the code."""
    held, about = RELATIONS[relation]
    first, last, ends, holds = TIMES[when]
    grant = Grant(role, held, BELOW[held], holds_from=first, holds_to=last, ends_at=ends)
    actor = Actor("usr_x", "X", (grant,), moment=NOON)
    for level, lifecycle in itertools.product(AccessLevel, Lifecycle):
        expected = (
            holds and relation in ("own", "below") and role in ROLES_THAT.get(act, ()) and level in ROLE_READS[role]
        )
        assert may(actor, act, RecordFacts(about, level, lifecycle)) is expected


def test_a_grant_with_days_does_not_hold_for_whom_no_moment_is_known() -> None:
    grant = Grant(Role.ARCHIVIST, WARD, BELOW[WARD], holds_to=TODAY)
    assert not may(Actor("usr_x", "X", (grant,)), Act.READ, paper())


def test_days_begin_and_end_in_viet_nam() -> None:
    grant = Grant(Role.ARCHIVIST, WARD, BELOW[WARD], holds_from=TODAY, holds_to=TODAY)
    for moment, holds in (
        (datetime(2026, 3, 2, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 17, 0, tzinfo=UTC), False),
    ):
        assert may(Actor("usr_x", "X", (grant,), moment=moment), Act.READ, paper()) is holds


@pytest.mark.parametrize(
    ("day", "period", "inside"),
    [
        (date(2022, 1, 1), None, True),
        (date(2021, 12, 31), "2022-01", False),
        (date(2022, 12, 31), "2023", True),
        (None, "2022", True),
        (None, "2022-Q4", True),
        (None, "2022-12", True),
        (None, "2023-01", False),
        (None, "2021-Q4", False),
        (None, "trước đây", False),
        (None, None, False),
    ],
)
def test_an_assignment_shows_the_papers_of_its_days(day: date | None, period: str | None, inside: bool) -> None:
    grant = Grant(Role.AUDITOR, WARD, BELOW[WARD], records_from=date(2022, 1, 1), records_to=date(2022, 12, 31))
    facts = RecordFacts(CELL_A, AccessLevel.INTERNAL, Lifecycle.ISSUED, day, period)
    assert may(Actor("usr_x", "X", (grant,)), Act.READ, facts) is inside


def test_named_opinions_are_read_only_when_the_assignment_says_so() -> None:
    opinion = paper(level=AccessLevel.RESTRICTED)
    for levels, readable in ((None, False), (frozenset({AccessLevel.PUBLIC}), False), (frozenset(AccessLevel), True)):
        grant = Grant(Role.AUDITOR, WARD, BELOW[WARD], levels=levels)
        assert may(Actor("usr_x", "X", (grant,)), Act.READ, opinion) is readable


def test_no_levels_let_an_administrator_read() -> None:
    grant = Grant(Role.ADMINISTRATOR, WARD, BELOW[WARD], levels=frozenset(AccessLevel))
    actor = Actor("usr_x", "X", (grant,))
    assert not any(may(actor, act, paper(level=level)) for act in Act for level in AccessLevel)


def test_a_broken_glass_is_for_reading_only() -> None:
    grant = Grant(Role.LEADER, WARD, BELOW[WARD], ends_at=NOON + timedelta(hours=1), breaks_glass=True)
    actor = Actor("usr_x", "X", (grant,), moment=NOON)
    assert {act for act in Act if may(actor, act, paper()) or may_anywhere(actor, act)} == {Act.READ}


@pytest.mark.parametrize(
    ("reach", "acts"),
    [
        (Reach.FULL, set(Act)),
        (Reach.DEPOSIT, {Act.READ, Act.DEPOSIT}),
        (Reach.READ, {Act.READ, Act.READ_AUDIT, Act.SEE_RETENTION}),
    ],
)
def test_a_token_reaches_no_further_than_it_says(reach: Reach, acts: set[Act]) -> None:
    everything = tuple(Grant(role, WARD, BELOW[WARD]) for role in Role)
    actor = Actor("usr_x", "X", everything, reach=reach)
    assert {act for act in Act if may(actor, act, paper()) or may_anywhere(actor, act)} == acts


def test_who_reads_which_part_of_the_log() -> None:
    assert audit_units(somebody((Role.AUDITOR, CELL_A))) == frozenset({CELL_A})
    assert audit_units(somebody((Role.AUDITOR, CELL_A), (Role.LEADER, CELL_B))) == frozenset({CELL_A, CELL_B})
    assert audit_units(somebody((Role.ADMINISTRATOR, CELL_A))) is None
    assert audit_units(somebody((Role.SECRETARY, WARD))) == frozenset()


def test_where_an_administrator_gives_roles() -> None:
    assert administered_units(somebody((Role.ADMINISTRATOR, CELL_A))) == frozenset({CELL_A})
    assert administered_units(somebody((Role.ARCHIVIST, WARD))) == frozenset()
    assert administered_units(Actor("operator", "X", (Grant(Role.ADMINISTRATOR, "", frozenset()),))) is None


def test_every_role_says_what_it_reads() -> None:
    assert set(READ_LEVELS) == set(Role)
