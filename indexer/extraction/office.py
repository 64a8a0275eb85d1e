"""What all office files share."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import ExtractionFailed
from indexer.extraction.source import Piece, Source
from indexer.model import NoTextReason


def extract_encrypted(_source: Source) -> Iterator[Piece]:
    """An office file behind a password: it can be kept, but nothing in it can be read."""
    raise ExtractionFailed(NoTextReason.ENCRYPTED, "office file with a password")


def libreoffice() -> str | None:
    """The program of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted_by_libreoffice(path: Path, extension: str) -> Path | None:
    """The file in another format, beside the original; None where LibreOffice is missing or cannot do it."""
    program = libreoffice()
    if program is None:
        return None
    profile = f"-env:UserInstallation=file://{path.parent}/profile"  # a private one: no macros, no history
    command = [program, profile, "--headless", "--norestore", "--convert-to", extension]
    subprocess.run(
        [*command, "--outdir", str(path.parent), str(path)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = path.with_suffix(f".{extension}")
    return made if made.exists() and made != path else None
