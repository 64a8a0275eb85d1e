"""Send every file below a folder through detection and extraction and count how each kind ends.

    python benchmarks/hostile.py DIR [--render] [--markdown FILE] [--seconds N] [--list]

Prints a table: kind of file (media type found), outcomes, the slowest file; then what was left behind.
Exit code 1 when anything was left behind, a limit was overrun or the extractor itself failed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from indexer.errors import ExtractionFailed
from indexer.extraction.media_types import IMAGES, PDF
from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import Limits

ALLOWANCE_SECONDS = 12.0  # over the wall limit: starting, killing and clearing up on a busy machine


@dataclass(frozen=True, slots=True)
class Outcome:
    path: Path
    media_type: str
    outcome: str
    detail: str
    seconds: float


def main() -> int:
    arguments = parse_arguments()
    limits = Limits(cpu_seconds=arguments.seconds, wall_seconds=arguments.seconds * 3 // 2)
    paths = sorted(path for path in arguments.folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as private:
        tempfile.tempdir = private
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with SandboxExtractor(limits, workers=arguments.workers) as extractor:
            measures = extractor.isolation()
            with ThreadPoolExecutor(arguments.workers) as pool:
                outcomes = list(pool.map(lambda path: outcome_of(extractor, path, render=arguments.render), paths))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        left_over = [str(path) for path in Path(private).rglob("*")]
        tempfile.tempdir = None
    report = table_of(outcomes)
    print(report)
    slow = [o for o in outcomes if o.seconds > limits.wall_seconds + ALLOWANCE_SECONDS]
    processes = children()
    print(f"\n{len(outcomes)} files, {sum(o.seconds for o in outcomes):.0f} s of work; memory of the parent grew by "
          f"{grown >> 10} MiB; left behind: {len(left_over)} files, {len(processes)} processes; "
          f"over their time: {len(slow)}")  # fmt: skip
    for name, holds, detail in measures:
        print(f"  {'holds' if holds else 'LACKS'}  {name}: {detail}")
    if arguments.markdown:
        arguments.markdown.write_text(report + "\n", encoding="utf-8")
    if arguments.list:
        for o in outcomes:
            print(f"{o.seconds:7.2f}  {o.outcome:14}  {o.media_type:40.40}  {o.path}  {o.detail}")
    return 1 if slow or left_over or processes else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--markdown", type=Path, help="write the table to this file")
    parser.add_argument("--render", action="store_true", help="also make a picture of each first page")
    parser.add_argument("--seconds", type=int, default=20, help="CPU time allowed per file (wall: half as much again)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="print every file with its outcome")
    return parser.parse_args()


def outcome_of(extractor: SandboxExtractor, path: Path, *, render: bool) -> Outcome:
    started = time.monotonic()
    media_type = extractor.detect(path)
    answer = extractor.extract(path, media_type)
    if answer.no_text is not None:
        outcome = answer.no_text.value
    else:
        outcome = "text, cut" if answer.detail.startswith("stopped") else "text"
    if render and media_type in (PDF, *IMAGES):
        outcome += f"; {picture_of(extractor, path, media_type)}"
    return Outcome(path, media_type, outcome, answer.detail, time.monotonic() - started)


def picture_of(extractor: SandboxExtractor, path: Path, media_type: str) -> str:
    try:
        extractor.render_page(path, media_type, 1, 800, ("nghị quyết",))
    except ExtractionFailed as failure:
        return f"no picture: {failure.reason.value}"
    except IndexError:
        return "no picture: no page"
    return "picture"


def table_of(outcomes: list[Outcome]) -> str:
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        kinds[outcome.media_type].append(outcome)
    lines = ["| kind | files | outcomes | slowest |", "|---|---:|---|---:|"]
    unread = {kind: members for kind, members in kinds.items() if {m.outcome for m in members} == {"unsupported"}}
    for kind in unread:
        del kinds[kind]
    if unread:
        kinds[f"{len(unread)} kinds without a reader"] = [member for members in unread.values() for member in members]
    for kind, members in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = Counter(member.outcome for member in members)
        said = ", ".join(f"{name} {count}" for name, count in counts.most_common())
        lines.append(f"| {kind} | {len(members)} | {said} | {max(m.seconds for m in members):.1f} s |")
    return "\n".join(lines)


def children() -> list[int]:
    """Processes still below this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid():
                found.append(int(entry.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
