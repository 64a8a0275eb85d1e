"""What a right to few or to many units costs: the same questions within 1, 100 and 5,000 units.

    python benchmarks/search_scopes.py [--documents 20000]

Milliseconds of CPU time, median / 95th percentile. The first table gives every scope the same half of the documents,
so that only the number of units differs; in the second the documents are those of 6,000 units, and a scope of more
units sees more of them. "Same set" asks with one frozenset, "new set" hands over another with every question: in the
first table of the same units, as with each search of one person. Both with the 50 most frequent of the 6,000 units as
facets and with statistics of what may be seen only.
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
    """Build an index, ask, print two tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        searcher, words = _build(Path(folder), documents)
        for title, halves in (("the same half", True), ("those of its units", False)):
            print(f"\n| units in the scope, {title} of {documents:,} documents | same set | new set | seen |")
            print("|" + " --- |" * 4)
            for size in SCOPES:
                print(_row(searcher, words, size, halves))


def _build(folder: Path, documents: int) -> tuple[ArraySearcher, list[str]]:
    """Every document has a unit of 6,000, and for each scope one of twice as many units as the scope has."""
    chance = random.Random(1)
    halves = {f"half_{size}": Keyword() for size in SCOPES}
    index = ArrayIndex.create(folder, Schema(unit=Keyword(), text=Tokens(), text_pairs=Pairs("text"), **halves))
    writer = index.writer()
    words: list[str] = []
    for document in synthetic(documents):
        words = words or document.text.split()
        place = chance.random()
        of = {f"half_{size}": f"u{int(place * 2 * size)}" for size in SCOPES}
        writer.add_document(text=document.text, unit=f"u{chance.randrange(UNITS)}", **of)
    writer.commit()
    return index.searcher(), words


def _row(searcher: ArraySearcher, words: list[str], size: int, halves: bool) -> str:
    """Ask within the units that half of the documents have, or within any `size` of all units."""
    chance = random.Random(size)
    column = f"half_{size}" if halves else "unit"

    def scope() -> frozenset[str]:
        return frozenset(f"u{number}" for number in (range(size) if halves else chance.sample(range(UNITS), size)))

    kept = scope()
    cells = []
    for fresh in (False, True):
        times = []
        for _ in range(ASKED):
            names = scope() if fresh else kept
            query = q.Or([q.Term("text", word) for word in chance.sample(words, 2)])
            start = time.process_time()
            found = searcher.find(
                query,
                allow=ColumnIn(column, names),
                facets=("unit",),
                facet_limit=50,
                visible_statistics=True,
            )
            times.append((time.process_time() - start) * 1000)
            if not halves and len(found.facets["unit"]) > size:
                raise AssertionError("a facet of a unit outside of the scope")
        times.sort()
        cells.append(f"{statistics.median(times):.2f} / {times[int(ASKED * 0.95)]:.2f}")
    seen = searcher.find(q.Every(), allow=ColumnIn(column, kept), limit=0).total
    return f"| {size:,} | {' | '.join(cells)} | {seen:,} |"


if __name__ == "__main__":
    main()
