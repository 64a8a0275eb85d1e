"""The desk on its pages: without scripts, by scripts, and the way from a dropped file to one that is done."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf

from tests.api.house import House
from tests.extraction.papers import page_image
from tests.services.test_desk import BARE, SECRET, paper
from tests.services.test_formats_through import package_of
from tests.web.visitor import Visitor, signed_in

JSON = {"Accept": "application/json"}


def drop(visitor: Visitor, *files: tuple[str, bytes], page: str = "", **fields: Any) -> str:
    """Hand in files with the form of the desk, as without scripts; the page of their batch."""
    sent = [(io.BytesIO(content), name) for name, content in files]
    address = f"{page}/files" if page else "/desk/batches"
    answer = visitor.send(address, page="/desk", files=sent, unit="CB-A", **fields)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def files_of(visitor: Visitor, page: str) -> list[str]:
    return re.findall(r'data-file="(bfl_\w+)"', visitor.open(page).text)


def test_without_scripts_the_form_takes_several_files_and_the_queue_stays(house: House) -> None:
    archivist = signed_in(house, "archivist")
    page = drop(archivist, ("mật.txt", SECRET), ("nq.txt", paper(201)), ("nq2.txt", paper(201)), name="Chiều thứ sáu")
    shown = archivist.open(page).text
    assert "Chiều thứ sáu" in shown
    assert "dấu chỉ độ mật" in shown
    assert "mật.txt" not in shown
    assert len(files_of(archivist, page)) == 2, "the same content in one batch is one file"
    house.index()
    again = signed_in(house, "archivist").open(page).text
    assert "đã đọc" in again
    assert 'data-state="read"' in again
    assert 'data-state="read"' not in archivist.open(f"{page}?state=attention").text
    assert signed_in(house, "secretary_a").open(page).status_code == 404
    drop(archivist, ("nq3.txt", paper(202)), page=page)
    assert len(files_of(archivist, page)) == 3


def test_scripts_get_each_file_told_and_can_go_on_with_a_batch(house: House) -> None:
    archivist = signed_in(house, "archivist")
    opened = archivist.send("/desk/batches", page="/desk", headers=JSON, announced="9").json
    assert opened is not None
    sent = {"files": (io.BytesIO(paper(203)), "nq.txt"), "named": "tháng 3/nq.txt", "unit": "CB-A"}
    told = archivist.send(f"{opened['page']}/files", page="/desk", headers=JSON, **sent).json
    assert told is not None
    (file,) = told["files"]
    assert (file["name"], file["state"], file["words"]) == ("tháng 3/nq.txt", "received", "mới nhận")
    known = archivist.open(f"{opened['page']}/known").json
    assert known == {"total": 1, "files": [{"name": "tháng 3/nq.txt", "size": len(paper(203))}], "after": None}
    assert "Còn 8 trên 9 tệp" in archivist.open(opened["page"]).text
    archivist.send(f"{opened['page']}/announced", page="/desk", announced="1")
    assert "tệp chưa gửi lên được" not in archivist.open(opened["page"]).text
    house.index()
    states = archivist.open(f"/desk/states?file={file['id']}").json
    assert states is not None
    assert [each["state"] for each in states["files"]] == ["read"]
    assert archivist.send("/desk/batches", page="/desk", announced="many").status_code == 422
    assert archivist.send(f"{opened['page']}/files", page="/desk", headers=JSON).status_code == 422


def test_confirming_goes_from_file_to_file_until_none_is_left(house: House) -> None:
    archivist = signed_in(house, "archivist")
    page = drop(archivist, *((f"{number}.txt", paper(number)) for number in (211, 212)))
    house.index()
    first, second = files_of(archivist, page)
    batch = page.rsplit("/", 1)[-1]
    review = f"/desk/files/{first}?batch={batch}"
    shown = archivist.open(review).text
    assert "khớp dòng “Số 211-NQ/CB”" in shown
    assert "Control+Enter" in shown
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    wrong = archivist.send(review, page=review, version=version[1], date="32/13/2022", title="Tên đã sửa tay")
    assert wrong.status_code == 422
    assert "Tên đã sửa tay" in wrong.text, "what was typed stays in the form"
    assert 'aria-invalid="true"' in wrong.text
    going = archivist.send(review, page=review, version=version[1], title="Tên đã sửa tay")
    assert going.headers["Location"] == f"/desk/files/{second}?batch={batch}"
    late = archivist.send(review, page=review, version=version[1], title="Người thứ hai")
    assert late.status_code == 409
    finished = archivist.send(going.headers["Location"], page=going.headers["Location"], version="1")
    assert finished.headers["Location"] == f"{page}?finished=yes"
    assert "Không còn tệp nào chờ bạn" in archivist.open(finished.headers["Location"]).text


def test_a_fields_own_value_is_offered_and_not_filled(house: House) -> None:
    archivist = signed_in(house, "archivist")
    page = drop(archivist, ("danh sách.txt", BARE.encode()))
    house.index()
    (file,) = files_of(archivist, page)
    shown = archivist.open(f"/desk/files/{file}").text
    assert "không thấy trên văn bản" in shown
    assert "danh sách" in shown


def test_the_same_for_all_is_shown_before_it_is_made(house: House) -> None:
    archivist = signed_in(house, "archivist")
    page = drop(archivist, *((f"{number}.txt", paper(number)) for number in (221, 222)))
    files, together = files_of(archivist, page), "/desk/together"
    assert archivist.send(together, page="/desk").status_code == 422
    chosen = archivist.send(together, page="/desk", whole=page.rsplit("/", 1)[-1]).text
    assert "Đặt chung cho 2 tài liệu" in chosen
    wanted: dict[str, Any] = {
        "file": files,
        "period": "04/2022",
        "dossier": "new",
        "dossier_title": "Sinh hoạt tháng 4 (bàn)",
    }
    looked = archivist.send(together, page="/desk", step="look", **wanted).text
    assert "Sẽ lập hồ sơ mới “Sinh hoạt tháng 4 (bàn)”" in looked
    assert "Sinh hoạt tháng 4 (bàn)" not in archivist.open("/dossiers").text, "nothing was made yet"
    made = archivist.send(together, page="/desk", step="change", **wanted).text
    assert "Đã sửa 2 tài liệu; 0 đã đúng từ trước; 0 không sửa được." in made
    assert "Sinh hoạt tháng 4 (bàn)" in archivist.open("/dossiers").text
    refused = archivist.send(together, page="/desk", step="look", file=files, period="13/2022").text
    assert "13/2022" in refused


def test_settling_and_the_receipt(house: House) -> None:
    archivist = signed_in(house, "archivist", english=True)
    page = drop(archivist, ("nq.txt", paper(231)), ("mật.txt", SECRET), name="Biên nhận thử")
    archivist.send("/desk/settle", page="/desk", file=files_of(archivist, page), batch=page.rsplit("/", 1)[-1])
    assert archivist.open(f"{page}?state=done").text.count('data-state="done"') == 2
    receipt = archivist.open(f"{page}/receipt").text
    digest = re.search(r"[0-9a-f]{128}", receipt)
    assert digest is not None
    assert "must not be in this system" in receipt or "state secrecy" in receipt
    printed = pypdf.PdfReader(io.BytesIO(archivist.open(f"{page}/receipt.pdf").data))
    text = "".join(part.extract_text() for part in printed.pages)
    assert "BIÊN NHẬN NỘP TÀI LIỆU" in text
    assert digest[0] in text.replace("\n", "")
    assert "nq.txt: đã nhận" in text
    assert "mật.txt" not in text


def test_what_comes_by_form_phone_or_program_stands_in_the_same_queue(house: House) -> None:
    secretary, archivist = signed_in(house, "secretary_a"), signed_in(house, "archivist")
    form: dict[str, Any] = {"files": (io.BytesIO(paper(251)), "form.txt"), "unit": "CB-A"}
    secretary.send("/deposit", page="/deposit", **form)
    package: dict[str, Any] = {"files": (io.BytesIO(package_of({"gói/nq.txt": paper(252)})), "gói.zip"), "unit": "CB-A"}
    secretary.send("/deposit", page="/deposit", **package)
    photo = io.BytesIO()
    page_image("BIÊN BẢN sinh hoạt chi bộ thường kỳ tháng 4 năm 2022", width=620).save(photo, "JPEG")
    picture: dict[str, Any] = {"files": (io.BytesIO(photo.getvalue()), "ảnh.jpg"), "unit": "CB-A", "type": "BB"}
    secretary.send("/deposit/photos", page="/deposit/photos", **picture)
    house.client("secretary_a").deposit(paper(253), "program.txt", None, unit="CB-A")
    house.index()
    queue = archivist.open("/desk?whose=all").text
    names = {"form.txt", "nq.txt", "ảnh.jpg", "program.txt"}
    assert names <= set(re.findall(r'class="file-name-quiet">([^<]+)<', queue))
    assert "nộp: secretary_a" in queue
    (day,) = re.findall(r'href="(/desk/batches/bat_\w+)">Nộp lẻ ngày', secretary.open("/desk").text)
    assert len(files_of(secretary, day)) >= 4  # other tests of this house hand in too
    assert "program.txt: đã nhận" in archive_receipt(secretary, day)
    first = archivist.open("/").text
    counts = re.search(r'href="/desk\?state=read&amp;whose=all"><span class="count">(\d+)<', first)
    assert counts is not None
    assert int(counts[1]) >= 3
    assert "whose=all" not in secretary.open("/").text


def archive_receipt(visitor: Visitor, batch: str) -> str:
    printed = pypdf.PdfReader(io.BytesIO(visitor.open(f"{batch}/receipt.pdf").data))
    return "".join(part.extract_text() for part in printed.pages)


def test_who_may_not_hand_in_sees_no_desk(house: House) -> None:
    auditor = signed_in(house, "auditor")
    assert auditor.open("/desk").status_code == 403
    assert "/desk" not in auditor.open("/").text
    secretary = signed_in(house, "secretary_a")
    assert secretary.open("/desk").status_code == 200
    assert secretary.open("/desk?whose=all").status_code == 403
    assert secretary.open("/desk/files/bfl_never").status_code == 404


def test_the_way_from_a_dossier_to_handing_in_leads_back_into_it(house: House) -> None:
    secretary, dossier = signed_in(house, "secretary_a"), house.dossiers["CB-A"]
    link = re.search(r'href="(/deposit\?dossier=[^"]+)"', secretary.open(f"/dossiers/{dossier}").text)
    assert link is not None
    form = secretary.open(link[1]).text
    assert f'name="dossier" value="{dossier}"' in form
    assert '<option value="CB-A" selected>' in form
    sent: dict[str, Any] = {"files": (io.BytesIO(paper(241)), "vào hồ sơ.txt"), "unit": "CB-A", "dossier": dossier}
    secretary.send("/deposit", page=link[1], title="Vào đúng hồ sơ", **sent)
    assert "Vào đúng hồ sơ" in secretary.open(f"/dossiers/{dossier}").text
    assert 'value="dos_never"' not in secretary.open("/deposit?dossier=dos_never").text
