"""Extracts and page numbers, without any engine."""

import re
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import PageText
from indexer.query import parse
from indexer.snippets import find, mark_words, wanted_by, within_one_edit

TODAY = date(2026, 11, 23)


def pages(*texts: str) -> tuple[PageText, ...]:
    return tuple(PageText(number, text) for number, text in enumerate(texts, 1))


def marked(snippet: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", snippet)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dịch", ["dịch"]),
        ("dich", ["dịch"]),
        ('"chống dịch"', ["chống", "dịch"]),
        ("ch*", ["chống", "chi"]),
        ("dichh~", ["dịch"]),
        ("chống NOT chi", ["chống"]),
        ("tiêu đề:dịch", ["dịch"]),
        ("chi bộ:dịch", []),
        ("loại:NQ", []),
        ("số 12", ["số", "12"]),
        ("thang 3/2022", ["tháng", "3", "năm", "2022"]),
        ("quý 1 2022", []),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_is_marked(typed: str, expected: list[str], form: str) -> None:
    text = "Về phòng chống dịch của chi bộ, số 12 tháng 3 năm 2022"
    page = unicodedata.normalize("NFD", text) if form == "NFD" else text
    assert marked(find(pages(page), parse(typed, TODAY)).snippet) == expected


def test_exact_marks_are_marked_and_others_only_when_there_are_none() -> None:
    query = parse("mà", TODAY)
    assert marked(find(pages("má mà ma"), query).snippet) == ["mà"]
    assert marked(find(pages("má ma"), query).snippet) == ["má", "ma"]


def test_pages_are_those_that_hold_most_of_the_query() -> None:
    found = find(pages("phòng", "không", "phòng chống dịch", "dịch", "chống dịch phòng"), parse("phòng dịch", TODAY))
    assert found.pages == (3, 5)
    assert marked(found.snippet) == ["phòng", "dịch", "dịch", "phòng"]
    assert found.snippet.count(" … ") == 1


def test_a_phrase_decides_over_its_scattered_words() -> None:
    found = find(pages("dịch chống phòng dịch", "thôn phòng chống dịch"), parse('"phòng chống dịch"', TODAY))
    assert found.pages == (2,)


def test_a_phrase_at_the_very_start_counts() -> None:
    assert find(pages("dịch phòng", "phòng dịch"), parse('"phòng dịch"', TODAY)).pages == (2,)


def test_what_is_marked_elsewhere_is_given_as_it_was_typed() -> None:
    assert list(wanted_by(parse('Kỷ luật NOT họp "chi bộ" số 12', TODAY)).texts) == ["kỷ", "luật", "số", "12", "chi bộ"]


def test_html_in_a_text_stays_text() -> None:
    snippet = find(pages("<script>alert('họp')</script> & <mark>"), parse("họp", TODAY)).snippet
    assert "<script" not in snippet
    assert "script&gt;alert(&#x27;<mark>họp</mark>&#x27;)&lt;/script&gt; &amp;" in snippet
    assert marked(snippet) == ["họp"]


def test_without_a_hit_the_text_begins() -> None:
    found = find(pages("", "một hai ba"), parse("bốn", TODAY))
    assert (found.pages, found.snippet) == ((), "một hai ba")
    assert find((), parse("bốn", TODAY)).snippet == ""


def test_an_extract_is_short_and_shows_where_words_stand_together() -> None:
    text = "họp " + "việc khác " * 300 + "chi bộ họp bàn " + "việc khác " * 300
    snippet = find(pages(text), parse("chi bộ họp", TODAY)).snippet
    assert marked(snippet)[:3] == ["chi", "bộ", "họp"]
    assert len(snippet) < 400


def test_a_title_is_marked_whole() -> None:
    assert mark_words("Nghị quyết <8>", parse("nghi", TODAY)) == "<mark>Nghị</mark> quyết &lt;8&gt;"


def test_a_very_long_record_takes_little_time() -> None:
    long = pages(*["Nghị quyết chi bộ về việc thu đảng phí của tổ dân phố. " * 40] * 200)
    started = time.perf_counter()
    found = find(long, parse("nghị quyết đảng phí", TODAY))
    assert len(found.pages) == 50
    find(pages("họp " * 5_000_000), parse("họp", TODAY))
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("họp", "họp", True), ("ab", "ba", True), ("abc", "abd", True), ("abc", "ab", True), ("", "a", True),
     ("abcd", "adcb", False), ("abc", "xyz", False), ("a", "abc", False)],
)  # fmt: skip
def test_one_edit(one: str, other: str, near: bool) -> None:
    assert within_one_edit(one, other) is near
    assert within_one_edit(other, one) is near


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=30))
def test_any_text_and_any_query_give_safe_html(texts: list[str], typed: str) -> None:
    found = find(pages(*texts), parse(typed, TODAY))
    without_marks = found.snippet.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in without_marks
    assert ">" not in without_marks
    assert set(found.pages) <= set(range(1, len(texts) + 1))
