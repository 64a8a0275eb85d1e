"""Identifiers are of one form, sort by time and need real randomness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.identifiers import RECORD, USER, is_id, new_id

START = datetime(2026, 1, 1, tzinfo=UTC)
TEN_BYTES = st.binary(min_size=10, max_size=10)


@given(TEN_BYTES, TEN_BYTES, st.integers(1, 10**9))
def test_later_ones_sort_behind(first: bytes, second: bytes, gap: int) -> None:
    assert new_id(RECORD, START, first) < new_id(RECORD, START + timedelta(milliseconds=gap), second)


@given(TEN_BYTES)
def test_the_form_tells_the_kind(randomness: bytes) -> None:
    made = new_id(RECORD, START, randomness)
    assert is_id(RECORD, made)
    assert not is_id(USER, made)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        new_id(RECORD, START, b"123")
