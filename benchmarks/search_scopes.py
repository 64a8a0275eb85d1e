"""What a right to few or to many units costs: the same questions within 1, 100 and 5,000 of 6,000 units.

    python benchmarks/search_scopes.py [--documents 20000]

Milliseconds of CPU time, median / 95th percentile. "New set" hands over another frozenset with every
question, "same set" the one object again; both with the
50 most frequent units as facets and with statistics of what may be seen only.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from whoosh import query as q
from whoosh.fields import Schema

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.search_corpus import synthetic
from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.fields import Keyword, Pairs, Tokens
from indexer.engines.whoosh.filters import ColumnIn
from indexer.engines.whoosh.searcher import ArraySearcher

UNITS, ASKED = 6_000, 200
SCOPES = (1, 100, 5_000)


def main() -> None:
    """Build an index, ask, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        searcher, words = _build(Path(folder), documents)
        print(
            f"\n| units in the scope, {documents:,} documents | new set | same set | documents seen |\n|" + " --- |" * 4
        )
        for size in SCOPES:
            print(_row(searcher, words, size))


def _build(folder: Path, documents: int) -> tuple[ArraySearcher, list[str]]:
    chance = random.Random(1)
    index = ArrayIndex.create(folder, Schema(unit=Keyword(), text=Tokens(), text_pairs=Pairs("text")))
    writer = index.writer()
    words: list[str] = []
    for document in synthetic(documents):
        words = words or document.text.split()
        writer.add_document(text=document.text, unit=f"u{chance.randrange(UNITS)}")
    writer.commit()
    return index.searcher(), words


def _row(searcher: ArraySearcher, words: list[str], size: int) -> str:
    chance = random.Random(size)
    kept = frozenset(f"u{number}" for number in chance.sample(range(UNITS), size))
    cells = []
    for fresh in (True, False):
        times = []
        for _ in range(ASKED):
            names = [f"u{number}" for number in chance.sample(range(UNITS), size)]
            query = q.Or([q.Term("text", word) for word in chance.sample(words, 2)])
            start = time.process_time()
            found = searcher.find(
                query,
                allow=ColumnIn("unit", names if fresh else kept),
                facets=("unit",),
                facet_limit=50,
                visible_statistics=True,
            )
            times.append((time.process_time() - start) * 1000)
            if len(found.facets["unit"]) > size:
                raise AssertionError("a facet of a unit outside of the scope")
        times.sort()
        cells.append(f"{statistics.median(times):.2f} / {times[int(ASKED * 0.95)]:.2f}")
    seen = searcher.find(q.Every(), allow=ColumnIn("unit", kept), limit=0).total
    return f"| {size:,} | {' | '.join(cells)} | {seen:,} |"


if __name__ == "__main__":
    main()
