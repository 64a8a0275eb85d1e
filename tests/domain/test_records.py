"""Days, periods, descriptions and the tree of units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.errors import ArchiveError, BadField, ImpossibleDate
from archive_service.domain.records import (
    Description,
    RecordClass,
    check_description,
    parse_day,
    parse_period,
)
from archive_service.domain.unit_events import Unit, UnitHistory
from archive_service.domain.units import UnitRegister

TODAY = date(2026, 11, 23)
GOOD = Description(RecordClass.RESOLUTION, "NQ", "nhiệm vụ tháng 3", "unit_a")


@pytest.mark.parametrize("text", ["05/02/2022", "5-2-2022", "2022-02-05", " 5.2.2022 "])
def test_a_day_in_the_ways_people_write_it(text: str) -> None:
    assert parse_day(text) == date(2022, 2, 5)


@pytest.mark.parametrize("text", ["31/02/2022", "2022-13-01", "", "hôm qua", "5/2/22", "00/00/0000"])
def test_a_day_that_cannot_be(text: str) -> None:
    with pytest.raises(ImpossibleDate):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022-03", "2022-03"),
        ("3/2022", "2022-03"),
        ("Q1/2022", "2022-Q1"),
        ("quý 1/2022", "2022-Q1"),
        ("2022", "2022"),
    ],
)
def test_a_period_in_the_ways_people_write_it(text: str, period: str) -> None:
    assert parse_period(text) == period


@given(st.text())
def test_no_text_makes_the_readers_fail_otherwise(text: str) -> None:
    for read in (parse_day, parse_period):
        try:
            read(text)
        except (BadField, ImpossibleDate):
            pass
        else:
            assert any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(GOOD, title=" "),
        replace(GOOD, title="a" * 501),
        replace(GOOD, number=0),
        replace(GOOD, number=100_000),
        replace(GOOD, symbol="x" * 61),
        replace(GOOD, issuer_printed="x" * 301),
        replace(GOOD, period="2022-13"),
        replace(GOOD, date=date(1929, 12, 31)),
        replace(GOOD, date=date(2028, 1, 1)),
    ],
)
def test_what_no_paper_can_bear(wrong: Description) -> None:
    with pytest.raises(ArchiveError):
        check_description(wrong, TODAY)


def test_a_plain_description_is_taken() -> None:
    check_description(replace(GOOD, date=date(2027, 1, 5), number=12, symbol="12-NQ/CB"), TODAY)


def test_a_unit_with_everything_below_it() -> None:
    units = [
        Unit("u1", "TP", "Đảng bộ thành phố", "district", None),
        Unit("u2", "YT", "Đảng bộ phường", "committee", "u1"),
        Unit("u3", "YT-8", "Chi bộ 8", "cell", "u2"),
        Unit("u4", "AL", "Đảng bộ xã", "committee", "u1"),
    ]
    register = UnitRegister(UnitHistory(tuple(units)), 1)
    assert register.below("u2") == {"u2", "u3"}
    assert register.below("u1") == {"u1", "u2", "u3", "u4"}
    assert register.below("nowhere") == frozenset()
    assert register.by_code("yt-8") == units[2]
    assert register.by_code("u4") == units[3]
    assert register.by_code("") is None
