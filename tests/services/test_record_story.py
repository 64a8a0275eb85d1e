"""What became of a record: what each version changed, its consultation and dossier, its part of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor
from archive_service.domain.consultation import Member
from archive_service.domain.errors import NotFound
from archive_service.services.consultations import Sending
from archive_service.services.record_story import FieldChange
from tests.api.house import House, paper, said
from tests.web.visitor import signed_in


def reader(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "web")


def deposited(house: House, folder: Path, words: str, **fields: Any) -> str:
    sent = house.client("archivist").deposit(paper(folder, words), f"{words}.pdf", unit="CB-A", **fields)
    assert sent.status_code == 201, sent.text
    return str(said(sent)["id"])


def test_a_correction_is_told_field_by_field(own_house: House) -> None:
    record, operator = own_house.records["CB-A"], local_operator(own_house.archive)
    changes = {"title": "Nghị quyết về nước sạch nông thôn", "access_level": "restricted"}
    own_house.archive.correction.correct(operator, record, changes, reason="ghi rõ", expected_version=1)
    newest, first = own_house.archive.record_story.tell(operator, record).versions
    assert (newest.version.number, newest.version.message) == (2, "ghi rõ")
    assert set(newest.changes) == {
        FieldChange("title", "Nghị quyết về nước sạch", "Nghị quyết về nước sạch nông thôn"),
        FieldChange("access_level", "internal", "restricted"),
    }
    assert first.changes == ()
    page = signed_in(own_house, "archivist").open(f"/records/{record}").text
    assert "<del>Nghị quyết về nước sạch</del>" in page
    assert "<ins>Hạn chế</ins>" in page
    assert "khi nhiệm vụ được giao nêu rõ mức Hạn chế" in page


def test_neighbours_are_those_one_may_see(house: House, tmp_path: Path) -> None:
    record, dossier = house.records["CB-A"], house.dossiers["CB-A"]
    hidden = deposited(house, tmp_path, "Ý kiến đảng viên", type="BC", dossier=dossier, access_level="restricted")
    seen = {
        login: {
            each.record.id
            for each in house.archive.record_story.tell(reader(house, login), record).belonging.neighbours
        }
        for login in ("secretary_a", "auditor")
    }
    assert hidden in seen["secretary_a"]
    assert hidden not in seen["auditor"]
    with pytest.raises(NotFound):
        house.archive.record_story.tell(reader(house, "secretary_b"), record)


def test_the_papers_of_a_consultation_stand_in_the_order_of_its_steps(house: House, tmp_path: Path) -> None:
    secretary, consultations = reader(house, "secretary_a"), house.archive.consultations
    opened = consultations.open(secretary, "CB-A", "Nghị quyết theo bước", "dịch bệnh", "03/2022")
    kept = {"dossier": opened.dossier_id}
    draft = deposited(house, tmp_path, "Dự thảo theo bước", lifecycle="draft", type="NQ", symbol="-NQ/CB", **kept)
    letter = deposited(house, tmp_path, "Công văn theo bước", type="CV", **kept)
    now = datetime.now(UTC)
    sending = Sending(draft, letter, (Member("Nguyễn Văn An"),), now + timedelta(hours=1), sent_at=now)
    consultations.send(secretary, opened.id, sending, opened.version)
    belonging = house.archive.record_story.tell(secretary, draft).belonging
    assert belonging.consultation_id == opened.id
    assert [(name, entry.record.id) for name, entry in belonging.steps] == [("letter", letter), ("draft", draft)]
    assert belonging.neighbours == ()
    assert "chính tài liệu này" in signed_in(house, "secretary_a").open(f"/records/{draft}").text


def test_the_log_of_a_record_is_for_those_who_read_the_log(house: House) -> None:
    kept = house.client("archivist").deposit("Sổ theo dõi một hồ sơ".encode(), "sổ.txt", unit="CB-A")
    record = said(kept)["id"]
    events = house.archive.record_story.tell(reader(house, "auditor"), record).events
    assert events
    assert {event.entry.subject for event in events} == {record}
    assert house.archive.record_story.tell(reader(house, "secretary_a"), record).events == ()
    told = signed_in(house, "auditor").open(f"/records/{record}").text
    assert "Đã xảy ra với tài liệu này" in told
    assert "· nộp · archivist" in told, "who acted is named, not numbered"
    assert "nộp vào kho" in told
    assert "Đã xảy ra với tài liệu này" not in signed_in(house, "secretary_a").open(f"/records/{record}").text
