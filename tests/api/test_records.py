"""/records: handing in, listing, fetching."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from tests.api.house import House, build, paper, said


def test_a_new_record_is_created_and_the_same_bytes_are_answered(house: House, tmp_path: Path) -> None:
    archivist = house.client("archivist")
    content = paper(tmp_path, "Chi bộ thống nhất làm lại cổng thôn.")
    first = archivist.deposit(content, "cổng thôn.pdf", unit="CB-A", title="Cổng thôn")
    again = archivist.deposit(content, "tên khác.pdf", unit="CB-A")
    assert (first.status_code, again.status_code) == (201, 200)
    assert said(first) == said(again)
    assert first.headers["Location"] == again.headers["Location"] == f"/api/v1/records/{said(first)['id']}"
    assert said(first)["files"] == [
        {
            "name": "cổng thôn.pdf",
            "sha512": hashlib.sha512(content).hexdigest(),
            "size": len(content),
            "media_type": "application/pdf",
        }
    ]
    assert said(archivist.get(first.headers["Location"].removeprefix("/api/v1"))) == said(first)


def test_several_files_make_one_record(house: House, tmp_path: Path) -> None:
    data = MultiDict(
        [
            ("unit", "CB-A"),
            ("class", "evidence"),
            ("file", FileStorage(io.BytesIO(paper(tmp_path, "trang một")), "một.pdf")),
            ("file", FileStorage(io.BytesIO(b"Danh s\xc3\xa1ch"), "hai.txt")),
        ]
    )
    kept = house.client("archivist").ask("POST", "/records", data=data)
    assert kept.status_code == 201
    assert [file["name"] for file in said(kept)["files"]] == ["một.pdf", "hai.txt"]
    assert said(kept)["class"] == "evidence"


def test_an_idempotency_key_belongs_to_one_content(house: House, tmp_path: Path) -> None:
    archivist = house.client("archivist")
    key = {"Idempotency-Key": "lan-1"}
    content = paper(tmp_path, "khóa một")
    assert archivist.deposit(content, "a.pdf", key, unit="CB-A").status_code == 201
    assert archivist.deposit(content, "a.pdf", key, unit="CB-A").status_code == 200
    other = archivist.deposit(paper(tmp_path, "khóa hai"), "b.pdf", key, unit="CB-A")
    assert (other.status_code, said(other)["code"]) == (409, "idempotency_conflict")
    broken = archivist.deposit(content, "a.pdf", {"Idempotency-Key": "với dấu cách".encode().decode("latin-1")})
    assert (broken.status_code, said(broken)["field"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize(
    ("content", "name", "fields", "status", "code", "field"),
    [
        (b"", "a.pdf", {}, 422, "empty_file", None),
        (b"%PDF-1.4", "\x07.pdf", {}, 422, "bad_file_name", None),
        (b"%PDF-1.4", "ộ" * 90, {}, 422, "name_too_long", None),
        (b"MZ\x90\x00" + bytes(200), "a.exe", {}, 422, "unsupported_type", None),
        (b"words", "a.txt", {"unit": "CB-X"}, 422, "unknown_unit", "unit"),
        (b"words", "a.txt", {"unit": ""}, 422, "unknown_unit", "unit"),
        (b"words", "a.txt", {"date": "30/02/2022"}, 422, "impossible_date", "date"),
        (b"words", "a.txt", {"type": "XX"}, 422, "unknown_document_type", "type"),
        (b"words", "a.txt", {"number": "9" * 5_000}, 422, "bad_field", "number"),
        (b"words", "a.txt", {"title": "a\x00b"}, 422, "bad_field", "title"),
        (b"words", "a.txt", {"title": "x" * 501}, 422, "bad_field", "title"),
        (b"words", "a.txt", {"dossier": "dos_" + "0" * 26}, 422, "unknown_dossier", "dossier"),
        (b"words", "a.txt", {"colour": "red"}, 422, "bad_field", "colour"),
        (b"words", "a.txt", {"class": "secret"}, 422, "bad_field", "class"),
        ("TỐI MẬT\nKế hoạch".encode(), "a.txt", {}, 422, "secrecy_mark", None),
    ],
)
def test_a_refusal_names_its_reason_and_nothing_is_kept(
    house: House, content: bytes, name: str, fields: dict[str, str], status: int, code: str, field: str | None
) -> None:
    archivist = house.client("archivist")
    before = archivist.get("/records", limit=200).data
    answer = archivist.deposit(content, name, None, **{"unit": "CB-A", **fields})
    assert (answer.status_code, said(answer)["code"], said(answer).get("field")) == (status, code, field)
    assert archivist.get("/records", limit=200).data == before
    assert not list((house.settings.data_dir / "spool").glob("in-*"))


def test_a_form_that_is_none_is_refused(house: House) -> None:
    archivist = house.client("archivist")
    wrong = archivist.ask("POST", "/records", json={"unit": "CB-A"})
    assert (wrong.status_code, said(wrong)["code"]) == (415, "wrong_content_type")
    nameless = archivist.ask("POST", "/records", data=b"x", content_type="multipart/form-data")
    assert (nameless.status_code, said(nameless)["code"]) == (400, "bad_request")
    without = archivist.ask("POST", "/records", data={"unit": "CB-A"}, content_type="multipart/form-data")
    assert (without.status_code, said(without)["field"]) == (422, "file")
    stray = archivist.ask("POST", "/records", data={"unit": "CB-A", "other": (io.BytesIO(b"x"), "x.txt")})
    assert (stray.status_code, said(stray)["field"]) == (422, "other")
    doubled = archivist.ask(
        "POST", "/records", data=MultiDict([("unit", "CB-A"), ("unit", "CB-B"), ("file", (io.BytesIO(b"x"), "x.txt"))])
    )
    assert (doubled.status_code, said(doubled)["field"]) == (422, "unit")


def test_what_is_too_large_is_cut_off(tmp_path: Path) -> None:
    house = build(tmp_path, DEPOSIT_MAX_FILE_BYTES="60000")
    archivist = house.client("archivist")
    file = archivist.deposit(b"x" * 60_001, "a.txt", unit="CB-A")
    assert (file.status_code, said(file)["code"]) == (413, "file_too_large")
    field = archivist.deposit(b"x", "a.txt", unit="CB-A", title="x" * (2 << 20))
    assert (field.status_code, said(field)["code"]) == (413, "request_too_large")
    request = archivist.deposit(b"x" * (17 << 20), "a.txt", unit="CB-A")
    assert (request.status_code, said(request)["code"]) == (413, "request_too_large")
    assert not list((house.settings.data_dir / "spool").glob("in-*"))
    house.archive.close()


def test_a_stranger_cannot_even_begin(house: House) -> None:
    answer = house.app.test_client().post("/api/v1/records", data={"file": (io.BytesIO(b"x"), "x.txt")})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_only_those_who_deposit_may(house: House) -> None:
    for person in ("auditor", "administrator"):
        answer = house.client(person).deposit(b"words", "a.txt", unit="CB-A")
        assert (answer.status_code, said(answer)["code"]) == (403, "not_permitted")
    elsewhere = house.client("secretary_a").deposit(b"words of mine", "a.txt", unit="CB-B")
    assert (elsewhere.status_code, said(elsewhere)["code"]) == (422, "unknown_unit")  # as for a unit that never was


def test_the_list_is_paged_by_key(house: House) -> None:
    archivist = house.client("archivist")
    whole = [record["id"] for record in said(archivist.get("/records", limit=200))["records"]]
    walked, after = [], None
    while True:
        page = said(archivist.get("/records", limit=1, **({"after": after} if after else {})))
        walked += [record["id"] for record in page["records"]]
        after = page["next"]
        if after is None:
            break
    assert len(whole) >= 2
    assert walked == whole == sorted(whole)
    of_dossier = said(archivist.get("/records", dossier=house.dossiers["CB-A"]))["records"]
    assert [record["id"] for record in of_dossier] == [house.records["CB-A"]]


def test_an_original_comes_back_byte_for_byte(house: House) -> None:
    secretary = house.client("secretary_a")
    record = said(secretary.get(f"/records/{house.records['CB-A']}"))
    name = record["files"][0]["name"]
    address = f"/records/{record['id']}/files/{quote(name)}"
    whole = secretary.get(address)
    assert hashlib.sha512(whole.data).hexdigest() == record["files"][0]["sha512"]
    assert whole.headers["ETag"] == f'"{record["files"][0]["sha512"]}"'
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Disposition"].startswith("attachment;")
    assert whole.headers["Content-Disposition"].endswith(quote(name, safe=""))
    decomposed = f"/records/{record['id']}/files/{quote(unicodedata.normalize('NFD', name))}"
    assert secretary.get(decomposed).data == whole.data
    part = secretary.get(address, {"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
    assert secretary.get(address, {"If-None-Match": whole.headers["ETag"]}).status_code == 304
    beyond = secretary.get(address, {"Range": "bytes=99999999-"})
    assert (beyond.status_code, said(beyond)["code"]) == (416, "impossible_range")
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"
    head = secretary.ask("HEAD", address)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(whole.data)))


def test_a_flipped_byte_never_leaves(own_house: House) -> None:
    secretary = own_house.client("secretary_a")
    record = said(secretary.get(f"/records/{own_house.records['CB-A']}"))
    size = record["files"][0]["size"]
    for path in (own_house.settings.data_dir / "store").rglob("*"):
        if path.is_file() and path.stat().st_size == size:
            path.chmod(0o600)
            content = bytearray(path.read_bytes())
            content[size // 2] ^= 1
            path.write_bytes(content)
    address = f"/records/{record['id']}/files/{quote(record['files'][0]['name'])}"
    answer = secretary.get(address)
    assert (answer.status_code, said(answer)["code"]) == (500, "bytes_damaged")
    events = said(own_house.client("auditor").get("/audit", subject=record["id"], act="download"))["events"]
    assert (events[0]["outcome"], events[0]["details"]["code"]) == ("failed", "bytes_damaged")


def test_everything_else_about_a_record(house: House) -> None:
    secretary = house.client("secretary_a")
    address = f"/records/{house.records['CB-A']}"
    versions = said(secretary.get(f"{address}/versions"))["versions"]
    assert [(version["number"], version["message"]) for version in versions] == [(1, "deposit")]
    assert said(secretary.get(f"{address}/metadata"))["id"] == house.records["CB-A"]
    assert said(secretary.get(f"{address}/metadata", version=1)) == said(secretary.get(f"{address}/metadata"))
    assert secretary.get(f"{address}/metadata", version=2).status_code == 404
    pages = said(secretary.get(f"{address}/text"))["pages"]
    assert "nước sạch" in pages[0]["text"]
    plain = secretary.get(f"{address}/pages/1.png", width=900)
    marked = secretary.get(f"{address}/pages/1.png", width=900, q="nuoc sach")
    assert plain.mimetype == marked.mimetype == "image/png"
    assert plain.data != marked.data
    assert secretary.get(f"{address}/pages/2.png").status_code == 404
    assert secretary.get(f"{address}/pages/0.png").status_code == 404
    assert secretary.get(f"{address}/pages/{'9' * 5_000}.png").status_code == 404


def test_reading_again_is_for_archivists(house: House) -> None:
    address = f"/records/{house.records['CB-A']}/retry"
    assert house.client("secretary_a").ask("POST", address).status_code == 403
    queued = house.client("archivist").ask("POST", address)
    assert (queued.status_code, said(queued)) == (202, {"id": house.records["CB-A"], "status": "queued"})
    house.index()
    assert said(house.client("archivist").get(f"/records/{house.records['CB-A']}"))["text"]["state"] == "searchable"
