"""A query is never an error: whatever bytes are typed, they are read, and soon."""

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import parse

TODAY = date(2026, 2, 14)

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
