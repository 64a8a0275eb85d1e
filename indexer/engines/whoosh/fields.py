"""Field types whose values reach the codec in bulk, and the streams that are derived from another field.

`Tokens` takes words the shared analyser has already made. `Folded` and `Pairs` name the field they
come from and are never given a value: the inversion derives them from term numbers, which costs a
fraction of analysing the text again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from whoosh import analysis, formats
from whoosh.fields import ID, NUMERIC, STORED, FieldType, Schema

GAP = ""


class Tokens(FieldType):
    """Analysed tokens: a sequence of strings, or one string joined by single blanks.

    An empty token is a gap: it takes a position, is not indexed, and no pair spans it.
    `positions` keeps where each token stands; phrases need it unless a `Pairs` field exists.
    """

    def __init__(self, positions: bool = False) -> None:
        super().__init__(
            format=formats.Positions() if positions else formats.Frequency(),
            analyzer=analysis.RegexTokenizer(r"[^ ]+"),
            scorable=True,
        )
        self.positions = positions

    def tokens(self, value: str | Sequence[str]) -> Sequence[str]:
        """The tokens of a value. Raises ValueError for anything but text."""
        if isinstance(value, str):
            return value.split(" ") if value else ()
        if not all(isinstance(token, str) for token in value):
            raise ValueError("tokens are strings")
        return value


class DerivedTokens(Tokens):
    """A stream that fills itself from the field `of`."""

    def __init__(self, of: str, positions: bool) -> None:
        super().__init__(positions)
        self.of = of

    def index(self, value: Any, **kwargs: Any) -> Any:
        raise ValueError(f"this field is derived from {self.of!r} and takes no value")


class Folded(DerivedTokens):
    """Each token of `of` through `fold`, a function of a module (it is stored by its name)."""

    def __init__(self, of: str, fold: Callable[[str], str], positions: bool = False) -> None:
        super().__init__(of, positions)
        self.fold = fold


class Pairs(DerivedTokens):
    """Each two adjacent tokens of `of` as the term "first second"; with positions they answer phrases."""

    def __init__(self, of: str, positions: bool = True) -> None:
        super().__init__(of, positions)


class Keyword(ID):
    """One exact value a document, found as a term and kept as a column."""

    def __init__(self, unique: bool = False, stored: bool = False) -> None:
        super().__init__(unique=unique, stored=stored, sortable=True)


class Number(NUMERIC):
    """One whole number of 32 bits a document: a column, and one term (ranges need no tiers here).

    The greatest number, 2**31 - 1, stands for "none".
    """

    def __init__(self, stored: bool = False) -> None:
        super().__init__(int, 32, stored=stored, sortable=True, shift_step=0)


class Stored(STORED):
    """Kept with the document and not searched: whatever JSON can say."""


def streams_of(schema: Schema, fieldname: str) -> Iterator[tuple[str, DerivedTokens]]:
    """The fields derived from a field, each after the one it comes from."""
    for name, field in schema.items():
        if isinstance(field, DerivedTokens) and field.of == fieldname:
            yield name, field
            yield from streams_of(schema, name)


def pairs_of(schema: Schema, fieldname: str) -> str | None:
    """The name of the pair stream of a field, if it has one."""
    for name, field in schema.items():
        if isinstance(field, Pairs) and field.of == fieldname:
            return str(name)
    return None
