"""Migrations lead to the tables the program works with, safely when several processes start at once."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, text

from archive_service.catalog.dispositions import SqlDispositions
from archive_service.catalog.mapping import record_values, text_values
from archive_service.catalog.retention_tables import tombstones
from archive_service.catalog.schema import migration_settings
from archive_service.catalog.sql import SqlCatalog
from archive_service.catalog.tables import metadata, records, units
from archive_service.catalog.text_counts import TextCounts
from archive_service.domain.consultation import (
    Answer,
    Channel,
    Consultation,
    ConsultationState,
    Member,
    Opinion,
    Round,
)
from archive_service.domain.disposition import DispositionState
from archive_service.domain.errors import CatalogUnavailable
from archive_service.domain.records import TextState, TextStatus
from archive_service.ports import TextCoverage
from archive_service.services.consultation_json import kept
from archive_service.services.retention_json import TOMBSTONES
from tests.contracts.retention_contract import a_disposition, a_tombstone, an_item, minutes
from tests.contracts.specimens import WARD, ManualClock, a_record, with_units

STARTER = """
import sys
from archive_service.catalog.sql import SqlCatalog
from tests.contracts.specimens import ManualClock
sys.stdin.read()
SqlCatalog(sys.argv[1], ManualClock(), patience_seconds=240).upgrade()
"""


def schema_of(file: Path) -> dict[str, str]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: re.sub(r"\s+", " ", sql) for name, sql in rows if name != "alembic_version"}


def parts(statement: str) -> set[str]:
    """The columns and constraints of a CREATE statement, whatever their order."""
    return {part.strip(" ,()") for part in re.split(r",(?![^(]*\))", statement.partition("(")[2])}


def upgraded(file: Path) -> None:
    catalog = SqlCatalog(f"sqlite:///{file}", ManualClock())
    catalog.upgrade()
    catalog.close()


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    upgraded(tmp_path / "migrated.sqlite3")
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite3'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_checks_and_partial_indexes_agree_too(tmp_path: Path) -> None:
    """The comparison above does not look at these."""
    upgraded(tmp_path / "migrated.sqlite3")
    engine = create_engine(f"sqlite:///{tmp_path / 'modelled.sqlite3'}")
    metadata.create_all(engine)
    engine.dispose()
    migrated, modelled = schema_of(tmp_path / "migrated.sqlite3"), schema_of(tmp_path / "modelled.sqlite3")
    assert migrated.keys() == modelled.keys()
    for name, statement in modelled.items():
        assert parts(migrated[name]) == parts(statement), name


def test_processes_that_start_at_once_make_one_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'catalog.sqlite3'}"
    starters = [subprocess.Popen([sys.executable, "-c", STARTER, url], stdin=subprocess.PIPE) for _ in range(3)]
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.close()
    assert [starter.wait(timeout=240) for starter in starters] == [0, 0, 0]
    assert "records" in schema_of(tmp_path / "new" / "catalog.sqlite3")


def test_a_schema_from_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    upgraded(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.close()
    with pytest.raises(CatalogUnavailable):
        upgraded(file)


def test_counts_are_made_from_the_records_that_are_there(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.upgrade(migration_settings(connection), "0001")
        connection.execute(insert(units).values(id=WARD.id))
        for number in range(5):
            status = TextStatus(TextState.NO_TEXT, "encrypted") if number < 2 else TextStatus()
            row = {**record_values(a_record(number, unit=WARD.id)), **text_values(status)}
            known = {name: value for name, value in row.items() if not name.startswith("end_of_force")}  # came in 0027
            connection.execute(insert(records).values(known))
    engine.dispose()
    catalog = SqlCatalog(f"sqlite:///{file}", ManualClock())
    catalog.upgrade()
    with catalog.write() as tx:
        assert tx.records.coverage(None) == TextCoverage(5, 0, (("encrypted", 2),), 3)
        assert tx.records.recount() == 0
    catalog.close()


def test_papers_of_consultations_are_read_from_what_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    sent = datetime(2022, 2, 28, 1, tzinfo=UTC)
    opinion = Opinion("An", Answer.AGREE, Channel.ZALO, sent, document_id="rec_scan")
    asked = Round(
        1, "rec_draft", "ab" * 64, None, Channel.PAPER, (Member("An"),), sent, sent + timedelta(days=3), (opinion,)
    )
    consultation = Consultation("con_1", WARD.id, "dos_1", "NQ", "bão", None, ConsultationState.ASKING, (asked,))
    row = kept(consultation)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.upgrade(migration_settings(connection), "0020")
        connection.execute(insert(units).values(id=WARD.id))
        old = {
            "id": row.id,
            "version": 1,
            "unit_id": WARD.id,
            "dossier_id": "dos_1",
            "state": "asking",
            "body": row.body,
        }
        columns = ", ".join(old)
        connection.execute(text(f"INSERT INTO consultations ({columns}) VALUES (:{', :'.join(old)})"), old)
    engine.dispose()
    catalog = SqlCatalog(f"sqlite:///{file}", ManualClock())
    catalog.upgrade()
    with catalog.read() as tx:
        for record_id, _ in row.papers:
            found = tx.consultations.of_record(record_id, None)
            assert found is not None
            assert found.due_at == asked.deadline
        assert {record_id for record_id, _ in row.papers} == {"rec_draft", "rec_scan"}
    catalog.close()


def test_lists_under_way_are_there_after_their_tables_were_made_anew(tmp_path: Path) -> None:
    """SQLite cannot change a constraint: 0022 copies every disposition and its items."""
    file = tmp_path / "catalog.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    kept = a_disposition(an_item(minutes(1, date(2022, 2, 7))), an_item(minutes(2, date(2022, 3, 7))))
    with engine.begin() as connection:
        command.upgrade(migration_settings(connection), "0021")
        SqlDispositions(connection, TextCounts(connection)).keep(kept)
    engine.dispose()
    catalog = SqlCatalog(f"sqlite:///{file}", ManualClock())
    catalog.upgrade()
    founded = replace(kept, state=DispositionState.COUNCIL_FOUNDED, version=2)
    with catalog.write() as tx:
        assert tx.dispositions.get(kept.id) == kept
        tx.dispositions.keep(founded)  # where it could not stand before
        assert tx.dispositions.get(kept.id) == founded
    catalog.close()


def test_words_of_tombstones_are_taken_from_those_that_are_there(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    stones = [replace(a_tombstone(minutes(number)), title=f"Giấy khen tờ {number}") for number in range(1_001)]
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.upgrade(migration_settings(connection), "0025")
        rows = [
            {
                "id": stone.record_id,
                "unit_id": stone.unit_id,
                "access_level": stone.access_level.value,
                "body": TOMBSTONES.to_json(stone).decode(),
            }
            for stone in stones
        ]
        connection.execute(insert(tombstones), rows)
    engine.dispose()
    catalog = SqlCatalog(f"sqlite:///{file}", ManualClock())
    catalog.upgrade()
    with catalog.read() as tx:
        found = [tx.dispositions.tombstones(None, words=f"giay {number}") for number in (0, 999, 1_000)]
        assert found == [[stones[number]] for number in (0, 999, 1_000)]
        assert len(tx.dispositions.tombstones(None, words="to khen", limit=1_000)) == 1_000
    catalog.close()


def test_wrong_counts_are_found_and_mended(tmp_path: Path) -> None:
    catalog = SqlCatalog(f"sqlite:///{tmp_path / 'catalog.sqlite3'}", ManualClock())
    catalog.upgrade()
    with_units(catalog)
    with catalog.write() as tx:
        tx.records.add(a_record(1))
    with sqlite3.connect(tmp_path / "catalog.sqlite3") as connection:
        connection.execute("UPDATE text_counts SET records = 7")
        connection.execute("INSERT INTO text_counts VALUES ('unit_gone', 'public', 'pending', '', 3)")
    connection.close()
    with catalog.write() as tx:
        assert tx.records.coverage(None).records == 10
        assert tx.records.recount() == 2
        assert tx.records.coverage(None).records == 1
    catalog.close()


def test_the_migrations_form_one_line() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migration_settings(connection))
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
