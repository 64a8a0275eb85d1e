"""The query language: what people type to what an engine is asked."""

from datetime import date

import pytest

from indexer.query import LONGEST_QUERY, parse
from indexer.query_tree import (
    AllOf,
    AnyOf,
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
        ("12NQ/CB", 12, "NQ", "CB", None),
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
    ("text", "code"),
    [
        ("31/02/2022", "impossible_date"),
        ("tháng 13/2022", "impossible_date"),
        ("quý 5 2022", "impossible_date"),
        ("từ tháng 0 đến tháng 3/2022", "impossible_date"),
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
