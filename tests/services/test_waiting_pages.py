"""Pages that wait for the rest of their paper: their sender's alone, for a day, copied byte for byte."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest

from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, NotFound, NotPermitted
from archive_service.services.spool import Spool
from archive_service.services.waiting_pages import KEPT_FOR, WaitingPage, WaitingPageService
from tests.api.house import House
from tests.contracts.specimens import ManualClock
from tests.services.test_desk import person

PICTURE = b"\xff\xd8\xff a picture"


@pytest.fixture
def clock(house: House) -> ManualClock:
    return ManualClock(house.archive.deposit.clock.now())


@pytest.fixture
def service(tmp_path: Path, clock: ManualClock) -> WaitingPageService:
    return WaitingPageService(tmp_path / "waiting", 3, clock)


@pytest.fixture
def sender(house: House) -> Actor:
    return person(house, "secretary_a")


def keep(service: WaitingPageService, actor: Actor, folder: Path, name: str, content: bytes = PICTURE) -> WaitingPage:
    with Spool(folder / "spool", 1000) as spool:
        return service.keep(actor, spool.take(name, io.BytesIO(content)))


def test_what_was_sent_waits_in_order_and_is_taken_byte_for_byte(
    service: WaitingPageService, sender: Actor, tmp_path: Path
) -> None:
    second = keep(service, sender, tmp_path, "002-trang.jpg", PICTURE + b"2")
    first = keep(service, sender, tmp_path, "001-trang.jpg")
    assert keep(service, sender, tmp_path, "001-trang.jpg") == first, "sent again without harm"
    assert list(service.waiting(sender)) == [first, second]
    with Spool(tmp_path / "spool", 1000) as spool:
        taken = service.take(sender, first.sha512, "001-khác.jpg", spool)
        assert (taken.name, taken.sha512, taken.path.read_bytes()) == ("001-khác.jpg", first.sha512, PICTURE)
    assert service.picture(sender, first.sha512) == (PICTURE, "image/jpeg")
    service.forget(sender, [first.sha512, "no digest", "../" * 40])
    assert list(service.waiting(sender)) == [second]


def test_nobody_else_reaches_them(service: WaitingPageService, house: House, sender: Actor, tmp_path: Path) -> None:
    kept, other = keep(service, sender, tmp_path, "a.jpg"), person(house, "archivist")
    assert service.waiting(other) == []
    service.forget(other, [kept.sha512])
    for asked in (kept.sha512, "0" * 128, "../" + sender.user_id + "/" + kept.sha512):
        with pytest.raises(NotFound):
            service.picture(other, asked)
        with Spool(tmp_path / "spool", 1000) as spool, pytest.raises(NotFound):
            service.take(other, asked, "a.jpg", spool)
    assert list(service.waiting(sender)) == [kept]
    with pytest.raises(NotPermitted):
        keep(service, person(house, "auditor"), tmp_path, "a.jpg")


def test_after_a_day_they_are_gone_from_the_disk(
    service: WaitingPageService, clock: ManualClock, sender: Actor, house: House, tmp_path: Path
) -> None:
    keep(service, sender, tmp_path, "a.jpg")
    clock.pass_seconds((KEPT_FOR + timedelta(seconds=1)).total_seconds())
    assert service.waiting(sender) == []
    theirs = keep(service, person(house, "archivist"), tmp_path, "b.jpg")
    left = [path.name for path in service.folder.rglob("*") if path.is_file()]
    assert sorted(left) == sorted([theirs.sha512, f"{theirs.sha512}.name"])


def test_only_so_many_wait(service: WaitingPageService, sender: Actor, tmp_path: Path) -> None:
    for number in range(3):
        keep(service, sender, tmp_path, f"{number}.jpg", PICTURE + bytes([number]))
    keep(service, sender, tmp_path, "0.jpg", PICTURE + bytes([0]))
    with pytest.raises(BadField):
        keep(service, sender, tmp_path, "3.jpg", PICTURE + bytes([3]))


def test_a_page_that_was_damaged_on_the_disk_is_asked_for_again(
    service: WaitingPageService, sender: Actor, tmp_path: Path
) -> None:
    kept = keep(service, sender, tmp_path, "a.jpg")
    path = service.folder / sender.user_id / kept.sha512
    os.truncate(path, 3)
    with Spool(tmp_path / "spool", 1000) as spool, pytest.raises(NotFound):
        service.take(sender, kept.sha512, "a.jpg", spool)


def test_what_no_browser_shows_is_no_picture(service: WaitingPageService, sender: Actor, tmp_path: Path) -> None:
    kept = keep(service, sender, tmp_path, "a.html", b"<script>alert(1)</script>")
    with pytest.raises(NotFound):
        service.picture(sender, kept.sha512)
