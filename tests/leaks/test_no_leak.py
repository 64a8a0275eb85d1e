"""Every operation, page and verb is on the lists, and none tells of what is hidden. See the head of the package."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from archive_service.api import ENDPOINTS
from cli import cli
from tests.leaks.conftest import LISTINGS, TABLES, World, routes
from tests.leaks.hidden import KINDS, READER, USED_UP
from tests.leaks.questions import About, Listing, lines

ASKED = [
    (door, name, question)
    for door, table in TABLES.items()
    for name, asked in lines(table).items()
    for question in asked
    if isinstance(question, About)
]


def verbs(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from verbs(inner, (*words, name))
    else:
        yield " ".join(words)


def test_no_operation_is_forgotten() -> None:
    assert {endpoint.name for endpoint in ENDPOINTS} == set(TABLES["REST"])


def test_no_page_is_forgotten(world: World) -> None:
    assert {rule.endpoint for rule in routes(world.house)} == set(TABLES["page"])


def test_no_verb_is_forgotten() -> None:
    assert set(verbs(cli)) == set(TABLES["verb"])


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
    shown = world.told(door, kind.seen_by, name, question, real).without(real)
    if question.shown:
        assert (shown.outcome, shown.text) not in [(each.outcome, each.text) for each in unlike]
