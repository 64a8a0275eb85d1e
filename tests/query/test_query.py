"""The query language: what people type to what an engine is asked."""

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import LONGEST_QUERY, parse
from indexer.query_tree import (
    AllOf,
    AnyOf,
    DateRange,
    DocumentNumber,
    Everything,
    Exclude,
    Fuzzy,
    InField,
    Node,
    PeriodRange,
    Phrase,
    Prefix,
    Word,
    Words,
)

TODAY = date(2026, 2, 14)


def root(text: str) -> Node:
    return parse(text, TODAY).root


def words(*texts: str) -> Words:
    return Words(tuple(Word(text) for text in texts))


def period(text: str) -> tuple[object, ...]:
    """The ranges of the one period in a query."""
    node = root(text)
    if isinstance(node, Words):
        assert len(node.nodes) == 1, node
        node = node.nodes[0]
    ranges = node.nodes if isinstance(node, AnyOf) else (node,)
    return tuple(part for part in ranges if not isinstance(part, Phrase))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Everything()),
        ("  \t ", Everything()),
        ("nghị quyết", words("nghị", "quyết")),
        ('"nghị quyết"', Phrase("nghị quyết")),
        ("“nghị quyết” chi bộ", AllOf((words("chi", "bộ"), Phrase("nghị quyết")))),
        ("họp AND bàn", AllOf((Word("họp"), Word("bàn")))),
        ("họp OR bàn", AnyOf((Word("họp"), Word("bàn")))),
        ("họp chi bộ OR bàn", AnyOf((AllOf((Word("họp"), Word("chi"), Word("bộ"))), Word("bàn")))),
        ("a OR b AND c", AnyOf((Word("a"), AllOf((Word("b"), Word("c")))))),
        ("(a OR b) AND c", AllOf((AnyOf((Word("a"), Word("b"))), Word("c")))),
        ("họp NOT bàn", AllOf((words("họp"), Exclude(Word("bàn"))))),
        ("họp -bàn", AllOf((words("họp"), Exclude(Word("bàn"))))),
        ("NOT họp", Exclude(Word("họp"))),
        ("họp (chi bộ)", words("họp", "chi", "bộ")),
        ("ngh*", Words((Prefix("ngh"),))),
        ("quyêt~", Words((Fuzzy("quyêt"),))),
        ("và hoặc không and or not", words("và", "hoặc", "không", "and", "or", "not")),
        ("tiêu đề:họp", InField("title", Word("họp"))),
        ("tieu de: họp", InField("title", Word("họp"))),
        ("title:(a OR b)", InField("title", AnyOf((Word("a"), Word("b"))))),
        ('chi bộ:"thôn Châu Giang"', InField("unit", Phrase("thôn Châu Giang"))),
        ("unit:8", InField("unit", Word("8"))),
        ("text:họp", InField("text", Word("họp"))),
        ("loại:NQ", InField("type", Word("NQ"))),
        ("loại:nghị quyết", InField("type", Word("NQ"))),
        ('type:"bien ban"', InField("type", Word("BB"))),
        ("số:12", InField("number", DocumentNumber(12, None, None, "12"))),
        ("number:12-NQ/CB", InField("number", DocumentNumber(12, "NQ", "CB", "12-NQ/CB"))),
        ("Số: 05 - NQ/ĐU", InField("number", DocumentNumber(5, "NQ", "ĐU", "05 - NQ/ĐU"))),
    ],
)
def test_the_tree_of_a_query(text: str, expected: Node) -> None:
    assert root(text) == expected
    assert parse(text, TODAY).notes == ()


@pytest.mark.parametrize(
    ("text", "number", "symbol", "organ", "year"),
    [
        ("12-NQ/CB", 12, "NQ", "CB", None),
        ("số 12-NQ/CB", 12, "NQ", "CB", None),
        ("Số 05 - NQ/ĐU", 5, "NQ", "ĐU", None),
        ("12/NQ-CB", 12, "NQ", "CB", None),
        ("12 nq cb", 12, "NQ", "CB", None),
        ("nq 12/cb", 12, "NQ", "CB", None),
        ("NQ 12", 12, "NQ", None, None),
        ("nq12", 12, "NQ", None, None),
        ("12-nq", 12, "NQ", None, None),
        ("số 12", 12, None, None, None),
        ("so 12", 12, None, None, None),
        ("nghị quyết số 12", 12, "NQ", None, None),
        ("nghi quyet 12", 12, "NQ", None, None),
        ("nghị quyết số 12-NQ/CB", 12, "NQ", "CB", None),
        ("QC-01/CB-LH", 1, "QC", "CB-LH", None),
        ("12/2011/NĐ-CP", 12, "NĐ", "CP", 2011),
    ],
)
def test_numbers_as_people_write_them(
    text: str, number: int, symbol: str | None, organ: str | None, year: int | None
) -> None:
    assert root(text) == Words((DocumentNumber(number, symbol, organ, text, year),))


