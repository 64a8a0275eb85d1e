"""Until when to lock what must be kept: dates near enough to be sure of, renewed before they run out.

Stores keep dates with limits of their own (some count seconds in 32 bits), and a compliance lock set too far cannot be
taken back by anybody. So a lock never reaches further than `FARTHEST` ahead; what must be kept longer, or for ever, is
locked anew whenever less than `NEAREST` is left. A lock that nobody can end early must not outlast the decision either,
which is not known yet while a record is written: it begins with `FIRST`, and the worker prolongs it every day.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NEAREST = timedelta(days=366)
"""A lock on something permanent never ends sooner than this."""

FARTHEST = timedelta(days=2 * 366)

FIRST = timedelta(days=30)
"""The first lock in compliance mode: longer than any failure of the worker that goes unnoticed."""

LAST = datetime(2105, 1, 1, tzinfo=UTC)
"""Dates past 2106-02-07 wrap in servers that count seconds in 32 bits: they would end the lock, not prolong it."""


def lock_date(keep_until: datetime | None, now: datetime) -> datetime:
    """Until when to lock now what must be kept until then; None stands for ever."""
    farthest = min(now + FARTHEST, LAST)
    return farthest if keep_until is None else min(keep_until, farthest)


def first_lock_date(now: datetime, *, final: bool) -> datetime:
    """Until when to lock what was just written; `final` for a lock that nobody can end early."""
    return min(now + FIRST, LAST) if final else lock_date(None, now)


def needs_renewal(locked_until: datetime | None, keep_until: datetime | None, now: datetime) -> bool:
    """Whether the lock that stands ends too soon for what must be kept until `keep_until`."""
    if keep_until is not None and keep_until <= now:
        return False
    enough = min(now + NEAREST, LAST)
    wanted = enough if keep_until is None else min(keep_until, enough)
    return locked_until is None or locked_until < wanted
