"""The best of many, chosen without touching what they are chosen from."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.topk import best_of_mask, best_places


@given(st.integers(1, 400) | st.integers(2_000, 20_000), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_the_best_of_a_mask_are_those_of_a_plain_sort(size: int, count: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    values = chance.integers(1, 50, size).astype("<f8") + chance.permutation(size) / (2 * size)
    mask = chance.random(size) < 0.7
    mask[: min(size, count + 1)] = True
    if mask.sum() <= count:
        return
    before = values.copy()
    chosen = best_of_mask(mask, values, (), count)
    inside = np.flatnonzero(mask)
    assert set(chosen) == set(inside[np.argsort(-values[inside])][:count])
    assert np.array_equal(values, before)


@given(st.integers(1, 6_000), st.integers(1, 20), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_places_of_the_best_are_those_of_a_stable_sort_with_ties(
    size: int, count: int, different: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    docs = np.flatnonzero(chance.random(size * 2) < 0.5)
    values, dates = (chance.integers(0, different, len(docs)).astype("<f8") for _ in range(2))
    date_of = dict(zip(docs.tolist(), dates.tolist(), strict=True))
    places = best_places(docs, values, [lambda some: np.array([date_of[doc] for doc in some.tolist()])], count)
    assert places.tolist() == sorted(np.lexsort((docs, -dates, -values))[:count].tolist())
    alone = best_places(docs, values, (), count)
    assert alone.tolist() == sorted(np.lexsort((docs, -values))[:count].tolist())
