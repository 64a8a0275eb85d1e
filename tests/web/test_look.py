"""A look at a paper before it is handed in: the line beside the field, nothing kept, nothing overwritten."""

from __future__ import annotations

import io
import json
from pathlib import Path

from archive_service.domain.access import Actor
from archive_service.services.proposals import evidence_of
from indexer.model import Limits
from tests.api.house import House
from tests.extraction.papers import pdf_with_text, photo_of_a_phone
from tests.text.evidence_cases import AWARDS, GIFTS
from tests.web.visitor import Visitor, signed_in

PAPER = (
    "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 27-NQ/CB\nĐẢNG CỘNG SẢN VIỆT NAM\n"
    "Yên Thịnh, ngày 05 tháng 02 năm 2022\n\nNGHỊ QUYẾT\nlãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022\n-----\n"
    "Chi bộ thống nhất các nội dung sau đây.\n\nT/M CHI BỘ\nBÍ THƯ\n\nNguyễn Văn Mẫu\n"
).encode()
VAGUE = (
    "CHI BỘ TỔ DÂN PHỐ SỐ 8\n\nBÁO CÁO\ncông tác tháng 2\n\nTrong tháng chi bộ đã họp một lần.\n\n"
    "Yên Thịnh, ngày 05 tháng 02 năm 2022\nBÍ THƯ\n\nNguyễn Văn Mẫu\n"
).encode()


def look(visitor: Visitor, content: bytes, *, scripted: bool, **fields: str) -> str:
    headers = {"Accept": "application/json"} if scripted else None
    files = (io.BytesIO(content), "giấy.txt")
    return visitor.send("/deposit/look", page="/deposit", headers=headers, files=files, **fields).text


def seen(house: House, content: bytes) -> dict[str, dict[str, object]]:
    answer = json.loads(look(signed_in(house, "secretary_a"), content, scripted=True))
    return {each["field"]: each for each in answer["seen"]}


def test_each_value_comes_with_its_line(house: House) -> None:
    before = len(house.archive.retrieve.list(_secretary(house), limit=200).entries)
    found = seen(house, PAPER)
    assert (found["symbol"]["value"], found["symbol"]["evidence"]) == ("27-NQ/CB", "Số 27-NQ/CB")
    assert found["date"]["value"] == "05/02/2022"
    assert found["date"]["evidence"] == "Yên Thịnh, ngày 05 tháng 02 năm 2022"
    assert (found["unit"]["value"], found["unit"]["evidence"]) == ("CB-A", "CHI BỘ TỔ DÂN PHỐ SỐ 8")
    assert found["symbol"]["sure"] is True
    assert len(house.archive.retrieve.list(_secretary(house), limit=200).entries) == before
    assert [path for path in (house.settings.data_dir / "spool").rglob("*") if path.is_file()] == []


def test_what_is_not_sure_is_offered_and_not_filled(house: House) -> None:
    found = seen(house, VAGUE)
    doubted = [name for name, each in found.items() if not each["sure"]]
    assert doubted
    page = look(signed_in(house, "secretary_a"), VAGUE, scripted=False)
    assert "Có thể là" in page
    for name in set(doubted) & {"symbol", "date", "period", "title"}:
        assert f'name="{name}" value="{found[name]["value"]}"' not in page


def test_without_scripts_the_page_comes_back_filled_but_for_what_a_person_wrote(house: House) -> None:
    page = look(signed_in(house, "secretary_a"), PAPER, scripted=False, symbol="99-NQ/CB")
    assert 'value="99-NQ/CB"' in page
    assert 'value="27-NQ/CB"' not in page
    assert "dòng “Số 27-NQ/CB”" in page
    assert 'value="05/02/2022"' in page


def test_values_that_are_codes_are_offered_in_words(house: House) -> None:
    found = seen(house, PAPER.replace("T/M CHI BỘ\nBÍ THƯ\n\nNguyễn Văn Mẫu\n".encode(), b""))
    assert found["type"]["value"] == "NQ"
    assert found["type"]["words"] == "Nghị quyết"
    assert {each["words"] for name, each in found.items() if name == "lifecycle"} <= {"Dự thảo", "Đã ban hành"}


def test_supporting_papers_say_what_they_are_before_they_are_handed_in(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    gifts, award = GIFTS["a total that is not the sum"][0].encode(), AWARDS["of the Party"][0].encode()
    drawn = json.loads(look(visitor, gifts, scripted=True))["facts"]
    assert "Minh chứng: Danh sách ủng hộ" in drawn
    assert "50.000 đồng" in drawn
    assert "Nguyễn Văn An" in drawn
    page = look(visitor, award, scripted=False)
    assert "Minh chứng: Giấy khen" in page
    assert "05-QĐ/ĐU" in page
    assert "05/06/2021 08:30" in json.loads(look(visitor, photo_of_a_phone(), scripted=True))["facts"]
    assert json.loads(look(visitor, PAPER, scripted=True))["facts"] == ""
    injected = gifts.replace("Nguyễn Văn An".encode(), b"<img src=x onerror=alert(1)>")
    assert "<img" not in json.loads(look(visitor, injected, scripted=True))["facts"]


def test_half_a_list_of_gifts_is_not_added_up(house: House, tmp_path: Path) -> None:
    """The door reads for a short while only: a list that was cut off would get a sum that stands nowhere."""
    rows = tuple(GIFTS["a total that is not the sum"][0].splitlines())
    paper, extractor = pdf_with_text(tmp_path / "ủng hộ.pdf", rows, rows), house.archive.indexing.extractor
    whole = extractor.extract(paper, "application/pdf")
    half = extractor.extract(paper, "application/pdf", Limits(pages=1))
    assert evidence_of([("ủng hộ.pdf", whole)]) is not None
    assert half.pages == whole.pages[:1]
    assert evidence_of([("ủng hộ.pdf", half)]) is None


def test_a_mark_of_secrecy_is_said_at_once_and_an_auditor_looks_at_nothing(house: House) -> None:
    secret = "TUYỆT MẬT\nSố 09-NQ/CB\nviệc kín".encode()
    assert "chỉ độ mật" in json.loads(look(signed_in(house, "secretary_a"), secret, scripted=True))["message"]
    auditor = signed_in(house, "auditor")
    token = auditor.open("/search").text
    assert "csrf-token" in token
    answer = auditor.send("/deposit/look", page="/search", files=(io.BytesIO(PAPER), "a.txt"))
    assert answer.status_code == 403


def _secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")
