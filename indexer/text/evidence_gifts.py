"""A list of gifts (danh sách ủng hộ): the rows, the stated total, and whether the one is the sum of the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from indexer.text.evidence_dates import day_in
from indexer.text.evidence_model import Gift, Row
from indexer.text.header_model import Field

_LIST = re.compile(r"\b(?:danh sach|bang (?:ke|tong hop)|so vang)\b")
_CAUSE = re.compile(r"\b(?:ung ho|quyen gop|dong gop|cong duc|hao tam|tu thien|cuu tro|tai tro)\b")
_TOTAL = re.compile(
    r"\W*(?:[ivx]+\s*[.)]?\s*)?(?:tong(?: cong| so(?: tien)?| tien| thu)?|cong)\b"
    r"(?!\s*(?:trang|to\b|mang|hoa|tac|dong))"
)
_PARTIAL = re.compile(
    r"\W*(?:cong|tong|cong don|luy ke)\s*(?:trang|to\b|mang|so trang)|\W*(?:mang sang|chuyen sang|trang truoc)"
)
_AMOUNT = re.compile(
    r"(?<![\d/.,-])(?P<digits>\d{1,3}(?:[.,\s]\d{3})+|\d{4,12}|\d{1,6}(?:[.,]\d{1,2})?(?=\s*(?:nghin|ngan|trieu|tr\b|k\b)))"
    r"(?:[.,]00)?\s*(?P<scale>nghin|ngan|trieu|tr\b|k\b)?\s*(?:dong|vnd|d)?(?![\d/])"
)
_SMALL = re.compile(r"(?<![\d/.,-])(?P<digits>\d{1,6}(?:[.,]\d{3})*)(?P<scale>)(?![\d/.,])")
_SCALES = {"nghin": 1_000, "ngan": 1_000, "k": 1_000, "trieu": 1_000_000, "tr": 1_000_000}
_IN_THOUSANDS = re.compile(r"(?:dvt|don vi(?: tinh)?|so tien)\b[^a-z0-9]{0,4}\s*(?:1[.,]?000\s*d|nghin|ngan)")
_IN_MILLIONS = re.compile(r"(?:dvt|don vi(?: tinh)?|so tien)\b[^a-z0-9]{0,4}\s*(?:trieu)")
_ORDINAL = re.compile(r"\s*(?P<number>\d{1,4})\s*[.)]?\s+(?=[^\W\d])")
_SHORT_DAY = re.compile(r"(?<![\d/.,])(?P<day>\d{1,2})[/-](?P<month>\d{1,2})(?![\d/.,])")
_TELEPHONE = re.compile(r"(?<!\d)0\d{2,3}[. ]?\d{3}[. ]?\d{3,4}(?!\d)")
_COLUMNS = re.compile(r"\b(?:stt|tt|ho va ten|ho ten|so tien|dvt|don vi tinh)\b")
_AROUND = ' .,;:-()“”"'
_HEAD_ROWS = 25
_CONFIRMED = 0.95  # rows that add up to the stated total were read right, recognised or not


def is_gift_list(rows: Sequence[Row]) -> bool:
    """Whether the head names a list and giving: on one row, or on two that follow each other."""
    head = rows[:_HEAD_ROWS]
    return any(
        _LIST.search(row.flat) and any(_CAUSE.search(near.flat) for near in head[index : index + 4])
        for index, row in enumerate(head)
    )


def read_gifts(rows: Sequence[Row], day: date | None) -> tuple[dict[str, Field[object]], tuple[Gift, ...]]:
    """Campaign, number of givers, sum of the rows, stated total and their difference; and the rows, in đồng.

    `day` is the date of the paper: it lends its year to a row that prints day and month alone. Rows that bear an
    ordinal and no amount of money (gifts in kind, columns that could not be read) are counted as unread.
    """
    scale = _scale_of(rows)
    gifts: list[Gift] = []
    unread, total = 0, None
    facts = {"campaign": campaign} if (campaign := _campaign(rows)) else {}
    for row in rows[_list_start(rows) :]:
        if _PARTIAL.match(row.flat):
            continue
        if _TOTAL.match(row.flat):
            total = _total(row, scale) or total
            continue
        if (gift := _gift(row, scale, day)) is not None:
            gifts.append(gift)
        elif _ORDINAL.match(row.flat) and total is None and gifts:
            unread += 1
    if not gifts:
        return facts, ()
    summed = sum(gift.amount for gift in gifts)
    evidence = gifts[0].line if len(gifts) == 1 else f"{gifts[0].line} … {gifts[-1].line}"
    agrees = total is not None and total.value == summed and not unread
    trust = _CONFIRMED if agrees else min(gift.confidence for gift in gifts)
    facts["givers"] = Field(len(gifts), evidence, trust, gifts[0].page)
    facts["sum"] = Field(summed, evidence, trust, gifts[0].page)
    if total is not None:
        facts["total"] = replace(total, confidence=_CONFIRMED) if agrees else total
        if total.value != summed:
            facts["difference"] = Field(int(str(total.value)) - summed, total.evidence, total.confidence, total.page)
    if unread:
        facts["rows_unread"] = Field(unread, evidence, trust, gifts[0].page)
    return facts, tuple(replace(gift, confidence=_CONFIRMED) if agrees else gift for gift in gifts)


def _list_start(rows: Sequence[Row]) -> int:
    """The row after the name of the list."""
    return next((index + 1 for index, row in enumerate(rows[:_HEAD_ROWS]) if _LIST.search(row.flat)), 0)


def _campaign(rows: Sequence[Row]) -> Field[object] | None:
    """What is printed behind the word of giving, on its row and on the next where it goes on."""
    for index, row in enumerate(rows[:_HEAD_ROWS]):
        words = list(_CAUSE.finditer(row.flat))
        if not words:
            continue
        said = row.text[words[-1].end() :].strip(_AROUND)
        following = rows[index + 1] if index + 1 < len(rows) else None
        if following is not None and _goes_on(row, said, following):
            said = f"{said} {following.text}"
        if cause := " ".join(said.split()).strip(_AROUND):
            return Field(cause, row.text, row.trust(0.92), row.page)
    return None


def _goes_on(row: Row, said: str, following: Row) -> bool:
    """Whether the next row belongs to the name of the campaign."""
    if following.gap or _ORDINAL.match(following.flat) or _COLUMNS.search(following.flat):
        return False
    return not said or following.text[:1].islower() or (row.text.isupper() and following.text.isupper())


def _scale_of(rows: Sequence[Row]) -> int:
    for row in rows[: _HEAD_ROWS + 10]:
        if _IN_THOUSANDS.search(row.flat):
            return 1_000
        if _IN_MILLIONS.search(row.flat):
            return 1_000_000
    return 1


def _amounts(flat: str, scale: int) -> list[tuple[int, int]]:
    """Amounts in đồng with the place each begins at."""
    pattern = _AMOUNT if scale == 1 else _SMALL
    found = []
    for each in pattern.finditer(flat):
        own = _SCALES.get(each["scale"] or "", scale)
        digits = each["digits"]
        if each["scale"]:
            value = round(float(digits.replace(",", ".")) * own) if digits.count(".") + digits.count(",") < 2 else 0
        else:
            value = int(re.sub(r"\D", "", digits)) * own
        if value > 0:
            found.append((value, each.start()))
    return found


def _without(flat: str, start: int, end: int) -> str:
    return flat[:start] + " " * (end - start) + flat[end:]


def _gift(row: Row, scale: int, day: date | None) -> Gift | None:
    flat = _TELEPHONE.sub(lambda found: " " * len(found[0]), row.flat)
    given = day_in(flat)
    when = given[0] if given else None
    if given:
        flat = _without(flat, given[1], given[2])
    elif (short := _SHORT_DAY.search(flat)) is not None:
        flat = _without(flat, short.start(), short.end())
        when = _in_year_of(day, int(short["month"]), int(short["day"]))
    ordinal = _ORDINAL.match(flat)
    start = ordinal.end() if ordinal else 0
    amounts = [each for each in _amounts(_without(flat, 0, start), scale) if each[1] >= start]
    if not amounts:
        return None
    value, place = amounts[0]
    name = row.text[start:place].strip(" .,:;-–")
    if not ordinal and _COLUMNS.search(row.flat):
        return None
    if not name[:1].isupper() or not (ordinal or len(name.split()) <= 8) or name.endswith((":", "là")):
        return None
    trust = 0.93 if ordinal and len(amounts) == 1 else 0.75
    return Gift(name, value, when, row.text, row.page, row.trust(trust))


def _in_year_of(day: date | None, month: int, number: int) -> date | None:
    if day is None:
        return None
    try:
        return date(day.year, month, number)
    except ValueError:
        return None


def _total(row: Row, scale: int) -> Field[object] | None:
    amounts = _amounts(row.flat, scale)
    return Field(amounts[-1][0], row.text, row.trust(0.93), row.page) if amounts else None
