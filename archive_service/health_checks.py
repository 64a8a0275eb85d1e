"""What `doctor` looks at: what is installed, what is degraded, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from archive_service.domain.access import Role
from archive_service.domain.local_time import local_day
from archive_service.services import Archive
from archive_service.settings import Settings
from archive_service.storage.capabilities import NEEDED_FOR_WORM, Outcome, ProbeResult
from indexer.model import IndexState

LOW_DISK_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `remedy` says how to mend what is not ok."""

    name: str
    state: Literal["ok", "degraded", "failed"]
    detail: str
    remedy: str = ""


Isolation = Iterable[tuple[str, bool, str]]


def examine(settings: Settings, archive: Archive, isolation: Isolation, probed: ProbeResult | None) -> list[Check]:
    """All checks, in the order a person reads them.

    `isolation` is what the reading child reports of itself, `probed` the last probe of an S3 store.
    """
    return [
        *_program(),
        *_custody(settings, archive),
        *_ledger(settings),
        *_locks(settings, probed),
        *_signing_in(settings),
        *_antivirus(settings, archive),
        *_reading(isolation),
        *_tools(),
    ]


def _program() -> Iterator[Check]:
    version = importlib.metadata.version("whoosh3")
    yield Check("python", "ok", f"{sys.version.split()[0]}, index library whoosh3 {version}")


def _signing_in(settings: Settings) -> Iterator[Check]:
    if settings.is_demonstration:
        yield Check(
            "sign-in",
            "degraded",
            "the demonstration: everybody knows the password of its accounts",
            "For papers of real people begin an archive of its own: cli.py init with another ARCHIVE_DATA_DIR",
        )
    elif Role.ADMINISTRATOR not in settings.second_factor_roles:
        yield Check(
            "sign-in",
            "degraded",
            "administrators need no second factor",
            "Take administrator back into signin.second_factor_roles",
        )
    else:
        yield Check("sign-in", "ok", f"a second factor for {', '.join(sorted(settings.second_factor_roles))}")


def _custody(settings: Settings, archive: Archive) -> Iterator[Check]:
    status = archive.custody.status()
    where = settings.s3.endpoint if settings.store.kind == "s3" else str(settings.data_dir.resolve() / "store")
    yield _answering("store", status.store, where)
    yield _answering("catalog", status.catalog, settings.catalog_url.split("://", 1)[0])
    index = status.index
    if index.state is IndexState.READY:
        yield Check("index", "ok", f"{index.documents} records")
    else:
        yield Check(
            "index",
            "degraded",
            f"{index.state.value} {index.detail}".strip(),
            "The worker builds it again by itself; at once: cli.py index rebuild",
        )
    parked = status.jobs.get("parked", 0)
    waiting = status.jobs.get("waiting", 0)
    yield Check(
        "jobs",
        "degraded" if parked else "ok",
        f"{waiting} waiting, {parked} given up",
        "See the reasons: cli.py index status; again: cli.py index retry --reason REASON" if parked else "",
    )
    free = shutil.disk_usage(settings.data_dir).free
    low = free < LOW_DISK_BYTES
    yield Check(
        "disk",
        "degraded" if low else "ok",
        f"{free / (1 << 30):.1f} GiB free",
        "Make room before deposits are refused." if low else "",
    )


def _ledger(settings: Settings) -> Iterator[Check]:
    """Where it is remembered what was destroyed: apart from what a backup brings back, or not."""
    path = settings.ledger_path.resolve()
    if path.is_relative_to(settings.data_dir.resolve()):
        remedy = "Set retention.ledger to a file on another disk; until then a lost disk takes it along."
        yield Check("destruction ledger", "degraded", f"{path}, in the data directory", remedy)
    else:
        yield Check("destruction ledger", "ok", str(path))


def _locks(settings: Settings, probed: ProbeResult | None) -> Iterator[Check]:
    """What protects records against deletion, and whether it was shown or is only claimed."""
    mode = settings.store.lock_mode
    if mode == "none":
        yield Check("locks", "degraded", "records are not locked", "Set store.lock_mode.")
    elif settings.store.kind == "filesystem":
        yield Check("locks", "ok", f"{mode}, enforced by the application, not by the storage")
    elif probed is None:
        yield Check("locks", "degraded", f"{mode}, claimed only", "Try the store out: cli.py store probe")
    else:
        day = local_day(probed.at).isoformat()
        for finding in probed.findings:
            proven = finding.outcome is Outcome.PROVEN
            needed = finding.capability in NEEDED_FOR_WORM
            state: Literal["ok", "failed"] = "ok" if proven or not needed else "failed"
            word = f"proven on {day}" if proven else f"{finding.outcome.value} only, tried on {day}"
            yield Check(f"store: {finding.capability.value}", state, f"{word} {finding.detail}".strip())


def _answering(name: str, code: str, detail: str) -> Check:
    if not code:
        return Check(name, "ok", detail)
    return Check(name, "failed", f"{code}: {detail}", "See the log for the cause; nothing is lost while it is away.")


def _antivirus(settings: Settings, archive: Archive) -> Iterator[Check]:
    scanner, where = archive.deposit.admission.scanner, settings.antivirus.address
    if scanner is None:
        yield Check("antivirus", "ok", "off: files are not scanned")
    elif scanner.answers():
        yield Check("antivirus", "ok", where)
    else:
        kept = "deposits are refused" if settings.antivirus.required else "files are kept without a scan"
        yield Check("antivirus", "degraded", f"no answer at {where}: {kept}", "Start it: systemctl start clamav-daemon")


def _reading(isolation: Isolation) -> Iterator[Check]:
    """How far the system lets the reading child be locked in."""
    for name, holds, detail in isolation:
        yield Check(
            f"child: {name}",
            "ok" if holds else "degraded",
            detail,
            "" if holds else "Papers are still read under the other limits.",
        )


def _tools() -> Iterator[Check]:
    for program, purpose, package in (
        ("tesseract", "recognising scans", "tesseract-ocr tesseract-ocr-vie"),
        ("gs", "PDF/A reading copies", "ghostscript"),
        ("soffice", "old Word files and reading copies", "libreoffice-writer"),
        ("antiword", "old Word files without LibreOffice", "antiword"),
    ):
        path = shutil.which(program)
        if path is None:
            yield Check(program, "degraded", f"not installed: {purpose}", f"apt-get install {package}")
        else:
            yield Check(program, "ok", f"{path}: {purpose}")
    if shutil.which("tesseract") and "vie" not in _tesseract_languages():
        yield Check("tesseract: vie", "degraded", "no Vietnamese model", "apt-get install tesseract-ocr-vie")


def _tesseract_languages() -> list[str]:
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return listed.stdout.split()
