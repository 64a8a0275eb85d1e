"""Recognition at every door: seen, stopped, the copy fetched; what is locked away is told to who runs the archive."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive_service.bootstrap import local_operator
from cli import cli
from indexer.extraction.scan import recognition_ready
from tests.api.house import House, said
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images
from tests.web.visitor import signed_in

pytestmark = [
    pytest.mark.needs_ocr,
    pytest.mark.skipif(not recognition_ready(), reason="Tesseract with vie is not installed"),
]


def scan(folder: Path, *lines: str) -> bytes:
    image = page_image(*RESOLUTION[:2], *(lines or RESOLUTION[2:]), width=900)
    return pdf_of_images(folder / "scan.pdf", image).read_bytes()


def photo(folder: Path, number: int) -> tuple[io.BytesIO, str]:
    page_image(*RESOLUTION, f"Trang thứ {number}", width=900).save(folder / "photo.jpg")
    return io.BytesIO((folder / "photo.jpg").read_bytes()), f"ảnh {number}.jpg"


def command(house: House, *words: str) -> Result:
    environment = {"ARCHIVE_DATA_DIR": str(house.settings.data_dir), "LANG": "en"}
    result = CliRunner().invoke(cli, words, env=environment)
    assert result.exit_code == 0, result.output
    return result


def test_a_scan_from_waiting_to_its_reading_copy(own_house: House, tmp_path: Path) -> None:
    archivist, administrator = own_house.client("archivist"), own_house.client("administrator")
    record_id = said(archivist.deposit(scan(tmp_path), "quet.pdf", unit="CB-A"))["id"]
    assert archivist.get(f"/records/{record_id}/recognition").status_code == 404
    own_house.archive.indexing.index_records([record_id])
    waiting = said(archivist.get(f"/records/{record_id}/recognition"))
    assert (waiting["state"], waiting["wanted"], waiting["read"]) == ("waiting", 1, 0)
    assert own_house.client("secretary_b").get(f"/records/{record_id}/recognition").status_code == 404
    assert archivist.get("/recognitions").status_code == 403
    assert said(administrator.get("/recognitions"))["recognitions"] == [waiting]
    visitor = signed_in(own_house, "archivist")
    assert "0 trên 1 trang" in visitor.open(f"/records/{record_id}").text
    assert record_id in signed_in(own_house, "administrator").open("/status").text
    assert f"recognition    {record_id} waiting 0/1" in command(own_house, "index", "status").output
    assert json.loads(command(own_house, "show", record_id, "--json").output)["recognition"]["state"] == "waiting"

    assert own_house.client("auditor").ask("POST", f"/records/{record_id}/recognition/stop").status_code == 403
    visitor.send(f"/records/{record_id}/recognition/stop", page=f"/records/{record_id}")
    assert said(archivist.get(f"/records/{record_id}/recognition"))["state"] == "stopped"
    own_house.index()
    assert said(archivist.get(f"/records/{record_id}"))["text"]["reason"] == "needs_ocr"
    command(own_house, "index", "stop", record_id)
    assert archivist.ask("POST", f"/records/{record_id}/recognition/stop").status_code == 202
    assert "1 record queued" in command(own_house, "index", "retry", record_id).output
    own_house.index()
    assert said(archivist.get(f"/records/{record_id}"))["text"]["state"] == "searchable"
    assert archivist.get(f"/records/{record_id}/recognition").status_code == 404

    copy = archivist.get(f"/records/{record_id}/reading-copy")
    assert copy.content_type == "application/pdf"
    assert copy.data.startswith(b"%PDF-")
    assert own_house.client("secretary_b").get(f"/records/{record_id}/reading-copy").status_code == 404
    command(own_house, "get", record_id, "--reading-copy", "-o", str(tmp_path / "copy.pdf"))
    assert (tmp_path / "copy.pdf").read_bytes() == copy.data
    page = visitor.open(f"/records/{record_id}").text
    assert "độ tin cậy" in page
    assert visitor.open(f"/records/{record_id}/reading-copy.pdf").data == copy.data
    proposed = {each["field"]: each for each in said(archivist.get(f"/records/{record_id}/proposals"))["proposals"]}
    assert proposed["symbol"]["value"] == "12-NQ/CB"
    assert "12-NQ/CB" in proposed["symbol"]["line"]
    assert "Máy đọc được trên văn bản" in page
    assert said(archivist.get(f"/records/{own_house.records['CB-A']}/proposals"))["proposals"] == []
    assert "Nhận các giá trị đã chọn" in page
    assert "Nhận các giá trị đã chọn" not in signed_in(own_house, "auditor").open(f"/records/{record_id}").text
    place = f"/records/{record_id}"
    visitor.send(f"{place}/proposals", page=place, version="1", symbol="12-NQ/CB")
    assert said(archivist.get(f"/records/{record_id}"))["symbol"] == "12-NQ/CB"
    assert visitor.send(f"{place}/proposals", page=place, version="1", symbol="12-NQ/CB").status_code == 409
    assert "version 3" in command(own_house, "accept", record_id, "--field", "period").output
    assert "máy đọc trên văn bản" in visitor.open(f"/records/{record_id}").text


def test_photos_become_one_record_on_the_page_and_at_the_command_line(own_house: House, tmp_path: Path) -> None:
    visitor = signed_in(own_house, "archivist")
    files = [photo(tmp_path, number) for number in (2, 1)]
    answer = visitor.send(
        "/deposit", page="/deposit", headers={"Accept": "application/json"}, unit="CB-A", together="yes", files=files
    )
    (receipt,) = answer.get_json()["receipts"]
    own_house.index()
    page = visitor.open(f"/records/{receipt['id']}").text
    assert page.index("ảnh 2.jpg") < page.index("ảnh 1.jpg")
    assert "chưa đạt chuẩn PDF" in page
    assert "chưa đạt chuẩn PDF" not in visitor.open(f"/records/{own_house.records['CB-A']}").text
    texts = said(own_house.client("archivist").get(f"/records/{receipt['id']}/text"))["pages"]
    assert [each["file"] for each in texts] == ["ảnh 2.jpg", "ảnh 1.jpg"]
    paths = []
    for number in (7, 6):
        content, name = photo(tmp_path, number)
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content.read())
    told = command(own_house, "deposit", *map(str, paths), "--unit", "CB-A", "--one-record", "--json")
    receipts = [json.loads(line) for line in told.output.splitlines()]
    assert len({each["id"] for each in receipts}) == 1
    kept = own_house.archive.retrieve.record(local_operator(own_house.archive), receipts[0]["id"]).record
    assert [file.name for file in kept.files] == ["ảnh 7.jpg", "ảnh 6.jpg"]


def test_who_runs_the_archive_is_told_what_to_do(own_house: House, tmp_path: Path) -> None:
    archivist, administrator = own_house.client("archivist"), own_house.client("administrator")
    content = scan(tmp_path, "TỐI MẬT", *RESOLUTION[2:])
    record_id = said(archivist.deposit(content, "quet.pdf", unit="CB-A", title="Tên không ai thấy"))["id"]
    own_house.index()
    for path in ("", "/text", "/reading-copy", "/proposals", "/recognition", "/files/quet.pdf", "/pages/1.png"):
        assert archivist.get(f"/records/{record_id}{path}").status_code == 404, path
    assert archivist.get("/locked-away").status_code == 403
    locked = said(administrator.get("/locked-away"))["locked_away"]
    assert [(each["id"], each["unit"]["code"]) for each in locked] == [(record_id, "CB-A")]
    status = signed_in(own_house, "administrator").open("/status").text
    assert record_id in status
    assert "ngắt máy khỏi mạng" in status
    assert "Tên không ai thấy" not in status
    told = command(own_house, "index", "status").output
    assert f"LOCKED AWAY    {record_id} CB-A" in told
    assert "take the machine off the network" in told
    assert "locked_away" in json.loads(command(own_house, "index", "status", "--json").output)
    again = archivist.deposit(content, "quet.pdf", unit="CB-A")
    assert (again.status_code, said(again)["code"]) == (422, "secrecy_mark")
