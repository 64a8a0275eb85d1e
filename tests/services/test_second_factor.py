"""The second factor: set up, asked for, never taken twice, lost and found again."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.errors import (
    BadCode,
    Conflict,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SamePerson,
    SecondFactorNeeded,
    TooManyAttempts,
)
from archive_service.key_files import SECOND_FACTOR_KEY, key_in, next_key, take_next_key
from archive_service.services import Archive
from archive_service.services.second_factor import RECOVERY_CODES
from archive_service.services.sessions import Awaits, Entered, Visit
from archive_service.services.sign_in import SignInService
from tests.api.house import PASSWORD, House, copy_of
from tests.contracts.specimens import ManualClock

VISIT = Visit("web", "192.0.2.77", "Firefox · Windows")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def archive(staff: House, clock: ManualClock) -> Archive:
    """An archive whose sign-in goes by a clock of the test."""
    clock.time = staff.archive.sessions.clock.now()
    second = replace(staff.archive.second_factor, clock=clock)
    sessions = replace(staff.archive.sessions, clock=clock, second_factor=second)
    sign_in: SignInService = replace(staff.archive.sign_in, clock=clock, sessions=sessions)
    return replace(staff.archive, second_factor=second, sessions=sessions, sign_in=sign_in)


def signed_in(archive: Archive, login: str = "secretary_a") -> Entered:
    return archive.sessions.entered(archive.sign_in.with_password(login, PASSWORD, VISIT)[1], "web")


def set_up(archive: Archive, clock: ManualClock, entered: Entered) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    app = pyotp.TOTP(archive.second_factor.begin(entered.actor).secret)
    return app, archive.second_factor.confirm(entered.actor, entered.session.id, app.at(clock.time))


def test_after_the_password_a_code_is_asked_and_a_new_session_begins(archive: Archive, clock: ManualClock) -> None:
    first = signed_in(archive)
    app, _ = set_up(archive, clock, first)
    assert archive.second_factor.own(first.actor).on
    _, secret = archive.sign_in.with_password("secretary_a", PASSWORD, VISIT)
    half = archive.sessions.entered(secret, "web")
    assert half.awaits is Awaits.CODE
    with pytest.raises(BadCode):
        archive.sign_in.with_code(half, "000000" if app.at(clock.time) != "000000" else "000001", VISIT)
    clock.time += timedelta(minutes=1)
    opened, new = archive.sign_in.with_code(half, app.at(clock.time), VISIT)
    assert archive.sessions.entered(new, "web").awaits is Awaits.NOTHING
    assert opened.id != half.session.id
    with pytest.raises(NotSignedIn):
        archive.sessions.entered(secret, "web")


def test_the_session_that_set_it_up_goes_on_and_others_must_give_a_code(archive: Archive, clock: ManualClock) -> None:
    mine, other = signed_in(archive), archive.sign_in.with_password("secretary_a", PASSWORD, VISIT)[1]
    app = pyotp.TOTP(archive.second_factor.begin(mine.actor).secret)
    assert archive.sessions.entered(other, "web").awaits is Awaits.NOTHING
    archive.second_factor.confirm(mine.actor, mine.session.id, app.at(clock.time))
    assert archive.sessions.entered(other, "web").awaits is Awaits.CODE
    with archive.sessions.catalog.read() as tx:
        assert {session.id: session.second_factor for session in tx.sessions.of(mine.actor.user_id)}[mine.session.id]


def test_no_code_is_taken_twice_nor_an_older_one_nor_one_of_another_time(archive: Archive, clock: ManualClock) -> None:
    app, _ = set_up(archive, clock, signed_in(archive))
    start = clock.time
    clock.time += timedelta(minutes=1)
    for minutes, taken in ((0, False), (1, True), (1, False), (0.5, False), (9, False), (-9, False), (1.5, True)):
        half = signed_in(archive)
        code = app.at(start + timedelta(minutes=minutes))
        if taken:
            assert archive.sign_in.with_code(half, f" {code[:3]} {code[3:]} ", VISIT)
        else:
            with pytest.raises(BadCode):
                archive.sign_in.with_code(half, code, VISIT)


def test_a_recovery_code_opens_once_however_it_is_typed(archive: Archive, clock: ManualClock) -> None:
    _, codes = set_up(archive, clock, signed_in(archive))
    assert len(set(codes)) == RECOVERY_CODES
    typed = codes[0].upper().replace("-", " ")
    assert archive.sign_in.with_code(signed_in(archive), typed, VISIT)
    with pytest.raises(BadCode):
        archive.sign_in.with_code(signed_in(archive), codes[0], VISIT)
    assert archive.second_factor.own(signed_in(archive).actor).recovery_codes == RECOVERY_CODES - 1
    other = signed_in(archive, "secretary_b")
    set_up(archive, clock, other)
    with pytest.raises(BadCode):
        archive.sign_in.with_code(signed_in(archive, "secretary_b"), codes[1], VISIT)
    renewed = archive.second_factor.renew_codes(signed_in(archive).actor)
    with pytest.raises(BadCode):
        archive.sign_in.with_code(signed_in(archive), codes[1], VISIT)
    assert archive.sign_in.with_code(signed_in(archive), renewed[0], VISIT)


def test_neither_the_secret_nor_a_code_is_in_the_catalog(archive: Archive, staff: House, clock: ManualClock) -> None:
    app, codes = set_up(archive, clock, signed_in(archive))
    kept = b"".join(file.read_bytes() for file in staff.settings.data_dir.glob("catalog.sqlite3*"))
    for told in (app.secret, codes[0], codes[0].replace("-", "")):
        assert told.encode() not in kept
    assert (staff.settings.data_dir / "second-factor.key").stat().st_mode & 0o077 == 0


def test_a_secret_is_sealed_for_its_owner_alone_and_never_twice_alike(archive: Archive, clock: ManualClock) -> None:
    mine, other = signed_in(archive), signed_in(archive, "secretary_b")
    app, _ = set_up(archive, clock, mine)
    sealed = set()
    for _ in range(3):
        archive.second_factor.begin(other.actor)
        with archive.second_factor.catalog.read() as tx:
            kept = tx.second_factors.of(other.actor.user_id)
        assert kept is not None
        sealed.add(base64.b64decode(kept.sealed_secret)[:12])
    assert len(sealed) == 3
    with archive.second_factor.catalog.write() as tx:  # somebody who can write there gives them a factor they know
        own = tx.second_factors.of(mine.actor.user_id)
        assert own is not None
        tx.second_factors.keep(replace(own, user_id=other.actor.user_id, confirmed=False))
    clock.time += timedelta(minutes=1)
    with pytest.raises(BadCode):
        archive.second_factor.confirm(other.actor, other.session.id, app.at(clock.time))


def test_with_another_key_recovery_codes_still_open(archive: Archive, clock: ManualClock) -> None:
    app, codes = set_up(archive, clock, signed_in(archive))
    moved = replace(archive.second_factor, key=b"k" * 32)
    sign_in = replace(archive.sign_in, sessions=replace(archive.sessions, second_factor=moved))
    clock.time += timedelta(minutes=1)
    with pytest.raises(BadCode):
        sign_in.with_code(signed_in(archive), app.at(clock.time), VISIT)
    assert sign_in.with_code(signed_in(archive), codes[0], VISIT)


def test_the_key_is_replaced_and_apps_go_on(archive: Archive, clock: ManualClock) -> None:
    """Broken off after the catalog was written, it is done again: what bears the new key stays."""
    app, _ = set_up(archive, clock, signed_in(archive))
    operator, new_key = local_operator(archive), b"k" * 32
    assert archive.second_factor.seal_anew(operator, new_key) == (1, 0)
    assert archive.second_factor.seal_anew(operator, new_key) == (0, 0)
    assert archive.second_factor.seal_anew(operator, b"x" * 32) == (0, 1)  # with the old key nothing opens any more
    moved = replace(archive.second_factor, key=new_key)
    sign_in = replace(archive.sign_in, sessions=replace(archive.sessions, second_factor=moved))
    clock.time += timedelta(minutes=1)
    assert sign_in.with_code(signed_in(archive), app.at(clock.time), VISIT)
    clock.time += timedelta(minutes=1)
    with pytest.raises(BadCode):
        archive.sign_in.with_code(signed_in(archive), app.at(clock.time), VISIT)


def test_only_who_runs_the_machine_replaces_the_key(archive: Archive, staff: House) -> None:
    administrator = archive.accounts.actor_with_token(staff.tokens["administrator"], "cli")
    with pytest.raises(NotPermitted):
        archive.second_factor.seal_anew(administrator, b"k" * 32)


def test_a_key_that_was_begun_is_the_one_that_is_taken(tmp_path: Path) -> None:
    first = key_in(tmp_path, SECOND_FACTOR_KEY)
    following = next_key(tmp_path, SECOND_FACTOR_KEY)
    assert following == next_key(tmp_path, SECOND_FACTOR_KEY) != first
    assert key_in(tmp_path, SECOND_FACTOR_KEY) == first
    take_next_key(tmp_path, SECOND_FACTOR_KEY)
    assert key_in(tmp_path, SECOND_FACTOR_KEY) == following
    assert [path.name for path in tmp_path.iterdir()] == [SECOND_FACTOR_KEY]
    assert (tmp_path / SECOND_FACTOR_KEY).stat().st_mode & 0o077 == 0


def test_codes_are_guessed_a_few_times_only(archive: Archive, staff: House, clock: ManualClock) -> None:
    _, codes = set_up(archive, clock, signed_in(archive))
    half = signed_in(archive)
    for _ in range(staff.settings.signin.attempts_per_login):
        with pytest.raises(BadCode):
            archive.sign_in.with_code(half, "no code", VISIT)
    with pytest.raises(TooManyAttempts):
        archive.sign_in.with_code(half, codes[0], VISIT)


def test_it_is_removed_by_its_owner_and_reset_by_an_administrator_with_a_trace(
    archive: Archive, clock: ManualClock
) -> None:
    entered = signed_in(archive)
    set_up(archive, clock, entered)
    with pytest.raises(Conflict):
        archive.second_factor.begin(entered.actor)
    archive.second_factor.remove(entered.actor)
    with pytest.raises(NotFound):
        archive.second_factor.remove(entered.actor)
    again = signed_in(archive)
    assert again.awaits is Awaits.NOTHING
    set_up(archive, clock, again)
    administrator, archivist = signed_in(archive, "administrator").actor, signed_in(archive, "archivist").actor
    with pytest.raises(NotPermitted):
        archive.second_factor.reset(archivist, "secretary_a")
    with pytest.raises(SamePerson):
        archive.second_factor.reset(administrator, "administrator")
    archive.second_factor.reset(administrator, "secretary_a")
    assert archive.sessions.own(entered.actor) == []
    assert signed_in(archive).awaits is Awaits.NOTHING
    acts = [event.entry.act for event in archive.audit.page(local_operator(archive), limit=20)]
    for act in ("set_up_second_factor", "remove_second_factor", "reset_second_factor"):
        assert act in acts


@pytest.fixture
def strict(closed_staff: House, tmp_path: Path) -> Iterator[House]:
    """Whoever administers must have a second factor."""
    opened = copy_of(closed_staff, tmp_path / "strict", SIGNIN_SECOND_FACTOR_ROLES="administrator leader")
    yield opened
    opened.archive.close()


def test_a_role_can_ask_for_it(strict: House) -> None:
    archive = strict.archive
    assert archive.second_factor.roles == {Role.ADMINISTRATOR, Role.LEADER}
    assert signed_in(archive).awaits is Awaits.NOTHING
    _, secret = archive.sign_in.with_password("administrator", PASSWORD, VISIT)
    entered = archive.sessions.entered(secret, "web")
    assert entered.awaits is Awaits.SET_UP
    app = pyotp.TOTP(archive.second_factor.begin(entered.actor).secret)
    archive.second_factor.confirm(entered.actor, entered.session.id, app.now())
    assert archive.sessions.entered(secret, "web").awaits is Awaits.NOTHING
    with pytest.raises(SecondFactorNeeded):
        archive.second_factor.remove(entered.actor)
