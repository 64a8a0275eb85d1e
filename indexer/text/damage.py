"""Damage that looks like Unicode: wrong letters a bad conversion left, and words that lost the blank between them.

Only one such fault is repaired silently (ƣ for ư, in `normalise.nfc`, for no Vietnamese word has ƣ). These
here could be what the writer meant, so they are pointed out with what they should probably be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from indexer.text.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
# What VNI and capitals fonts turned into: CƠNG for CÔNG, Tơi for Tôi, HÕA for HÒA.
_WRONG = {"ơ": "ô", "õ": "ò"}
# Capitals with a tilde that Vietnamese hardly has, and the same with a grave accent that it has everywhere.
_WORDS_WITH_TILDE = "HÕA HÕNG PHÕNG TÕA LÕNG DÕNG VÕNG CÕN ĐÕI ĐÕN MÕN TRÕN HÕAN KHÕA THÕNG NÕNG"
_TILDE_FOR_GRAVE = frozenset(_WORDS_WITH_TILDE.split())
_SHORTEST_HALF = 2
_CONSONANTS = frozenset("bcdđghklmnpqrstvx")


class Fault(StrEnum):
    WRONG_LETTER = "wrong_letter"
    GLUED_WORDS = "glued_words"


@dataclass(frozen=True, slots=True)
class Damage:
    """A word that was probably damaged: where it begins, as printed, and what it should be."""

    fault: Fault
    start: int
    printed: str
    suggestion: str


def find_damage(text: str) -> tuple[Damage, ...]:
    """Every suspicious word of an NFC text, in order. Plain ASCII words are never suspected."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        guess = None if word.isascii() else _guess(word)
        if guess:
            found.append(Damage(guess[0], match.start(), word, guess[1]))
    return tuple(found)


@lru_cache(maxsize=16384)
def _guess(word: str) -> tuple[Fault, str] | None:
    if word in _TILDE_FOR_GRAVE:
        return Fault.WRONG_LETTER, word.replace("Õ", "Ò")
    if is_syllable(word):
        return None
    for wrong, right in _WRONG.items():
        repaired = word.replace(wrong, right).replace(wrong.upper(), right.upper())
        if repaired != word and is_syllable(repaired):
            return Fault.WRONG_LETTER, repaired
    for cut in range(len(word) - _SHORTEST_HALF, _SHORTEST_HALF - 1, -1):
        left, right = word[:cut], word[cut:]
        if right[0].lower() in _CONSONANTS and is_syllable(left) and is_syllable(right):
            return Fault.GLUED_WORDS, f"{left} {right}"
    return None
