"""One opened commit of the index: its documents' facts as arrays, and queries run over it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as w
from whoosh.searching import Searcher

from indexer.engines.whoosh.schema import NONE, day_number, period_months
from indexer.model import Filters, Visibility, VisibilityClause

Mask = NDArray[np.bool_]
KEYWORDS = ("unit_id", "type", "class", "lifecycle", "access", "dossier", "year")
SYLLABLES = (0.9, 0.4)
PAIRS = (0.6, 0.3)
STREAM_BM25 = {f"{base}{stream}": PAIRS for base in ("text", "title") for stream in ("_pairs", "_folded_pairs")}
NUMBERS = ("number", "date", "period_first", "period_last", "order")


@dataclass(slots=True)
class Snapshot:
    """A searcher with what is needed again and again: columns, and who sees what."""

    searcher: Searcher
    as_of: datetime
    numbers: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    codes: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    alive: Mask = field(default_factory=lambda: np.zeros(0, bool))
    _visible: dict[Visibility, Mask] = field(default_factory=dict)
    _lengths: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reader = self.searcher.reader()
        count = reader.doc_count_all()
        self.alive = np.ones(count, bool)
        self.alive[[number for number in range(count) if reader.is_deleted(number)]] = False
        columns = {name: _column(reader, name, count) for name in (*KEYWORDS, *NUMBERS)}
        self.numbers = {name: np.array(columns[name], np.int64) for name in NUMBERS}
        coded = {name: np.unique(np.array(columns[name], object).astype(str), return_inverse=True) for name in KEYWORDS}
        self.values = {name: [str(value) for value in values] for name, (values, _) in coded.items()}
        self.codes = {name: inverse.reshape(-1) for name, (_, inverse) in coded.items()}

    def visible(self, visibility: Visibility) -> Mask:
        """The documents a searcher may see."""
        mask = self._visible.get(visibility)
        if mask is None:
            mask = np.zeros(len(self.alive), bool)
            for clause in visibility.clauses:
                mask |= self._clause(clause)
            mask &= self.alive
            if len(self._visible) > 64:
                self._visible.clear()
            self._visible[visibility] = mask
        return mask

    def filtered(self, filters: Filters) -> Mask:
        """The documents the user narrowed the search to."""
        mask = self._dates(filters.date_from, filters.date_to)
        if filters.unit_ids is not None:
            mask &= self._one_of("unit_id", filters.unit_ids)
        for name, wanted in (
            ("class", filters.record_classes),
            ("type", filters.type_codes),
            ("lifecycle", filters.lifecycles),
            ("access", filters.access_levels),
        ):
            if wanted:
                mask &= self._one_of(name, wanted)
        if filters.dossier_id is not None:
            mask &= self._one_of("dossier", {filters.dossier_id})
        if filters.number is not None:
            mask &= self.numbers["number"] == filters.number
        if filters.period_from is not None:
            mask &= (self.numbers["period_last"] >= period_months(filters.period_from)[0]) & (
                self.numbers["period_last"] != NONE
            )
        if filters.period_to is not None:
            mask &= self.numbers["period_first"] <= period_months(filters.period_to)[1]
        return mask

    def matching(self, query: w.Query) -> Mask:
        """The documents a query matches."""
        mask = np.zeros(len(self.alive), bool)
        mask[list(self.searcher.docs_for_query(query))] = True
        return mask

    def scores(self, query: w.Query | None, seen: Mask) -> NDArray[np.float64]:
        """The score of every document; 0 where the query does not match.

        Statistics are those of the documents the searcher may see: others leave no trace in a score.
        """
        scores = np.zeros(len(self.alive))
        for part in query.subqueries if isinstance(query, w.Or) else [query] if query else []:
            if isinstance(part, w.ConstantScoreQuery):
                scores[self.matching(part.child)] += part.score
            elif isinstance(part, w.Term):
                self._bm25(part, seen, scores)
        return scores

    def _bm25(self, term: w.Term, seen: Mask, scores: NDArray[np.float64]) -> None:
        reader = self.searcher.reader()
        if (term.fieldname, term.text) not in reader:
            return
        matcher = reader.postings(term.fieldname, term.text)
        documents, weights = [], []
        while matcher.is_active():
            documents.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        at, frequency = np.array(documents, np.int64), np.array(weights, np.float64)
        lengths = self._field_lengths(term.fieldname)
        total, found = int(seen.sum()), int(seen[at].sum())
        mean = lengths[seen].mean() if total else 1.0
        k1, b = STREAM_BM25.get(term.fieldname, SYLLABLES)
        inverse = math.log(1 + (total - found + 0.5) / (found + 0.5))
        norm = k1 * (1 - b + b * lengths[at] / (mean or 1.0))
        scores[at] += term.boost * inverse * frequency * (k1 + 1) / (frequency + norm)

    def _field_lengths(self, name: str) -> NDArray[np.float64]:
        if name not in self._lengths:
            reader = self.searcher.reader()
            lengths = [reader.doc_field_length(number, name) for number in range(len(self.alive))]
            self._lengths[name] = np.array(lengths, np.float64)
        return self._lengths[name]

    def counts(self, name: str, mask: Mask) -> tuple[tuple[str, int], ...]:
        """How many of the documents have each value of a column; most frequent first."""
        found = np.bincount(self.codes[name][mask], minlength=len(self.values[name]))
        pairs = [(value, int(count)) for value, count in zip(self.values[name], found, strict=True) if count and value]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def stored(self, document: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return dict(self.searcher.stored_fields(document))

    def _clause(self, clause: VisibilityClause) -> Mask:
        mask = self._dates(clause.date_from, clause.date_to)
        for name, allowed in (
            ("unit_id", clause.unit_ids),
            ("access", clause.access_levels),
            ("lifecycle", clause.lifecycles),
        ):
            if allowed is not None:
                mask &= self._one_of(name, allowed)
        return mask

    def _one_of(self, name: str, wanted: Any) -> Mask:
        allowed = np.fromiter((value in wanted for value in self.values[name]), bool, len(self.values[name]))
        return allowed[self.codes[name]] if len(allowed) else np.zeros(len(self.alive), bool)

    def _dates(self, start: Any, end: Any) -> Mask:
        mask = np.ones(len(self.alive), bool)
        dates = self.numbers["date"]
        if start is not None:
            mask &= (dates >= day_number(start)) & (dates != NONE)
        if end is not None:
            mask &= dates <= day_number(end)
        return mask


def _column(reader: Any, name: str, count: int) -> list[Any]:
    if not count:
        return []
    column = reader.column_reader(name)
    return [column[number] for number in range(count)]
