"""Text in a Vietnamese encoding from before Unicode, recognised by its syllables and converted.

The name of a font proves nothing: many files declare .VnTime and are Unicode. What proves something is
whether the words become Vietnamese syllables under one reading and not under another. Each word that is
not plain ASCII is judged under every reading, and the cheapest sequence of readings is chosen, a change
of reading having its price; so a file that mixes is converted run by run, and a stray foreign word in
Unicode text changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.text.legacy_readings import UNICODE, all_capitals, decode, is_strange, makes_syllable, readings_of
from indexer.text.legacy_tables import VISCII
from indexer.text.syllables import is_syllable
from indexer.text.viqr import convert_viqr

# A word as these encodings show it, with letters beyond ASCII, signs that stand for letters in TCVN3, or, between
# letters, the codes that are capitals in VISCII; at the ends of a word these may be quotes and dashes of Windows.
_LETTERS = "A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff\u2212\u2219\u03bc"
_CODES = "\x02\x05\x06\x14\x19\x1e\x80-\x9f"
_WITHIN = f"(?:[{_CODES}][{_LETTERS}]++)"
_STRANGE_WORD = re.compile(f"(?<![{_LETTERS}])[A-Za-z]*+(?:[{_LETTERS}]++{_WITHIN}*+|(?<=[A-Za-z]){_WITHIN}++)")
_VISCII_WORD = re.compile(
    f"[{_CODES}A-Za-z\u00a0-\u024f\u2013\u2014\u2018-\u203a\u02c6\u02dc\u20ac\u2122\u0152-\u017e]+"
)
_REACH = 40


@dataclass(frozen=True, slots=True)
class Converted:
    """The text in Unicode (not normalised), the encoding most of the converted words were in, and 0..1.

    `encoding` is None and the text unchanged when it was Unicode already.
    """

    text: str
    encoding: str | None = None
    confidence: float = 1.0


def convert_legacy(text: str) -> Converted:
    """Convert the runs that are TCVN3, VNI, VISCII, Windows-1258 or VIQR read as Western text; leave the rest.

    Give it the text as extracted: the soft hyphen is the letter ư of TCVN3 and is gone after cleaning.
    """
    if text.isascii():
        return _converted_viqr(text)
    if not any(map(is_strange, set(_STRANGE_WORD.findall(text)))):
        return Converted(text)
    words = list(_STRANGE_WORD.finditer(text))
    readings = readings_of([match.group() for match in words])
    if all(reading == UNICODE for reading in readings):
        return Converted(text)
    return _apply(text, words, readings)


def convert_pages(texts: Sequence[str]) -> tuple[tuple[str, ...], Converted]:
    """The pages of one document converted together, so that a page of few words profits from the others.

    The second value is the whole: its text has the pages joined by form feeds.
    """
    whole = convert_legacy("\f".join(text.replace("\f", "\n") for text in texts))
    return (tuple(whole.text.split("\f")) if whole.encoding else tuple(texts)), whole


def _apply(text: str, words: list[re.Match[str]], readings: list[str]) -> Converted:
    pieces: list[str] = []
    counts: dict[str, int] = {}
    end, good, proof = 0, 0, 0
    for match, reading in zip(words, readings, strict=True):
        word = match.group()
        decoded = decode(word, reading)
        if decoded == word:
            continue
        if reading == "tcvn3" and decoded.istitle() and _among_capitals(text, match):
            decoded = decoded.upper()
        pieces += [text[end : match.start()], decoded]
        end = match.end()
        counts[reading] = counts.get(reading, 0) + 1
        good += makes_syllable(word, reading)
        proof += makes_syllable(word, reading) and is_strange(word)
    pieces.append(text[end:])
    if not counts:
        return Converted(text)
    encoding = max(counts, key=lambda name: counts[name])
    result = "".join(pieces)
    if encoding == "viscii":
        result = _VISCII_WORD.sub(_viscii_capitals, result)
    return Converted(result, encoding, round(good / sum(counts.values()) * (1 - 0.5 ** (proof / 2)), 3))


def _among_capitals(text: str, match: re.Match[str]) -> bool:
    """ĐẢNG Bộ PHƯỜNG: a word with a single base letter shows its case by its neighbours in a font of capitals."""
    if sum(char.isascii() for char in match.group()) > 1:
        return False
    before = re.search(r"(\S+) +$", text[max(0, match.start() - _REACH) : match.start()])
    after = re.match(r" +(\S+)", text[match.end() : match.end() + _REACH])
    return before is not None and after is not None and all_capitals(before[1]) and all_capitals(after[1])


def _converted_viqr(text: str) -> Converted:
    found = convert_viqr(text)
    return Converted(*found) if found else Converted(text)


def _viscii_capitals(found: re.Match[str]) -> str:
    """Capitals of VISCII look like quotes and dashes; they are letters where they complete a syllable."""
    word = found.group()
    if word.isascii() or all(char.isalpha() for char in word):
        return word
    decoded = "".join(VISCII.get(char, char) if not char.isalpha() else char for char in word)
    return decoded if is_syllable(decoded) else word
