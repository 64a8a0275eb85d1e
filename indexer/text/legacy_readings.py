"""How each word of a text is to be read: as it stands, or in one of the encodings from before Unicode.

A word costs little under a reading that makes it a syllable; a change of reading between words costs too.
Words with a letter beyond Latin-1 can only be Unicode, so the runs between them are decided one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from indexer.text.legacy_tables import CP1258, TCVN3, VISCII, VNI
from indexer.text.syllables import is_syllable

UNICODE = "unicode"
_EVIDENT, _SYLLABLE, _FOREIGN, _NO_SYLLABLE, _IMPOSSIBLE = 0.5, 2.0, 6.0, 8.0, 10.0
_CHANGE = 4.0
_FEWEST_SYLLABLES = 0.6  # of the words of a run, or it is something else than Vietnamese
# How PDF fonts name three of the signs that stand for letters in TCVN3 (ư, ã, à): minus, bullet operator, mu.
_ALIASES = str.maketrans("\u2212\u2219\u03bc", "\u00ad\u00b7\u00b5")
_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
# A sign by itself is a bullet, a degree, a paragraph sign; these few are words of TCVN3 (ô, đ, Đ, à, Ô) among its own.
_SIGN = re.compile(r"[^\w\u0300-\u036f]+|[ªº²³¹µ]")
_WORDS_OF_ONE_SIGN = "«®§µ¤"


def readings_of(words: Sequence[str]) -> list[str]:
    """The reading of each word, for words with a character beyond ASCII, in the order of the text."""
    readings = [UNICODE] * len(words)
    for start, end in _runs(words):
        costs = [_judge(word) for word in words[start:end]]
        chosen = _cheapest(costs, closed=end < len(words))
        strange = [(cost, name) for cost, name in zip(costs, chosen, strict=True) if name != UNICODE]
        good = sum(cost.get(name, _IMPOSSIBLE) <= _SYLLABLE for cost, name in strange)
        if strange and good >= _FEWEST_SYLLABLES * len(strange):
            readings[start:end] = chosen
    return readings


def decode(word: str, reading: str) -> str:
    """The word under a reading; as it stands where the reading does not apply to it."""
    costs = _judge(word)
    if reading == UNICODE or reading not in costs or (len(word) == 1 and costs[reading] == 0.0):
        return word
    return _DECODERS[reading](word)


def makes_syllable(word: str, reading: str) -> bool:
    return _judge(word).get(reading, _IMPOSSIBLE) <= _SYLLABLE


def is_strange(word: str) -> bool:
    """Whether the word is hardly Vietnamese as it stands."""
    return _judge(word)[UNICODE] >= _FOREIGN


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches between words that can only be Unicode, those that hold something strange."""
    start, strange = 0, False
    for index, word in enumerate(words):
        cost = _judge(word)[UNICODE]
        if cost == _EVIDENT:
            if strange:
                yield start, index
            start, strange = index + 1, False
        else:
            strange = strange or cost >= _FOREIGN
    if strange:
        yield start, len(words)


def _cheapest(costs: Sequence[dict[str, float]], *, closed: bool) -> list[str]:
    """The sequence of readings with the least cost (Viterbi); among equals the one that changes less.

    Before the run the text is Unicode, and after it again when it is `closed`.
    """
    names = [UNICODE, *(name for name in _DECODERS if any(name in each for each in costs))]
    totals = {name: 0.0 if name == UNICODE else _CHANGE for name in names}
    choices: list[dict[str, str]] = []
    for each in costs:
        cheapest = min(names, key=lambda name: totals[name])
        before = {name: name if totals[name] <= totals[cheapest] + _CHANGE else cheapest for name in names}
        totals = {
            name: totals[before[name]] + (_CHANGE if before[name] != name else 0.0) + each.get(name, _IMPOSSIBLE)
            for name in names
        }
        choices.append(before)
    if closed:
        totals = {name: total + (0.0 if name == UNICODE else _CHANGE) for name, total in totals.items()}
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
        return {UNICODE: 0.0, "tcvn3": 1.0} if word in _WORDS_OF_ONE_SIGN else {UNICODE: 0.0} | _INDIFFERENT
    costs = {UNICODE: _cost_as_unicode(word)}
    if max(word.translate(_ALIASES)) > "\u00ff":
        return costs
    for name, decode in _DECODERS.items():
        decoded = decode(word)
        if decoded == word:
            costs[name] = costs[UNICODE]
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
    return decoded.upper() if all_capitals(word) else decoded


def _from_vni(word: str) -> str:
    return _VNI_PAIR.sub(lambda found: VNI[found.group()], word)


def _from_viscii(word: str) -> str:
    return "".join(VISCII.get(char, char) for char in word)


def _from_cp1258(word: str) -> str:
    return unicodedata.normalize("NFC", "".join(CP1258.get(char, char) for char in word))


def all_capitals(word: str) -> bool:
    """Whether the base letters of a word, two at least, are capitals."""
    plain = [char for char in word if char.isascii() and char.isalpha()]
    return len(plain) >= 2 and all(map(str.isupper, plain))


_DECODERS: dict[str, Callable[[str], str]] = {
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "viscii": _from_viscii,
    "cp1258": _from_cp1258,
}
_INDIFFERENT = dict.fromkeys(_DECODERS, 0.0)
