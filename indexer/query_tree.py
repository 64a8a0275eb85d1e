"""The engine-free form of a query: what an engine is asked to find.

The tree speaks of words as the user wrote them (NFC); an engine runs the shared analyser over
them. Dates and periods are already resolved to closed ranges.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or several written together that the analyser may cut further."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand next to each other, in this order."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that starts with this."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word within one edit of this."""

    text: str


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number as data: `12-NQ/CB` is number 12, symbol NQ, organ CB; parts may be missing.

    `text` is what was typed; `year` stands in state numbers only (12/2011/NĐ-CP).
    """

    number: int | None
    symbol: str | None
    organ: str | None
    text: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DateRange:
    """Records whose own date lies in the closed range; None leaves an end open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class PeriodRange:
    """Records that are *for* a month in the closed range `YYYY-MM` .. `YYYY-MM`."""

    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class InField:
    """The node, searched in one field only: title, number, unit, text, type."""

    field: str
    node: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every child must match."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one child must match."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words as typed: records with all of them first, then records with some.

    A document number among them also matches as the words it was typed as.
    """

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Exclude:
    """The child must not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record the filters leave."""


Node = (
    Word
    | Phrase
    | Prefix
    | Fuzzy
    | DocumentNumber
    | DateRange
    | PeriodRange
    | InField
    | AllOf
    | AnyOf
    | Words
    | Exclude
    | Everything
)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: the tree, the text it came from, and notes on what was read as plain words.

    A note is a stable code with the piece of text it is about, for the page to explain.
    """

    root: Node
    text: str = ""
    notes: tuple[tuple[str, str], ...] = ()


EVERYTHING = Query(root=Everything())


def only_number(query: Query) -> DocumentNumber | None:
    """The document number a query asks for when it asks for nothing else: `số 12-NQ/CB`, `số: 12`."""
    match query.root:
        case Words((DocumentNumber(number=int()) as asked,)) | InField("number", DocumentNumber(number=int()) as asked):
            return asked
    return None
