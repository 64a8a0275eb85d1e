"""Text in a Vietnamese encoding from before Unicode, recognised by its syllables and converted.

The name of a font proves nothing: many files declare .VnTime and are Unicode. What proves something is
whether the words become Vietnamese syllables under one reading and not under another. Each word that is
not plain ASCII is judged under every reading, and the cheapest sequence of readings is chosen, a change
of reading having its price; so a file that mixes is converted run by run, and a stray foreign word in
Unicode text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.text.legacy_tables import CP1258, TCVN3, VISCII, VNI
from indexer.text.syllables import is_syllable
from indexer.text.viqr import convert_viqr

# How PDF fonts name three of the signs that stand for letters in TCVN3 (ư, ã, à): minus, bullet operator, mu.
_ALIASES = str.maketrans("\u2212\u2219\u03bc", "\u00ad\u00b7\u00b5")
# A word as these encodings show it: letters, and the signs that stand for letters in TCVN3.
_WORD = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff\u2212\u2219\u03bc]+")
_VISCII_WORD = re.compile("[A-Za-z\u0080-\u024f\u2013\u2014\u2018-\u203a\u02c6\u02dc\u20ac\u2122\u0152-\u017e]+")
_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
# A sign by itself is a bullet, a degree, a paragraph sign; these few are words of TCVN3 (ô, đ, Đ, à, Ô) among its own.
_SIGN = re.compile(r"[^\w\u0300-\u036f]+|[ªº²³¹µ]")
_WORDS_OF_ONE_SIGN = "«®§µ¤"

_EVIDENT, _SYLLABLE, _FOREIGN, _NO_SYLLABLE, _IMPOSSIBLE = 0.5, 2.0, 6.0, 8.0, 10.0
_CHANGE = 4.0
_REACH = 40
_UNICODE = "unicode"


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
    words = [match for match in _WORD.finditer(text) if not match.group().isascii()]
    if not any(_judge(match.group())[_UNICODE] >= _FOREIGN for match in words):
        return Converted(text)
    readings = _cheapest([_judge(match.group()) for match in words])
    if all(reading == _UNICODE for reading in readings):
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
        costs = _judge(word)
        decoded = word if reading == _UNICODE else _DECODERS[reading](word)
        if decoded == word or reading not in costs or (len(word) == 1 and costs[reading] == 0.0):
            continue
        if reading == "tcvn3" and decoded.istitle() and _among_capitals(text, match):
            decoded = decoded.upper()
        pieces += [text[end : match.start()], decoded]
        end = match.end()
        counts[reading] = counts.get(reading, 0) + 1
        good += costs[reading] <= _SYLLABLE
        proof += costs[_UNICODE] >= _FOREIGN and costs[reading] <= _SYLLABLE
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
    return before is not None and after is not None and _all_capitals(before[1]) and _all_capitals(after[1])


def _all_capitals(word: str) -> bool:
    plain = [char for char in word if char.isascii() and char.isalpha()]
    return len(plain) >= 2 and all(map(str.isupper, plain))


def _converted_viqr(text: str) -> Converted:
    found = convert_viqr(text)
    return Converted(*found) if found else Converted(text)


def _cheapest(costs: list[dict[str, float]]) -> list[str]:
    """The sequence of readings with the least cost (Viterbi); among equals the one that changes less."""
    names = [_UNICODE, *(name for name in _DECODERS if any(name in each for each in costs))]
    totals = {name: 0.0 if name == _UNICODE else _CHANGE for name in names}
    choices: list[dict[str, str]] = []
    for each in costs:
        cheapest = min(names, key=lambda name: totals[name])
        before = {name: name if totals[name] <= totals[cheapest] + _CHANGE else cheapest for name in names}
        totals = {
            name: totals[before[name]] + (_CHANGE if before[name] != name else 0.0) + each.get(name, _IMPOSSIBLE)
            for name in names
        }
        choices.append(before)
    reading = min(names, key=lambda name: totals[name])
    readings: list[str] = []
    for before in reversed(choices):
        readings.append(reading)
        reading = before[reading]
    return readings[::-1]


@lru_cache(maxsize=65536)
def _judge(word: str) -> dict[str, float]:
    """What it costs to read the word in each way; a reading that is missing is impossible."""
    if len(word) == 1 and _SIGN.fullmatch(word):
        return {_UNICODE: 0.0, "tcvn3": 1.0} if word in _WORDS_OF_ONE_SIGN else {_UNICODE: 0.0} | _INDIFFERENT
    costs = {_UNICODE: _cost_as_unicode(word)}
    if max(word.translate(_ALIASES)) > "\u00ff":
        return costs
    for name, decode in _DECODERS.items():
        decoded = decode(word)
        if decoded == word:
            costs[name] = costs[_UNICODE]
        elif decoded.isalpha():
            costs[name] = _SYLLABLE if is_syllable(decoded) and _cased(decoded) else _NO_SYLLABLE
    return costs


def _cost_as_unicode(word: str) -> float:
    word = unicodedata.normalize("NFC", word.replace("\u00ad", ""))
    pieces = [piece for piece in _SIGN.split(word) if piece]
    proper = all(piece.isascii() or (is_syllable(piece) and _cased(piece)) for piece in pieces)
    if any(char > "\u00ff" for char in word.translate(_ALIASES)):
        return _EVIDENT if proper else _SYLLABLE
    if len(pieces) > 1 or not all(map(_cased, pieces)):
        return _IMPOSSIBLE
    return _SYLLABLE if proper and pieces == [word] else _FOREIGN


def _cased(word: str) -> bool:
    """Capitals where words have them: all, none, or the first."""
    return len(word) == 1 or word.isupper() or word[1:].islower()


def _from_tcvn3(word: str) -> str:
    decoded = "".join(TCVN3.get(char, char) for char in word.translate(_ALIASES))
    return decoded.upper() if _all_capitals(word) else decoded


def _from_vni(word: str) -> str:
    return _VNI_PAIR.sub(lambda found: VNI[found.group()], word)


def _from_viscii(word: str) -> str:
    return "".join(VISCII.get(char, char) for char in word)


def _from_cp1258(word: str) -> str:
    return unicodedata.normalize("NFC", "".join(CP1258.get(char, char) for char in word))


def _viscii_capitals(found: re.Match[str]) -> str:
    """Capitals of VISCII look like quotes and dashes; they are letters where they complete a syllable."""
    word = found.group()
    if word.isascii() or all(char.isalpha() for char in word):
        return word
    decoded = "".join(VISCII.get(char, char) if not char.isalpha() else char for char in word)
    return decoded if is_syllable(decoded) else word


_DECODERS: dict[str, Callable[[str], str]] = {
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "viscii": _from_viscii,
    "cp1258": _from_cp1258,
}
_INDIFFERENT = dict.fromkeys(_DECODERS, 0.0)
