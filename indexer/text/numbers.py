"""Document numbers as data: `12-NQ/CB` is number 12 of type NQ by organ CB.

Party papers write number-type/organ (12-NQ/CB), state papers number/year/type-organ
(12/2011/NĐ-CP), and people write whatever they remember: `số 12`, `nq 12/cb`, `12 nq cb`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.text.header_types import PRINTED_TYPES
from indexer.text.normalise import fold

_SYMBOLS: dict[str, str] = {}
for _printed in PRINTED_TYPES:
    if _printed.symbol:
        _SYMBOLS.setdefault(fold(_printed.symbol), _printed.symbol)
_BY_NAME = {fold(printed.name): printed for printed in PRINTED_TYPES}
_BY_CODE = {fold(printed.code): printed.code for printed in reversed(PRINTED_TYPES)}
_SYMBOL_OF = {printed.code: printed.symbol for printed in PRINTED_TYPES}
ORGANS = frozenset(
    {"cb", "du", "dh", "tu", "tw", "hu", "ubkt", "ubktdu", "vpdu", "vptw", "btctw", "ubnd", "hdnd", "cp"}
)

_BEFORE_SLASH, _AFTER_SLASH = 20, 64
_MOST_SLASHES = 20_000
_LETTERS = r"[^\W_]+"
_DASH = r"\s{0,3}[-–—]\s{0,3}"
_CODE = r"(?P<type>[^\W\d_]{2,5})"
_ORGAN = r"(?P<organ>[^\W\d_]{2,8}(?:[-.][^\W_]{1,8}){0,3})"
_NUMBER = r"(?P<number>\d{1,5})[a-zđ]?"
_EDGE = r"(?<![\w/-])"
_END = r"(?![\w/])"
_WRITTEN = (
    re.compile(_EDGE + _NUMBER + _DASH + _CODE + r"\s{0,3}/\s{0,3}" + _ORGAN + _END, re.IGNORECASE),
    re.compile(
        _EDGE + _NUMBER + r"/(?P<year>\d{4})/(?P<type>[^\W\d_]{2,5}\d{0,2})(?:-" + _ORGAN + ")?" + _END, re.IGNORECASE
    ),
    re.compile(_EDGE + _NUMBER + r"\s{0,3}/\s{0,3}" + _CODE + _DASH + _ORGAN + _END, re.IGNORECASE),
    re.compile(_EDGE + _CODE + _DASH + _NUMBER + r"\s{0,3}/\s{0,3}" + _ORGAN + _END, re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A document number and where it stands in a text. `symbol` is that of a type of paper in its usual
    spelling, or the letters as written in capitals; `organ` is in capitals."""

    number: int
    symbol: str | None
    organ: str | None
    year: int | None
    start: int
    end: int


def find_numbers(text: str) -> list[WrittenNumber]:
    """Every whole document number written in an NFC text, in the order of the text.

    Reads the first 20,000 slashes only: no paper cites more, and a hostile one must not hold us up.
    """
    found: list[WrittenNumber] = []
    slash = text.find("/")
    for _ in range(_MOST_SLASHES):
        if slash < 0:
            break
        # Each way of writing has a slash within its first signs: only there are the patterns tried.
        number = _around(text, slash)
        if number and (not found or number.start >= found[-1].end):
            found.append(number)
        slash = text.find("/", max(slash + 1, number.end if number else 0))
    return found


def _around(text: str, slash: int) -> WrittenNumber | None:
    start, end = max(0, slash - _BEFORE_SLASH), slash + _AFTER_SLASH
    for pattern in _WRITTEN:
        match = pattern.search(text, start, end)
        if match and match.start() < slash < match.end():
            return _read(match)
    return None


# What people type, read on text folded letter by letter. Bare codes are only the common ones:
# short codes are also words once the marks are gone.
_KNOWN = "|".join(sorted(_SYMBOLS, key=len, reverse=True))
_COMMON = "nq|qd|kl|bb|bc|kh|ctr|ttr|cv|tb|ct|qc|hd"
_NAMES = "|".join(sorted(_BY_NAME, key=len, reverse=True))
_ORGANS = "|".join(sorted(ORGANS, key=len, reverse=True))
_NO = r"(?:so ?[:.]? ?)"
_TYPED = tuple(
    re.compile(pattern + r"(?![\w/])(?!-\w)")
    for pattern in (
        rf"{_NO}?(?P<number>\d{{1,5}})[ -]?(?P<type>{_KNOWN})[ /-](?P<organ>{_ORGANS})",
        rf"(?P<type>{_KNOWN}) ?{_NO}?(?P<number>\d{{1,5}}) ?[ /-] ?(?P<organ>{_ORGANS})",
        rf"(?P<type>{_COMMON}) ?{_NO}?(?P<number>\d{{1,5}})",
        rf"(?:(?P<name>{_NAMES})|(?P<type>{_COMMON})) {_NO}?(?P<number>\d{{1,5}})/(?P<year>(?:19|20)\d\d)",
        rf"{_NO}?(?P<number>\d{{1,5}}) ?[-/ ] ?(?P<type>{_COMMON})",
        rf"(?P<name>{_NAMES}) {_NO}(?P<number>\d{{1,5}})",
        rf"(?P<name>{_NAMES}) (?P<number>\d{{1,5}})(?= ?$)",
        rf"{_NO}(?P<number>\d{{1,5}})",
    )
)
_LEAD = re.compile(rf"(?:(?P<name>{_NAMES}) )?{_NO}?")


