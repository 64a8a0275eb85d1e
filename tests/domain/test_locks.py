from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.locks import FARTHEST, FIRST, LAST, NEAREST, first_lock_date, lock_date, needs_renewal

NOW = datetime(2024, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
times = st.datetimes(datetime(2020, 1, 1), datetime(2103, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - aware by timezones


def test_a_near_end_is_locked_exactly() -> None:
    assert lock_date(NOW + 30 * DAY, NOW) == NOW + 30 * DAY
    assert not needs_renewal(NOW + 30 * DAY, NOW + 30 * DAY, NOW)


def test_the_first_lock_that_nobody_can_end_is_short() -> None:
    assert first_lock_date(NOW, final=True) == NOW + FIRST
    assert first_lock_date(NOW, final=False) == NOW + FARTHEST
    assert needs_renewal(first_lock_date(NOW, final=True), None, NOW)


def test_a_far_end_is_locked_in_pieces() -> None:
    keep_until = NOW + 3650 * DAY
    locked = lock_date(keep_until, NOW)
    assert locked == NOW + FARTHEST
    assert not needs_renewal(locked, keep_until, NOW)
    assert needs_renewal(locked, keep_until, locked - NEAREST + DAY)


@pytest.mark.parametrize("keep_until", [None, NOW + DAY])
def test_what_has_no_lock_needs_one(keep_until: datetime | None) -> None:
    assert needs_renewal(None, keep_until, NOW)


def test_what_need_not_be_kept_any_more_is_not_locked_again() -> None:
    assert not needs_renewal(None, NOW, NOW)


@given(st.none() | times, times)
def test_a_new_lock_needs_no_renewal_and_is_never_too_far(keep_until: datetime | None, now: datetime) -> None:
    locked = lock_date(keep_until, now)
    assert locked <= LAST
    assert not needs_renewal(locked, keep_until, now)


@given(times, st.timedeltas(timedelta(0), FARTHEST - NEAREST))
def test_permanent_is_always_a_year_ahead_between_renewals(now: datetime, later: timedelta) -> None:
    locked = lock_date(None, now)
    when = now + later
    assert needs_renewal(locked, None, when) or locked - when >= min(NEAREST, LAST - when)
