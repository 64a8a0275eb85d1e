"""The small parts of the array engine against the plain way to do the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from whoosh.util.numeric import byte_to_length

from indexer.engines.whoosh import docsets
from indexer.engines.whoosh.array_file import Array, ArrayFile, ArrayFileDamaged, ArrayFileWriter, unsigned
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.postings_writer import FieldPostingsWriter
from indexer.engines.whoosh.runs import Chunk, invert, merge, park, ranges
from indexer.engines.whoosh.scoring import Bm25, LengthNorm, TermScorer, okapi_idf, whoosh_idf
from indexer.engines.whoosh.spool import PIECE, Spool, SpooledArray
from indexer.engines.whoosh.topk import best, best_of_mask, ordered

COUNT = 200


def as_set(docs: Array) -> set[int]:
    return set(docsets.numbers(docs).tolist())


def some_set(chance: random.Random) -> Array:
    share = chance.choice([0, 0.01, 0.2, 0.9])
    mask = np.array([chance.random() < share for _ in range(COUNT)])
    return mask if chance.random() < 0.5 else np.flatnonzero(mask)


@pytest.mark.parametrize("seed", range(20))
def test_sets_of_both_kinds_combine_like_sets(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        one, other, third = (some_set(chance) for _ in range(3))
        assert as_set(docsets.both(one, other, COUNT)) == as_set(one) & as_set(other)
        assert as_set(docsets.minus(one, other, COUNT)) == as_set(one) - as_set(other)
        assert as_set(docsets.either([one, other, third], COUNT)) == as_set(one) | as_set(other) | as_set(third)
        assert docsets.size(one) == len(as_set(one))
        found = docsets.members(docsets.numbers(one), docsets.numbers(other))
        assert found.tolist() == [number in as_set(other) for number in docsets.numbers(one).tolist()]


@pytest.mark.parametrize("size", [1, 30, 5_000, 70_000])
@pytest.mark.parametrize("wanted", [1, 10, 100])
@pytest.mark.parametrize("distinct", [2, 1_000_000])
def test_the_best_are_those_a_full_sort_puts_first(size: int, wanted: int, distinct: int) -> None:
    chance = np.random.default_rng(size + wanted)
    values = chance.integers(1, distinct + 1, size).astype("<f8")
    second = chance.integers(0, 5, size).astype("<u4")
    docs = np.arange(size)
    plain = docs[np.lexsort((docs, -second.astype("<i8"), -values))][:wanted]
    keys = [lambda some: values[some], lambda some: second[some]]
    chosen = np.sort(best(docs, keys, wanted))
    shown = chosen[ordered(chosen, [values[chosen], second[chosen]])]
    assert shown.tolist() == plain.tolist()

    mask = chance.random(size) < 0.5
    inside = docs[mask]
    if len(inside) > wanted:
        plain = inside[np.lexsort((inside, -second[inside].astype("<i8"), -values[inside]))][:wanted]
        before = values.copy()
        for given, zero_outside in ((values, False), (values * mask, True)):
            found = best_of_mask(mask, given, keys[1:], wanted, zero_outside)
            assert sorted(found.tolist()) == sorted(plain.tolist())
        assert np.array_equal(values, before), "the scores are needed again"


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    made = Spool(str(tmp_path))
    yield made
    made.close()


def test_runs_merge_to_what_one_run_would_be(spool: Spool) -> None:
    chance = np.random.default_rng(5)
    codes = chance.zipf(1.3, 5_000).astype("<u8") % np.uint64(300)
    docs = np.sort(chance.integers(0, 400, 5_000)).astype("<u4")
    positions = np.arange(5_000, dtype="<u4")
    whole = invert(codes, docs, positions)
    cuts = [0, *np.searchsorted(docs, [37, 38, 200]).tolist(), 5_000]
    runs = []
    for first, last in pairwise(cuts):
        run = park([invert(codes[first:last], docs[first:last], positions[first:last])], spool)
        assert run is not None
        runs.append(run)
    for limit in (1, 100, 20_000, 1 << 20):
        pieces = list(merge(runs[::-1], limit))
        for name in ("keys", "postings", "tokens", "docs", "freqs", "positions"):
            together = np.concatenate([getattr(piece, name) for piece in pieces])
            assert together.tolist() == getattr(whole, name).tolist(), name
    assert park([], spool) is None


def test_an_inverted_stream_holds_every_occurrence_once() -> None:
    codes = np.array([5, 1, 5, 5, 1], "<u8")
    found = invert(codes, np.array([0, 0, 0, 2, 2], "<u4"), np.array([0, 1, 2, 0, 1], "<u4"))
    assert (found.keys.tolist(), found.postings.tolist(), found.tokens.tolist()) == ([1, 5], [2, 2], [2, 3])
    assert (found.docs.tolist(), found.freqs.tolist()) == ([0, 2, 0, 2], [1, 1, 2, 1])
    assert found.positions is not None
    assert found.positions.tolist() == [1, 1, 0, 2, 0]


def test_ranges_are_counted_out_one_after_the_other() -> None:
    assert ranges(np.array([7, 0, 3]), np.array([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]


@pytest.mark.parametrize("parts", [[0], [3, 0, 5], [PIECE - 1, 2, PIECE + 7, 11]])
def test_a_spooled_array_reads_back_any_slice(spool: Spool, parts: list[int]) -> None:
    array = SpooledArray(spool, "<u4")
    values = np.arange(sum(parts), dtype="<u4")
    at = 0
    for size in parts:
        array.add(values[at : at + size])
        at += size
    for settled in (False, True):
        if settled:
            array.settle(0)
        assert len(array) == len(values)
        assert np.concatenate([values[:0], *array.pieces()]).tolist() == values.tolist()
        for first in (0, 1, PIECE - 2, PIECE + 1, len(values)):
            for length in (0, 1, 10, len(values)):
                assert array[first : first + length].tolist() == values[first : first + length].tolist()


def test_an_array_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "arrays"
    out = ArrayFileWriter(path.open("wb"))
    out.write("empty", [], "<u2")
    out.write("numbers", [np.arange(10), np.arange(10, 13)], "<u4")
    digest = out.finish({"chi bộ": 1})
    assert digest.size == path.stat().st_size
    with path.open("rb") as stream:
        arrays = ArrayFile(stream)
    assert arrays.facts == {"chi bộ": 1}
    assert arrays["numbers"].tolist() == list(range(13))
    assert arrays["empty"].dtype == np.dtype("<u2")
    assert "nothing" not in arrays
    whole = path.read_bytes()
    for broken in (b"", whole[:20], whole[:-1], b"X" + whole[1:]):
        path.write_bytes(broken)
        with path.open("rb") as stream, pytest.raises(ArrayFileDamaged):
            ArrayFile(stream)
    assert BytesIO(whole).read(8) == b"ARRAYS01"


def test_the_smallest_type_that_holds_a_number() -> None:
    widths = [unsigned(n).itemsize for n in (0, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32)]
    assert widths == [1, 1, 2, 2, 4, 4, 8]


@pytest.mark.parametrize("parameters", [Bm25(), Bm25(0.9, 0.4), Bm25(0.0, 1.0)])
def test_scores_are_those_of_the_formula(parameters: Bm25) -> None:
    freqs, lengths = np.array([0, 1, 2, 300], "<u4"), np.array([0, 1, 40, 200], "<u1")
    norm = LengthNorm(300.0, parameters)
    found = TermScorer(2.5, norm).scores(freqs, norm.of(lengths))
    k1, b = parameters.k1, parameters.b
    for score, freq, byte in zip(found.tolist(), freqs.tolist(), lengths.tolist(), strict=True):
        norm = k1 * (1 - b + b * max(1, byte_to_length(byte)) / 300.0)
        assert score == pytest.approx(2.5 * freq * (k1 + 1) / (freq + norm) if freq else 0.0)


def test_rare_terms_weigh_more_in_both_formulas() -> None:
    for idf in (whoosh_idf, okapi_idf):
        assert idf(100, 1) > idf(100, 50) > idf(100, 100) > 0


@pytest.mark.parametrize("most", [3, 255, 256, 65_535, 65_536])
def test_a_line_is_as_wide_as_its_greatest_frequency_needs(spool: Spool, tmp_path: Path, most: int) -> None:
    line = np.array([1, most, 0, 2], "<u4")
    held = np.flatnonzero(line)
    writer = FieldPostingsWriter(spool, len(line), Layout(line_from=1, line_share=2))
    writer.add(Chunk(np.array([0]), np.array([3]), np.array([line.sum()]), held, line[held], None))
    out = ArrayFileWriter((tmp_path / "arrays").open("wb"))
    writer.write(out, "text", [b"giay"], None)
    out.finish({})
    with (tmp_path / "arrays").open("rb") as stream:
        read = FieldPostings(ArrayFile(stream), "text", len(line), None)
    found = read.line(0)
    assert found is not None
    assert found.dtype == unsigned(most)
    assert found.tolist() == line.tolist()
    assert (read.doc_frequency(0), read.total(0)) == (3, 3 + most)
