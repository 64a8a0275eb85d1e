"""Migrations lead to the tables the program works with, safely when several processes start at once."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from archive_service.catalog.schema import migration_settings
from archive_service.catalog.sql import SqlCatalog
from archive_service.catalog.tables import metadata
from archive_service.domain.errors import CatalogUnavailable
from tests.contracts.specimens import ManualClock

STARTER = """
import sys
from archive_service.catalog.sql import SqlCatalog
from tests.contracts.specimens import ManualClock
sys.stdin.read()
SqlCatalog(sys.argv[1], ManualClock(), patience_seconds=60).upgrade()
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
    assert [starter.wait(timeout=60) for starter in starters] == [0, 0, 0]
    assert "records" in schema_of(tmp_path / "new" / "catalog.sqlite3")


def test_a_schema_from_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    upgraded(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.close()
    with pytest.raises(CatalogUnavailable):
        upgraded(file)


def test_the_migrations_form_one_line() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migration_settings(connection))
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
