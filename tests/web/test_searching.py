"""The search page for a cell and a time: what is written and what is clicked mean the same, without scripts."""

from __future__ import annotations

import html
import re

import pytest

from archive_service.domain.errors import BadField
from archive_service.domain.records import parse_span
from archive_service.web.period_picker import year_offered
from tests.api.house import House
from tests.web.visitor import signed_in


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("03/2022", ("2022-03", "2022-03")),
        ("tháng 3/2022", ("2022-03", "2022-03")),
        ("Quý 1/2022", ("2022-Q1", "2022-Q1")),
        ("2022-Q4", ("2022-Q4", "2022-Q4")),
        ("năm 2022", ("2022", "2022")),
        ("nhiệm kỳ 2020-2025", ("2020", "2025")),
        ("2020 – 2025", ("2020", "2025")),
        ("01/2021 - 12/2022", ("2021-01", "2022-12")),
        ("01/2021 – quý 2/2022", ("2021-01", "2022-Q2")),
    ],
)
def test_a_time_is_read_as_people_write_it(written: str, span: tuple[str, str]) -> None:
    assert parse_span(written) == span


@pytest.mark.parametrize("written", ["", "13/2022", "2025-2020", "12/2022 - 01/2021", "hôm qua", "2022 -"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(BadField):
        parse_span(written)


def test_the_picker_offers_the_year_that_is_asked_for_or_was_found(house: House) -> None:
    today = house.archive.units.today()
    asked = year_offered("quý 1/2022", (2019,), today)
    assert (asked.year, asked.chosen, asked.earlier, asked.later) == (2022, "2022-Q1", "2021", "2023")
    assert asked.quarters[0] == ("2022-Q1", ("2022-01", "2022-02", "2022-03"))
    assert year_offered("", (2018, 2019), today).year == 2019
    newest = year_offered("", (), today)
    assert (newest.year, newest.later) == (today.year, None)


def found_on(house: House, query: str) -> str:
    answer = signed_in(house, "auditor").open("/search?" + query)
    assert answer.status_code == 200
    return answer.text


def test_a_month_finds_its_papers_by_period_and_by_date(house: House) -> None:
    record = house.records["CB-A"]
    assert record in found_on(house, "q=nuoc&unit=CB-A&span=03/2026")
    assert record in found_on(house, "q=nuoc&unit=CB-A&span=qu%C3%BD+1/2026&by=date")
    assert record in found_on(house, "q=nuoc&span=nhi%E1%BB%87m+k%E1%BB%B3+2025-2030")
    assert record not in found_on(house, "q=nuoc&unit=CB-A&span=04/2026&by=date")
    assert record not in found_on(house, "q=nuoc&unit=CB-A&span=2025")
    assert "Không hiểu “hôm qua”" in found_on(house, "q=nuoc&span=h%C3%B4m+qua")


def test_a_click_on_a_month_takes_the_place_of_every_other_time(house: House) -> None:
    page = found_on(house, "q=nuoc&unit=CB-A&date_from=01/01/2026&date_to=31/12/2026")
    clicked = next(html.unescape(each) for each in re.findall(r'href="([^"]+)"', page) if "span=2026-03" in each)
    assert "date_from" not in clicked
    visitor = signed_in(house, "auditor")
    narrowed = visitor.open(clicked).text
    assert house.records["CB-A"] in narrowed
    assert re.search(
        r'aria-current="true"><span aria-hidden="true">03</span><span class="unseen">tháng 03/2026', narrowed
    )
    assert "span=2026-04" in narrowed


def test_a_name_that_several_units_bear_offers_the_others(house: House) -> None:
    page = found_on(house, "q=nuoc&unit=chi+bo")
    assert "Cũng có tên như vậy" in page
    assert "unit=CB-A" in page or "unit=CB-B" in page


def test_results_stand_in_a_table_with_their_page_to_preview(house: House) -> None:
    page = found_on(house, "q=nuoc&unit=CB-A&view=table")
    assert '<table class="hits-table">' in page
    assert "12-NQ/CB" in page
    assert f"/records/{house.records['CB-A']}/pages/1.webp?width=480&amp;q=nuoc" in page
    assert "hits-table" not in found_on(house, "q=nuoc&unit=CB-A")


def test_every_facet_leads_to_as_many_papers_as_it_counts(own_house: House) -> None:
    archivist = own_house.client("archivist")
    for number, about in enumerate(
        ({"date": "2021-05-02"}, {"period": "2021-06"}, {"period": "2021-Q3", "type": "BB"})
    ):
        kept = archivist.deposit(
            f"Chi bộ bàn việc nước số {number}.".encode(), f"{number}.txt", None, unit="CB-A", **about
        )
        assert kept.status_code == 201, kept.text
    own_house.index()
    visitor = signed_in(own_house, "archivist")
    page = visitor.open("/search?q=nuoc&lineage=no").text
    facets = re.findall(r'<a href="([^"]+)">[^<]+</a>\s*<span class="count">(\d+)</span>', page)
    assert any("year=2021" in address and count == "3" for address, count in facets)
    assert len(facets) > 8
    for address, count in facets:
        narrowed = visitor.open(html.unescape(address)).text
        head = re.search(r'<h1 class="found">(.*?)</h1>', narrowed, re.DOTALL)
        assert head is not None
        assert re.findall(r"\d+", head[1])[-1] == count, address
