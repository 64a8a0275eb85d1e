"""Two people at once, with real threads on SQLite and PostgreSQL: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier, Event
from urllib.parse import quote

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.errors import ArchiveError, Conflict, NotFound, NotSignedIn
from archive_service.domain.unit_events import EventKind
from archive_service.services.audit import AuditQuestion
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.unit_json import UNIT_REGISTER_ID
from archive_service.services.unit_requests import EventRequest, MadeUnit
from tests.api.house import PASSWORD, Caller, House, build, paper, said
from tests.servers.postgres import PostgresImpossible, running_postgres

DAY = date(2025, 7, 1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)], scope="module")
def racing_house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("race")
    if request.param == "sqlite":
        house = build(folder)
        yield house
        house.archive.close()
        return
    try:
        with running_postgres() as server:
            house = build(folder, CATALOG_URL=server.url(server.new_database()))
            yield house
            house.archive.close()
    except PostgresImpossible as reason:
        pytest.skip(f"no PostgreSQL to test on: {reason}")


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that start together; what each returned, or the ArchiveError it raised."""
    start = Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        start.wait(timeout=20)
        try:
            return work()
        except ArchiveError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_of_two_who_record_an_event_one_wins(racing_house: House) -> None:
    archive = racing_house.archive
    seen = archive.units.register().version
    archivist = archive.accounts.actor_with_token(racing_house.tokens["archivist"], "cli")

    def rename(number: int) -> Callable[[], object]:
        asked = EventRequest(EventKind.RENAME, DAY, ("CB-A",), name=f"Chi bộ {number}")
        return lambda: archive.units.apply(archivist, asked, expected_version=seen).version

    outcomes = at_once(*(rename(number) for number in range(4)))
    assert outcomes.count(seen + 1) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, Conflict)} == {"unit_register_changed"}
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 3
    assert archive.units.register().version == archive.units.storage.head(UNIT_REGISTER_ID).number == seen + 1
    assert len(archive.units.register().history.events) == 1
    assert archive.audit.verify(local_operator(archive)).faults == ()


def test_of_two_who_correct_a_record_one_wins_and_both_texts_are_kept_or_told(racing_house: House) -> None:
    archive, record_id = racing_house.archive, racing_house.records["CB-B"]
    archivist = archive.accounts.actor_with_token(racing_house.tokens["archivist"], "cli")
    seen = archive.retrieve.record(archivist, record_id).record.version

    def correct(number: int) -> Callable[[], object]:
        changes = {"title": f"Nghị quyết sửa lần {number}"}
        return lambda: archive.correction.correct(
            archivist, record_id, changes, reason="đối chiếu bản giấy", expected_version=seen
        )

    outcomes = at_once(*(correct(number) for number in range(4)))
    won = [number for number, outcome in enumerate(outcomes) if not isinstance(outcome, ArchiveError)]
    assert len(won) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, ArchiveError)} == {"version_conflict"}
    record = archive.retrieve.record(archivist, record_id).record
    assert (record.version, record.description.title) == (seen + 1, f"Nghị quyết sửa lần {won[0]}")
    assert [version.number for version in archive.retrieve.versions(archivist, record_id)][-1] == seen + 1
    late = racing_house.client("archivist").ask(
        "POST", f"/records/{record_id}/corrections", json={"version": seen, "reason": "x", "fields": {"title": "x"}}
    )
    assert late.status_code == 409


def test_a_role_is_handed_over_to_one_of_two(racing_house: House) -> None:
    archive, operator = racing_house.archive, local_operator(racing_house.archive)
    (grant,) = archive.grants.give(operator, "secretary_a", [GrantTerms(Role.SECRETARY, "DB-YT")])
    heirs = ("secretary_b", "auditor")

    def hand_over(heir: str) -> Callable[[], object]:
        return lambda: archive.grants.hand_over(operator, grant.id, heir, date(2026, 1, 1), "03-BB/CB").user_id

    outcomes = at_once(*map(hand_over, heirs), lambda: archive.grants.take_back(operator, grant.id, "thôi").id)
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 2, outcomes
    held = [each for heir in heirs for each in archive.grants.history(operator, heir) if each.document == "03-BB/CB"]
    assert len(held) == sum(not isinstance(outcome, Conflict) for outcome in outcomes[:2])
    (ended,) = [each for each in archive.grants.history(operator, "secretary_a") if each.id == grant.id]
    assert ended.revoked_at is not None
    assert archive.audit.verify(operator).faults == ()


