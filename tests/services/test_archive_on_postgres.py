"""A whole archive on PostgreSQL by one setting, and moved there from SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from archive_service.app import create_app
from archive_service.backup import back_up, restore
from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.catalog.tables import metadata
from archive_service.domain.access import Role
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.unit_events import EventKind
from archive_service.services.grant_terms import Assignment, GrantTerms
from archive_service.services.unit_requests import EventRequest
from indexer.model import Filters
from tests.api.house import PEOPLE, House, build, said, settings_in
from tests.servers.postgres import PostgresImpossible, PostgresServer, running_postgres
from tests.services.test_custody import everything

pytestmark = pytest.mark.needs_postgres
TABLES = metadata.sorted_tables


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


def rows_of(url: str) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table, as both engines give it back; texts in JSON as they were written."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = {table.name: {tuple(map(repr, row)) for row in connection.execute(select(table))} for table in TABLES}
    engine.dispose()
    return rows


def lived_in(house: House) -> None:
    """Put something into every part of the archive that is known to the catalog only, or to the store too."""
    archive, operator = house.archive, local_operator(house.archive)
    (given,) = archive.grants.give(
        operator, "secretary_a", [GrantTerms(Role.SECRETARY, "CB-B", holds_to=date(2027, 1, 1), reason="thay người ốm")]
    )
    archive.grants.hand_over(operator, given.id, "secretary_b", date(2026, 12, 1), "03-BB/CB")
    days = (date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 1), date(2027, 1, 31))
    archive.grants.assign(operator, "auditor", Assignment(("CB-A",), *days, named_opinions=True, document="5-QĐ/UBKT"))
    renamed = EventRequest(EventKind.RENAME, date(2026, 5, 1), units=("CB-B",), name="Chi bộ liên thôn Châu Giang")
    archive.units.apply(operator, renamed)
    secretary = archive.accounts.actor_with_token(house.tokens["secretary_a"], "api")
    archive.saved_searches.save(secretary, "nước", "nuoc sach", Filters())
    archive.consultations.open(secretary, "CB-A", "Xin ý kiến nghị quyết tháng 4", "dịch bệnh", "2026-04")
    archive.excuses.propose(secretary, "CB-A", "2026-05", "cách ly", house.records["CB-A"])
    target = HoldTarget(HoldTargetKind.HELD_RECORD, house.records["CB-A"])
    archivist = archive.accounts.actor_with_token(house.tokens["archivist"], "api")
    archive.holds.place(archivist, [target], reason="kiểm tra", authority="UBKT", document="12-QĐ/UBKT")
    house.index()


def seen_by_each(house: House) -> dict[str, Any]:
    """What every person reads and finds, and what they were ever given."""
    seen: dict[str, Any] = {}
    for login in PEOPLE:
        caller = house.client(login)
        found = [hit["id"] for hit in said(caller.get("/search", q="nghi quyet"))["hits"]]
        own = said(caller.get(f"/people/{login}/grants"))
        records = [record["id"] for record in said(caller.get("/records"))["records"]]
        seen[login] = (found, records, own, said(caller.get("/saved-searches")))
    return seen


def test_one_setting_moves_the_catalog_and_the_store_stays(server: PostgresServer, tmp_path: Path) -> None:
    """As docs/operations/postgresql.md says: every row, every right, the log; then `rebuild` finds nothing to mend."""
    house = build(tmp_path / "first")
    lived_in(house)
    seen = seen_by_each(house)
    house.archive.audit.seal_now(local_operator(house.archive))
    house.archive.close()
    before = rows_of(house.settings.catalog_url)  # the backup itself is an event of the log that it leaves behind
    back_up(house.settings, tmp_path / "backup")
    url = server.url(server.new_database())
    moved = settings_in(house.settings.data_dir, CATALOG_URL=url)
    restore(moved, tmp_path / "backup")
    after = rows_of(url)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after == before
    filled = {"accounts", "grants", "access_tokens", "saved_searches", "unit_events", "consultations", "holds"}
    assert not {name for name in filled if not before[name]}
    archive = open_archive(moved)
    try:
        there = replace(house, settings=moved, archive=archive, app=create_app(archive, moved))
        assert seen_by_each(there) == seen
        operator = local_operator(archive)
        facts = everything(archive)
        rebuilt = archive.custody.rebuild(operator)
        assert rebuilt.unknown == ()
        open_worker(moved, archive).drain()
        assert everything(archive) == facts
        assert seen_by_each(there) == seen
        assert archive.audit.verify(operator).faults == ()
        archive.audit.seal_now(operator)
        assert archive.seals.verify_store(operator).faults == ()
    finally:
        archive.close()


def test_what_came_after_the_backup_is_in_the_store(server: PostgresServer, tmp_path: Path) -> None:
    """`restore` brings the accounts of last night, `rebuild` the papers of today and the log up to its last seal."""
    house = build(tmp_path / "first")
    back_up(house.settings, tmp_path / "backup")
    late = said(house.client("archivist").deposit(b"a paper of today", "nay.txt", unit="CB-A", title="Nay"))["id"]
    head = house.archive.audit.seal_now(local_operator(house.archive))
    house.archive.close()
    moved = settings_in(house.settings.data_dir, CATALOG_URL=server.url(server.new_database()))
    restore(moved, tmp_path / "backup")
    archive = open_archive(moved)
    try:
        archive.custody.rebuild(local_operator(archive))
        secretary = archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")
        assert archive.retrieve.record(secretary, late).record.description.title == "Nay"
        assert archive.audit.verify(local_operator(archive)).faults == ()
        assert archive.seals.head().seal >= head.seal
    finally:
        archive.close()


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
