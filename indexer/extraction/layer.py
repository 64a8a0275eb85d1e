"""Whether the text that lies under a scan can be used, or the page must be read anew."""

from __future__ import annotations

import re
import unicodedata

from indexer.text.syllables import count_syllables

_WORD = re.compile(r"[^\W\d_]{2,}")
_SAMPLE = 800  # characters: the first lines tell
_ENOUGH_WORDS = 30
_SYLLABLES, _MARKED = 0.55, 0.06  # good Vietnamese text has over 0.85 and about 0.25
_ENGLISH = frozenset({
    "the", "of", "and", "to", "in", "is", "for", "that", "with", "on", "this", "by", "be", "are", "as", "from", "or",
    "an", "shall", "it",
})  # fmt: skip
_ENGLISH_SHARE = 0.15


def unreadable_share(text: str) -> float:
    """Which part of the characters means nothing: unmapped glyphs, private use, controls."""
    solid = "".join(text.split())
    if solid.isprintable() and "\ufffd" not in solid:
        return 0.0
    return sum(1 for c in solid if not c.isprintable() or c == "\ufffd") / len(solid) if solid else 0.0


def is_bad_recognition(text: str) -> bool:
    """Whether text found under a scan reads like the work of a recogniser that knew no Vietnamese.

    Its words are no syllables, or nearly all marks are missing. Too few words to tell: not bad. English is
    left alone, since the Vietnamese model would only read it worse.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text[:_SAMPLE]).lower())
    if len(words) < _ENOUGH_WORDS:
        return False
    if sum(map(_ENGLISH.__contains__, words)) >= _ENGLISH_SHARE * len(words):
        return False
    syllables = count_syllables(words)
    letters = "".join(words)
    marked = len(letters) - len(letters.encode("ascii", "ignore"))
    return syllables < _SYLLABLES * len(words) or marked < _MARKED * len(letters)
