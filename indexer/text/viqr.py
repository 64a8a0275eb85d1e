"""VIQR (RFC 1456): Vietnamese typed in plain ASCII, `Vie^.t Nam`, as in mail of the 1990s."""

from __future__ import annotations

import re
import unicodedata

from indexer.text.legacy_tables import VIQR_QUALITY, VIQR_TONES
from indexer.text.syllables import is_syllable

_WORD = re.compile(r"(?:dd|DD|Dd|[A-Za-z][\^(+]?['`?~.]?)+", re.ASCII)
_SURE = re.compile(r"[aeo]\^|a\(|[ou]\+|dd", re.IGNORECASE)
_QUALITY = re.compile("|".join(map(re.escape, VIQR_QUALITY)), re.IGNORECASE)
_TONE = re.compile(r"([aeiouyăâêôơư])(['`?~.])", re.IGNORECASE)
_FEWEST = 3
_SHARE = 0.6


def convert_viqr(text: str) -> tuple[str, str, float] | None:
    """The text in Unicode, "viqr" and a confidence; None when it does not look like VIQR.

    Asks for several words whose signs can hardly be punctuation (â, ơ, đ …) and which become syllables.
    """
    if not _SURE.search(text):
        return None
    words = _WORD.findall(text)
    marked = [word for word in words if _SURE.search(word)]
    good = [word for word in marked if is_syllable(_decode(word.rstrip(".?'")) or "") or is_syllable(_decode(word))]
    if len(good) < _FEWEST or len(good) < _SHARE * len(marked):
        return None
    confidence = len(good) / len(marked) * (1 - 0.5 ** (len(good) / 2))
    return _WORD.sub(_converted, text), "viqr", round(confidence, 3)


def _converted(found: re.Match[str]) -> str:
    """The word decoded when it is a syllable, with the last sign read as punctuation if only that makes it one."""
    word = found.group()
    for body, rest in ((word, ""), (word[:-1], word[-1:])):
        decoded = _decode(body)
        if decoded != body and is_syllable(decoded):
            return decoded + rest
    return word


def _decode(word: str) -> str:
    def quality(found: re.Match[str]) -> str:
        letter = VIQR_QUALITY[found.group().lower()]
        return letter.upper() if found.group()[0].isupper() else letter

    marked = _QUALITY.sub(quality, word)
    return _TONE.sub(lambda found: unicodedata.normalize("NFC", found[1] + VIQR_TONES[found[2]]), marked)