def test_filing_while_the_dossier_is_closed_loses_no_paper(racing_house: House, tmp_path: Path) -> None:
    archive, dossier_id = racing_house.archive, racing_house.dossiers["CB-B"]
    archivist = archive.accounts.actor_with_token(racing_house.tokens["archivist"], "cli")
    caller, content = racing_house.client("archivist"), paper(tmp_path, "Giấy nộp trong lúc hồ sơ được đóng.")
    filed, closed = at_once(
        lambda: caller.deposit(content, "giay.pdf", unit="CB-B", type="NQ", title="Giấy", dossier=dossier_id),
        lambda: archive.dossiers.close(archivist, dossier_id, date(2026, 3, 31)),
    )
    assert not isinstance(closed, ArchiveError)
    assert archive.dossiers.get(archivist, dossier_id).closed_at == date(2026, 3, 31)
    inside = [entry.record.id for entry in archive.retrieve.list(archivist, dossier_id=dossier_id).entries]
    status, body = filed.status_code, filed.json  # type: ignore[attr-defined]
    assert (status == 201 and body["id"] in inside) or (status in (409, 422) and len(inside) == 1), body


def test_depositing_while_the_cell_is_merged_loses_nothing(racing_house: House, tmp_path: Path) -> None:
    archive = racing_house.archive
    archivist = archive.accounts.actor_with_token(racing_house.tokens["archivist"], "cli")
    content = paper(tmp_path, "Giấy nộp trong lúc chi bộ được sáp nhập.")
    merger = EventRequest(
        EventKind.MERGE, date(2025, 8, 1), ("CB-A", "CB-B"), made=(MadeUnit("CB-C", "Chi bộ hợp nhất"),)
    )
    deposited, applied = at_once(
        lambda: racing_house.client("archivist").deposit(content, "giay.pdf", unit="CB-A", type="NQ", title="Giấy"),
        lambda: archive.units.apply(archivist, merger),
    )
    assert deposited.status_code == 201, deposited.text  # type: ignore[attr-defined]
    assert not isinstance(applied, ArchiveError)
    record_id = deposited.json["id"]  # type: ignore[attr-defined]
    merged = archive.units.register().by_code("CB-C")
    assert merged is not None
    entry = archive.retrieve.record(
        archive.accounts.actor_with_token(racing_house.tokens["archivist"], "cli"), record_id
    )
    assert entry.record.description.unit_id in archive.units.register().below(merged.id)
    assert racing_house.client("archivist").get(f"/records/{record_id}").status_code == 200


def test_a_token_revoked_while_downloading_ends_with_the_next_request(racing_house: House) -> None:
    archive = racing_house.archive
    operator = local_operator(archive)
    token, secret = archive.accounts.issue_token(operator, "archivist", "races")
    record_id = racing_house.records["CB-B"]

    def download() -> object:
        actor = archive.accounts.actor_with_token(secret, "api")
        with archive.retrieve.file(actor, record_id, None) as (file, content):
            return file.size == len(content.read())

    outcomes = at_once(download, download, lambda: archive.accounts.revoke_token(operator, token.id))
    # Whoever was let in gets the whole file, never half of one; whoever came later is not let in.
    assert all(outcome is True or isinstance(outcome, NotSignedIn) for outcome in outcomes[:2])
    with pytest.raises(NotSignedIn):
        archive.accounts.actor_with_token(secret, "api")


def guest_in(house: House, login: str) -> tuple[str, Caller]:
    """Somebody new who reads everything by one grant: its id, and the person with a token."""
    archive, operator = house.archive, local_operator(house.archive)
    archive.accounts.create(operator, login, login, PASSWORD, [])
    (grant,) = archive.grants.give(operator, login, [GrantTerms(Role.SECRETARY, "DB-YT")])
    return grant.id, Caller(house.app.test_client(), archive.accounts.issue_token(operator, login, "races")[1])


