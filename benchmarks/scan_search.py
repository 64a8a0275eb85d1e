"""Whether scans are found by the title and the number that an operator typed for them, alone and among many papers.

    python benchmarks/scan_search.py DIR [--cache FOLDER] [--among DIR2] [--others 20000] [--each]

DIR holds `index.csv` with path, so_hieu, trich_yeu: every row of a PDF with a number is a scan. All its pages without
usable text are recognised (kept in --cache for the next time). The scans are indexed as they come: no number, no date,
and as title what a deposit has when nobody types one, once the file's name and once nothing that says anything. Then
each typed title and each typed number is searched, with marks and without, and the place of its scan is told. --among
names a folder with docs.jsonl(.gz), the papers of benchmarks/retrieval.py, that many of which are indexed beside
the scans. Exit code 1 when less than 95 % are among the first ten.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.headers import given_name
from benchmarks.retrieval import EVERYTHING, TODAY, documents
from indexer.engines.whoosh.index import WhooshIndex
from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.scan import pages_wanting_recognition, recognise_pages, recognised_pages, with_recognised
from indexer.model import IndexDocument, PageText, SearchRequest
from indexer.query import parse
from indexer.text.normalise import fold

TARGET = 0.95
DEPTH = 10
LOOKED_AT = 100
UNSAID = "Bản quét"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan with what an operator typed about it, and its text."""

    path: str
    number: str
    title: str
    pages: tuple[PageText, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "scan-search")
    parser.add_argument("--among", type=Path)
    parser.add_argument("--others", type=int, default=20_000)
    parser.add_argument("--each", action="store_true", help="print every scan that is not among the first ten")
    arguments = parser.parse_args()
    found = list(scans(arguments.folder, arguments.cache))
    print(f"{len(found)} scans, {sum(len(scan.pages) for scan in found)} pages", flush=True)
    good = True
    for others in (0, arguments.others) if arguments.among else (0,):
        for named in (True, False):
            rest = itertools.islice(documents(arguments.among), others) if others else ()
            good = report(found, rest, others=others, named=named, each=arguments.each) and good
    return 0 if good else 1


def scans(folder: Path, cache: Path) -> Iterator[Scan]:
    """The scans of a folder with all their text; what is recognised is kept in the cache."""
    workers = os.cpu_count() or 1
    with (
        (folder / "index.csv").open(encoding="utf-8", newline="") as file,
        SandboxExtractor(workers=workers) as extractor,
    ):
        for row in csv.DictReader(file):
            if not row["so_hieu"] or not row["path"].lower().endswith(".pdf"):
                continue
            path, work = folder / row["path"], cache / Path(row["path"]).stem
            media_type = extractor.detect(path)
            text = extractor.extract(path, media_type)
            recognise_pages(extractor, path, media_type, pages_wanting_recognition(text), work, workers=workers)
            pages = with_recognised(text, recognised_pages(work)).pages
            yield Scan(row["path"], row["so_hieu"], row["trich_yeu"], pages)


def report(found: Sequence[Scan], rest: Iterable[IndexDocument], *, others: int, named: bool, each: bool) -> bool:
    """Index, ask, print; whether the target is met."""
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index")
        index.rebuild(itertools.chain((_document(scan, named=named) for scan in found), rest))
        print(f"\namong {others} others, {'title from the file name' if named else 'title says nothing'}")
        good = True
        for kind in ("title", "number"):
            for marks, written in (("with marks", str), ("without", fold)):
                asked = {scan.path: scan.title if kind == "title" else scan.number for scan in found}
                places = {path: place_of(index, written(text), path) for path, text in asked.items() if text}
                good = tell(f"{kind} {marks}", places, each=each) and good
    return good


def _document(scan: Scan, *, named: bool) -> IndexDocument:
    title = PurePath(given_name(scan.path)).stem.replace("_", " ") if named else UNSAID
    return IndexDocument(
        record_id=scan.path, record_class="resolution", type_code="VB", title=title, unit_id="scans",
        lifecycle="issued", access_level="internal", pages=scan.pages,
    )  # fmt: skip


def place_of(index: WhooshIndex, text: str, wanted: str) -> int | None:
    """Which place the scan takes in the answer, from 1; None past the first hundred."""
    request = SearchRequest(visible=EVERYTHING, query=parse(text, TODAY), limit=LOOKED_AT, facets=(), extracts=False)
    ranked = [hit.record_id for hit in index.search(request).hits]
    return ranked.index(wanted) + 1 if wanted in ranked else None


def tell(name: str, places: Mapping[str, int | None], *, each: bool) -> bool:
    at = [place for place in places.values() if place is not None]
    first = sum(place == 1 for place in at) / len(places)
    ten = sum(place <= DEPTH for place in at) / len(places)
    mean = sum(1 / place for place in at if place <= DEPTH) / len(places)
    print(f"{name:20} first {first:6.1%}  among ten {ten:6.1%}  MRR@10 {mean:.3f}")
    if each:
        for path, place in places.items():
            if place is None or place > DEPTH:
                print(f"    {json.dumps(path, ensure_ascii=False)}: {place or 'not found'}")
    return ten >= TARGET


if __name__ == "__main__":
    raise SystemExit(main())
