"""A scan's own number, as far as recognition can read it: the printed notation, and the digits written by hand.

On paper the notation is printed ("Số:        /QĐ-SYT") and the number written into the gap: the notation is read
well and the digits hardly ever. So a scan is found by its notation, and those come first whose digits agree
at their place, counted from either end. At most 25 terms a record, and only for recognised text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from indexer.model import PageText, TextSource
from indexer.text.normalise import fold

_HEAD_LINES = 15
_MOST_DIGITS = 6
_LETTERS = "A-ZĐ"
_NOTATION = re.compile(
    r"^\W{0,3}S[^\W\d_]{1,2}\s*[.:;,]{0,2}(?P<digits>.{0,12}?)\s*"
    rf"(?:/\s*(?P<symbol>[{_LETTERS}]{{1,6}})\s*[-–]\s*(?P<organ>[{_LETTERS}]{{2,10}})"  # 12/QĐ-UBND
    rf"|[-–]\s*(?P<party>[{_LETTERS}]{{1,6}})\s*/\s*(?P<body>[{_LETTERS}]{{2,10}}))"  # 12-NQ/CB
)
# What pens and printers leave for recognition to guess at.
_DIGIT_OF = str.maketrans("OÐĐDQoIl|!ZzSsB", "000000111122558")


def scanned_number_terms(pages: Sequence[PageText]) -> list[str]:
    """The terms of a record whose first page was recognised; none for known text."""
    if not pages or pages[0].source is not TextSource.OCR:
        return []
    for line in pages[0].text.split("\n")[:_HEAD_LINES]:
        found = _NOTATION.match(unicodedata.normalize("NFC", line).replace("Ð", "Đ"))
        if found:
            symbol, organ = found["symbol"] or found["party"], found["organ"] or found["body"]
            digits = re.sub(r"\s", "", found["digits"]).translate(_DIGIT_OF)
            return [notation_term(symbol, organ), *_placed(digits)]
    return []


def notation_term(symbol: str, organ: str) -> str:
    """The printed part of a number: the same for QĐ-SYT and QD/SYT."""
    # Đ is read twice at times: QĐÐ.
    return f"{fold(symbol)}-{fold(organ)}".replace("dd", "d")


def digit_terms(number: int) -> list[str]:
    """What the digits of a number would be in a scan that was read well."""
    return _placed(str(number))


def _placed(digits: str) -> list[str]:
    """Each digit with its place from the left and from the right; a sign that is none keeps its place."""
    digits = digits[:_MOST_DIGITS]
    pairs = [(place, sign) for place, sign in enumerate(digits) if sign.isdecimal()]
    return [f"<{place}{sign}" for place, sign in pairs] + [f">{len(digits) - place}{sign}" for place, sign in pairs]
