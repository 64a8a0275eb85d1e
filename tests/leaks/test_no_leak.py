"""No operation, page or verb tells of what is hidden. See the head of the package."""

from __future__ import annotations

import pytest

from tests.leaks.conftest import LISTINGS, TABLES, World
from tests.leaks.hidden import KINDS, READER, USED_UP
from tests.leaks.questions import About, Listing, lines

ASKED = [
    (door, name, question)
    for door, table in TABLES.items()
    for name, asked in lines(table).items()
    for question in asked
    if isinstance(question, About)
]


def _label(value: object) -> str:
    kind = f"{value.kind} " if isinstance(value, About) else ""
    return kind + (value.how if isinstance(value, About | Listing) else str(value))


@pytest.mark.parametrize(("door", "name", "question"), LISTINGS, ids=_label)
def test_lists_are_as_if_nothing_was_hidden(world: World, door: str, name: str, question: Listing) -> None:
    before, after = world.before[door, name, question.how], world.told(door, READER, name, question)
    assert (after.outcome, after.text, after.headers) == (before.outcome, before.text, before.headers)


@pytest.mark.parametrize(("door", "name", "question"), ASKED, ids=_label)
def test_what_is_hidden_answers_as_what_never_was(world: World, door: str, name: str, question: About) -> None:
    kind = KINDS[question.kind]
    real, never = world.things.id_of(question.kind, fresh=question.kind in USED_UP), kind.never
    unlike = []
    for person in kind.hidden_from[: 1 if door == "verb" else None]:
        if door != "verb":
            world.told(door, person, name, question, never)  # fills what is kept between requests
        hidden = world.told(door, person, name, question, real).without(real)
        unknown = world.told(door, person, name, question, never).without(never)
        for part in ("outcome", "text", "headers", "events", "statements"):
            assert getattr(hidden, part) == getattr(unknown, part), f"{part} differ for {person}"
        unlike.append(unknown)
    if question.shown:
        shown = world.told(door, kind.seen_by, name, question, real).without(real)
        assert (shown.outcome, shown.text) not in [(each.outcome, each.text) for each in unlike]
