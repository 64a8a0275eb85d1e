"""A demonstration of three cells, written once: the first has born-digital papers, the others old habits."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive_service.demo import DemoArchive, write_demo
from archive_service.demo.chronicle import Chronicle
from archive_service.demo.entries import DemoDossier, Entry
from archive_service.demo.organisation import CELLS, cell_of

SEED = 8


@dataclass(frozen=True, slots=True)
class Written:
    """What write_demo left behind, its CSV files read back."""

    archive: DemoArchive
    manifest: list[dict[str, str]]
    dossiers: list[dict[str, str]]
    units: list[dict[str, str]]
    progress: list[tuple[int, int]]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("demo")
    progress: list[tuple[int, int]] = []
    archive = write_demo(
        folder,
        seed=SEED,
        progress=lambda done, total: progress.append((done, total)),
        cells=[cell_of("CB-YT-08"), cell_of("CB-AL-CG"), cell_of("CB-AL-DC")],
    )
    return Written(
        archive,
        rows_of(folder / "manifest.csv"),
        rows_of(folder / "dossiers.csv"),
        rows_of(folder / "units.csv"),
        progress,
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """Every record and dossier of every cell, not drawn."""

    entries: list[Entry]
    dossiers: list[DemoDossier]


@pytest.fixture(scope="session")
def planned() -> Planned:
    chronicles = [Chronicle(cell, SEED) for cell in CELLS]
    entries = [entry for chronicle in chronicles for entry in chronicle.entries()]
    return Planned(entries, [dossier for chronicle in chronicles for dossier in chronicle.dossiers])
