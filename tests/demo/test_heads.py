"""The reader of heads and the maker of papers, written apart from each other, agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model import PageText
from indexer.text.header import read_header
from indexer.text.header_model import Header
from tests.demo.conftest import Written
from tests.demo.reading import squeezed, text_of


@pytest.fixture(scope="module")
def heads(written: Written) -> list[tuple[dict[str, str], Header]]:
    return list(read_heads(written))


def read_heads(written: Written) -> Iterator[tuple[dict[str, str], Header]]:
    for row in written.manifest:
        if row["source"] != "scan":
            yield row, read_header([PageText(1, text_of(written.archive.folder / row["file"]))])


def test_type_and_number_are_read_as_catalogued(heads: list[tuple[dict[str, str], Header]]) -> None:
    for row, head in heads:
        assert head.type_code is not None, row["file"]
        assert head.type_code.value == row["type"], row["file"]
        assert (str(head.number.value) if head.number else "") == row["number"], row["file"]


def test_dates_are_read_as_catalogued(heads: list[tuple[dict[str, str], Header]]) -> None:
    for row, head in heads:
        assert (head.date.value.isoformat() if head.date else "") == row["date"], row["file"]


def test_titles_are_read_to_their_end(heads: list[tuple[dict[str, str], Header]]) -> None:
    for row, head in heads:
        assert head.title is not None, row["file"]
        assert squeezed(row["title"]).replace("–", "-").endswith(squeezed(head.title.value).replace("–", "-"))


def test_no_period_is_read_that_is_not_so(heads: list[tuple[dict[str, str], Header]]) -> None:
    """A report on half a year is offered as its year at best with half a confidence: that is a guess, and said so."""
    for row, head in heads:
        if head.period is not None and head.period.confidence > 0.5 and row["period"]:
            assert head.period.value == row["period"], row["file"]
