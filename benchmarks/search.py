"""Search side by side: this project's index, stock Whoosh, Tantivy and SQLite FTS5, on the same documents.

    python benchmarks/search.py                          synthetic text, 20,000 and 100,000 documents
    python benchmarks/search.py DIR                      real text: DIR/docs.jsonl.gz with title and text
    python benchmarks/search.py --sizes 1000000 --engines arrays Tantivy
    python benchmarks/search.py --write benchmarks/RESULTS-search.md

Tantivy takes part when the package `tantivy` is installed.

Each engine runs in a process of its own, one after the other. Times are CPU time of that process, in
milliseconds, median / 95th percentile. No engine keeps results of queries. The array engine keeps,
while it is open: idf values of terms it has seen and translated sets of ids. "Cold" is the first query
of a kind after opening; the pages of the files are in the system's cache for every engine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
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
COMMITS = (1, 100, 1_000)


def main() -> None:
    """Run what the arguments ask for and print the tables."""
    options = _options()
    if options.worker:
        json.dump(_measure(options.worker, Path(options.folder), options.documents), sys.stdout)
        return
    out = [_head()]
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            wanted = size + sum(COMMITS)
            source = corpus.real(Path(options.dir), wanted) if options.dir else corpus.synthetic(wanted)
            written = corpus.write(source, folder / "documents.tsv")
            count = min(size, written - sum(COMMITS))
            corpus.save_questions(corpus.questions(folder / "documents.tsv", EACH), folder / "questions.json")
            chosen = [engine for engine in options.engines if engine != "stock Whoosh" or size <= options.stock_up_to]
            measured = {engine: _in_own_process(engine, folder, count) for engine in chosen}
            out.append(report("real text" if options.dir else "synthetic text", count, measured))
            print(out[-1], flush=True)
    if options.write:
        with Path(options.write).open("a") as file:
            file.write("\n".join(out))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dir", nargs="?", help="folder with docs.jsonl or docs.jsonl.gz")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000])
    here = [name for name in ENGINES if name != "Tantivy" or find_spec("tantivy")]
    parser.add_argument("--engines", nargs="+", default=here, choices=list(ENGINES))
    parser.add_argument("--stock-up-to", type=int, default=20_000, help="stock Whoosh needs an hour for more")
    parser.add_argument("--write", help="append the tables to this file")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--documents", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _head() -> str:
    now = datetime.now(UTC)
    return (
        f"\n# {now:%Y-%m-%d %H:%M} UTC\n\n`{' '.join(['python', *sys.argv])}`, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} from other work. Milliseconds of CPU time, "
        "median / 95th percentile; cold is the first query of the kind after opening.\n"
    )


def _in_own_process(engine: str, folder: Path, documents: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--worker", engine, "--folder", str(folder), "--documents", str(documents)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def _measure(name: str, folder: Path, documents: int) -> dict[str, Any]:
    """Build, ask, commit; what it took."""
    home = folder / name.replace(" ", "_")
    engine = ENGINES[name](home)
    source = folder / "documents.tsv"
    start = time.process_time()
    engine.build(corpus.read(source, stop=documents))
    building = time.process_time() - start
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    peak = _peak_megabytes()
    opening = _timed(engine.open)
    asked = corpus.load_questions(folder / "questions.json")
    kinds = {kind: _ask(engine, [question for question in asked if question.kind == kind]) for kind in corpus.KINDS}
    return {
        "build_seconds": building,
        "megabytes": size / 1e6,
        "peak_mb": peak,
        "open_ms": opening,
        "kinds": kinds,
        "commits": _commits(engine, source, documents, asked),
    }


def _ask(engine: Any, asked: list[corpus.Question]) -> dict[str, Any]:
    cold = _timed(lambda: engine.ask(asked[0]))
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


def _commits(engine: Any, source: Path, documents: int, asked: list[corpus.Question]) -> dict[str, Any]:
    out, at = {}, documents
    probe = next(question for question in asked if question.kind == "and two")
    for count in COMMITS:
        batch = list(corpus.read(source, at, at + count))
        at += count
        start = time.perf_counter()
        engine.add(batch)
        seconds = time.perf_counter() - start
        out[str(count)] = {"commit_ms": seconds * 1000, "next_ms": _wall(lambda: engine.ask(probe))}
    return out


def _peak_megabytes() -> float:
    """The most memory this process has held; the figure of getrusage would include the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


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