def take_back(house: House, grant_id: str) -> object:
    return house.archive.grants.take_back(local_operator(house.archive), grant_id, "thôi nhiệm vụ")


def test_a_grant_taken_back_while_a_file_is_sent_ends_with_the_next_request(racing_house: House) -> None:
    """What was let in is sent to its end, under its trace in the log; nothing new is let in after it."""
    content = "Chi bộ họp bàn việc làm đường liên thôn.\n".encode() * 8000
    sent = racing_house.client("archivist").deposit(content, "dai.txt", unit="DB-YT", type="BC", title="Báo cáo dài")
    record_id = said(sent)["id"]
    grant_id, guest = guest_in(racing_house, "guest-sent")
    path = f"/records/{record_id}/files/dai.txt"
    begun, ended = Event(), Event()

    def download() -> bytes:
        answer = guest.ask("GET", path, buffered=False)
        parts = answer.iter_encoded()
        first = next(parts)
        begun.set()
        assert ended.wait(timeout=60)
        return first + b"".join(parts)

    def end() -> object:
        assert begun.wait(timeout=60)
        try:
            return take_back(racing_house, grant_id)
        finally:
            ended.set()

    whole, _ = at_once(download, end)
    assert whole == content
    assert guest.get(path).status_code == 404
    trace = racing_house.archive.audit.page(local_operator(racing_house.archive), AuditQuestion(subject=record_id))
    assert [(each.entry.act, each.entry.outcome) for each in trace][:2] == [
        ("download", "refused"),
        ("download", "done"),
    ]


def test_a_grant_taken_back_between_two_ranges_ends_with_the_next_range(racing_house: House) -> None:
    record_id = racing_house.records["CB-B"]
    grant_id, guest = guest_in(racing_house, "guest-ranges")
    (file,) = said(guest.get(f"/records/{record_id}"))["files"]
    path = f"/records/{record_id}/files/{quote(file['name'])}"
    first = guest.get(path, {"Range": "bytes=0-99"})
    assert (first.status_code, len(first.data)) == (206, 100)
    (taken,) = at_once(lambda: take_back(racing_house, grant_id))
    assert not isinstance(taken, ArchiveError)
    follow = {"Range": "bytes=100-", "If-Range": first.headers["ETag"]}
    second = guest.get(path, follow)
    assert (second.status_code, said(second)["code"]) == (404, "not_found")


def test_a_grant_taken_back_between_search_and_opening_opens_nothing(racing_house: House) -> None:
    racing_house.index()
    grant_id, guest = guest_in(racing_house, "guest-search")
    found = said(guest.get("/search", q="đường liên thôn"))["hits"]
    record_id = found[0]["id"]
    assert guest.get(f"/records/{record_id}").status_code == 200
    (taken,) = at_once(lambda: take_back(racing_house, grant_id))
    assert not isinstance(taken, ArchiveError)
    for path in ("", "/text", "/pages/1.png", "/metadata"):
        assert guest.get(f"/records/{record_id}{path}").status_code == 404, path
    assert said(guest.get("/search", q="đường liên thôn"))["total"] == 0


def test_downloads_that_race_with_the_end_of_a_grant_are_whole_or_refused(racing_house: House) -> None:
    archive, record_id = racing_house.archive, racing_house.records["CB-B"]
    grant_id, guest = guest_in(racing_house, "guest-race")

    def download() -> object:
        actor = archive.accounts.actor_with_token(guest.token, "api")
        with archive.retrieve.file(actor, record_id, None) as (file, content):
            return file.sha512 == hashlib.sha512(content.read()).hexdigest()

    *downloads, taken = at_once(download, download, download, lambda: take_back(racing_house, grant_id))
    assert not isinstance(taken, ArchiveError)
    assert all(outcome is True or isinstance(outcome, NotFound) for outcome in downloads), downloads
    assert isinstance(at_once(download)[0], NotFound)
