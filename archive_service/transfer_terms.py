"""Reads config/transfer.toml: until when permanent dossiers go to the historical archive, as dated data."""

from __future__ import annotations

import tomllib
from pathlib import Path

from archive_service.domain.retention import LegalSource, SourceMark
from archive_service.domain.transfer import TransferTerm
from archive_service.settings import CONFIG_DIR


def load_transfer_terms(config_dir: Path = CONFIG_DIR) -> tuple[TransferTerm, ...]:
    """The terms in the order of the file."""
    rows = tomllib.loads((config_dir / "transfer.toml").read_text(encoding="utf-8"))["term"]
    return tuple(
        TransferTerm(
            row["effective_from"],
            row["to_current_years"],
            row["to_historical_years"],
            LegalSource(row["source"], row["article"], SourceMark(row["mark"])),
        )
        for row in rows
    )
