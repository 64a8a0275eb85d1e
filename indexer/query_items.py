"""A query text cut into what to search for and the signs between: words, phrases, fields, numbers, dates.

One pass from left to right; what is not understood becomes words and a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from indexer.query_dates import Impossible, Range, Span, month_of, read_bound, read_range, read_span
from indexer.query_tree import (
    AllOf,
    AnyOf,
    DateRange,
    DocumentNumber,
    Fuzzy,
    InField,
    Node,
    PeriodRange,
    Phrase,
    Prefix,
    Word,
)
from indexer.text.normalise import fold
from indexer.text.numbers import WrittenNumber, type_of, typed_number

MOST_ITEMS = 128

# Field names, folded, as they may stand before a colon. Values: the field of the tree.
_FIELDS = {
    "tieu de": "title", "trich yeu": "title", "title": "title",
    "so": "number", "so hieu": "number", "ky hieu": "number", "number": "number",
    "chi bo": "unit", "don vi": "unit", "unit": "unit", "cell": "unit",
    "noi dung": "text", "van ban": "text", "text": "text",
    "loai": "type", "the loai": "type", "type": "type",
    "ngay": "date", "date": "date",
    "ky": "period", "period": "period",
    "nam": "year", "year": "year",
    "tu": "from", "tu ngay": "from", "from": "from",
    "den": "to", "den ngay": "to", "to": "to",
}  # fmt: skip
_FIELD = re.compile("(" + "|".join(sorted(_FIELDS, key=len, reverse=True)) + ") ?: ?")
_STRANGE_FIELD = re.compile(r"[^\W\d_]+(?=:[^\W_])")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
OPERATORS = ("AND", "OR", "NOT")
_OPERATOR = re.compile(rf"({'|'.join(OPERATORS)})(?=[\s()\"“]|$)")
_CHUNK = re.compile(r"[^\s()\"“”„«»]+")
WORDLIKE = re.compile(r"[^\W_]")
_FUZZY = re.compile(r"(.+?)~[12]?$")


@dataclass(frozen=True, slots=True)
class Sign:
    """An operator or a parenthesis, with its text for the case that it means nothing where it stands."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something to search for. Required items must match; the others are words among words."""

    node: Node
    required: bool = False


Part = Sign | Item


