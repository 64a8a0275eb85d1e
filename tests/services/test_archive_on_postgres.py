"""A whole archive on PostgreSQL by one setting, and moved there from SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_service.backup import back_up, restore
from archive_service.bootstrap import local_operator, open_archive, open_worker
from tests.api.house import build, said, settings_in
from tests.servers.postgres import PostgresImpossible, PostgresServer, running_postgres
from tests.services.test_custody import everything

pytestmark = pytest.mark.needs_postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with running_postgres() as server:
            yield server
    except PostgresImpossible as reason:
        pytest.skip(f"no PostgreSQL to test on: {reason}")


def test_an_archive_moves_there_and_back(server: PostgresServer, tmp_path: Path) -> None:
    house = build(tmp_path / "first")
    before = everything(house.archive)
    back_up(house.settings, tmp_path / "backup")
    house.archive.close()
    there = settings_in(tmp_path / "there", CATALOG_URL=server.url(server.new_database()))
    and_back = settings_in(tmp_path / "back")
    for settings, backup in ((there, "backup"), (and_back, "backup from there")):
        restore(settings, tmp_path / backup, nothing_since=True)
        archive = open_archive(settings)
        try:
            open_worker(settings, archive).drain()
            assert everything(archive) == before
            assert archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli").name == "secretary_a"
            assert archive.audit.verify(local_operator(archive)).faults == ()
            back_up(settings, tmp_path / "backup from there")
        finally:
            archive.close()
    assert not (there.data_dir / "catalog.sqlite3").exists()


def test_an_archive_lives_there(server: PostgresServer, tmp_path: Path) -> None:
    house = build(tmp_path, CATALOG_URL=server.url(server.new_database()))
    try:
        own, foreign = house.records["CB-A"], house.records["CB-B"]
        secretary = house.client("secretary_a")
        assert secretary.get(f"/records/{own}").status_code == 200
        assert secretary.get(f"/records/{foreign}").status_code == 404
        found = said(secretary.get("/search", q="nghi quyet"))
        assert [hit["id"] for hit in found["hits"]] == [own]
        assert found["completeness"]["records"] == 1
        assert house.archive.audit.verify(local_operator(house.archive)).faults == ()
    finally:
        house.archive.close()
