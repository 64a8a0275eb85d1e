"""Rights as a table, and the search scopes that must say the same."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.access import (
    READ_LEVELS,
    Act,
    Actor,
    Grant,
    RecordFacts,
    Role,
    may,
    may_anywhere,
    visible_scopes,
)
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
    ],
)
def test_acts_on_the_system_by_role(act: Act, roles: set[Role]) -> None:
    assert {role for role in Role if may_anywhere(somebody((role, WARD)), act)} == roles


def test_a_stranger_may_nothing() -> None:
    assert not any(may(somebody(), act, paper()) or may_anywhere(somebody(), act) for act in Act)


grants = st.lists(st.tuples(st.sampled_from(Role), st.sampled_from(sorted(BELOW))), max_size=4)
facts = st.builds(
    RecordFacts, st.sampled_from([*BELOW, "unit_elsewhere"]), st.sampled_from(AccessLevel), st.sampled_from(Lifecycle)
)


@given(grants, facts)
def test_the_search_scopes_admit_exactly_what_may_be_read(held: list[tuple[Role, str]], record: RecordFacts) -> None:
    actor = somebody(*held)
    in_scope = any(
        record.unit_id in scope.unit_ids and record.access_level in scope.access_levels
        for scope in visible_scopes(actor)
    )
    assert in_scope is may(actor, Act.READ, record)


def test_every_role_says_what_it_reads() -> None:
    assert set(READ_LEVELS) == set(Role)
