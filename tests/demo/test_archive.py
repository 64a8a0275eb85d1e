"""The manifest and its neighbours: consistent with each other, with the domain and with the types."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from archive_service.demo.archive import SEARCHES, write_demo, write_units
from archive_service.demo.organisation import ACCOUNTS, UNITS
from archive_service.domain.access import Role
from archive_service.domain.records import (
    AccessLevel,
    Description,
    Lifecycle,
    RecordClass,
    Source,
    check_description,
    parse_day,
    parse_period,
)
from tests.demo.conftest import Planned, Written
from tests.demo.reading import squeezed, text_of

CONFIG = Path(__file__).parents[2] / "config"


def test_manifest_rows_are_good_descriptions(written: Written) -> None:
    types = {row["code"] for row in tomllib.loads((CONFIG / "types.toml").read_text("utf-8"))["document_type"]}
    for row in written.manifest:
        assert row["type"] in types
        check_description(
            Description(
                record_class=RecordClass(row["class"]),
                type_code=row["type"],
                title=row["title"],
                unit_id=row["unit"],
                lifecycle=Lifecycle(row["lifecycle"]),
                access_level=AccessLevel(row["access_level"]),
                number=int(row["number"]) if row["number"] else None,
                symbol=row["symbol"] or None,
                issuer_printed=row["issuer_printed"],
                date=parse_day(row["date"]) if row["date"] else None,
                period=parse_period(row["period"]) if row["period"] else None,
                source=Source(row["source"]),
            ),
            date(2023, 1, 1),
        )


def test_every_file_is_named_once_and_exists(written: Written) -> None:
    named = [row["file"] for row in written.manifest]
    found = {str(path.relative_to(written.archive.folder)) for path in (written.archive.folder / "papers").rglob("*.*")}
    assert len(set(named)) == len(named) == written.archive.files
    assert set(named) == found
    assert all(len(Path(name).name.encode()) <= 255 for name in named)


def test_rows_of_one_record_say_the_same(written: Written) -> None:
    by_record: dict[str, set[tuple[str, ...]]] = {}
    for row in written.manifest:
        by_record.setdefault(row["record"], set()).add(tuple(value for name, value in row.items() if name != "file"))
    assert all(len(said) == 1 for said in by_record.values())
    assert len(by_record) == written.archive.records
    sizes = Counter(row["record"] for row in written.manifest)
    assert max(sizes.values()) >= 3


def test_units_and_dossiers_named_in_the_manifest_exist(written: Written) -> None:
    codes = [unit["code"] for unit in written.units]
    dossiers = {row["key"]: row["unit"] for row in written.dossiers}
    for row in written.manifest:
        assert row["unit"] in codes
        assert dossiers[row["dossier"]] == row["unit"]
    for at, unit in enumerate(written.units):
        assert unit["parent_code"] in ("", *codes[:at])


def test_progress_ends_at_the_total(written: Written) -> None:
    total = written.archive.files
    assert written.progress == [(done, total) for done in range(1, total + 1)]


def test_the_example_in_config_is_what_the_demonstration_writes(tmp_path: Path) -> None:
    write_units(tmp_path / "units.csv")
    assert (CONFIG / "units.example.csv").read_bytes() == (tmp_path / "units.csv").read_bytes()


def test_accounts_hold_every_role() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role)


def test_each_thing_to_try_finds_a_paper_with_all_its_words(written: Written) -> None:
    for search in SEARCHES:
        (row,) = (row for row in written.manifest if row["record"] == search.finds)
        words = squeezed(unmarked(" ".join(row.values()) + text_of(written.archive.folder / row["file"])))
        for word in search.query.split():
            assert squeezed(unmarked(word)) in words, search


def unmarked(text: str) -> str:
    """Without Vietnamese marks, as people type."""
    split = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def test_two_cells_bear_the_same_name_under_different_committees() -> None:
    twins = [unit for unit in UNITS if unit.name == "Chi bộ Tổ dân phố số 8"]
    assert len({unit.parent_code for unit in twins}) == len(twins) == 2


def test_every_class_lifecycle_level_and_source_is_there(planned: Planned) -> None:
    entries = planned.entries
    assert {entry.record_class for entry in entries} == set(RecordClass)
    assert {entry.lifecycle for entry in entries} == set(Lifecycle)
    assert {entry.access_level for entry in entries} == set(AccessLevel)
    assert 350 <= sum(len(entry.papers) for entry in entries) <= 450


def test_a_written_consultation_is_complete_in_its_dossier(planned: Planned) -> None:
    dossiers = [dossier for dossier in planned.dossiers if dossier.kind == "consultation"]
    assert len(dossiers) == 6
    for dossier in dossiers:
        types = Counter(entry.type_code for entry in planned.entries if entry.dossier_key == dossier.key)
        assert types["NQ"] >= 2
        assert types["CV"] >= 1
        assert types["DS"] == types["PXYK"] == 1
        assert types["BC"] == (1 if dossier.closed_at else 0)


@pytest.mark.slow
def test_the_whole_archive_is_small(tmp_path: Path) -> None:
    archive = write_demo(tmp_path)
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert archive.files > 400
    assert size < 40_000_000
