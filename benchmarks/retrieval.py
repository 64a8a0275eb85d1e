"""How well the right record is found: MRR@10, nDCG@10, R@10 and R@100 through the real index and query path.

    python benchmarks/retrieval.py DIR

DIR holds docs.jsonl or docs.jsonl.gz (id, title, text and what else is known of a paper), queries.jsonl and
queries_nodia.jsonl (id, text; the second without marks) and qrels.tsv (query, document, grade; one header line).
The last line printed is JSON: {"marked": {...}, "unmarked": {...}}.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import IndexDocument, PageText, SearchRequest, Visibility, VisibilityClause
from indexer.query import parse
from indexer.text.numbers import find_numbers

EVERYTHING = Visibility((VisibilityClause(unit_ids=None, access_levels=None),))
TODAY = date(2026, 1, 1)
DEPTH = 100

Grades = Mapping[str, int]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def documents(folder: Path) -> Iterator[IndexDocument]:
    """The papers as records. What the law is called goes before the text, as the head of its page would say it."""
    packed = folder / "docs.jsonl.gz"
    for row in read_lines(packed if packed.exists() else folder / "docs.jsonl"):
        symbol = row.get("law_no") or None
        numbers = find_numbers(symbol or "")
        head = " ".join(filter(None, (row.get("law_type"), symbol, row.get("law_title"))))
        yield IndexDocument(
            record_id=row["id"],
            record_class="resolution",
            type_code=row.get("law_type") or "",
            title=row.get("title") or "",
            unit_id=row.get("issuer") or "",
            lifecycle="issued",
            access_level="internal",
            number=numbers[0].number if numbers else None,
            symbol=symbol,
            date=day_of(row.get("date_issued")),
            pages=(PageText(1, f"{head}\n{row.get('text') or ''}"),),
        )


def day_of(text: str | None) -> date | None:
    """An ISO date, or None when there is none or it is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """Query id to document id to grade."""
    grades: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            query, document, grade = line.rstrip("\n").split("\t")
            if grade.isdecimal():  # the first line names the columns
                grades.setdefault(query, {})[document] = int(grade)
    return grades


def measures(ranked: Sequence[str], grades: Grades) -> tuple[float, float, float, float]:
    """MRR@10, nDCG@10, recall at 10 and at 100 of one ranking."""
    places = [place for place, document in enumerate(ranked) if grades.get(document, 0) > 0]
    relevant = sum(grade > 0 for grade in grades.values())
    gain = sum((2 ** grades[ranked[place]] - 1) / math.log2(place + 2) for place in places if place < 10)
    best = sorted(grades.values(), reverse=True)[:10]
    ideal = sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))
    return (
        1 / (places[0] + 1) if places and places[0] < 10 else 0.0,
        gain / ideal,
        sum(place < 10 for place in places) / relevant,
        sum(place < 100 for place in places) / relevant,
    )


def evaluate(index: WhooshIndex, queries: Path, grades: Mapping[str, Grades]) -> dict[str, float]:
    """The means over all judged queries of a file."""
    rows: list[tuple[float, ...]] = []
    took: list[float] = []
    for query in read_lines(queries):
        judged = grades.get(query["id"])
        if not judged or not any(judged.values()):
            continue
        started = time.perf_counter()
        asked = parse(query["text"], TODAY)
        answer = index.search(SearchRequest(visible=EVERYTHING, query=asked, limit=DEPTH, facets=(), extracts=False))
        ranked = [hit.record_id for hit in answer.hits]
        took.append(time.perf_counter() - started)
        rows.append(measures(ranked, judged))
    took.sort()
    print(f"{queries.name}: {len(rows)} queries, median {took[len(took) // 2] * 1000:.1f} ms", flush=True)
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    return {name: round(mean, 4) for name, mean in zip(("mrr10", "ndcg10", "r10", "r100"), means, strict=True)}


def main(folder: Path) -> None:
    """Build an index of the documents in a temporary folder, ask all queries, print the means."""
    with tempfile.TemporaryDirectory() as temporary:
        index = WhooshIndex(Path(temporary) / "index")
        started = time.process_time()
        count = index.rebuild(documents(folder))
        spent = time.process_time() - started
        print(f"{count} documents in {spent:.1f} CPU seconds, {index.status().bytes_on_disk >> 20} MiB", flush=True)
        grades = read_grades(folder / "qrels.tsv")
        marked = evaluate(index, folder / "queries.jsonl", grades)
        unmarked = evaluate(index, folder / "queries_nodia.jsonl", grades)
    print(json.dumps({"marked": marked, "unmarked": unmarked}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
