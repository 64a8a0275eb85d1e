"""The desk: files handed in together, each by itself, until a person has compared every one with its paper."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from archive_service.domain.access import Actor
from archive_service.domain.batches import Batch, DeskState, OnDesk
from archive_service.domain.errors import BadField, FileTooLarge, NotFound, NotPermitted, VersionConflict
from archive_service.services.describing import DescribedFields
from archive_service.services.desk import DeskView
from archive_service.services.locking_away import LockingAwayService
from archive_service.services.review import CHECKED, Agreement
from tests.api.house import House
from tests.services.test_formats_through import package_of
from tests.web.test_look import PAPER

SECRET = "TUYỆT MẬT\nSố 09-NQ/CB\nviệc kín".encode()
BARE = "Họ và tên: Nguyễn Văn Mẫu, ủng hộ 100 nghìn đồng."
FALLBACK = {"unit": "CB-B", "class": "evidence"}


def person(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "web")


@pytest.fixture
def archivist(house: House) -> Actor:
    return person(house, "archivist")


def hand_in(house: House, actor: Actor, batch: Batch, name: str, content: bytes, **otherwise: str) -> Sequence[OnDesk]:
    desk = house.archive.desk
    with house.archive.deposit.open_spool() as spool:
        arrived = spool.take(name, io.BytesIO(content))
        return desk.hand_in(actor, batch.id, name, [arrived], DescribedFields({}), {**FALLBACK, **otherwise})


def paper(number: int, *, cell: str = "CHI BỘ TỔ DÂN PHỐ SỐ 8") -> bytes:
    return PAPER.replace(b"27-NQ", f"{number}-NQ".encode()).replace("CHI BỘ TỔ DÂN PHỐ SỐ 8".encode(), cell.encode())


def told(found: Sequence[OnDesk]) -> list[tuple[str, str, str | None]]:
    return [(each.file.name, each.state.value, each.reason) for each in found]


def version_of(house: House, actor: Actor, record_id: str | None) -> int:
    return house.archive.retrieve.record(actor, record_id or "").record.version


def test_each_file_is_answered_by_itself_and_read_by_the_worker(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Thư mục tháng 2", announced=5)
    kept = hand_in(house, archivist, batch, "tháng 2/nq.txt", paper(101))
    assert told(kept) == [("tháng 2/nq.txt", "received", None)]
    assert told(hand_in(house, archivist, batch, "khác/nq.txt", paper(101))) == told(kept), "came before in this batch"
    other = house.archive.desk.open(archivist, "Lần hai")
    (again,) = hand_in(house, archivist, other, "nq (1).txt", paper(101))
    assert (again.state, again.reason, again.file.record_id) == (DeskState.ATTENTION, "exists", kept[0].file.record_id)
    assert told(hand_in(house, archivist, batch, "rỗng.bin", b"\x00\x01\x02\x03" * 9)) == [
        ("rỗng.bin", "attention", "unsupported_type")
    ]
    house.index()
    view = DeskView(batch_id=batch.id)
    assert house.archive.desk.counts(archivist, view) == {DeskState.READ: 1, DeskState.ATTENTION: 1}
    found, more = house.archive.desk.queue(archivist, view, limit=1)
    assert (told([each.on_desk for each in found]), more) == ([("tháng 2/nq.txt", "read", None)], True)


def test_the_paper_says_its_unit_and_the_batch_fills_in_what_no_paper_says(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Nhiều chi bộ")
    by_paper, by_batch = (
        house.archive.retrieve.record(archivist, found[0].file.record_id or "").record.description
        for found in (
            hand_in(house, archivist, batch, "nq.txt", paper(102)),
            hand_in(house, archivist, batch, "ds.txt", BARE.encode()),
        )
    )
    units = house.archive.units.register().units
    assert units[by_paper.unit_id].code == "CB-A"
    assert units[by_batch.unit_id].code == "CB-B"
    assert by_batch.record_class.value == "evidence"


def test_of_a_secret_paper_only_the_refusal_is_remembered(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Có dấu mật")
    (refused,) = hand_in(house, archivist, batch, "việc kín.txt", SECRET)
    assert (refused.reason, refused.file.name, refused.file.sha512, refused.file.size) == ("secrecy_mark", "", None, 0)
    (kept,) = hand_in(house, archivist, batch, "quét rồi mới thấy.txt", paper(103))
    locking_away: LockingAwayService = house.archive.locking_away
    locking_away.lock_away(kept.file.record_id or "")
    found, _ = house.archive.desk.queue(archivist, DeskView(batch_id=batch.id))
    assert [(each.on_desk.file.name, each.on_desk.reason) for each in found] == [("", "secrecy_mark")] * 2
    assert all(each.entry is None for each in found)


def test_a_package_is_answered_file_by_file_and_refusals_before_arrival_too(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Một gói")
    package = package_of({"a/nq.txt": paper(104), "b/nq.txt": paper(105), "rỗng.txt": b""})
    found = hand_in(house, archivist, batch, "gói.zip", package)
    assert told(found) == [
        ("gói.zip/a/nq.txt", "received", None),
        ("gói.zip/b/nq.txt", "received", None),
        ("gói.zip/rỗng.txt", "attention", "empty_file"),
    ]
    assert len(hand_in(house, archivist, batch, "gói.zip", package)) == 3
    (large,) = house.archive.desk.turn_away(archivist, batch.id, "phim.mp4", FileTooLarge(limit_bytes=9))
    assert (large.reason, large.file.facts) == ("file_too_large", {"limit_bytes": 9})
    kept = [each for each in house.archive.desk.queue(archivist, DeskView(batch_id=batch.id))[0] if each.entry]
    assert len(kept) == 2, "what came again was not kept again"


def test_the_secretary_hands_in_and_the_archivist_confirms(house: House, archivist: Actor) -> None:
    secretary, desk = person(house, "secretary_a"), house.archive.desk
    batch = desk.open(secretary, "Từ điện thoại")
    (kept,) = hand_in(house, secretary, batch, "nq.txt", paper(106), unit="CB-A")
    house.index()
    assert desk.settle(secretary, [kept.file.id]) == 0
    with pytest.raises(NotPermitted):
        desk.queue(secretary, DeskView(everybodys=True))
    with pytest.raises(NotPermitted):
        house.archive.review.confirm(secretary, kept.file.id, {}, 1)
    with pytest.raises(NotFound):
        desk.one(person(house, "secretary_b"), kept.file.id)
    with pytest.raises(NotFound):
        desk.batch(archivist, batch.id)
    last, _ = desk.queue(archivist, DeskView(everybodys=True), backwards=True, limit=1)
    assert last[0].on_desk.file.id == kept.file.id
    house.archive.review.confirm(archivist, kept.file.id, {}, 1)
    assert desk.one(secretary, kept.file.id).on_desk.state is DeskState.DONE


def test_confirming_makes_a_version_only_where_something_changed(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Đối chiếu")
    (kept,) = hand_in(house, archivist, batch, "nq.txt", paper(107))
    house.index()
    review = house.archive.review
    look = review.look(archivist, kept.file.id, DeskView(batch_id=batch.id))
    shown = {name: field.value for name, field in look.fields.items()}
    assert shown["date"] == "05/02/2022"
    assert shown["period"] == "02/2022"
    assert look.fields["symbol"].agreement is Agreement.AGREES
    assert look.fields["symbol"].evidence == "Số 107-NQ/CB"
    assert review.confirm(archivist, kept.file.id, shown, 1).version == 1
    assert review.confirm(archivist, kept.file.id, {**shown, "title": "Nghị quyết sửa tay"}, 1).version == 2
    assert house.archive.retrieve.versions(archivist, kept.file.record_id or "")[-1].message == CHECKED
    with pytest.raises(VersionConflict):
        review.confirm(archivist, kept.file.id, shown, 1)
    again = review.look(archivist, kept.file.id, DeskView())
    assert again.fields["title"].agreement is Agreement.DIFFERS
    assert again.fields["title"].value == "Nghị quyết sửa tay", "a person's value stays in the form"
    with pytest.raises(BadField):
        review.confirm(archivist, kept.file.id, {"number": "1"}, 2)


def test_the_queue_leads_from_one_waiting_file_to_the_next(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Hàng đợi")
    ids = [hand_in(house, archivist, batch, f"{number}.txt", paper(number))[0].file.id for number in range(110, 113)]
    hand_in(house, archivist, batch, "mật.txt", SECRET)
    house.index()
    review, view = house.archive.review, DeskView(batch_id=batch.id)
    middle = review.look(archivist, ids[1], view)
    assert (middle.before, middle.after) == (ids[0], ids[2])
    review.confirm(archivist, ids[1], {}, 1)
    assert review.next_open(archivist, ids[0], view) == ids[2]
    assert review.next_open(archivist, ids[2], view) == ids[0]
    for file_id in (ids[0], ids[2]):
        review.confirm(archivist, file_id, {}, 1)
    assert review.next_open(archivist, ids[0], view) is None, "what has no record has nothing to compare"


def test_the_same_for_all_is_planned_first_and_made_record_by_record(house: House, archivist: Actor) -> None:
    batch = house.archive.desk.open(archivist, "Đặt chung")
    first, second = (hand_in(house, archivist, batch, f"{number}.txt", paper(number))[0] for number in (120, 121))
    (away,) = hand_in(house, archivist, batch, "mật.txt", SECRET)
    ids = [first.file.id, second.file.id, away.file.id]
    together, wanted = house.archive.same_for_all, {"period": "03/2022", "access_level": "restricted"}
    plan = together.plan(archivist, ids, wanted)
    assert [[change.name for change in each.changes] for each in plan] == [["period", "access_level"]] * 2 + [[]]
    assert isinstance(plan[2].error, NotFound)
    assert version_of(house, archivist, first.file.record_id) == 1, "a plan changes nothing"
    dossier = together.open_dossier(archivist, ids, "Sinh hoạt tháng 3", {})
    assert house.archive.units.register().units[dossier.unit_id].code == "CB-A"
    made = together.change(archivist, ids, {**wanted, "dossier": dossier.id})
    assert [each.error is None for each in made] == [True, True, False]
    inside = house.archive.retrieve.list(archivist, dossier_id=dossier.id).entries
    assert {entry.record.id for entry in inside} == {first.file.record_id, second.file.record_id}
    assert version_of(house, archivist, first.file.record_id) == 2
    assert all(not each.changes for each in together.plan(archivist, ids[:2], wanted)), "it is so already"
    with pytest.raises(BadField):
        together.plan(archivist, ids, {"symbol": "1-NQ/CB"})
    refused = together.plan(archivist, ids[:1], {"period": "13/2022"})
    assert isinstance(refused[0].error, BadField)


def test_who_may_not_hand_in_has_no_desk(house: House) -> None:
    with pytest.raises(NotPermitted):
        house.archive.desk.open(person(house, "auditor"), "Đợt")
