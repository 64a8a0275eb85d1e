"""Accepting what a scan says about itself: into empty fields alone, as it was shown, with its line kept."""

from __future__ import annotations

from datetime import date

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import NotFound, NotPermitted, NotProposed, VersionConflict
from archive_service.domain.records import Record
from archive_service.services.audit import AuditQuestion
from archive_service.services.text_json import TEXT_NAME, gather
from indexer.model import ExtractedText, PageText, TextSource
from tests.api.house import House
from tests.services.papers_in import hand_in
from tests.services.test_excuses import person

HEAD = """ĐẢNG BỘ PHƯỜNG YÊN THỊNH    ĐẢNG CỘNG SẢN VIỆT NAM
CHI BỘ TỔ DÂN PHỐ SỐ 8
*    Yên Thịnh, ngày 05 tháng 02 năm 2022
Số 12-NQ/CB
NGHỊ QUYẾT
lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022
-----
Căn cứ Điều lệ Đảng"""
NOTHING = {"type": "", "symbol": "", "title": ""}


@pytest.fixture
def archivist(own_house: House) -> Actor:
    return person(own_house, "archivist", Role.ARCHIVIST, "DB-YT")


def recognised(house: House, name: str = "12 nq cb.png", **fields: str) -> Record:
    """A record whose only page was read by recognition."""
    operator = local_operator(house.archive)
    content = f"Bản quét {name} {fields}".encode()
    record = hand_in(house.archive.deposit, operator, (name + ".txt", content), **{**NOTHING, **fields}).record
    page = PageText(1, HEAD, TextSource.OCR, 0.93)
    text = gather([(record.files[0].name, ExtractedText("image/png", (page,), 1))])
    house.archive.indexing.derived.put(record.id, TEXT_NAME, text.model_dump_json().encode())
    return record


def test_one_click_takes_every_sure_value(own_house: House, archivist: Actor) -> None:
    archive, record = own_house.archive, recognised(own_house)
    proposed = archive.retrieve.proposals(archivist, record.id)
    sure = {name for name, field in proposed.items() if field.sure}
    assert {"symbol", "number", "type"} <= sure
    assert "title" in proposed
    assert "title" not in sure
    accepted = archive.accepting.accept(archivist, record.id, expected_version=1)
    about = accepted.description
    assert (accepted.version, about.symbol, about.number, about.type_code) == (2, "12-NQ/CB", 12, "NQ")
    assert about.title == record.description.title
    assert sure.isdisjoint(archive.retrieve.proposals(archivist, record.id))


def test_the_version_tells_who_read_what_where(own_house: House, archivist: Actor) -> None:
    archive, record = own_house.archive, recognised(own_house)
    archive.accepting.accept(archivist, record.id, expected_version=1, values={"symbol": "12-NQ/CB"})
    version = archive.retrieve.versions(archivist, record.id)[-1]
    assert version.user == archivist.user_id
    assert version.message.startswith(
        "Nhận giá trị máy đọc trên văn bản: Số, ký hiệu “12-NQ/CB” (trang 1, dòng “Số 12-NQ/CB”, 9"
    )
    events = archive.audit.page(person(own_house, "leader", Role.LEADER, "DB-YT"), AuditQuestion(subject=record.id))
    assert [event.entry.details["fields"] for event in events if event.entry.act == "accept_proposals"] == [
        ["number", "symbol"]
    ]


def test_a_value_that_is_not_sure_is_taken_by_name(own_house: House, archivist: Actor) -> None:
    record = recognised(own_house)
    values = {"title": "lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022", "date": "2022-02-05"}
    accepted = own_house.archive.accepting.accept(archivist, record.id, expected_version=1, values=values)
    assert accepted.description.title == values["title"]
    assert accepted.description.date == date(2022, 2, 5)


def test_what_a_person_wrote_stays(own_house: House, archivist: Actor) -> None:
    archive = own_house.archive
    record = recognised(own_house, symbol="21-NQ/CB", title="Tên người đặt", type="BB")
    with pytest.raises(NotProposed):
        archive.accepting.accept(archivist, record.id, expected_version=1, values={"symbol": "12-NQ/CB"})
    accepted = archive.accepting.accept(archivist, record.id, expected_version=1, values={"date": "2022-02-05"})
    about = accepted.description
    assert (about.symbol, about.number, about.title, about.type_code) == ("21-NQ/CB", 21, "Tên người đặt", "BB")


def test_only_what_was_shown_is_taken(own_house: House, archivist: Actor) -> None:
    archive, record = own_house.archive, recognised(own_house)
    for values in ({"symbol": "13-NQ/CB"}, {"unit": "CB-B"}, {"access_level": "public"}, {}):
        with pytest.raises(NotProposed):
            archive.accepting.accept(archivist, record.id, expected_version=1, values=values)
    archive.accepting.accept(archivist, record.id, expected_version=1, values={"symbol": "12-NQ/CB"})
    with pytest.raises(VersionConflict):
        archive.accepting.accept(archivist, record.id, expected_version=1, values={"date": "2022-02-05"})


def test_a_paper_known_from_the_start_proposes_nothing_later(own_house: House, archivist: Actor) -> None:
    with pytest.raises(NotProposed):
        own_house.archive.accepting.accept(archivist, own_house.records["CB-A"], expected_version=1)


def test_who_may_not(own_house: House) -> None:
    accept, record = own_house.archive.accepting.accept, recognised(own_house)
    for role, code, refusal in (
        (Role.SECRETARY, "CB-A", NotPermitted), (Role.AUDITOR, "DB-YT", NotPermitted),
        (Role.ARCHIVIST, "CB-B", NotFound), (Role.ADMINISTRATOR, "DB-YT", NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            accept(person(own_house, "somebody", role, code), record.id, expected_version=1)
