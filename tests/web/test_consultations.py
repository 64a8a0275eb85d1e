"""A consultation on its pages, from the draft to the closed dossier, and the papers it prints."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from docx import Document

from archive_service.domain.local_time import LOCAL_TIME
from tests.api.house import House
from tests.services.test_consultations import record
from tests.services.test_desk import person
from tests.web.visitor import Visitor, signed_in


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def step(visitor: Visitor, page: str, name: str, **fields: Any) -> int:
    version = re.search(r'name="version" value="(\d+)"', visitor.open(page).text)
    assert version is not None
    return visitor.send(f"{page}/{name}", page=page, version=version[1], **fields).status_code


def test_the_secretary_asks_and_the_archivist_closes(house: House, tmp_path: Path) -> None:
    secretary, archivist, auditor = (signed_in(house, who) for who in ("secretary_a", "archivist", "auditor"))
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    opened = secretary.send(
        "/consultations", page="/consultations", unit=unit.id, title="Nghị quyết tháng 6", reason="Dịch bệnh",
        period="06/2021",
    )  # fmt: skip
    page = opened.headers["Location"]
    assert "soạn thảo" in secretary.open(page).text
    draft = record(house, tmp_path, "Dự thảo trang web", lifecycle="draft", type="NQ", symbol="-NQ/CB")
    letter = record(house, tmp_path, "Công văn trang web", type="CV")
    sent, due = (f"{datetime.now(LOCAL_TIME) - timedelta(days=days):%d/%m/%Y %H:%M}" for days in (3, 1))
    members = "Nguyễn Văn An\nTrần Thị Bình\nLê Văn Cúc (dự bị)"
    asking = {"draft": f"/records/{draft}", "letter": letter, "channel": "zalo", "members": members}
    assert step(secretary, page, "send", **asking, sent_at=sent, deadline="never") == 422
    assert step(secretary, page, "send", **asking, sent_at=sent, deadline=due) == 302
    replies = {
        "member": ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cúc"], "answer": ["agree", "agree", ""],
        "channel": ["zalo"] * 3, "received_at": [due] * 3, "text": ["nhất trí", "", ""], "document": [""] * 3,
    }  # fmt: skip
    assert step(secretary, page, "opinions", **replies) == 302
    assert "không trả lời, không tính là đồng ý" not in secretary.open(page).text
    assert step(secretary, page, "end") == 302
    shown = secretary.open(page).text
    assert "<dt>đồng ý</dt><dd>2</dd>" in shown
    assert "Quá nửa đồng ý" in shown
    hidden = auditor.open(page).text
    assert "<dt>đồng ý</dt><dd>2</dd>" in hidden
    assert "Nguyễn Văn An" not in hidden
    synthesis = record(house, tmp_path, "Tổng hợp trang web", type="BC")
    taken = {"about": ["thêm mục", ""], "accepted": ["yes", "yes"], "why": ["", ""]}
    assert step(secretary, page, "synthesise", synthesis=synthesis, **taken) == 302
    resolution = record(house, tmp_path, "Nghị quyết trang web", type="NQ", symbol="06-NQ/CB")
    assert step(secretary, page, "issue", resolution=resolution) == 302
    assert step(archivist, page, "close") == 302
    assert "hồ sơ đóng" in archivist.open(page).text
    printed = text_of(secretary.open(f"{page}/synthesis.docx").data)
    assert "BÁO CÁO" in printed
    assert "1. Tiếp thu: thêm mục." in printed
    assert "Nguyễn Văn An" not in printed
    assert "Kính gửi: Các đồng chí đảng viên" in text_of(secretary.open(f"{page}/letter.docx").data)
    assert "PHIẾU XIN Ý KIẾN" in text_of(secretary.open(f"{page}/form.docx").data)
    assert auditor.open(f"{page}/synthesis.docx").status_code == 403


def test_members_without_a_reply_are_reminded_and_the_first_page_says_what_is_due(house: House, tmp_path: Path) -> None:
    secretary, auditor = signed_in(house, "secretary_a"), signed_in(house, "auditor")
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    about: dict[str, Any] = {"unit": unit.id, "title": "NQ cần nhắc", "reason": "bão"}
    page = secretary.send("/consultations", page="/consultations", **about).headers["Location"]
    sent, due = (f"{datetime.now(LOCAL_TIME) - timedelta(days=days):%d/%m/%Y %H:%M}" for days in (3, 1))
    draft = record(house, tmp_path, "Dự thảo cần nhắc", lifecycle="draft", type="NQ")
    members = "Nguyễn Văn An\nTrần Thị Bình\nLê Văn Cúc (dự bị)"
    assert (
        step(secretary, page, "send", draft=draft, channel="zalo", members=members, sent_at=sent, deadline=due) == 302
    )
    said = {
        "member": "Nguyễn Văn An",
        "answer": "agree",
        "channel": "zalo",
        "received_at": "",
        "text": "",
        "document": "",
    }
    assert step(secretary, page, "opinions", received_for_all=sent, **said) == 302
    first = secretary.open("/").text
    assert "NQ cần nhắc" in first
    assert "đã quá hạn" in first
    assert "1 chưa trả lời, 0 trả lời muộn: không tính là đồng ý" in first
    assert "NQ cần nhắc" not in auditor.open("/").text
    messages = secretary.open(f"{page}/reminders").text
    assert "Kính gửi đồng chí Trần Thị Bình" in messages
    assert "Kính gửi đồng chí Nguyễn Văn An" not in messages
    assert auditor.open(f"{page}/reminders").status_code == 403
    names = ["Trần Thị Bình", "Lê Văn Cúc"]
    assert step(secretary, page, "remind", member_reminded=names, channel="zalo", sent_at="") == 302
    assert "Đã nhắc 2 đồng chí" in secretary.open(page).text
    silent = text_of(secretary.open(f"{page}/silent.docx").data)
    assert "Trần Thị Bình\nChính thức\nKhông trả lời" in silent
    assert "Lê Văn Cúc\nDự bị\nKhông trả lời" in silent
    assert "Nguyễn Văn An" not in silent
    letter = text_of(secretary.open(f"{page}/reminder.docx").data)
    assert "về việc nhắc gửi ý kiến" in letter
    assert "Lê Văn Cúc" in letter
    assert "Nguyễn Văn An" not in letter


def test_a_form_that_is_refused_comes_back_as_it_was_filled_in(house: House, tmp_path: Path) -> None:
    secretary = signed_in(house, "secretary_a")
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    about: dict[str, Any] = {"unit": unit.id, "title": "NQ điền sai", "reason": "bão"}
    page = secretary.send("/consultations", page="/consultations", **about).headers["Location"]
    draft = (io.BytesIO(b"Du thao dien sai"), "dự thảo.txt")
    sent, due = (f"{datetime.now(LOCAL_TIME) - timedelta(days=days):%d/%m/%Y %H:%M}" for days in (3, 1))
    sending = {"channel": "zalo", "members": "Nguyễn Văn An\nTrần Thị Bình", "sent_at": sent}
    fields: dict[str, Any] = {**sending, "version": "1", "draft": draft, "deadline": "ngày mai"}
    refused = secretary.send(f"{page}/send", page=page, **fields)
    assert refused.status_code == 422
    assert "ngày mai" in refused.text
    assert "Trần Thị Bình</textarea>" in refused.text
    kept = re.search(r'name="draft" [^>]*value="[^"]* — (rec_\w+)"', refused.text)
    assert kept is not None, "the file that came along is kept and need not be sent again"
    assert step(secretary, page, "send", **sending, draft=kept[1], deadline=due) == 302
    said: dict[str, Any] = {
        "member": "Nguyễn Văn An",
        "answer": "other",
        "channel": "",
        "received_at": "hôm qua",
        "document": "",
    }
    version: dict[str, Any] = {"version": "2", "channel_for_all": "zalo", "received_for_all": due}
    refused = secretary.send(f"{page}/opinions", page=page, text="thêm việc sơ tán", **said, **version)
    assert refused.status_code == 422
    assert 'value="thêm việc sơ tán"' in refused.text
    mended = {**said, "channel": "zalo", "received_at": sent}
    assert step(secretary, page, "opinions", text="thêm việc sơ tán", **mended) == 302
    assert step(secretary, page, "end") == 302
    assert 'name="about" maxlength="500" value="thêm việc sơ tán"' in secretary.open(page).text
    synthesis = (io.BytesIO(b"Tong hop dien sai"), "tổng hợp.txt")
    taken: dict[str, Any] = {"about": "thêm việc sơ tán", "accepted": "no", "why": ""}
    refused = secretary.send(f"{page}/synthesise", page=page, version="4", synthesis=synthesis, **taken)
    assert refused.status_code == 422
    assert "tiếp thu hay không (không thì phải có lý do)" in refused.text
    assert re.search(r'name="synthesis" [^>]*value="[^"]* — rec_', refused.text)
    late = secretary.send(f"{page}/reject", page=page, version="1")
    assert late.status_code == 409
    assert "NQ điền sai" in late.text


def test_what_is_not_there_is_not_there(house: House) -> None:
    stranger = signed_in(house, "secretary_b", english=True)
    assert "There is no consultation yet." in stranger.open("/consultations").text
    assert stranger.open("/consultations/con_never").status_code == 404
    assert stranger.send("/consultations/con_never/end", page="/consultations", version="1").status_code == 404
    assert stranger.send("/consultations/con_never/burn", page="/consultations", version="1").status_code == 404


def test_papers_come_along_with_the_steps_and_replies_in_bulk(house: House, tmp_path: Path) -> None:
    secretary, auditor = signed_in(house, "secretary_a"), signed_in(house, "auditor")
    draft = record(
        house, tmp_path, "Dự thảo làm trước", lifecycle="draft", type="NQ", title="NQ tháng 8", period="2021-08"
    )
    offered = secretary.open(f"/consultations?draft={draft}").text
    assert 'value="NQ tháng 8"' in offered
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    about: dict[str, Any] = {
        "unit": unit.id,
        "title": "NQ tháng 8",
        "reason": "cách ly",
        "period": "2021-08",
    }
    page = secretary.send("/consultations", page="/consultations", draft=draft, **about).headers["Location"]
    assert f"NQ tháng 8 — {draft}" in secretary.open(page).text
    sent, due = (f"{datetime.now(LOCAL_TIME) - timedelta(days=days):%d/%m/%Y %H:%M}" for days in (3, 1))
    members = "Nguyễn Văn An\nTrần Thị Bình\nLê Văn Cúc"
    letter = (io.BytesIO(b"Cong van xin y kien thang 8"), "công văn.txt")
    asking = {"draft": f"NQ tháng 8 — {draft}", "letter": letter, "channel": "zalo", "members": members}
    assert step(secretary, page, "send", **asking, sent_at=sent, deadline=due) == 302
    assert "danh sách đảng viên: có" in secretary.open(page).text
    scans = [(io.BytesIO(b"Zalo An"), "an.txt"), (io.BytesIO(b"Zalo Binh"), "bình.txt")]
    assert secretary.send(f"{page}/scans", page=page, files=scans, channel="zalo").status_code == 302
    late = f"{datetime.now(LOCAL_TIME):%d/%m/%Y %H:%M}"
    replies = {
        "member": members.split("\n"), "answer": ["agree", "agree", ""], "channel": ["", "paper", ""],
        "received_at": ["", late, ""], "text": ["", "", ""], "document": ["", "", ""],
        "document-0": (io.BytesIO("Tôi đồng ý, An".encode()), "phiếu.txt"), "channel_for_all": "zalo",
        "received_for_all": due,
    }  # fmt: skip
    assert step(secretary, page, "opinions", **replies) == 302
    shown = secretary.open(page).text
    assert "<dt>trả lời muộn</dt><dd>1</dd>" in shown
    assert "<dt>không trả lời</dt><dd>1</dd>" in shown
    dossier = re.search(r"/dossiers/(dos_\w+)", shown)
    assert dossier is not None
    inside = house.archive.retrieve.list(person(house, "secretary_a"), dossier_id=dossier[1]).entries
    described = {entry.record.description.title: entry.record.description for entry in inside}
    named = described["Ý kiến của Nguyễn Văn An về: NQ tháng 8"]
    assert (named.access_level.value, named.source.value, named.period) == ("restricted", "chat", "2021-08")
    assert {"an", "bình"} <= set(described), "handed in together, given to members afterwards"
    assert "Ý kiến của" not in auditor.open(f"/dossiers/{dossier[1]}").text
    again = secretary.open(f"{page}?edit=yes").text
    assert again.count('name="member"') == 3
    assert (
        "Nguyễn Văn An\nTrần Thị Bình"
        in secretary.open(
            secretary.send(
                "/consultations", page="/consultations", unit=unit.id, title="Lần sau", reason="cách ly"
            ).headers["Location"]
        ).text
    ), "the newest list of the cell is there to begin with"
