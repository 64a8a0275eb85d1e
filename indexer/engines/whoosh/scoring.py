"""BM25 with its own k1 and b for each field, on arrays, by the same formula as stock Whoosh's BM25F.

Lengths are known as one byte, as in stock Whoosh, so what depends on them is a table of 256 entries; a segment
keeps it spread out over its documents (see `segment_view`), because looking up costs more than the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from whoosh.scoring import BaseScorer, BM25FScorer, WeightingModel, WeightScorer

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.documents import BYTE_LENGTHS

LENGTHS = np.maximum(BYTE_LENGTHS, 1).astype("<f8")
SCORE = np.dtype("<f4")  # seven digits, as native engines have; half the bytes to add up


@dataclass(frozen=True, slots=True)
class Bm25:
    """The free parameters: how soon repetition saturates, how much length counts (0..1)."""

    k1: float = 1.2
    b: float = 0.75


def whoosh_idf(documents: int, frequency: int) -> float:
    """Inverse document frequency as stock Whoosh has it."""
    return log(documents / (frequency + 1)) + 1


def okapi_idf(documents: int, frequency: int) -> float:
    """Inverse document frequency of the BM25 of the literature, made positive as Lucene does."""
    return log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


class StreamBm25(WeightingModel):
    """BM25 whose parameters depend on the field. Weights of fields are boosts in the query."""

    def __init__(
        self,
        fields: Mapping[str, Bm25] | None = None,
        default: Bm25 = Bm25(),
        idf: Callable[[int, int], float] = whoosh_idf,
    ) -> None:
        self._fields = dict(fields or {})
        self._default = default
        self._idf = idf

    def parameters(self, field: str) -> Bm25:
        """The parameters of a field."""
        return self._fields.get(field, self._default)

    def length_norm(self, field: str, average: float) -> LengthNorm:
        """What lengths do in a field whose mean length is `average`."""
        return LengthNorm(average, self.parameters(field))

    def term_scorer(self, documents: int, frequency: int, norm: LengthNorm) -> TermScorer:
        """The scorer of a term that `frequency` of `documents` hold."""
        return TermScorer(self._idf(documents, frequency), norm)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StreamBm25):
            return NotImplemented
        return (self._fields, self._default, self._idf) == (other._fields, other._default, other._idf)

    def __hash__(self) -> int:
        return hash((self._default, self._idf, *sorted(self._fields.items(), key=lambda item: item[0])))

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        """For stock matchers."""
        parent = searcher.get_parent()
        return self._idf(parent.doc_count_all(), parent.doc_frequency(fieldname, text))

    def supports_block_quality(self) -> bool:
        return True

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> BaseScorer:
        """For stock matchers."""
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        found = self.parameters(fieldname)
        return BM25FScorer(searcher, fieldname, text, found.b, found.k1, qf=qf)


class LengthNorm:
    """What the length of a document takes from its scores in one field: a number for each length byte.

    Norms of equal `key` are equal.
    """

    __slots__ = ("_table", "key", "rise")

    def __init__(self, average: float, parameters: Bm25) -> None:
        k1, b = parameters.k1, parameters.b
        self.key = average, k1, b
        self.rise = k1 + 1
        # A frequency of 0 must score 0 also where k1 is 0.
        self._table = np.maximum(k1 * ((1 - b) + b * LENGTHS / average), 1e-30).astype(SCORE)

    def of(self, lengths: Array) -> Array:
        """The norms of documents from their length bytes."""
        norms: Array = self._table.take(lengths.astype(np.intp))  # NumPy takes by other types ten times slower
        return norms


class TermScorer:
    """The score of one term of one field, everywhere in the index."""

    __slots__ = ("_weight", "norm")

    def __init__(self, idf: float, norm: LengthNorm) -> None:
        self.norm = norm
        self._weight = idf * norm.rise

    def scores(self, freqs: Array, norms: Array) -> Array:
        """Scores from frequencies and the norms of the same documents; 0 where the frequency is 0."""
        scores = freqs.astype(SCORE)
        scores /= norms + scores
        scores *= self._weight
        return scores
