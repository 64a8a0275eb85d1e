"""The most memory the index needs while it is rebuilt, written, and merged: 100,000 papers of 300 words, as the archive
writes them, with all streams and the text for extracts.

    python benchmarks/index_memory.py --documents 100000

Each step runs in a process of its own over one folder; the figure is the peak of that process (VmHWM), Python and
libraries included. Rebuilding makes the whole index; writing replaces 20,000 papers in commits of 1,000, which merges
segments as it goes; merging joins all segments into as few as there may be.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.search_corpus import Document, synthetic
from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.generations import Generations
from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import IndexDocument, PageText

STEPS = ("rebuilding", "writing", "merging")
BOUND = 512  # MB
REPLACED, AT_ONCE = 20_000, 1_000


def main() -> int:
    """Run every step; 1 when one of them needed more than the bound."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(_measured(options.worker, Path(options.folder), options.documents))
        return 0
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            command = [sys.executable, __file__, "--worker", step, "--folder", folder]
            command += ["--documents", str(options.documents)]
            peak, seconds = map(float, subprocess.check_output(command, text=True).split())
            print(f"{step} {options.documents:,}: {peak:.0f} MB, {seconds:.0f} s of CPU", flush=True)
            peaks.append(peak)
    return int(max(peaks) > BOUND)


def _measured(step: str, folder: Path, count: int) -> str:
    index = WhooshIndex(folder)
    if step == "rebuilding":
        index.rebuild(map(_as_paper, synthetic(count)))
    elif step == "writing":
        changed = synthetic(min(REPLACED, count), seed=8)
        while batch := list(islice(changed, AT_ONCE)):
            index.add(map(_as_paper, batch))
    else:
        generation = Generations(folder).current()
        assert generation is not None
        ArrayIndex.open(generation).writer().commit(optimize=True)
    status = Path("/proc/self/status").read_text()
    return f"{int(status.split('VmHWM:')[1].split()[0]) / 1024} {time.process_time()}"


def _as_paper(document: Document) -> IndexDocument:
    chance = random.Random(document.id)
    words = document.text.split()
    day = date(2020, 1, 1) + timedelta(days=chance.randrange(2_000))
    return IndexDocument(
        record_id=f"rec_{document.id}", title=" ".join(words[:12]), record_class="resolution", type_code="NQ",
        unit_id=document.unit, lifecycle="issued", access_level="internal", number=chance.randrange(1, 99),
        date=day, period=f"{day:%Y-%m}", pages=(PageText(1, document.text),),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