def typed_number(shape: str, text: str, at: int) -> WrittenNumber | None:
    """The document number a user typed at an offset, however loosely; `shape` is the text folded
    letter by letter. The reading includes a leading "số" or name of the type."""
    lead = _LEAD.match(shape, at)
    start = lead.end() if lead else at
    for pattern in _WRITTEN:
        found = pattern.match(text, start)
        if found:
            return replace(_read(found), start=at)
    for pattern in _TYPED:
        found = pattern.match(shape, at)
        if found:
            return _loose(found, text)
    return None


def _loose(found: re.Match[str], text: str) -> WrittenNumber:
    groups = found.groupdict()
    if groups.get("type"):
        symbol = _SYMBOLS.get(fold(groups["type"]))
    else:
        symbol = _BY_NAME[groups["name"]].symbol or None if groups.get("name") else None
    organ = text[found.start("organ") : found.end("organ")].upper() if groups.get("organ") else None
    year = int(groups["year"]) if groups.get("year") else None
    return WrittenNumber(int(groups["number"]), symbol, organ, year, found.start(), found.end())


def whole_term(number: WrittenNumber) -> str:
    """The number as one term, the same for every way of writing it: `12-nq/cb`, `12/2011-nd/cp`."""
    return whole(number.number, number.symbol, number.organ, number.year)


def whole(number: int, symbol: str | None, organ: str | None, year: int | None) -> str:
    """The same from the parts."""
    of_year = f"/{year}" if year else ""
    of_organ = f"/{fold(organ)}" if organ else ""
    return f"{number}{of_year}-{fold(symbol or '')}{of_organ}"


def part_terms(number: WrittenNumber) -> list[str]:
    """The parts of a number as terms: `#12`, `nq`, `cb`, `@2011`."""
    return parts(number.number, number.symbol, number.organ, number.year)


def parts(number: int | None, symbol: str | None, organ: str | None, year: int | None) -> list[str]:
    """Terms for the parts that are known; an organ of several pieces gives each piece."""
    terms = [f"#{number}"] if number is not None else []
    if symbol:
        terms.append(fold(symbol))
    if organ:
        terms += [piece for piece in re.split(r"[-.]", fold(organ)) if piece]
    if year is not None:
        terms.append(f"@{year}")
    return terms


def own_terms(symbol: str, number: int | None, type_code: str) -> list[str]:
    """Whole numbers and parts that a paper bears itself: from its printed number and symbol (NFC), its running number
    and its type."""
    terms: list[str] = []
    for written in find_numbers(symbol):
        terms += [whole_term(written), *part_terms(written)]
    terms += parts(number, symbol_of(type_code), None, None)
    return list(dict.fromkeys(terms))


def type_of(text: str) -> str | None:
    """The code of the type of paper called so, by name or by symbol, with or without marks; None when unknown."""
    folded = fold(" ".join(text.split()))
    printed = _BY_NAME.get(folded)
    return printed.code if printed else _BY_CODE.get(folded)


def types_named_in(text: str) -> list[str]:
    """The codes of the types whose whole name stands in a text, names of one syllable aside."""
    folded = f" {' '.join(re.findall(_LETTERS, fold(text)))} "
    return [printed.code for name, printed in _BY_NAME.items() if " " in name and f" {name} " in folded]


_VOWELS = frozenset("aeiouy")


def type_asked_for(text: str) -> str | None:
    """The code of the type the text begins with, by name or by letters that are no word: "nghị quyết …", "nq …"."""
    words = re.findall(_LETTERS, fold(text))
    folded = " ".join(words) + " "
    leading = [name for name in _BY_NAME if folded.startswith(f"{name} ")]
    if leading:
        return _BY_NAME[max(leading, key=len)].code
    return _BY_CODE.get(words[0]) if words and not set(words[0]) & _VOWELS else None


def symbol_of(type_code: str) -> str | None:
    """The letters that papers of this type carry in their number (QyĐ: QĐ); None when they carry none."""
    return _SYMBOL_OF.get(type_code, type_code) or None


def _read(match: re.Match[str]) -> WrittenNumber:
    groups = match.groupdict()
    code, organ, year = groups["type"], groups.get("organ"), groups.get("year")
    return WrittenNumber(
        number=int(groups["number"]),
        symbol=_SYMBOLS.get(fold(code), code.upper()),
        organ=organ.upper() if organ else None,
        year=int(year) if year else None,
        start=match.start(),
        end=match.end(),
    )
