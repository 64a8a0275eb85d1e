"""Terms begin with the congresses that left papers in the archive."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.terms import CongressPaper, Term, term_on, terms_by_unit

FIRST, SECOND = date(2020, 6, 12), date(2022, 12, 20)


def congress(day: date, title: str = "Nghị quyết đại hội chi bộ", unit: str = "a") -> CongressPaper:
    return CongressPaper(unit, day, title)


def test_a_term_lasts_from_a_congress_to_the_day_before_the_next() -> None:
    terms = terms_by_unit([congress(SECOND, "Biên bản đại hội, nhiệm kỳ 2022 - 2025"), congress(FIRST)])["a"]
    assert terms == (
        Term(None, date(2020, 6, 11)),
        Term(FIRST, date(2022, 12, 19)),
        Term(SECOND, None, "2022 – 2025"),
    )
    assert [term_on(terms, day) for day in (date(2020, 6, 11), FIRST, date(2022, 12, 19), SECOND)] == [
        terms[0], terms[1], terms[1], terms[2],
    ]  # fmt: skip


def test_papers_of_one_congress_begin_one_term_with_the_earliest() -> None:
    papers = [congress(FIRST + timedelta(days=20)), congress(FIRST, "Báo cáo nhiệm kỳ 2020–2022"), congress(FIRST)]
    assert terms_by_unit(papers)["a"][1:] == (Term(FIRST, None, "2020 – 2022"),)


def test_units_have_terms_of_their_own_and_may_have_none() -> None:
    terms = terms_by_unit([congress(FIRST), congress(SECOND, unit="b")])
    assert (terms["a"][1].begins, terms["b"][1].begins) == (FIRST, SECOND)
    assert term_on(terms.get("c", ()), FIRST) is None
    assert term_on(terms["a"], None) is None


@given(st.lists(st.dates(date(1950, 1, 1), date(2090, 1, 1)), min_size=1), st.dates(date(1940, 1, 1)))
def test_every_day_lies_in_one_term(days: list[date], asked: date) -> None:
    terms = terms_by_unit(map(congress, days))["a"]
    holding = [t for t in terms if (t.begins or date.min) <= asked <= (t.ends or date.max)]
    assert holding == [term_on(terms, asked)]
