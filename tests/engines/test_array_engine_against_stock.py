"""Random corpora and random queries: the array engine and stock Whoosh must agree.

ORACLE_SEEDS=50 pytest tests/engines/test_array_engine_against_stock.py runs more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as q

from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.searcher import ALL, By
from tests.engines.stock_oracle import WEIGHTING, Twins

SEEDS = range(int(os.environ.get("ORACLE_SEEDS", "2")))
DOCUMENTS = 90
QUERIES = 12
DIGITS = 2e-6  # scores are added up in seven digits, stock Whoosh's in fifteen
LAYOUTS = {
    "chunks and lines at every turn": Layout(chunk=900, line_from=40),
    "segments that fill up": Layout(segment_documents=40, line_from=20),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_hits_totals_and_scores_agree_through_the_life_of_an_index(tmp_path: Path, seed: int, layout: Layout) -> None:
    twins = Twins(tmp_path, seed, layout)
    twins.commit(add=[twins.document() for _ in range(DOCUMENTS)])
    compare(twins, QUERIES)
    twins.commit(add=[twins.document() for _ in range(DOCUMENTS // 3)])
    compare(twins, QUERIES)
    changed = twins.random.sample(range(twins.made), DOCUMENTS // 8)
    gone = [("id", str(number)) for number in twins.random.sample(range(twins.made), DOCUMENTS // 16)]
    twins.commit(
        add=[twins.document() for _ in range(5)], update=[twins.document(number) for number in changed], delete=gone
    )
    compare(twins, QUERIES)
    twins.commit(add=[twins.document() for _ in range(7)], merge=True)
    if layout.segment_documents > twins.made:
        assert len(twins.array.searcher().views()) == 1
    compare(twins, QUERIES)
    for _ in range(3):
        unit = f"u{twins.random.randrange(20)}"
        twins.commit(add=[twins.document() for _ in range(20)], delete=[("unit", unit)])
    compare(twins, QUERIES)
    twins.commit(merge=True)
    compare(twins, QUERIES)


def compare(twins: Twins, queries: int) -> None:
    ours = twins.array.searcher(WEIGHTING)
    with twins.stock.searcher(weighting=WEIGHTING) as stock:
        ids = {number: kept["id"] for number, kept in stock.iter_docs()}
        names = {number: ours.stored_fields(number)["id"] for number in ours.matching_documents(ALL)}
        assert sorted(names.values()) == sorted(ids.values())
        for field in ("text", "text_pairs", "text_folded", "text_folded_pairs", "plain", "unit", "tags"):
            assert list(ours.lexicon(field)) == list(stock.lexicon(field)), field
            assert ours.reader().field_length(field) == stock.reader().field_length(field), field
        for _ in range(queries):
            query, allow, extra = twins.query(), ALL, twins.query(2)
            if twins.random.random() < 0.3:
                allow = twins.query(2)
            check(twins, ours, stock, ids, names, query, allow, extra)


def check(
    twins: Twins,
    ours: Any,
    stock: Any,
    ids: dict[int, str],
    names: dict[int, str],
    query: q.Query,
    allow: q.Query,
    extra: q.Query,
) -> None:
    visible = twins.expected(stock, allow)
    expected = {ids[n]: score for n, score in twins.expected(stock, query).items() if n in visible}
    among = {ids[n] for n in twins.expected(stock, extra)} & set(expected)
    story = f"{query!r} within {allow!r}"

    found = ours.find(query, allow=allow, limit=10_000, facets=("unit", "day"), count=(extra,))
    scores = {names[number]: score for number, score in found.hits}
    assert found.total == len(expected), story
    assert scores == pytest.approx(expected, rel=DIGITS, abs=DIGITS), story
    assert found.counts == (len(among),), f"{extra!r} of {story}"
    kept = [stored for number, stored in stock.iter_docs() if ids[number] in expected]
    for facet in ("unit", "day"):
        assert dict(found.facets[facet]) == Counter(k[facet] for k in kept if facet in k), story

    few = ours.find(query, allow=allow, limit=0, facets=("unit",), facet_limit=3)
    assert few.facets["unit"] == found.facets["unit"][:3], story

    ranked = sorted(scores.values(), reverse=True)
    for offset, limit in ((0, 7), (5, 4)):
        page = ours.find(query, allow=allow, offset=offset, limit=limit)
        assert page.total == len(expected)
        assert [score for _, score in page.hits] == pytest.approx(ranked[offset : offset + limit], rel=DIGITS), story

    for limit in (3, 8):
        page = ours.find(query, allow=allow, first=extra, limit=limit)
        wanted = sorted(((name in among, score) for name, score in scores.items()), reverse=True)[:limit]
        shown = [(names[number] in among, score) for number, score in page.hits]
        assert [flag for flag, _ in shown] == [flag for flag, _ in wanted], f"{extra!r} first of {story}"
        assert [score for _, score in shown] == pytest.approx([score for _, score in wanted], rel=DIGITS), story

    days = {k["id"]: k.get("day") for k in kept}
    for descending in (True, False):
        page = ours.find(query, allow=allow, sort=(By("day", descending), By()), limit=9)
        known = sorted((day for day in days.values() if day is not None), reverse=descending)
        wanted = (known + [None] * len(days))[: min(9, len(days))]
        assert [days[names[number]] for number, _ in page.hits] == wanted, story
