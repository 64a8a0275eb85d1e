"""One form for Vietnamese text: composition, tone placement and folding.

Three forms of a word are told apart, from exact to forgiving:

- NFC, as it is stored and shown;
- the tone key: the tone mark is taken off the syllable and written behind it, so that the old and
  the new placement agree (hoà, hòa) while different words do not (hóa, hòa);
- folded: no marks at all and đ written d, so that text typed without marks still finds.
"""

from __future__ import annotations

import re
import unicodedata

# The signs of VIQR: they are no word characters, so a key never equals a typed word.
_TONES = {"\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": "."}
TONE_SIGNS = "".join(_TONES.values())
_TONE_MARKS = re.compile("[" + "".join(_TONES) + "]")
_COMBINING = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")

# What PDF and Word text carries between the letters of a word without being seen, and halves of characters.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
# A common fault of old converters: the letter oi (U+01A2/3) where ư was meant. No Vietnamese word has it.
_DAMAGED = re.compile("[\u01a2\u01a3]")
_FAULTY = re.compile(f"{_INVISIBLE.pattern}|{_DAMAGED.pattern}")
_REPAIRS = {"\u01a2": "Ư", "\u01a3": "ư"}


def nfc(text: str) -> str:
    """The text as it is stored: composed, without invisible characters, with ƣ repaired to ư."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if _FAULTY.search(text):
        text = _DAMAGED.sub(lambda found: _REPAIRS[found[0]], _INVISIBLE.sub("", text))
    return text


def match_form(text: str) -> str:
    """The text as it is compared, marks kept: lower case, compatibility forms (full width, ligatures) resolved.

    Combining marks that compose with nothing are dropped: they would cut the word in two.
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", nfc(text)).lower()
    return _COMBINING.sub("", text) if _COMBINING.search(text) else text


def fold(text: str) -> str:
    """The text in lower case without any mark, đ written d: "Đảng ủy" is "dang uy"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", nfc(text)).lower()
    return _COMBINING.sub("", decomposed).replace("đ", "d")


def tone_key(text: str) -> str:
    """The text with the tone of every word written behind the word: "hoà" and "hòa" are both "hoa`"."""
    text = match_form(text)
    return text if text.isascii() else _WORD.sub(lambda found: _word_key(found[0]), text)


def written(key: str) -> str:
    """A word back from its tone key, with the tone where HD05 of the Party puts it: "uy?" is "ủy"."""
    bare = key.rstrip(TONE_SIGNS)
    signs = key[len(bare) :]
    if not signs:
        return bare
    at = _vowel_with_tone(bare)
    marks = "".join(mark for mark, sign in _TONES.items() if sign in signs)
    return unicodedata.normalize("NFC", bare[: at + 1] + marks + bare[at + 1 :])


def _vowel_with_tone(bare: str) -> int:
    """Where the tone stands: on a vowel with a mark of its own, before a final consonant, else on the first but one."""
    onset = 2 if bare.startswith(("qu", "gi")) and len(bare) > 2 and fold(bare[2]) in "aeiouy" else 0
    vowels = [at for at, letter in enumerate(bare) if at >= onset and fold(letter) in "aeiouy"]
    if not vowels:
        return 0
    marked = [at for at in vowels if bare[at] in "ăâêôơư"]
    if marked:
        return marked[-1]
    last = vowels[-1]
    closed = any(letter.isalpha() for letter in bare[last + 1 :])
    return last if closed or len(vowels) == 1 else vowels[-2]


def has_marks(text: str) -> bool:
    """Whether folding would lose something other than letter case."""
    return not text.isascii() and fold(text) != match_form(text)


def _word_key(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    tones = _TONE_MARKS.findall(decomposed)
    if not tones:
        return word
    bare = unicodedata.normalize("NFC", _TONE_MARKS.sub("", decomposed))
    return bare + "".join(_TONES[tone] for tone in tones)
