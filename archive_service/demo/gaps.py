"""What is missing from the demonstration archive on purpose, and what stands in for a meeting.

An auditor's matrix of cells and months should find each of these, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    RESOLUTION = "resolution"
    MINUTES = "minutes"
    THEMATIC = "thematic"
    SYNTHESIS = "synthesis"


class Cause(StrEnum):
    """Why a paper is missing. LOST and NOT_HANDED_IN leave a hole in the running numbers."""

    LOST = "lost"
    NEVER_MADE = "never_made"
    DRAFT_ONLY = "draft_only"
    NOT_HANDED_IN = "not_handed_in"


@dataclass(frozen=True, slots=True)
class Gap:
    """A paper that ought to be there and is not; `period` is the month, or the quarter for THEMATIC."""

    unit_code: str
    period: str
    missing: Missing
    cause: Cause


def _both(unit_code: str, period: str, cause: Cause) -> tuple[Gap, Gap]:
    return Gap(unit_code, period, Missing.RESOLUTION, cause), Gap(unit_code, period, Missing.MINUTES, cause)


GAPS: tuple[Gap, ...] = (
    Gap("CB-YT-08", "2021-07", Missing.RESOLUTION, Cause.LOST),
    Gap("CB-YT-08", "2022-10", Missing.MINUTES, Cause.LOST),
    *_both("CB-YT-03", "2021-04", Cause.NEVER_MADE),
    Gap("CB-YT-03", "2022-08", Missing.RESOLUTION, Cause.NEVER_MADE),
    Gap("CB-YT-05", "2022-09", Missing.MINUTES, Cause.LOST),
    Gap("CB-AL-CG", "2021-11", Missing.MINUTES, Cause.LOST),
    Gap("CB-AL-CG", "2022-04", Missing.RESOLUTION, Cause.DRAFT_ONLY),
    Gap("CB-AL-CG", "2021-09", Missing.SYNTHESIS, Cause.LOST),
    *_both("CB-AL-NM", "2021-09", Cause.NEVER_MADE),
    Gap("CB-AL-NM", "2022-02", Missing.RESOLUTION, Cause.LOST),
    *(gap for month in range(1, 13) for gap in _both("CB-AL-DC", f"2021-{month:02d}", Cause.NOT_HANDED_IN)),
    *_both("CB-DT-08", "2022-12", Cause.NOT_HANDED_IN),
    Gap("CB-DT-02", "2021-06", Missing.RESOLUTION, Cause.DRAFT_ONLY),
    Gap("CB-DT-02", "2022-Q3", Missing.THEMATIC, Cause.NEVER_MADE),
)

CONCLUSIONS = frozenset(
    {("CB-YT-08", "2021-05"), ("CB-YT-08", "2021-10"), ("CB-AL-CG", "2022-09"), ("CB-DT-08", "2021-12")}
)
"""Months in which a cell passed a conclusion (kết luận) instead of a resolution."""

CONSULTATIONS = {
    ("CB-YT-08", "2021-08"): 1,
    ("CB-YT-08", "2022-03"): 2,
    ("CB-YT-03", "2022-02"): 1,
    ("CB-AL-CG", "2021-09"): 1,
    ("CB-DT-08", "2021-08"): 1,
    ("CB-DT-02", "2022-03"): 1,
}
"""Months in which a written consultation took the place of the meeting, with its number of rounds."""

SENT_AGAIN = frozenset({("CB-AL-CG", "2022-04")})
"""Months whose unfinished draft was sent to the members afterwards; other drafts wait to be sent."""

LATE_OPINIONS = 2

INCOMPLETE_MONTHS = {("CB-YT-08", "2022-10"): "Biên bản thất lạc khi bàn giao thư ký chi bộ, đã lập biên bản xác nhận"}
"""Months with a dossier of their own, and why it was closed although something is missing."""

EXCUSES = (
    ("CB-YT-03", "2021-04", "CB-YT-03/2021-05/BB", "Tổ dân phố bị phong tỏa do dịch, không tổ chức sinh hoạt", True),
    ("CB-AL-NM", "2021-09", "CB-AL-NM/2021-10/BB", "Thôn bị cô lập do sạt lở, đảng viên không đến họp được", False),
)
"""Reasons given for gaps: cell, month, the paper that shows it, the reason, and whether it was approved."""

THEMATIC_CELLS = ("CB-YT-08", "CB-AL-CG", "CB-DT-02")
CONGRESS_CELLS = ("CB-YT-08", "CB-YT-03", "CB-DT-08")
CONGRESS_MONTH = "2022-06"
MONTHS = tuple(f"{year}-{month:02d}" for year in (2021, 2022) for month in range(1, 13))


def cause_of(unit_code: str, period: str, missing: Missing) -> Cause | None:
    """Why this paper is missing; None when it is there."""
    for gap in GAPS:
        if (gap.unit_code, gap.period, gap.missing) == (unit_code, period, missing):
            return gap.cause
    return None