@pytest.mark.parametrize(
    ("text", "number", "month"),
    [
        ("nghị quyết 3/2022", 3, "2022-03"),
        ("nq 03/2022", 3, "2022-03"),
        ("nghị quyết số 3/2022", 3, None),
        ("nghị quyết 15/2022", 15, None),
    ],
)
def test_a_number_with_a_year_may_be_a_month(text: str, number: int, month: str | None) -> None:
    (node,) = root(text).nodes  # type: ignore[union-attr]
    assert isinstance(node, AnyOf)
    printed, of_year, *rest = node.nodes
    assert printed == DocumentNumber(number, "NQ", None, text, 2022)
    assert isinstance(of_year, AllOf)
    assert of_year.nodes[0] == DocumentNumber(number, "NQ", None, text)
    assert [PeriodRange(month, month) in child.nodes[1].nodes for child in rest] == ([True] if month else [])  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["tối đa 01 năm", "3 người", "kế hoạch 6 tháng", "covid 19", "tổ 8", "12 34"])
def test_what_only_looks_like_a_number_is_words(text: str) -> None:
    assert root(text) == words(*text.split())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tháng 3/2022", "2022-03", "2022-03"),
        ("thang 3 nam 2022", "2022-03", "2022-03"),
        ("Tháng 03 năm 2022", "2022-03", "2022-03"),
        ("03/2022", "2022-03", "2022-03"),
        ("2022-03", "2022-03", "2022-03"),
        ("t3/2022", "2022-03", "2022-03"),
        ("tháng 3 năm nay", "2026-03", "2026-03"),
        ("tháng 3 năm ngoái", "2025-03", "2025-03"),
        ("quý 1 2022", "2022-01", "2022-03"),
        ("quý I năm 2022", "2022-01", "2022-03"),
        ("quy IV/2021", "2021-10", "2021-12"),
        ("Q3/2022", "2022-07", "2022-09"),
        ("6 tháng đầu năm 2022", "2022-01", "2022-06"),
        ("sáu tháng cuối năm 2022", "2022-07", "2022-12"),
        ("năm 2022", "2022-01", "2022-12"),
        ("nhiệm kỳ 2020-2025", "2020-01", "2025-12"),
        ("nhiem ky 2020 - 2025", "2020-01", "2025-12"),
        ("giai đoạn 2020-2025", "2020-01", "2025-12"),
        ("năm nay", "2026-01", "2026-12"),
        ("năm ngoái", "2025-01", "2025-12"),
        ("tháng này", "2026-02", "2026-02"),
        ("tháng trước", "2026-01", "2026-01"),
        ("quý này", "2026-01", "2026-03"),
        ("quý trước", "2025-10", "2025-12"),
        ("02/2022..05/2022", "2022-02", "2022-05"),
        ("05/2022..02/2022", "2022-02", "2022-05"),
        ("2020..2022", "2020-01", "2022-12"),
        ("từ tháng 2 đến tháng 5 năm 2022", "2022-02", "2022-05"),
        ("từ 02/2022 đến 05/2022", "2022-02", "2022-05"),
        ("quý 1 2022..quý 2 2022", "2022-01", "2022-06"),
    ],
)
def test_periods_are_months_kept_for_and_days_dated_in(text: str, first: str, last: str) -> None:
    kept_for, dated = period(text)
    assert kept_for == PeriodRange(first, last)
    assert isinstance(dated, DateRange)
    assert dated.start is not None
    assert dated.end is not None
    assert (f"{dated.start:%Y-%m-%d}", f"{dated.end:%Y-%m}") == (f"{first}-01", last)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("5/2/2022", date(2022, 2, 5), date(2022, 2, 5)),
        ("ngày 05 tháng 02 năm 2022", date(2022, 2, 5), date(2022, 2, 5)),
        ("2022-02-05", date(2022, 2, 5), date(2022, 2, 5)),
        ("hôm qua", date(2026, 2, 13), date(2026, 2, 13)),
        ("01/02/2022..05/03/2022", date(2022, 2, 1), date(2022, 3, 5)),
        ("từ ngày 01/02/2022 đến 05/03/2022", date(2022, 2, 1), date(2022, 3, 5)),
        ("..05/03/2022", None, date(2022, 3, 5)),
        ("01/02/2022..", date(2022, 2, 1), None),
        ("từ:02/2022", date(2022, 2, 1), None),
        ("đến:29/02/2024", None, date(2024, 2, 29)),
        ("ngày:03/2022", date(2022, 3, 1), date(2022, 3, 31)),
    ],
)
def test_days(text: str, start: date | None, end: date | None) -> None:
    assert period(text) == (DateRange(start, end),)


