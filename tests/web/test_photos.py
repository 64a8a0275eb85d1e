"""Photos of pages at their page: one record in the order sent, and pages that came before the others."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from tests.api.house import House
from tests.extraction.papers import RESOLUTION, page_image
from tests.services.test_desk import person
from tests.web.visitor import Visitor, signed_in


def picture(folder: Path, number: int) -> tuple[io.BytesIO, str]:
    page_image(*RESOLUTION, f"Trang thứ {number}", width=300).save(folder / "a.jpg")
    return io.BytesIO((folder / "a.jpg").read_bytes()), f"IMG_{number}.jpg"


def test_pictures_become_one_record_in_their_order(own_house: House, tmp_path: Path) -> None:
    visitor = signed_in(own_house, "secretary_a")
    page = visitor.open("/deposit/photos").text
    assert 'capture="environment"' in page
    assert "chưa đạt chuẩn PDF/A" in page
    files = [picture(tmp_path, number) for number in (2, 1)]
    sent = visitor.send(
        "/deposit/photos", page="/deposit/photos", files=files, unit="CB-A", type="BB", period="02/2026", title=""
    )
    assert sent.status_code == 303
    shown = visitor.open(sent.location).text
    assert "Biên bản tháng 02/2026" in shown
    assert "chưa đạt chuẩn PDF" in shown
    assert shown.index("IMG_2.jpg") < shown.index("IMG_1.jpg")


def test_what_is_wrong_with_pictures_is_told_on_the_page(house: House, tmp_path: Path) -> None:
    visitor = signed_in(house, "secretary_a")
    without = visitor.send("/deposit/photos", page="/deposit/photos", unit="CB-A", type="BB")
    assert without.status_code == 422
    wrong = visitor.send(
        "/deposit/photos", page="/deposit/photos", files=[picture(tmp_path, 3)], unit="CB-A", type="BB",
        period="13/2022",
    )  # fmt: skip
    assert wrong.status_code == 422
    assert "“period”" not in wrong.text
    elsewhere = visitor.send(
        "/deposit/photos", page="/deposit/photos", headers={"Accept": "application/json"},
        files=[picture(tmp_path, 1)], unit="CB-B", type="BB",
    )  # fmt: skip
    assert elsewhere.status_code == 422
    assert elsewhere.json is not None
    assert elsewhere.json["message"]
    assert signed_in(house, "auditor").open("/deposit/photos").status_code == 403


def page_sent(visitor: Visitor, content: bytes, name: str) -> str:
    """One page sent before the others; its digest."""
    answer = visitor.send(
        "/deposit/photos/pages", page="/deposit/photos", headers={"Accept": "application/json"},
        picture=(io.BytesIO(content), name),
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return str(answer.json["sha512"])


def test_pages_that_came_before_become_the_record_in_the_order_named(own_house: House, tmp_path: Path) -> None:
    visitor = signed_in(own_house, "secretary_a")
    pages = [picture(tmp_path, number)[0].read() for number in (1, 2)]
    first, second = (page_sent(visitor, content, "anh.jpg") for content in pages)
    shown = visitor.open("/deposit/photos").text
    assert "đã gửi 2 trang" in shown
    assert visitor.open(f"/deposit/photos/pages/{first}").data == pages[0]
    assert visitor.open(f"/deposit/photos/pages/{first}").headers["Content-Security-Policy"].endswith("sandbox")
    as_script: dict[str, Any] = {"page": "/deposit/photos", "headers": {"Accept": "application/json"}}
    fields: dict[str, Any] = {"unit": "CB-A", "type": "BB", "name": ["001-b.jpg", "002-a.jpg"]}
    gone = visitor.send("/deposit/photos", **as_script, **fields, sent=[second, "0" * 128])
    assert (gone.status_code, gone.json) == (409, {"missing": ["0" * 128]})
    sent = visitor.send("/deposit/photos", **as_script, **fields, sent=[second, first])
    assert sent.status_code == 201
    assert sent.json is not None
    record = own_house.archive.retrieve.record(person(own_house, "archivist"), sent.json["address"].rsplit("/", 1)[-1])
    assert [file.name for file in record.record.files] == ["001-b.jpg", "002-a.jpg"]
    assert "đã gửi 2 trang" not in visitor.open("/deposit/photos").text
    assert visitor.open(f"/deposit/photos/pages/{first}").status_code == 404


def test_of_a_paper_that_is_turned_away_no_page_stays(own_house: House) -> None:
    visitor = signed_in(own_house, "secretary_a")
    digest = page_sent(visitor, "CHI BỘ TỔ DÂN PHỐ SỐ 8\nMẬT\nBÁO CÁO\nvề một việc".encode(), "a.txt")
    refused = visitor.send(
        "/deposit/photos", page="/deposit/photos", headers={"Accept": "application/json"},
        unit="CB-A", type="BB", sent=[digest], name=["a.txt"],
    )  # fmt: skip
    assert refused.status_code == 422
    assert own_house.archive.waiting_pages.waiting(person(own_house, "secretary_a")) == []
