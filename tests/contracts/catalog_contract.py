"""What a catalog promises on every engine, besides its records, its audit chain and its jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive_service.domain.access import Role
from archive_service.domain.errors import (
    BadUnitRegister,
    CatalogUnavailable,
    Conflict,
    IdempotencyConflict,
    NotFound,
    UnknownUnit,
    VersionConflict,
)
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import AccessLevel
from archive_service.domain.unit_events import Unit
from archive_service.ports import AccessToken, Catalog, IdempotencyNote
from tests.contracts.specimens import (
    CELL_8,
    CELL_9,
    START,
    UNITS,
    WARD,
    a_dossier,
    a_grant,
    a_record,
    an_account,
    an_entry,
    with_units,
)


class UnitsOfWorkContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_a_write_is_kept_whole_or_not_at_all(self, catalog: Catalog) -> None:
        with_units(catalog)

        def fail_halfway() -> None:
            with catalog.write() as tx:
                tx.records.add(a_record(1))
                tx.audit.append(an_entry())
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_halfway()
        with catalog.read() as tx:
            assert tx.records.get(a_record(1).id, None) is None
            assert tx.audit.head() is None

    def test_nothing_written_while_reading_stays(self, catalog: Catalog) -> None:
        with_units(catalog)
        with catalog.read() as tx:
            tx.records.add(a_record(1))
        with catalog.read() as tx:
            assert tx.records.get(a_record(1).id, None) is None

    def test_a_reader_sees_one_moment(self, catalog: Catalog) -> None:
        with_units(catalog)
        with catalog.read() as early:
            assert early.records.list(None).entries == ()
            with catalog.write() as tx:
                tx.records.add(a_record(1))
            assert early.records.get(a_record(1).id, None) is None
        with catalog.read() as late:
            assert late.records.get(a_record(1).id, None) is not None

    def test_upgrading_again_changes_nothing(self, catalog: Catalog) -> None:
        with_units(catalog)
        catalog.upgrade()
        with catalog.read() as tx:
            assert tx.units.version() == 1

    def test_a_backup_is_a_catalog_of_its_own(
        self, catalog: Catalog, opened: Callable[[Path], Catalog], tmp_path: Path
    ) -> None:
        with_units(catalog)
        with catalog.write() as tx:
            tx.records.add(a_record(1))
            tx.accounts.add(an_account(1))
            tx.audit.append(an_entry())
        copy = tmp_path / "bản sao.sqlite3"
        catalog.backup_to(str(copy))
        catalog.backup_to(str(copy))
        with catalog.write() as tx:
            tx.records.add(a_record(2))
        assert sorted(path.name for path in tmp_path.glob("bản sao*")) == [copy.name]
        with opened(copy).read() as tx:
            assert tx.records.get(a_record(1).id, None) is not None
            assert tx.records.get(a_record(2).id, None) is None
            assert tx.accounts.by_login("bithu1") == an_account(1)
            assert tx.audit.head() is not None
            assert tx.units.register().units[CELL_8.id] == CELL_8

    def test_a_backup_fills_an_empty_catalog_on_any_engine(
        self, catalog: Catalog, opened: Callable[[Path], Catalog], tmp_path: Path
    ) -> None:
        origin = opened(tmp_path / "origin.sqlite3")
        origin.upgrade()
        with_units(origin)
        with origin.write() as tx:
            tx.records.add(a_record(1))
            tx.dossiers.add(a_dossier(1))
            tx.accounts.add(replace(an_account(1), grants=(a_grant(1, Role.LEADER, WARD.id),)))
            tx.audit.append(an_entry("đăng nhập"))
            job_id = tx.jobs.enqueue(JobKind.INDEX_RECORD, a_record(1).id)
        origin.backup_to(str(tmp_path / "backup.sqlite3"))
        catalog.restore_from(str(tmp_path / "backup.sqlite3"))
        with origin.read() as before, catalog.write() as after:
            assert after.records.get(a_record(1).id, None) == before.records.get(a_record(1).id, None)
            assert after.dossiers.get(a_dossier(1).id, None) == a_dossier(1)
            assert after.accounts.list() == before.accounts.list()
            assert after.units.register() == before.units.register()
            assert list(after.audit.events()) == list(before.audit.events())
            assert [job.id for job in after.jobs.claim(60)] == [job_id]
            assert after.audit.append(an_entry()).number == 2
        with pytest.raises(Conflict):
            catalog.restore_from(str(tmp_path / "backup.sqlite3"))

    def test_a_backup_that_cannot_be_read_is_told(self, catalog: Catalog, tmp_path: Path) -> None:
        (tmp_path / "torn").write_bytes(b"half of a backup" * 1000)
        for name in ("torn", "missing"):
            with pytest.raises(CatalogUnavailable):
                catalog.restore_from(str(tmp_path / name))
        with_units(catalog)


class RegistersContract:
    """Units and dossiers. Inherit and provide the fixture `catalog`."""

    def test_an_empty_register(self, catalog: Catalog) -> None:
        with catalog.read() as tx:
            assert tx.units.register().units == {}
            assert tx.units.version() == tx.units.register().version == 0

    def test_the_register_comes_back_as_it_went_in(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.units.replace_all((CELL_9, CELL_8, WARD), version=7)  # children before their parent
            register = tx.units.register()
        assert register.units == {unit.id: unit for unit in UNITS}
        assert register.version == 7
        assert register.units[CELL_8.id].aliases == ("Chi bộ 8", "TDP 8")

    def test_the_register_is_in_order_of_code(self, catalog: Catalog) -> None:
        codes = ["Đ-1", "a-1", "B-1", "A_1", "A-2", "A-10"]
        listed = [Unit(f"unit_{number}", code, "Chi bộ", "cell", None) for number, code in enumerate(codes)]
        with catalog.write() as tx:
            tx.units.replace_all(listed, version=1)
            assert [unit.code for unit in tx.units.register().units.values()] == sorted(codes)

    def test_a_unit_that_leaves_the_register_keeps_its_records(self, catalog: Catalog) -> None:
        with_units(catalog)
        renamed = replace(CELL_8, name="Chi bộ Tổ dân phố Yên Thịnh", code="YT-8", aliases=())
        with catalog.write() as tx:
            tx.records.add(a_record(1, unit=CELL_9.id))
            tx.units.replace_all((WARD, renamed), version=2)
        with catalog.read() as tx:
            assert tx.units.register().units == {WARD.id: WARD, CELL_8.id: renamed}
            found = tx.records.get(a_record(1).id, None)
            assert found is not None
            assert found.record.description.unit_id == CELL_9.id

    def test_a_register_that_contradicts_itself_changes_nothing(self, catalog: Catalog) -> None:
        with_units(catalog)
        same_code = Unit("unit_other", CELL_8.code, "Chi bộ khác", "cell", WARD.id)
        with pytest.raises(BadUnitRegister), catalog.write() as tx:
            tx.units.replace_all((*UNITS, same_code), version=2)
        with catalog.read() as tx:
            assert tx.units.register().units == {unit.id: unit for unit in UNITS}
            assert tx.units.version() == 1

    def test_dossiers(self, catalog: Catalog) -> None:
        with_units(catalog)
        first, second, foreign = a_dossier(1), a_dossier(2), a_dossier(3, CELL_9.id)
        with catalog.write() as tx:
            for dossier in (first, second, foreign):
                tx.dossiers.add(dossier)
            with pytest.raises(Conflict):
                tx.dossiers.add(first)
            with pytest.raises(UnknownUnit):
                tx.dossiers.add(a_dossier(4, "unit_nowhere"))
        own = frozenset({CELL_8.id})
        with catalog.read() as tx:
            assert tx.dossiers.get(first.id, own) == first
            assert tx.dossiers.get(foreign.id, own) is None
            assert tx.dossiers.get(foreign.id, None) == foreign
            assert tx.dossiers.list(own) == ([first, second], False)
            assert tx.dossiers.list(own | {CELL_9.id}, limit=2) == ([first, second], True)
            assert tx.dossiers.list(None, after=second.id) == ([foreign], False)
            assert tx.dossiers.list(frozenset()) == ([], False)

    def test_a_dossier_changes_at_the_version_that_was_read(self, catalog: Catalog) -> None:
        with_units(catalog)
        dossier = a_dossier(1)
        closed = replace(dossier, closed_at=date(2022, 12, 30), version=2)
        with catalog.write() as tx:
            tx.dossiers.add(dossier)
            tx.dossiers.update(closed, expected_version=1)
            with pytest.raises(VersionConflict):
                tx.dossiers.update(closed, expected_version=1)
            with pytest.raises(NotFound):
                tx.dossiers.update(a_dossier(2), expected_version=1)
            assert tx.dossiers.get(dossier.id, None) == closed

    def test_a_dossier_is_recovered_without_its_unit(self, catalog: Catalog) -> None:
        dossier = a_dossier(1, "unit_lost")
        with catalog.write() as tx:
            tx.dossiers.recover(dossier)
            tx.dossiers.recover(replace(dossier, title="Tên mới", version=2))
            assert tx.dossiers.get(dossier.id, None) == replace(dossier, title="Tên mới", version=2)


class PeopleContract:
    """Accounts, tokens and answered requests. Inherit and provide the fixture `catalog`."""

    def test_a_password_can_be_one_that_must_be_changed(self, catalog: Catalog) -> None:
        first = replace(an_account(1), must_change_password=True, password_ends_at=START)
        with catalog.write() as tx:
            tx.accounts.add(first)
            tx.accounts.add(an_account(2))
            tx.accounts.ask_for_new_password(an_account(2).id)
            tx.accounts.ask_for_new_password("usr_nobody")
        with catalog.read() as tx:
            assert tx.accounts.list() == [first, replace(an_account(2), must_change_password=True)]
        with catalog.write() as tx:
            tx.accounts.update(an_account(1))
            assert tx.accounts.by_id(first.id) == an_account(1)

    def test_accounts_and_their_grants(self, catalog: Catalog) -> None:
        account = replace(
            an_account(1), grants=(a_grant(1, Role.SECRETARY, CELL_8.id), a_grant(2, Role.AUDITOR, WARD.id))
        )
        with catalog.write() as tx:
            tx.accounts.add(account)
            tx.accounts.add(an_account(2))
        with catalog.read() as tx:
            assert tx.accounts.by_id(account.id) == account
            assert tx.accounts.by_login("BiThu1 ") == account
            assert tx.accounts.by_login("nobody") is None
            assert tx.accounts.by_login("bithu1\0") is None
            assert tx.accounts.list() == [account, an_account(2)]
            assert tx.accounts.list(after=account.id) == [an_account(2)]
            assert tx.accounts.list(limit=1) == [account]
            assert tx.accounts.count() == 2

    def test_people_are_listed_within_units_with_their_grants_there(self, catalog: Catalog) -> None:
        in_cell, in_ward = a_grant(1, Role.SECRETARY, CELL_8.id), a_grant(2, Role.AUDITOR, WARD.id)
        both = replace(an_account(1), grants=(in_cell, in_ward))
        left = replace(an_account(2), grants=(a_grant(3, Role.SECRETARY, CELL_8.id, user=2),))
        with catalog.write() as tx:
            for account in (both, left, an_account(3)):
                tx.accounts.add(account)
            tx.accounts.end_grant(replace(left.grants[0], revoked_at=START, revoked_by="usr_x", revoked_why="thôi"))
        with catalog.read() as tx:
            here = [replace(both, grants=(in_cell,)), replace(left, grants=())]
            assert tx.accounts.list(within={CELL_8.id}) == here
            assert tx.accounts.list(within={CELL_8.id}, matching="bithu2") == here[1:]
            assert tx.accounts.list(within={CELL_8.id}, after=both.id, limit=1) == here[1:]
            assert tx.accounts.list(within={WARD.id}) == [replace(both, grants=(in_ward,))]
            assert tx.accounts.list(within=set()) == []

    def test_a_login_is_one_whatever_its_case_and_marks(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.accounts.add(an_account(1, login="Hòa"))
            with pytest.raises(Conflict):
                tx.accounts.add(an_account(2, login="ho\u0300a"))
            tx.accounts.add(an_account(3))
            with pytest.raises(Conflict):
                tx.accounts.update(an_account(3, login="HÒA"))
            assert tx.accounts.count() == 2

    def test_updating_an_account(self, catalog: Catalog) -> None:
        account = replace(an_account(1), grants=(a_grant(1, Role.SECRETARY, CELL_8.id),))
        changed = replace(account, name="Tên mới", disabled=True)
        with catalog.write() as tx:
            tx.accounts.add(account)
            tx.accounts.update(changed)
            assert tx.accounts.by_id(account.id) == changed
            with pytest.raises(NotFound):
                tx.accounts.update(an_account(9))

    def test_a_grant_that_was_taken_back_stays_in_the_history(self, catalog: Catalog) -> None:
        held, other = a_grant(1, Role.SECRETARY, CELL_8.id), a_grant(2, Role.AUDITOR, WARD.id)
        narrow = replace(
            other, levels=frozenset({AccessLevel.PUBLIC}), records_from=date(2022, 1, 1), records_to=date(2022, 12, 31),
            holds_from=date(2026, 3, 1), holds_to=date(2026, 4, 1), ends_at=START + timedelta(hours=1), reason="Vì sao",
            document="12-QĐ/ĐU",
        )  # fmt: skip
        ended = replace(held, revoked_at=START + timedelta(days=1), revoked_by="usr_admin", revoked_why="thôi việc")
        with catalog.write() as tx:
            tx.accounts.add(replace(an_account(1), grants=(held,)))
            tx.accounts.add_grant(narrow)
            tx.accounts.end_grant(ended)
            with pytest.raises(Conflict):
                tx.accounts.end_grant(ended)
            with pytest.raises(Conflict):
                tx.accounts.add_grant(narrow)
            with pytest.raises(NotFound):
                tx.accounts.add_grant(a_grant(3, Role.LEADER, WARD.id, user=9))
        with catalog.read() as tx:
            assert tx.accounts.grants_of(an_account(1).id) == [narrow, ended]
            assert tx.accounts.grant(held.id) == ended
            found = tx.accounts.by_id(an_account(1).id)
            assert found is not None
            assert found.grants == (narrow,)

    def test_the_administrators_that_count(self, catalog: Catalog) -> None:
        shut = replace(an_account(2), grants=(a_grant(2, Role.ADMINISTRATOR, WARD.id, user=2),), disabled=True)
        with catalog.write() as tx:
            tx.accounts.add(replace(an_account(1), grants=(a_grant(1, Role.ADMINISTRATOR, WARD.id),)))
            tx.accounts.add(shut)
            assert tx.accounts.administrators() == [a_grant(1, Role.ADMINISTRATOR, WARD.id)]

    def test_names_of_people(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            for number in (1, 2, 3):
                tx.accounts.add(an_account(number))
            wanted = {an_account(1).id, an_account(3).id, "usr_unknown"}
            assert tx.accounts.names_of(wanted) == {
                an_account(1).id: an_account(1).name, an_account(3).id: an_account(3).name,
            }  # fmt: skip
            assert tx.accounts.names_of(set()) == {}

    def test_broken_glass_is_found_while_it_is_news(self, catalog: Catalog) -> None:
        glass = replace(
            a_grant(1, Role.LEADER, WARD.id), breaks_glass=True, granted_by=an_account(1).id,
            ends_at=START + timedelta(hours=1),
        )  # fmt: skip
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.accounts.add_grant(glass)
            assert tx.accounts.broken_glass(START) == [glass]
            assert tx.accounts.broken_glass(START + timedelta(hours=2)) == []

    def test_attempts_are_counted_by_everybody_until_their_window_is_over(self, catalog: Catalog) -> None:
        window = timedelta(minutes=10)
        for number in (1, 2):
            with catalog.write() as tx:
                assert tx.accounts.count_attempt("a", START, window) == (number, START)
        with catalog.write() as tx:
            assert tx.accounts.count_attempt("b", START, window) == (1, START)
            tx.accounts.forget_attempts("b")
            assert tx.accounts.count_attempt("b", START, window) == (1, START)
            tx.accounts.forget_attempts("b", one=True)
            assert tx.accounts.count_attempt("b", START, window) == (1, START)
            assert tx.accounts.count_attempt("a", START + timedelta(minutes=9), window) == (3, START)
            later = START + window
            assert tx.accounts.count_attempt("a", later, window) == (1, later)

    def test_people_are_found_without_marks(self, catalog: Catalog) -> None:
        named = replace(an_account(1), name="Trần Thị Hòa")
        with catalog.write() as tx:
            tx.accounts.add(named)
            tx.accounts.add(replace(an_account(2), name="Lê Văn Đức"))
            assert tx.accounts.list(matching="hoa tran") == [named]
            assert [each.id for each in tx.accounts.list(matching="duc")] == [an_account(2).id]
            assert tx.accounts.list(matching="bithu", limit=1) == [named]

    def test_tokens(self, catalog: Catalog) -> None:
        token = AccessToken("tok_1", an_account(1).id, "máy quét", "a" * 64, START, START + timedelta(days=90))
        used = replace(token, last_used_at=START + timedelta(seconds=5), revoked=True, expires_at=None)
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.accounts.add_token(token)
            with pytest.raises(NotFound):
                tx.accounts.add_token(replace(token, id="tok_3", secret_sha256="d" * 64, user_id="usr_nobody"))
            assert tx.accounts.token_by_secret("a" * 64) == token
            assert tx.accounts.token_by_secret("b" * 64) is None
            assert tx.accounts.token_by_id("tok_1") == token
            assert tx.accounts.token_by_id("tok_2") is None
            tx.accounts.update_token(used)
            assert tx.accounts.tokens_of(an_account(1).id) == [used]
            assert tx.accounts.tokens_of("usr_other") == []
            with pytest.raises(NotFound):
                tx.accounts.update_token(replace(token, id="tok_2", secret_sha256="c" * 64))

    def test_requests_are_remembered_for_their_user(self, catalog: Catalog) -> None:
        note = IdempotencyNote("key-1", "usr_1", "d" * 64, "rec_1", START)
        with catalog.write() as tx:
            tx.remember(note)
            tx.remember(replace(note, user_id="usr_2"))
            with pytest.raises(IdempotencyConflict):
                tx.remember(replace(note, request_digest="e" * 64))
        with catalog.read() as tx:
            assert tx.recall("key-1", "usr_1") == note
            assert tx.recall("key-1", "usr_3") is None
            assert tx.recall("key-2\0", "usr_1") is None

    def test_requests_are_forgotten_after_a_week(self, catalog: Catalog) -> None:
        old = IdempotencyNote("old", "usr_1", "d" * 64, "rec_1", START)
        with catalog.write() as tx:
            tx.remember(old)
            tx.remember(replace(old, key="new", at=START + timedelta(days=7, seconds=1)))
            assert tx.recall("old", "usr_1") is None
            assert tx.recall("new", "usr_1") is not None
