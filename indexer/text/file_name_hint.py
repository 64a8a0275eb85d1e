"""What the name of a file tells about the paper in it: `359 kh syt.pdf`, `ĐU-KH-0001-2025 title.signed.pdf`.

A hint only: on typed text page one wins. Where a number was written by hand and OCR guesses at it, a name
that repeats the notation of the page is the better witness.
"""

from __future__ import annotations

import re

from indexer.text.normalise import fold, nfc

_SEPARATORS = re.compile(r"[\s_.\-–,()]+")
_EXCHANGE = re.compile(r"(?P<organ>[^\W\d_]{2,6})-(?P<type>[^\W\d_]{2,4})-(?P<number>\d{4})-(?:19|20)\d\d\b")
_NUMBER = re.compile(r"0*(?P<number>\d{1,5})[a-z]?")


def hinted_number(file_name: str, symbol: str) -> int | None:
    """The number the name gives to a paper with this symbol ("-NQ/CB", "352/KH-SYT"), or None.

    Only a name that has the notation beside a number counts: `12-NQ-CB`, `NQ 12 CB`, `359 kh syt`.
    """
    name = nfc(file_name)
    notation = [part for part in re.split(r"[-/.&]", fold(symbol)) if part and not part[0].isdigit()]
    exchange = _EXCHANGE.search(name)
    if exchange and [fold(exchange["type"]), fold(exchange["organ"])] == notation:
        return int(exchange["number"])
    parts = [part for part in _SEPARATORS.split(fold(name)) if part]
    for index, part in enumerate(parts):
        found = _NUMBER.fullmatch(part)
        if not found or not notation:
            continue
        after, before = parts[index + 1 : index + 1 + len(notation)], parts[max(0, index - 1) : index]
        if after == notation or (before == notation[:1] and parts[index + 1 : index + len(notation)] == notation[1:]):
            return int(found["number"])
    return None
