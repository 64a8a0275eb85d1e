"""What lies in a dossier in order, what it lacks, closing it with a reason, reopening it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive_service.domain.errors import BadField, NotPermitted, WrongState
from archive_service.services.dossier_contents import DossierContents, Lack
from tests.api.house import House
from tests.services.test_consultations import MEMBERS, agreed, asked, record
from tests.services.test_desk import person

DAY = date(2022, 4, 5)


def look(house: House, dossier_id: str) -> DossierContents:
    return house.archive.dossier_contents.look(person(house, "archivist"), dossier_id)


def test_contents_stand_by_day_and_number_and_gaps_are_pointed_out(house: House, tmp_path: Path) -> None:
    archivist = person(house, "archivist")
    dossier = house.archive.dossiers.open(archivist, "CB-A", "Nghị quyết năm 2022")
    for title, fields in {
        "không ngày": {},
        "tháng 4": {"date": "2022-04-03", "symbol": "05-NQ/CB"},
        "tháng 2": {"date": "2022-02-03", "symbol": "02-NQ/CB"},
        "cùng ngày số lớn": {"date": "2022-02-03", "symbol": "03-NQ/CB"},
    }.items():
        record(house, tmp_path, title, title=title, type="NQ", dossier=dossier.id, period="2022", **fields)
    found = look(house, dossier.id)
    titles = [entry.record.description.title for entry in found.entries]
    assert titles == ["tháng 2", "cùng ngày số lớn", "tháng 4", "không ngày"]
    assert {each.lack: each.what for each in found.lacking} == {Lack.NUMBERS: ("04-NQ/CB",)}
    assert not found.incomplete, "a gap in the numbers is a hint and keeps nobody from closing"


def test_a_month_lacks_what_the_rules_require_and_closes_with_a_reason(house: House, tmp_path: Path) -> None:
    archivist, contents = person(house, "archivist"), house.archive.dossier_contents
    dossier = house.archive.dossiers.open(archivist, "CB-B", "Sinh hoạt tháng 7 năm 2021", kind="monthly")
    assert [each.lack for each in look(house, dossier.id).lacking] == [Lack.EMPTY]
    kept = house.client("archivist").deposit(
        b"Nghi quyet", "nq.txt", unit="CB-B", type="NQ", title="Nghị quyết tháng 7", symbol="07-NQ/CB",
        date="2021-07-05", period="2021-07", dossier=dossier.id,
    )  # fmt: skip
    assert kept.status_code == 201
    (lacking,) = [each for each in look(house, dossier.id).lacking if each.required]
    assert lacking.lack is Lack.MONTH
    assert lacking.requirements
    with pytest.raises(BadField):
        contents.close(archivist, dossier.id, DAY)
    with pytest.raises(NotPermitted):
        contents.close(person(house, "secretary_b"), dossier.id, DAY, "mất biên bản")
    closed = contents.close(archivist, dossier.id, DAY, "biên bản thất lạc khi bàn giao")
    assert (closed.closed_at, closed.incomplete_because) == (DAY, "biên bản thất lạc khi bàn giao")
    with pytest.raises(WrongState):
        contents.close(archivist, dossier.id, DAY, "lần nữa")
    with pytest.raises(BadField):
        contents.reopen(archivist, dossier.id, " ")
    opened = contents.reopen(archivist, dossier.id, "tìm thấy biên bản")
    assert (opened.closed_at, opened.incomplete_because, opened.version) == (None, "", 3)
    assert house.archive.dossiers.get(archivist, dossier.id) == opened


def test_a_complete_dossier_keeps_no_reason(house: House, tmp_path: Path) -> None:
    archivist = person(house, "archivist")
    dossier = house.archive.dossiers.open(archivist, "CB-A", "Khen thưởng")
    record(house, tmp_path, "Giấy khen", dossier=dossier.id, date="2022-02-03")
    assert house.archive.dossier_contents.close(archivist, dossier.id, DAY, "không cần").incomplete_because == ""


def test_a_consultation_closes_its_own_dossier(house: House) -> None:
    archivist = person(house, "archivist")
    asking = house.archive.consultations.open(archivist, "CB-A", "Việc gấp", "dịch bệnh")
    assert look(house, asking.dossier_id).consultation_id == asking.id
    with pytest.raises(WrongState):
        house.archive.dossier_contents.close(archivist, asking.dossier_id, DAY, "vì thế")


def test_a_draft_that_is_filed_elsewhere_is_part_of_the_consultations_dossier(house: House, tmp_path: Path) -> None:
    secretary, archivist = person(house, "secretary_a"), person(house, "archivist")
    yearly = house.archive.dossiers.open(archivist, "CB-A", "Tập nghị quyết năm 2022")
    draft = record(house, tmp_path, "Dự thảo ở tập năm", lifecycle="draft", type="NQ", dossier=yearly.id)
    began = date(2022, 3, 1)
    opened = house.archive.consultations.open(secretary, "CB-A", "Nghị quyết", "bão", draft_id=draft, opened_at=began)
    found = look(house, opened.dossier_id)
    assert ([each.record.id for each in found.elsewhere], found.entries) == ([draft], ())
    assert Lack.EMPTY not in {each.lack for each in found.lacking}
    assert found.dossier.opened_at == began
    assert house.archive.evidence.bag(archivist, dossier_id=opened.dossier_id).records == 1
    assert look(house, yearly.id).elsewhere == ()


def test_a_restricted_reply_that_is_filed_elsewhere_stays_hidden(house: House, tmp_path: Path) -> None:
    secretary = person(house, "secretary_a")
    sent = asked(house, secretary, tmp_path, "phiếu kín")
    reply = record(house, tmp_path, "Phiếu kín để ngoài", access_level="restricted", **{"class": "consultation"})
    said = replace(agreed(MEMBERS[0].name), document_id=reply)
    house.archive.consultations.record_opinions(secretary, sent.id, [said], sent.version)
    assert reply in {each.record.id for each in look(house, sent.dossier_id).elsewhere}
    seen = house.archive.dossier_contents.look(person(house, "auditor"), sent.dossier_id)
    assert reply not in {each.record.id for each in seen.elsewhere}
    assert len(seen.elsewhere) == 2, "draft and letter, which name nobody"