def test_a_period_among_words_also_finds_papers_that_speak_of_it() -> None:
    node = root("nghi quyet thang 3 nam 2022")
    assert isinstance(node, Words)
    said = node.nodes[-1]
    assert isinstance(said, AnyOf)
    assert Phrase("tháng 3 năm 2022") in said.nodes
    assert Phrase("3/2022") in said.nodes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2022", "impossible_date"),
        ("tháng 13/2022", "impossible_date"),
        ("từ:hôm nào", "date_expected"),
        ("tác giả:An loai2:x", "unknown_field"),
        ('họp "chi bộ', "unclosed_quote"),
        ("(a OR b", "parenthesis"),
        ("a) OR b", "parenthesis"),
        ("họp AND", "operator_as_word"),
        ("NOT", "operator_as_word"),
        ("ch*bộ", "star_as_word"),
        ("title:", "field_without_value"),
        ("a " * 300, "query_cut"),
        ("x" * (LONGEST_QUERY + 1), "query_cut"),
    ],
)
def test_what_is_not_understood_is_words_and_is_noted(text: str, code: str) -> None:
    query = parse(text, TODAY)
    assert code in {note for note, _ in query.notes}


def test_words_survive_what_stands_around_them() -> None:
    assert root("họp AND") == words("họp", "AND")
    assert root("OR họp chi bộ") == words("OR", "họp", "chi", "bộ")
    assert root("(AND họp)") == words("AND", "họp")
    assert root('họp "chi bộ') == words("họp", "chi", "bộ")
    assert root("31/02/2022 họp") == words("31/02/2022", "họp")


NAUGHTY = [
    "\x00",
    "\x00\x01\x02",
    "\ufeff",
    "\u202e abc",
    "\ud800",
    "\U0001f600" * 50,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%s%n%x",
    "${7*7}",
    "{{7*7}}",
    "NULL",
    "NaN",
    "-0",
    "1e309",
    "0x10",
    "٣/٢٠٢٢",
    "①②",
    "Ⅳ",
    "²",
    "((((((((((",
    "))))))))",
    '""""""""',
    "AND AND AND",
    "OR",
    "NOT NOT NOT a",
    "a AND (b OR (c AND (d",
    "*",
    "~",
    "**a**",
    "~~",
    "::::",
    ":a",
    "a:",
    "title:title:title:",
    "số:",
    "số:số:số",
    "từ:",
    "đến:..",
    "..",
    "...",
    "....",
    "..a..",
    "1..2",
    "99/99/9999",
    "00/0000",
    "0/0/0",
    "31/04/2022",
    "29/02/2023",
    "tháng 0/2022",
    "quý 5 2022",
    "nhiệm kỳ 2025-2020",
    "ngày ngày ngày",
    "từ từ từ",
    "số " * 200,
    "tháng " * 300,
    "năm " * 300,
    "1/" * 500,
    "-" * 1000,
    '"' * 999,
    "(" * 1500,
    "NOT (" * 200,
    "title:(" * 200,
    "a OR " * 300,
    "đ" * 2000,
    "a\u0301" * 900,
    "\u0301" * 900,
    "ﬃ" * 500,
    "ß" * 500,
    "İ" * 500,
    "12-NQ/" * 200,
    "12" * 500,
    "2022-" * 300,
    "q1/" * 300,
    "0" * 2000,
    "số 99999999999999999999",
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_queries(text: str) -> None:
    started = time.perf_counter()
    query = parse(text, TODAY)
    assert time.perf_counter() - started < 2
    query.text.encode("utf-8")


def test_five_thousand_random_byte_strings_are_queries() -> None:
    chance = random.Random(2022)
    pieces = [
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "số",
        ":",
        "*",
        "~",
        "..",
        "12-NQ/CB",
        "tháng 3/2022",
        "từ",
        "đến",
        " ",
        "-",
    ]
    started = time.perf_counter()
    for turn in range(5_000):
        raw = chance.randbytes(chance.randrange(60)).decode("utf-8" if turn % 2 else "latin-1", "surrogateescape")
        parse("".join(chance.choice([raw[:8], *pieces]) for _ in range(chance.randrange(12))) + raw, TODAY)
    assert time.perf_counter() - started < 60


@given(st.text(max_size=120), st.dates())
def test_any_text_on_any_day_is_a_query(text: str, today: date) -> None:
    assert parse(text, today) == parse(text, today)
