"""Send every file below a folder through the whole archive: deposit door, store, worker, index; count how each ends.

    python benchmarks/hostile_pipeline.py DIR [--recognise] [--markdown FILE] [--list] [--rounds N [--same]]

Each file is handed in alone, as a person would; packages are unpacked. Afterwards the worker reads what was kept.
Every file must end as text, as a record without text and with a reason, or as a refusal with a code. Prints the table,
and what was left behind; exit code 1 when anything was, when a file took too long, or when the archive itself failed.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.access import Actor
from archive_service.domain.errors import ArchiveError
from archive_service.domain.records import TextState
from archive_service.services import Archive
from archive_service.services.batch import BatchRow, FileOutcome, deposit_batch
from archive_service.services.describing import DescribedFields
from archive_service.settings import Settings, load_settings
from archive_service.worker import QUICK, Worker
from benchmarks.hostile import children

UNITS = "code,name,kind,parent_code,aliases\nDB-X,Đảng bộ phường X,committee,,\nCB-X,Chi bộ tổ dân phố 1,cell,DB-X,\n"
DOOR_SECONDS = 45.0  # the door reads for 20 s at most, and clears up behind a child


@dataclass(slots=True)
class Ending:
    path: Path
    media_type: str
    receipts: list[FileOutcome]
    seconds: float
    outcome: str = ""


def main() -> int:
    arguments = parse_arguments()
    paths = sorted(path for path in arguments.folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        private = Path(folder, "tmp")
        private.mkdir()
        tempfile.tempdir = str(private)
        settings = load_settings({"ARCHIVE_DATA_DIR": str(Path(folder, "data"))})
        archive = open_archive(settings)
        archive.units.import_csv(local_operator(archive), io.StringIO(UNITS))
        actor = local_operator(archive)
        first = Path(folder, "first.txt")
        first.write_text("Chi bộ họp tháng 3", encoding="utf-8")
        _hand_in(archive, actor, [first])  # what is loaded once is no growth
        gc.collect()
        before = resident_bytes()
        worker = open_worker(settings, archive)
        endings, failures = _hand_in(archive, actor, paths)
        indexing = _work(worker, arguments.recognise)
        rounds = [resident_bytes() - before]
        for number in range(2, arguments.rounds + 1):
            _hand_in(archive, actor, paths if arguments.same else altered(paths, private, number))
            _work(worker, arguments.recognise)
            shutil.rmtree(private / "altered", ignore_errors=True)
            gc.collect()
            rounds.append(resident_bytes() - before)
        for ending in endings:
            ending.outcome = outcome_of(archive, actor, ending)
        gc.collect()
        grown = resident_bytes() - before
        report = table_of(endings)
        left = left_behind(settings, private)
        archive.close()
        tempfile.tempdir = None
        processes = children()
    print(report)
    slow = [ending for ending in endings if ending.seconds > DOOR_SECONDS]
    pending = [ending for ending in endings if "pending" in ending.outcome]
    print(f"\n{len(endings)} files: {sum(e.seconds for e in endings):.0f} s at the door, slowest "
          f"{max(e.seconds for e in endings):.1f} s; {indexing:.0f} s of the worker; memory of the archive grew by "
          f"{grown >> 20} MiB; left behind: {len(left)} files, {len(processes)} processes; "
          f"over their time: {len(slow)}; "
          f"without an end: {len(pending)}; the archive itself failed: {len(failures)}")  # fmt: skip
    if len(rounds) > 1:
        print("grown after each round: " + ", ".join(f"{grown >> 20} MiB" for grown in rounds))
    for line in [*failures, *left]:
        print(f"  {line}")
    if arguments.markdown:
        arguments.markdown.write_text(report + "\n", encoding="utf-8")
    if arguments.list:
        for each in endings:
            print(f"{each.seconds:7.2f}  {each.outcome:40}  {each.media_type:40.40}  {each.path}")
    return 1 if slow or left or processes or failures or pending else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--markdown", type=Path, help="write the table to this file")
    parser.add_argument("--recognise", action="store_true", help="let the worker read the scans too: hours")
    parser.add_argument("--rounds", type=int, default=1, help="hand in so often, to see memory level off")
    parser.add_argument("--same", action="store_true", help="the same bytes in each round: answered as there already")
    parser.add_argument("--list", action="store_true", help="print every file with its outcome")
    return parser.parse_args()


def _hand_in(archive: Archive, actor: Actor, paths: list[Path]) -> tuple[list[Ending], list[str]]:
    """Each file by itself. What the archive raised but its own errors is a failure."""
    endings, failures = [], []
    fields = DescribedFields({"unit": "CB-X"})
    for path in paths:
        started = time.monotonic()
        media_type = archive.deposit.admission.extractor.detect(path)
        receipts: list[FileOutcome] = []
        try:
            receipts = list(deposit_batch(archive.deposit, actor, [BatchRow(path, path.name, "1", fields)]))
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            failures.append(f"{path}: {type(error).__name__}: {error}")
        endings.append(Ending(path, media_type, receipts, time.monotonic() - started))
    return endings, failures


def _work(worker: Worker, recognise: bool) -> float:
    """Let the worker do what is due; returns seconds."""
    started = time.monotonic()
    if recognise:
        worker.drain()
    else:
        worker.mend_index()
        while worker._do_due(QUICK, 20):
            pass
    return time.monotonic() - started


def altered(paths: list[Path], private: Path, number: int) -> list[Path]:
    """Copies that differ at their end, so that none is refused as a paper that is there already."""
    folder = private / "altered"
    folder.mkdir()
    copies = []
    for index, path in enumerate(paths):
        copy = folder / f"{index}{path.suffix}"
        copy.write_bytes(path.read_bytes() + b" " * number)
        copies.append(copy)
    return copies


def outcome_of(archive: Archive, actor: Actor, ending: Ending) -> str:
    """How the file ended; a package ends as its files did, counted."""
    said = Counter(_outcome(archive, actor, receipt) for receipt in ending.receipts)
    if len(ending.receipts) == 1:
        return next(iter(said))
    return "package" if ending.receipts else "failed"


def _outcome(archive: Archive, actor: Actor, receipt: FileOutcome) -> str:
    if receipt.error is not None:
        return f"refused: {receipt.error.code}"
    try:
        text = archive.retrieve.record(actor, receipt.record_id or "", trace=False).text
    except ArchiveError as error:
        return f"failed: {error.code}"
    return "text" if text.state is TextState.SEARCHABLE else f"no text: {text.reason or text.state.value}"


def table_of(endings: list[Ending]) -> str:
    kinds: dict[str, list[Ending]] = defaultdict(list)
    for ending in endings:
        kinds[ending.media_type].append(ending)
    refused = {kind: of for kind, of in kinds.items() if {e.outcome for e in of} == {"refused: unsupported_type"}}
    for kind in refused:
        del kinds[kind]
    if refused:
        kinds[f"{len(refused)} kinds that are not taken"] = [ending for of in refused.values() for ending in of]
    lines = ["| kind | files | how they ended | slowest |", "|---|---:|---|---:|"]
    for kind, of in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = Counter(ending.outcome for ending in of)
        said = ", ".join(f"{name} {count}" for name, count in counts.most_common())
        lines.append(f"| {kind} | {len(of)} | {said} | {max(e.seconds for e in of):.1f} s |")
    inside = Counter(
        "kept" if receipt.error is None else f"refused: {receipt.error.code}"
        for ending in endings
        if len(ending.receipts) > 1
        for receipt in ending.receipts
    )
    said = ", ".join(f"{name} {count}" for name, count in inside.most_common())
    return "\n".join([*lines, f"| files inside packages | {inside.total()} | {said} | |"])


def left_behind(settings: Settings, private: Path) -> list[str]:
    """Files in the spool, and in the folder for temporary things, apart from the folders of living children."""
    spool = settings.data_dir / "spool"
    return [str(path) for path in (*spool.rglob("*"), *private.rglob("*")) if path.is_file()]


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
