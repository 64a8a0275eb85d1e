"""Writes the demonstration archive into a folder: papers, units.csv, unit_events.csv, dossiers.csv, manifest.csv.

The same seed gives the same bytes. Nothing here knows the archive service: the folder is handed in
through its manifest like any other.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from archive_service.demo import word
from archive_service.demo.chronicle import Chronicle
from archive_service.demo.consultation_story import DemoConsultation
from archive_service.demo.entries import DemoDossier, Entry, Form
from archive_service.demo.gaps import GAPS, Gap
from archive_service.demo.old_papers import CELL as OLD_PAPERS_CELL
from archive_service.demo.old_papers import OldPapers
from archive_service.demo.organisation import ACCOUNTS, CELLS, UNITS, DemoAccount, DemoCell, DemoUnit
from archive_service.demo.paper import Paper
from archive_service.demo.pdf import PdfPress
from archive_service.demo.reorganisation import EVENT_COLUMNS, EVENTS
from archive_service.demo.scan import scan
from archive_service.demo.typeface import prepare_typeface

UNIT_COLUMNS = ("code", "name", "kind", "parent_code", "aliases")
DOSSIER_COLUMNS = ("key", "unit", "title", "kind", "opened_at", "closed_at")
MANIFEST_COLUMNS = (
    "file", "record", "class", "type", "number", "symbol", "title", "unit", "issuer_printed", "date", "period",
    "lifecycle", "access_level", "dossier", "source", "language",
)  # fmt: skip
_SPOKEN = {
    "BB-thematic": "BB chuyên đề",
    "NQ-thematic": "NQ chuyên đề",
    "BB-congress": "BB đại hội",
    "NQ-congress": "NQ đại hội",
    "NQ-draft": "Dự thảo NQ",
    "draft-1": "Dự thảo NQ lần 1",
    "draft-2": "Dự thảo NQ lần 2",
    "CV-1": "CV xin ý kiến",
    "CV-2": "CV xin ý kiến lần 2",
    "DS": "DS gửi xin ý kiến",
    "PXYK": "Phiếu xin ý kiến",
    "BC-synthesis": "BC tổng hợp ý kiến",
    "DS-vaccine": "DS ủng hộ Quỹ vắc-xin",
    "DS-flood": "DS ủng hộ mưa lũ",
    "GK-state": "Giấy khen UBND",
    "GK-party": "Giấy khen Đảng ủy",
}
"""How file names call the papers that are more than their type."""
_UNDATED = date(2022, 1, 1)


@dataclass(frozen=True, slots=True)
class SampleSearch:
    """Something to try: `query` as one types it, `finds` a record (its manifest key) that must be found."""

    query: str
    explained: str
    finds: str


SEARCHES = (
    SampleSearch("nghi quyet thang 11 nam 2022", "gõ không dấu / typed without marks", "CB-YT-08/2022-11/NQ"),
    SampleSearch("12-NQ/CB", "theo số ký hiệu / by number", "CB-YT-08/2022-02/NQ"),
    SampleSearch("ủng hộ Quỹ vắc-xin", "hồ sơ minh chứng / evidence", "CB-AL-CG/2021-07/DS-vaccine"),
)
LATER_NAMES = (
    SampleSearch(
        'chi bộ:"Tổ dân phố Nước Mát"',
        "tên mới từ 01/07/2025, giấy tờ mang tên cũ / papers of a cell by the name it bears now",
        "CB-AL-NM/2022-06/NQ",
    ),
    SampleSearch(
        'chi bộ:"Tổ dân phố Hồ Sen"',
        "chi bộ sáp nhập, giấy tờ của hai chi bộ cũ / papers of the two cells that became one",
        "CB-YT-05/2022-06/NQ",
    ),
)
"""Searches by a name that stands in no paper: only the history of the units tells whose it is."""


@dataclass(frozen=True, slots=True)
class DemoArchive:
    """What was written. `gaps` is all that is missing on purpose; `files` and `records` are counts.

    `consultations` are to be gone through step by step, once the papers they name are handed in.
    """

    folder: Path
    units: tuple[DemoUnit, ...]
    records: int
    files: int
    searches: tuple[SampleSearch, ...]
    accounts: tuple[DemoAccount, ...]
    gaps: tuple[Gap, ...]
    consultations: tuple[DemoConsultation, ...]

    @property
    def samples(self) -> tuple[str, ...]:
        """The searches as lines to print, and where the history of the units is seen."""
        searches = tuple(f"{search.query}   ({search.explained})" for search in self.searches)
        return (*searches, "/units?on=30/06/2025   (cây tổ chức trước cải cách / the units before the reform)")


def write_demo(
    folder: Path,
    *,
    seed: int = 8,
    progress: Callable[[int, int], None] | None = None,
    cells: Sequence[DemoCell] = CELLS,
) -> DemoArchive:
    """Write everything into `folder`, which is made when missing; `progress` hears (files done, files in all).

    With fewer `cells` the papers of the others are left out; the units are written all the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chronicles = [Chronicle(cell, seed) for cell in cells]
    entries = [entry for chronicle in chronicles for entry in chronicle.entries()]
    dossiers = [dossier for chronicle in chronicles for dossier in chronicle.dossiers]
    for old in (OldPapers(cell, seed) for cell in cells if cell.code == OLD_PAPERS_CELL):
        entries += old.entries()
        dossiers += old.dossiers()
    consultations = tuple(told for chronicle in chronicles for told in chronicle.consultations)
    total = sum(len(entry.papers) for entry in entries)
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as fonts:
        drawer = _Drawer(PdfPress(prepare_typeface(Path(fonts))), seed)
        for entry in entries:
            for path, content in zip(_paths(entry), drawer.draw(entry), strict=True):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
                rows.append(_manifest_row(path, entry))
                if progress is not None:
                    progress(len(rows), total)
    write_units(folder / "units.csv")
    write_unit_events(folder / "unit_events.csv")
    _write_csv(folder / "dossiers.csv", DOSSIER_COLUMNS, map(_dossier_row, dossiers))
    _write_csv(folder / "manifest.csv", MANIFEST_COLUMNS, rows)
    return DemoArchive(folder, UNITS, len(entries), total, (*SEARCHES, *LATER_NAMES), ACCOUNTS, GAPS, consultations)


