"""Document numbers in texts."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.numbers import find_numbers, part_terms, symbol_of, type_of, whole_term


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Số 12-NQ/CB", "12-nq/cb"),
        ("Số: 09 - NQ/CB (DT)", "9-nq/cb"),
        ("12/NQ-CB", "12-nq/cb"),
        ("01/BB-CB", "1-bb/cb"),
        ("QC-01/CB-LH", "1-qc/cb-lh"),
        ("03-NQ/CĐ-CB", "3-nq/cd-cb"),
        ("36–HD/VPTW", "36-hd/vptw"),
        ("Số: 15/QĐ-UBND", "15-qd/ubnd"),
        ("12/2011/NĐ-CP", "12/2011-nd/cp"),
        ("33/2024/QH15", "33/2024-qh15"),
        ("tháng 3/2022 và/hoặc 1/2", None),
        ("NQ12", None),
    ],
)
def test_a_number_is_one_term_however_it_is_written(text: str, whole: str | None) -> None:
    assert [whole_term(number) for number in find_numbers(text)] == ([whole] if whole else [])


def test_every_number_of_a_text_is_found_with_its_place_and_parts() -> None:
    text = "Căn cứ Nghị quyết số 12-NQ/ĐU và Quyết định 15/QĐ-UBND ngày 5/2/2022 của UBND; Kết luận 3-KL/CB."
    numbers = find_numbers(text)
    assert [text[number.start : number.end] for number in numbers] == ["12-NQ/ĐU", "15/QĐ-UBND", "3-KL/CB"]
    assert part_terms(numbers[0]) == ["#12", "nq", "du"]


def test_types_by_name_and_symbol() -> None:
    assert type_of("nghi quyet") == type_of("Nghị  quyết") == type_of("nq") == "NQ"
    assert type_of("quy định") != type_of("quyết định")
    assert symbol_of("NQ") == "NQ"
    assert symbol_of(str(type_of("quy định"))) == "QĐ"
    assert type_of("không phải loại nào") is None


@given(st.text(alphabet="0123456789/-–NQĐcb .\n", max_size=300))
def test_any_text_is_read(text: str) -> None:
    numbers = find_numbers(text)
    assert all(first.end <= second.start for first, second in pairwise(numbers))


def test_long_runs_of_signs_take_no_long_time() -> None:
    started = time.perf_counter()
    for text in ("1-" * 50_000, "1/" * 50_000, "12-NQ/" * 20_000, "/" * 100_000, "1 " * 50_000 + "/"):
        find_numbers(text)
    assert time.perf_counter() - started < 20
