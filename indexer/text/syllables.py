"""A model of Vietnamese syllables: which letter strings can be one.

A syllable is an onset, a rime and a tone. Onsets and rimes are closed lists; a rime that ends in c, ch,
p or t bears only two tones; the tone mark has its place (both the older and the newer placement
are accepted). That is enough to tell Vietnamese from text in the wrong encoding, which hits
upon few syllables by chance.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from indexer.text.normalise import fold

_CONSONANTS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS = ["", *_CONSONANTS.split()]
_ALL_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăt oe oem oen oeo oet
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uât uâng uây uê uêch uên uênh uêt uơ uôc uôi uôm uôn uông uôt
uy uya uych uyn uynh uyp uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu
"""
_RIMES = _ALL_RIMES.split()
_ALL_AFTER_QU = """
a ac ach ai an ang anh ao at au ay ăc ăn ăng ăp ăt âc ân âng ât ây e en eo et ê ên êt êch ênh êu i in it ich inh
y ych ynh yn yt yu yên yêt ơ ơi ơn ô ôc
"""
_AFTER_QU = _ALL_AFTER_QU.split()
# Names of places and a few words that keep a foreign spelling.
_FOREIGN = "đắk lắk kạn búk pắc pắk krông ôxy nitơ iốt axít"
_EXCEPTIONS = frozenset(_FOREIGN.split())
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_STOP_TONES = ("\u0301", "\u0323")
_STOPS = ("c", "ch", "p", "t")
_FRONT = "eêiy"
_NEVER_AFTER = {"c": tuple(_FRONT), "ng": tuple(_FRONT), "gi": ("i", "y"), "g": ("e", "ê", "y")}
_VOWELS = "aăâeêioôơuưy"
_QUALITY = "ăâêôơư"


def is_syllable(word: str) -> bool:
    """Whether the word (NFC or NFD, any letter case) is spelt like a Vietnamese syllable."""
    word = unicodedata.normalize("NFC", word.lower())
    return word in _known()


def count_syllables(words: Iterable[str]) -> int:
    """How many of the words, in NFC and lower case, are syllables; for many words at once."""
    return sum(map(_known().__contains__, words))


@cache
def _known() -> frozenset[str]:
    return _all_syllables() | _EXCEPTIONS


def is_bare_syllable(word: str) -> bool:
    """Whether the word (lower case, without marks, đ written d) is spelt like a syllable without its marks."""
    return word in _bare_syllables()


@cache
def _bare_syllables() -> frozenset[str]:
    return frozenset(map(fold, _known()))


@cache
def _all_syllables() -> frozenset[str]:
    return frozenset(
        onset + toned for onset in _ONSETS for rime in _rimes_after(onset) for toned in _toned(onset, rime)
    )


def _rimes_after(onset: str) -> list[str]:
    if onset == "qu":
        return _AFTER_QU
    if onset in {"k", "gh", "ngh"}:
        return [rime for rime in _RIMES if rime[0] in _FRONT]
    never = _NEVER_AFTER.get(onset, ("yê",) if onset else ())
    return [rime for rime in _RIMES if not rime.startswith(never)]


def _toned(onset: str, rime: str) -> set[str]:
    vowels = "".join(char for char in rime if char in _VOWELS)
    coda = rime[len(vowels) :]
    tones = _STOP_TONES if coda in _STOPS else _TONES
    return {
        unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :])
        for tone in tones
        for place in _tone_places(vowels, coda)
    }


def _tone_places(vowels: str, coda: str) -> tuple[int, ...]:
    """Where the tone mark may stand among the vowels."""
    quality = [place for place, vowel in enumerate(vowels) if vowel in _QUALITY]
    if quality:
        return (quality[-1],)
    if len(vowels) == 1:
        return (0,)
    if len(vowels) == 3:
        return (1,)
    if coda:
        return (1,)
    return (0, 1) if vowels in {"oa", "oe", "uy"} else (0,)
