"""Every error has a sentence in both languages, and the tree is drawn in its module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive_service
from archive_service.commands.runner import exit_code_of
from archive_service.domain import errors
from archive_service.domain.errors import ArchiveError
from archive_service.http import status_of
from archive_service.sentences import SENTENCES, sentence_of
from archive_service.sentences.units import UNIT_PROBLEMS


def tree(kind: type[ArchiveError] = ArchiveError) -> Iterator[type[ArchiveError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


KINDS = sorted({kind for kind in tree() if kind.__module__.startswith(errors.__name__)}, key=lambda kind: kind.code)


def facts_of(kind: type[ArchiveError]) -> set[str]:
    """The facts its docstring names."""
    named = re.search(r"Facts: ([\w, ]+)\.", kind.__doc__ or "")
    return {name.strip() for name in named[1].split(",")} if named else set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_error_is_told_with_its_facts(kind: type[ArchiveError]) -> None:
    sentence = SENTENCES[kind.code]
    wanted = set(re.findall(r"\{(\w+)\}", sentence.vi + sentence.vi_action))
    assert wanted == set(re.findall(r"\{(\w+)\}", sentence.en + sentence.en_action))
    assert wanted <= facts_of(kind) | ({"field"} if issubclass(kind, errors.Refused) else set())
    for language in ("vi", "en"):
        told = sentence_of(kind(**dict.fromkeys(wanted, "X")), language)
        assert all(part and "{" not in part and "…" not in part for part in told)


def test_codes_are_stable_names_used_once() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(SENTENCES)
    problems = (Path(archive_service.__file__).parent / "api" / "problems.py").read_text(encoding="utf-8")
    said_by_rest = set(re.findall(r'"([a-z_]+)"', problems))
    assert set(SENTENCES) - set(codes) <= said_by_rest


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_error_stands_in_the_drawn_tree(kind: type[ArchiveError]) -> None:
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__ or "")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_statuses_and_exit_codes_are_those_of_the_tree(kind: type[ArchiveError]) -> None:
    """The tree says per branch which status and exit code its leaves have."""
    drawn = errors.__doc__ or ""
    branch = next(
        base
        for base in kind.__mro__
        if re.search(rf"\b{base.__name__}\b.*\((HTTP|.*exit)", drawn) or base is ArchiveError
    )
    line = next((line for line in drawn.splitlines() if re.search(rf"\b{branch.__name__}\b", line)), "")
    if status := re.search(r"HTTP (\d+)", line):
        assert status_of(kind()) == int(status[1])
    if code := re.search(r"exit (\d)", line):
        assert exit_code_of(kind()) == int(code[1])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_error_is_offered_by_the_package(kind: type[ArchiveError]) -> None:
    assert getattr(errors, kind.__name__) is kind
    assert kind.__name__ in errors.__all__


def test_each_problem_of_units_has_words() -> None:
    package = Path(archive_service.__file__).parent
    said = [
        problem
        for source in package.rglob("*.py")
        for problem in re.findall(
            r'(?:BadUnit(?:Event|Register)\([^()]*?problem=|LineError\([\w.]+, )"(\w+)"', source.read_text("utf-8")
        )
    ]
    assert {"cell_empty", "not_utf8", "in_future"} <= set(said)
    assert set(said) - set(UNIT_PROBLEMS) == set()
