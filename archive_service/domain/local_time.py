"""The days and hours of the archive are those of Viet Nam, whatever zone the machine is in.

Moments are kept in UTC; which day it is, and so whether a period is over, is asked here and nowhere else
(`tests/architecture/test_days.py`): between midnight and seven in the morning the two differ.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Viet Nam has one time and no summer time.
LOCAL_TIME = timezone(timedelta(hours=7))


def local_time(moment: datetime) -> datetime:
    """The moment as a clock on the wall in Viet Nam shows it."""
    return moment.astimezone(LOCAL_TIME)


def local_day(moment: datetime) -> date:
    """The day it is in Viet Nam at that moment."""
    return local_time(moment).date()
