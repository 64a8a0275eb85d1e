"""From the values of a document to what each part of the index takes in. Refuses before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whoosh.columns import Column
from whoosh.fields import FieldType, Schema, UnknownFieldError
from whoosh.formats import Existence, Frequency, Positions

from indexer.engines.whoosh.fields import GAP, DerivedTokens, Keyword, Number, Pairs, Tokens, streams_of


@dataclass(slots=True)
class Intake:
    """One document, ready to be kept: terms in order, lengths, column values, stored values, by field."""

    terms: dict[str, Sequence[bytes | str]] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    columns: dict[str, tuple[Column, Any]] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)


class Receiver:
    """Reads documents of one schema. Raises ValueError for a schema the arrays cannot keep."""

    def __init__(self, schema: Schema) -> None:
        check_schema(schema)
        self._kinds: dict[str, FieldType] = dict(schema.items())
        self._streams = {
            name: [(stream, isinstance(derived, Pairs)) for stream, derived in streams_of(schema, name)]
            for name, kind in schema.items()
            if isinstance(kind, Tokens)
        }
        self.unique = [name for name, kind in schema.items() if kind.unique]

    def read(self, fields: Mapping[str, Any]) -> Intake:
        """Raises ValueError or TypeError for a value that does not fit, UnknownFieldError for a field
        that does not exist or fills itself."""
        found = Intake()
        for name, value in fields.items():
            kind = self._kinds.get(name)
            if kind is None or isinstance(kind, DerivedTokens):
                raise UnknownFieldError(f"field {name!r} takes no value")
            if value is None:
                continue
            if name in self._streams:
                self._read_tokens(name, kind.tokens(value), found)
            elif isinstance(kind, Keyword | Number):
                found.terms[name] = (kind.to_bytes(value),)
            elif kind.indexed:
                self._read_plain(name, kind, value, found)
            if kind.column_type:
                found.columns[name] = kind.column_type, kind.to_column_value(value)
            if kind.stored:
                found.stored[name] = value
        return found

    def keys(self, fields: Mapping[str, Any]) -> list[tuple[str, bytes]]:
        """The unique fields of the document with their values."""
        named = ((name, fields.get(name)) for name in self.unique)
        return [(name, self._kinds[name].to_bytes(value)) for name, value in named if value is not None]

    def _read_tokens(self, name: str, tokens: Sequence[str], found: Intake) -> None:
        count, pairs = lengths_of(tokens)
        if not count:
            return
        found.terms[name] = tokens
        found.lengths[name] = count
        for stream, of_pairs in self._streams[name]:
            length = pairs if of_pairs else count
            if length:
                found.lengths[stream] = length

    @staticmethod
    def _read_plain(name: str, kind: FieldType, value: Any, found: Intake) -> None:
        """The terms of a field of Whoosh's own, each as often as it stands there."""
        terms: list[bytes] = []
        for term, freq, weight, _ in kind.index(value):
            if weight != freq:
                raise ValueError(f"field {name!r}: boosts belong to the query, not to the index")
            terms.extend([term] * freq)
        if terms:
            found.terms[name] = terms
            if kind.scorable:
                found.lengths[name] = len(terms)


def lengths_of(tokens: Sequence[str]) -> tuple[int, int]:
    """How many tokens and how many adjacent pairs a value has, gaps left out."""
    if GAP not in tokens:
        return len(tokens), max(0, len(tokens) - 1)
    count = pairs = 0
    before = GAP
    for token in tokens:
        count += token != GAP
        pairs += GAP not in (token, before)
        before = token
    return count, pairs


def check_schema(schema: Schema) -> None:
    """Raises ValueError for what the arrays cannot keep: positions of foreign fields, vectors, loose streams."""
    for name, kind in schema.items():
        if kind.vector:
            raise ValueError(f"field {name!r}: vectors are not kept")
        if isinstance(kind, DerivedTokens) and kind.of not in schema:
            raise ValueError(f"field {name!r} is derived from {kind.of!r}, which does not exist")
        of_pairs = isinstance(kind, DerivedTokens) and isinstance(schema[kind.of], Pairs)
        plain = kind.format is None or type(kind.format) in (Existence, Frequency)
        ours = isinstance(kind, Tokens) and type(kind.format) is Positions
        if of_pairs or not (plain or ours):
            raise ValueError(f"field {name!r}: {kind.format!r} of this kind is not kept")