@dataclass(slots=True)
class Reader:
    """Cuts the text into signs and items, left to right."""

    text: str
    today: date
    notes: list[tuple[str, str]] = field(default_factory=list)
    shape: str = ""

    def __post_init__(self) -> None:
        self.shape = "".join(folded if len(folded := fold(c)) == 1 else c.lower()[:1] for c in self.text)

    def note(self, code: str, text: str) -> None:
        self.notes.append((code, text[:80]))

    def items(self) -> list[Part]:
        parts: list[Part] = []
        at = 0
        while at < len(self.text):
            if len(parts) >= MOST_ITEMS:
                self.note("query_cut", self.text[at : at + 20])
                break
            read, at = self._next(at)
            parts += read
        return parts

    def _next(self, at: int) -> tuple[list[Part], int]:
        char = self.text[at]
        if char == " ":
            return [], at + 1
        if char in "()":
            return [Sign(char, char)], at + 1
        if char in _QUOTES or char == "”":
            return self._quoted(at)
        if char == "-" and self._starts_word(at) and at + 1 < len(self.text) and self.text[at + 1] not in " -":
            return [Sign("not", "-")], at + 1
        if not self._starts_word(at):
            return self._chunk(at)
        return self._operator(at) or self._field(at) or self._dated(at) or self._number(at) or self._chunk(at)

    def _starts_word(self, at: int) -> bool:
        return at == 0 or self.text[at - 1] in ' ("“-:'

    def _quoted(self, at: int) -> tuple[list[Part], int]:
        closing = _QUOTES.get(self.text[at], '"')
        end = self.text.find(closing, at + 1)
        if end < 0:
            self.note("unclosed_quote", self.text[at:])
            return [], at + 1
        content = self.text[at + 1 : end].strip()
        return ([Item(Phrase(content), required=True)] if WORDLIKE.search(content) else []), end + 1

    def _operator(self, at: int) -> tuple[list[Part], int] | None:
        found = _OPERATOR.match(self.text, at)
        return ([Sign(found[0].lower(), found[0])], found.end()) if found else None

    def _dated(self, at: int) -> tuple[list[Part], int] | None:
        ranged = read_range(self.shape, at, self.today)
        if isinstance(ranged, Range):
            return [Item(_range_node(ranged), required=True)], ranged.end
        span = ranged or read_span(self.shape, at, self.today)
        if isinstance(span, Impossible):
            self.note("impossible_date", self.text[at : span.end])
            return [Item(Word(self.text[at : span.end]))], span.end
        return ([Item(_span_node(span))], span.end) if span else None

    def _number(self, at: int) -> tuple[list[Part], int] | None:
        found = typed_number(self.shape, self.text, at)
        if not found:
            return None
        node = _number_node(found, self.text)
        loose = node.year is not None and node.organ is None and node.symbol is not None
        return [Item(_number_of_year(node) if loose else node)], found.end

    def _chunk(self, at: int) -> tuple[list[Part], int]:
        found = _CHUNK.match(self.text, at)
        if not found:
            return [], at + 1
        chunk, end = found[0], found.end()
        strange = _STRANGE_FIELD.match(chunk)
        if strange:
            self.note("unknown_field", strange[0])
        node = self._word(chunk)
        return ([Item(node)] if node else []), end

    def _word(self, chunk: str) -> Node | None:
        if not WORDLIKE.search(chunk):
            return None
        bare = chunk.rstrip("*")
        if bare != chunk and WORDLIKE.match(bare[-1:]) and len(_split_words(bare)) == 1:
            return Prefix(_split_words(bare)[0])
        fuzzy = _FUZZY.match(chunk)
        if fuzzy and len(_split_words(fuzzy[1])) == 1:
            return Fuzzy(_split_words(fuzzy[1])[0])
        if "*" in chunk.strip("*") or bare != chunk:
            self.note("star_as_word", chunk)
        return Word(chunk)

    def _field(self, at: int) -> tuple[list[Part], int] | None:
        found = _FIELD.match(self.shape, at)
        if not found:
            return None
        name, value = _FIELDS[found[1]], found.end()
        if name in ("date", "period", "year", "from", "to"):
            return self._dated_field(name, at, value)
        if name == "type":
            read = self._type_field(value)
            if read:
                return read
        if name == "number":
            number = self._number_value(value)
            if number:
                return number
        return self._text_field(name, at, value)

    def _dated_field(self, name: str, at: int, value: int) -> tuple[list[Part], int] | None:
        ranged = read_range(self.shape, value, self.today)
        span = ranged if isinstance(ranged, Range) else read_bound(self.shape, value, self.today)
        if span is None or isinstance(span, Impossible):
            end = span.end if span else value
            self.note("impossible_date" if span else "date_expected", self.text[at:end])
            return [Item(Word(self.text[at:end]))], end
        first, last = span.first, span.last
        if name == "from":
            node: Node = DateRange(first, None)
        elif name == "to":
            node = DateRange(None, last)
        elif name == "date":
            node = DateRange(first, last)
        elif name == "period":
            node = _period_range(first, last)
        else:
            node = AnyOf((_period_range(first, last), DateRange(first, last)))
        return [Item(node, required=True)], span.end

    def _type_field(self, value: int) -> tuple[list[Part], int] | None:
        quoted = self._quoted_text(value)
        if quoted:
            content, end = quoted
            code = type_of(content)
            return ([Item(InField("type", Word(code)), required=True)], end) if code else None
        for found in (re.compile(r"[^\W\d_]+ [^\W\d_]+").match(self.shape, value), _CHUNK.match(self.shape, value)):
            code = type_of(found[0]) if found else None
            if found and code:
                return [Item(InField("type", Word(code)), required=True)], found.end()
        return None

    def _number_value(self, value: int) -> tuple[list[Part], int] | None:
        quoted = self._quoted_text(value)
        start, stop = (value + 1, quoted[1] - 1) if quoted else (value, len(self.text))
        found = typed_number(self.shape[:stop], self.text[:stop], start)
        plain = re.compile(r"0*(\d{1,9})(?![\w/-])").match(self.text, start, stop)
        if found:
            node: Node = _number_node(found, self.text)
            end = found.end
        elif plain:
            node, end = DocumentNumber(int(plain[1]), None, None, plain[0]), plain.end()
        else:
            return None
        return [Item(InField("number", node), required=True)], quoted[1] if quoted else end

    def _text_field(self, name: str, at: int, value: int) -> tuple[list[Part], int] | None:
        if value >= len(self.text) or self.text[value] == ")":
            self.note("field_without_value", self.text[at:value])
            return [Item(Word(self.text[at:value]))], value
        if self.text[value] == "(":
            return [Sign(f"field {name}", self.text[at:value])], value
        read, end = self._quoted(value) if self.text[value] in _QUOTES else self._chunk(value)
        nodes = [part.node for part in read if isinstance(part, Item)]
        return [Item(InField(name, node), required=True) for node in nodes], end

    def _quoted_text(self, at: int) -> tuple[str, int] | None:
        closing = _QUOTES.get(self.text[at : at + 1])
        end = self.text.find(closing, at + 1) if closing else -1
        return (self.text[at + 1 : end], end + 1) if end > 0 else None


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _number_node(found: WrittenNumber, text: str) -> DocumentNumber:
    return DocumentNumber(found.number, found.symbol, found.organ, text[found.start : found.end], found.year)


def _number_of_year(node: DocumentNumber) -> Node:
    """`nq 3/2022`: the number with its year as printed, the third paper of that year, or the papers of March."""
    year, number = node.year or 0, node.number or 0
    whole = _of_months(date(year, 1, 1), date(year, 12, 31))
    readings: list[Node] = [node, AllOf((DocumentNumber(number, node.symbol, None, node.text), whole))]
    month = read_span(f"{number}/{year}", 0, date(year, 1, 1))
    if isinstance(month, Span) and not re.search(r"\bso\b", fold(node.text)):
        of_type = InField("type", Word(node.symbol or ""))
        readings.append(AllOf((of_type, _of_months(month.first, month.last))))
    return AnyOf(tuple(readings))


def _of_months(first: date, last: date) -> Node:
    return AnyOf((_period_range(first, last), DateRange(first, last)))


def _period_range(first: date | None, last: date | None) -> PeriodRange:
    return PeriodRange(month_of(first) if first else None, month_of(last) if last else None)


def _range_node(ranged: Range) -> Node:
    days = DateRange(ranged.first, ranged.last)
    return AnyOf((_period_range(ranged.first, ranged.last), days)) if ranged.whole_months else days


def _span_node(span: Span) -> Node:
    """A period among the words: kept for it, dated in it, or speaking of it."""
    said = tuple(Phrase(phrase) for phrase in span.phrases)
    days = DateRange(span.first, span.last)
    kept_for = (_period_range(span.first, span.last),) if span.whole_months else ()
    return AnyOf((*kept_for, days, *said))
