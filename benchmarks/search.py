"""Search side by side: this project's index, stock Whoosh, Tantivy and SQLite FTS5, on the same documents.

    python benchmarks/search.py                          synthetic text, 20,000 and 100,000 documents
    python benchmarks/search.py DIR                      real text: DIR/docs.jsonl.gz with title and text
    python benchmarks/search.py DIR --paragraphs         the same, every paragraph of an article a document
    python benchmarks/search.py --sizes 1000000 --engines arrays Tantivy --keep FOLDER --part 100000
    python benchmarks/search.py --write benchmarks/RESULTS-search.md

Tantivy takes part when the package `tantivy` is installed.

Each engine builds and answers in processes of its own, one after the other. Times are CPU time of that
process, in milliseconds, median / 95th percentile. No engine keeps results of queries. The array engine
keeps, while it is open: terms it has looked up, their idf, translated sets of ids, length norms of fields, and
the scores of frequent terms by themselves in at most 48 MB. "Cold" is the first query of a kind after
opening; the pages of the files are in the system's cache for every engine.

With --keep the documents and indexes stay in a folder, and with --part every call builds one more part and
ends with status 3 until all is built: for sizes that would keep a machine busy for too long at a time.
Real text that runs out goes on with articles that join the first half of one with the second half of another.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import search_corpus as corpus
from benchmarks.search_engines import ENGINES
from benchmarks.search_report import report

EACH = 12  # questions of a kind
ROUNDS = 6
SLOW = 0.05  # seconds a question may take before an engine is asked fewer of them
VERY_SLOW = 2.0  # seconds a question may take before an engine is asked just this one
UNFINISHED = 3
COMMITS = (1, 100, 1_000)
TEXTS = {"synthetic": "synthetic text", "real": "real text", "paragraphs": "real text, paragraphs"}


def main() -> None:
    """Run what the arguments ask for and print the tables."""
    options = _options()
    if options.worker:
        work = _build if options.documents_from is not None else _measure
        json.dump(work(options), sys.stdout)
        return
    out = [_head()]
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            kind = "synthetic" if not options.dir else "paragraphs" if options.paragraphs else "real"
            folder = Path(options.keep or name) / f"{kind}-{size}"
            count = _prepare(folder, options, size)
            chosen = [engine for engine in options.engines if engine != "stock Whoosh" or size <= options.stock_up_to]
            for engine in chosen:
                _build_parts(engine, folder, count, options.part)
            measured = {engine: _in_own_process(engine, folder, count) for engine in chosen}
            out.append(report(TEXTS[kind], count, measured))
            print(out[-1], flush=True)
    if options.write:
        with Path(options.write).open("a") as file:
            file.write("\n".join(out))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dir", nargs="?", help="folder with docs.jsonl or docs.jsonl.gz")
    parser.add_argument("--paragraphs", action="store_true", help="cut the articles of DIR into their paragraphs")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000])
    here = [name for name in ENGINES if name != "Tantivy" or find_spec("tantivy")]
    parser.add_argument("--engines", nargs="+", default=here, choices=list(ENGINES))
    parser.add_argument("--stock-up-to", type=int, default=20_000, help="stock Whoosh needs an hour for more")
    parser.add_argument("--keep", help="folder for documents and indexes, so that a later call goes on")
    parser.add_argument("--part", type=int, help="documents an engine builds in one call; needs --keep")
    parser.add_argument("--write", help="append the tables to this file")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--documents", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--documents-from", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _head() -> str:
    now = datetime.now(UTC)
    return (
        f"\n# {now:%Y-%m-%d %H:%M} UTC\n\n`{' '.join(['python', *sys.argv])}`, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} from other work. Milliseconds of CPU time, "
        "median / 95th percentile; cold is the first query of the kind after opening.\n"
    )


def _prepare(folder: Path, options: argparse.Namespace, size: int) -> int:
    """Write documents and questions unless they are there; how many documents to build with."""
    source, asked = folder / "documents.tsv", folder / "questions.json"
    if not asked.exists():
        folder.mkdir(parents=True, exist_ok=True)
        wanted = size + sum(COMMITS)
        if options.dir:
            documents = (corpus.paragraphs if options.paragraphs else corpus.real)(Path(options.dir), wanted)
        else:
            documents = corpus.synthetic(wanted)
        written = corpus.write(documents, source)
        if written < wanted:
            raise SystemExit(f"{written} documents, {wanted} wanted")
        corpus.save_questions(corpus.questions(source, EACH), asked)
    return size


def _build_parts(engine: str, folder: Path, documents: int, part: int | None) -> None:
    """Build what is missing of an index. With `part`, ends the run when that was not the last part."""
    state = folder / f"{engine}.json"
    while (built := _state(state))["documents"] < documents:
        stop = min(documents, built["documents"] + (part or documents))
        found = _in_own_process(engine, folder, stop, ["--documents-from", str(built["documents"])])
        state.write_text(
            json.dumps(
                {
                    "documents": stop,
                    "build_seconds": built["build_seconds"] + found["build_seconds"],
                    "peak_mb": max(built["peak_mb"], found["peak_mb"]),
                }
            )
        )
        if part and stop < documents:
            print(f"{engine}: {stop:,} of {documents:,} documents", flush=True)
            sys.exit(UNFINISHED)


def _state(path: Path) -> dict[str, Any]:
    none = {"documents": 0, "build_seconds": 0.0, "peak_mb": 0.0}
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else none
    return found


def _in_own_process(engine: str, folder: Path, documents: int, more: Sequence[str] = ()) -> dict[str, Any]:
    command = [sys.executable, __file__, "--worker", engine, "--folder", str(folder), "--documents", str(documents)]
    found: dict[str, Any] = json.loads(subprocess.run([*command, *more], check=True, stdout=subprocess.PIPE).stdout)
    return found


def _build(options: argparse.Namespace) -> dict[str, Any]:
    """One part of an index; what it took."""
    folder, first = Path(options.folder), options.documents_from
    engine = ENGINES[options.worker](folder / options.worker.replace(" ", "_"))
    if first:
        engine.open()
    documents = corpus.read(folder / "documents.tsv", first, options.documents)
    start = time.process_time()
    (engine.add if first else engine.build)(documents)
    return {"build_seconds": time.process_time() - start, "peak_mb": _megabytes("VmHWM")}


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    """Open, ask, commit; what it took."""
    folder = Path(options.folder)
    home = folder / options.worker.replace(" ", "_")
    engine = ENGINES[options.worker](home)
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    opening = _timed(engine.open)
    asked = corpus.load_questions(folder / "questions.json")
    kinds = {kind: _ask(engine, [question for question in asked if question.kind == kind]) for kind in corpus.KINDS}
    return {
        **_state(folder / f"{options.worker}.json"),
        "megabytes": size / 1e6,
        "open_ms": opening,
        "kinds": kinds,
        "own_mb": _megabytes("RssAnon"),
        "commits": _commits(options.worker, home, folder / "documents.tsv", options.documents, asked),
    }


def _ask(engine: Any, asked: list[corpus.Question]) -> dict[str, Any]:
    cold = _timed(lambda: engine.ask(asked[0]))
    if cold > VERY_SLOW * 1000:
        return {"cold": cold, "median": cold, "p95": cold, "hits": 0, "totals": []}
    slow = cold > SLOW * 1000
    few = asked[:2] if slow else asked
    totals = [engine.ask(question) for question in few]
    times = [_timed(lambda q=question: engine.ask(q)) for _ in range(1 if slow else ROUNDS) for question in few]
    times.sort()
    return {
        "cold": cold,
        "median": statistics.median(times),
        "p95": times[min(len(times) - 1, int(len(times) * 0.95))],
        "hits": statistics.median(totals),
        "totals": totals,
    }


def _commits(worker: str, home: Path, source: Path, documents: int, asked: list[corpus.Question]) -> dict[str, Any]:
    """Commits into a copy, so that a kept index stays what it was built as."""
    out, at = {}, documents
    probe = next(question for question in asked if question.kind == "and two")
    with tempfile.TemporaryDirectory(dir=home.parent) as name:
        copied = Path(name) / "index"
        shutil.copytree(home, copied)
        engine = ENGINES[worker](copied)
        engine.open()
        engine.ask(probe)
        for count in COMMITS:
            batch = list(corpus.read(source, at, at + count))
            at += count
            seconds = _wall(lambda added=batch: engine.add(added))
            out[str(count)] = {"commit_ms": seconds, "next_ms": _wall(lambda: engine.ask(probe))}
    return out


def _megabytes(what: str) -> float:
    """Memory of this process by its name in the kernel; the figures of getrusage would include the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(what + ":")[1].split()[0]) / 1024


def _timed(work: Any) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _wall(work: Any) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