def write_units(path: Path) -> None:
    """units.csv, also the example in config/."""
    rows = ((unit.code, unit.name, unit.kind, unit.parent_code, "|".join(unit.aliases)) for unit in UNITS)
    _write_csv(path, UNIT_COLUMNS, rows)


def write_unit_events(path: Path) -> None:
    """unit_events.csv: what happened to the units since, in the form that a file of events has."""
    _write_csv(path, EVENT_COLUMNS, (event.row() for event in EVENTS))


@dataclass(frozen=True, slots=True)
class _Drawer:
    press: PdfPress
    seed: int

    def draw(self, entry: Entry) -> Iterable[bytes]:
        made = datetime.combine(entry.day or _UNDATED, time(10), UTC)
        for number, paper in enumerate(entry.papers):
            yield self._file(paper, entry.form, made, random.Random(f"{self.seed}:draw:{entry.key}:{number}"))

    def _file(self, paper: Paper, form: Form, made: datetime, rng: random.Random) -> bytes:
        match form:
            case Form.WORD:
                return word.draw(paper, made=made)
            case Form.PDF:
                return self.press.draw(paper, made=made)
            case Form.SCAN:
                return scan(self.press.draw(paper, made=made, ink=rng), rng, made=made)


def _paths(entry: Entry) -> Sequence[str]:
    """Where the files of a record lie, named as that cell's secretary would name them."""
    unit, period, name = entry.key.split("/")
    folder = f"papers/{unit}/{period[:4]}"
    name = _SPOKEN.get(name, name)
    month = f"{period[5:]}.{period[:4]}"
    number = f"{entry.number:02d} " if entry.number else ""
    label = {
        "CB-YT-08": f"{number}{name} T{month}",
        "CB-YT-03": f"{name}_{period}",
        "CB-AL-CG": f"{entry.title[:60].strip()} ({name} {month})",
        "CB-AL-NM": f"Nước Mát {name} tháng {month}",
        "CB-DT-08": f"TDP8-{period}-{name}",
    }.get(unit, f"{number}{name} {period}".lower())
    label = label.replace("/", "-")
    if len(entry.papers) == 1:
        return (f"{folder}/{label}.{entry.form.ending}",)
    return tuple(f"{folder}/{label} {part}.{entry.form.ending}" for part in range(1, len(entry.papers) + 1))


def _manifest_row(path: str, entry: Entry) -> tuple[str, ...]:
    return (
        path,
        entry.key,
        entry.record_class,
        entry.type_code,
        str(entry.number or ""),
        entry.symbol or "",
        entry.title,
        entry.unit_code,
        entry.issuer_printed,
        entry.day.isoformat() if entry.day else "",
        entry.period or "",
        entry.lifecycle,
        entry.access_level,
        entry.dossier_key or "",
        entry.source,
        "vi",
    )


def _dossier_row(dossier: DemoDossier) -> tuple[str, ...]:
    closed = dossier.closed_at.isoformat() if dossier.closed_at else ""
    return dossier.key, dossier.unit_code, dossier.title, dossier.kind, dossier.opened_at.isoformat(), closed


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
