"""The status page: the parts at a glance, plots with their numbers beside them, and nothing of any paper."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from archive_service.web.plots import HEIGHT, WIDTH, bars, parts, without_gaps
from tests.api.house import House
from tests.web.visitor import signed_in


def test_the_parts_and_the_plots_are_told_in_words_and_numbers(house: House) -> None:
    page = signed_in(house, "administrator", english=True).open("/status").text
    for told in ("Store", "Queue", "Disk", "Backup", "no backup was recorded yet", "by this program, not by the disk"):
        assert told in page
    month = house.archive.units.today().strftime("%Y-%m")
    deposits = house.archive.custody.status().index.documents
    drawn = re.search(rf'<th scope="row">{month}</th><td>(\d+)</td>', page)
    assert drawn is not None
    assert int(drawn[1]) >= deposits > 0
    assert page.count('role="img"') >= 2
    assert "no rule applies" in page


def test_nobody_reads_of_papers_there(house: House) -> None:
    page = signed_in(house, "administrator").open("/status").text
    for hidden in ("nước sạch", "đường liên thôn", "12-NQ/CB"):
        assert hidden not in page
    assert signed_in(house, "auditor").open("/status").status_code == 403


@given(st.lists(st.integers(0, 10**9), max_size=80))
def test_bars_stay_within_their_picture(values: list[int]) -> None:
    plot = bars([(str(place), value) for place, value in enumerate(values)])
    assert [bar.value for bar in plot.bars] == values
    for bar in plot.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.2
        assert bar.y + bar.height == HEIGHT
        assert (bar.height > 0) == (bar.value > 0)


@given(st.lists(st.integers(0, 10**9), max_size=12))
def test_parts_fill_the_whole(values: list[int]) -> None:
    drawn = parts([(str(place), "kind", value) for place, value in enumerate(values)])
    assert [part.value for part in drawn] == [value for value in values if value]
    if drawn:
        assert abs(sum(part.width for part in drawn) - WIDTH) < 1
        assert drawn[0].x == 0


def test_years_stand_as_far_apart_as_they_are() -> None:
    assert without_gaps([(2031, 4), (2034, 1)]) == [("2031", 4), ("2032", 0), ("2033", 0), ("2034", 1)]
    assert without_gaps([]) == []
