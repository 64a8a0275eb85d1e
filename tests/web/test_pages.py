"""The pages: what each role sees, what nobody may learn, and how the pages are locked in."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest

from tests.api.house import House, build
from tests.web.visitor import Visitor, signed_in

PAGES = ("/", "/search?q=nghi+quyet", "/records", "/dossiers", "/units", "/account")


@pytest.mark.parametrize("path", [*PAGES, "/deposit", "/audit", "/people", "/status"])
def test_a_stranger_is_sent_to_sign_in_and_back(house: House, path: str) -> None:
    visitor = Visitor(house)
    answer = visitor.open(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=/")


def test_after_signing_in_one_is_where_one_wanted_to_go(house: House) -> None:
    answer = Visitor(house).send(
        "/sign-in", page="/sign-in", login="archivist", password="một câu dài để thử", next="/records"
    )
    assert answer.headers["Location"] == "/records"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/", "//example.org", "/\\example.org", "javascript:x", "https:example.org",
        "/\t/example.org", "/\n//example.org", "/\t//example.org", "\t//example.org", " //example.org",
        "/\r\nSet-Cookie: a=b", "\\\\example.org", "/\x00/example.org",
    ],
)  # fmt: skip
def test_one_is_never_sent_to_another_site(house: House, elsewhere: str) -> None:
    answer = Visitor(house).send(
        "/sign-in", page="/sign-in", login="archivist", password="một câu dài để thử", next=elsewhere
    )
    assert answer.headers["Location"] == "/"


def test_an_odd_address_is_answered_and_not_sent_on(house: House) -> None:
    for path in ("/example.org//records", "/records//", "/static//archive.css", "/%2fexample.org", "/./records"):
        answer = Visitor(house).open(path, headers={"Host": "other.example"})
        assert answer.status_code == 404, path
        assert "other.example" not in str(answer.headers)


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("archivist", "/deposit", 200),
        ("secretary_a", "/deposit", 200),
        ("auditor", "/deposit", 403),
        ("administrator", "/deposit", 403),
        ("auditor", "/audit", 200),
        ("archivist", "/audit", 403),
        ("administrator", "/people", 200),
        ("archivist", "/people", 403),
        ("administrator", "/status", 200),
        ("archivist", "/status", 403),
    ],
)
def test_pages_by_role(house: House, login: str, path: str, status: int) -> None:
    assert signed_in(house, login).open(path).status_code == status


def test_pages_speak_both_languages(house: House) -> None:
    vietnamese, english = signed_in(house, "archivist"), signed_in(house, "archivist", english=True)
    for path in PAGES:
        assert '<html lang="vi">' in vietnamese.open(path).text
        page = english.open(path).text
        assert '<html lang="en">' in page
        assert "Đăng xuất" not in page


def test_searching_without_marks_finds_and_marks(house: House) -> None:
    page = signed_in(house, "secretary_a").open("/search?q=nuoc+sach").text
    assert house.records["CB-A"] in page
    assert "<mark>" in page
    assert 'id="coverage"' in page


def test_a_search_that_finds_nothing_says_what_to_do(house: House) -> None:
    page = signed_in(house, "secretary_a").open("/search?q=zzzzqqqq").text
    assert "Không tìm thấy gì" in page
    assert "Thử bớt từ" in page


@pytest.mark.parametrize(
    "query",
    ["?q=%00%FF", "?page=-1", "?page=abc", "?page=99999999999999", "?date_from=31/02/2022", "?period_from=xx",
     "?class=none&type=%22&lifecycle=x", "?unit=nowhere", "?sort=worst", "?q=" + "a" * 3000, "?q=%3Cscript%3E"],
)  # fmt: skip
def test_no_address_breaks_the_search_page(house: House, query: str) -> None:
    answer = signed_in(house, "secretary_a").open("/search" + query)
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_the_record_page_and_its_image(house: House) -> None:
    visitor, record = signed_in(house, "secretary_a"), house.records["CB-A"]
    page = visitor.open(f"/records/{record}?q=nuoc+sach").text
    assert "Nghị quyết về nước sạch" in page
    image = visitor.open(f"/records/{record}/pages/1.png?width=240&q=nuoc")
    assert image.content_type == "image/png"
    assert image.data.startswith(b"\x89PNG")
    assert visitor.open(f"/records/{record}/pages/2.png").status_code == 404
    small = visitor.open(f"/records/{record}/pages/1.webp?width=720")
    assert (small.content_type, small.data[8:12]) == ("image/webp", b"WEBP")
    assert visitor.open(f"/records/{record}/pages/1.exe").status_code == 404
    shown = visitor.open(f"/records/{record}?q=nuoc").text
    assert "1.webp?width=240" in shown
    assert "720w" in shown
    assert f'readonly value="http://localhost/records/{record}"' in shown


def test_an_original_is_a_download_with_its_name(house: House) -> None:
    visitor, record = signed_in(house, "secretary_a"), house.records["CB-A"]
    link = re.search(rf'href="(/records/{record}/files/[^"]+)"', visitor.open(f"/records/{record}").text)
    assert link is not None
    answer = visitor.open(link[1])
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Ngh%E1%BB%8B%20quy%E1%BA%BFt" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    part = visitor.open(link[1], headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, b"%PDF-")
    assert visitor.open(link[1], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_another_cells_record_answers_like_one_that_never_was(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    never = "rec_00000000000000000000000000"
    for path in ("", "/files/a.pdf", "/pages/1.png", "/state"):
        hidden = visitor.open(f"/records/{house.records['CB-B']}{path}")
        unknown = visitor.open(f"/records/{never}{path}")
        assert hidden.status_code == unknown.status_code == 404
        tokenless = [re.sub(r'content="[^"]+"|value="[^"]+"|rec_\w+', "", page.text) for page in (hidden, unknown)]
        assert tokenless[0] == tokenless[1]
    assert "liên thôn" not in visitor.open("/search?q=thon").text
    assert "liên thôn" not in visitor.open("/records").text
    assert "liên thôn" not in visitor.open("/dossiers").text


def test_handing_in_several_files_with_one_refused(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    answer = visitor.send(
        "/deposit",
        page="/deposit",
        unit="CB-A",
        files=[
            (io.BytesIO("nội dung nộp qua trang".encode()), "nộp.txt"),
            (io.BytesIO(b""), "rỗng.txt"),
            (io.BytesIO(b"x"), ".."),
        ],
    )
    assert answer.status_code == 200
    assert "đã nhận" in answer.text
    assert "Tệp rỗng" in answer.text
    assert "Tên tệp không dùng được" in answer.text


def test_our_script_gets_json_receipts(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    answer = visitor.send(
        "/deposit",
        page="/deposit",
        headers={"Accept": "application/json"},
        unit="CB-A",
        files=(io.BytesIO("nội dung nộp bằng kịch bản".encode()), "kịch bản.txt"),
    )
    receipt = answer.get_json()["receipts"][0]
    assert receipt["status"] == "created"
    assert visitor.open(f"/records/{receipt['id']}/state").get_json()["state"] == "pending"


def test_a_form_without_its_token_is_refused(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    answer = visitor.client.post("/deposit", data={"unit": "CB-A", "files": (io.BytesIO(b"x y"), "a.txt")})
    assert answer.status_code == 401


def test_too_many_wrong_passwords_are_stopped(tmp_path: object) -> None:
    from pathlib import Path

    house = build(Path(str(tmp_path)), SIGNIN_ATTEMPTS_PER_LOGIN="3")
    try:
        visitor = Visitor(house)
        statuses = [visitor.sign_in("secretary_a", "sai").status_code for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        assert visitor.sign_in("secretary_a").status_code == 429
        assert visitor.sign_in("secretary_b").status_code == 302
    finally:
        house.archive.close()


def test_a_session_ends_with_a_changed_password(own_house: House) -> None:
    visitor = signed_in(own_house, "secretary_a")
    assert visitor.open("/").status_code == 200
    accounts = own_house.archive.accounts
    accounts.set_password(accounts.actor_of(accounts.named("secretary_a").id, "web"), "một câu khác hẳn rồi")
    assert visitor.open("/").status_code == 302


def test_cookies_are_for_the_server_only(house: House) -> None:
    cookie = Visitor(house).sign_in("archivist").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_cookies_are_secure_by_default(tmp_path: object) -> None:
    from archive_service.settings import load_settings

    assert load_settings({}).server.secure_cookies is True


class _Inline(HTMLParser):
    """Finds what a strict policy forbids, and addresses of other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"inline in <{tag}>")
        if tag == "script" and "src" not in given:
            self.faults.append("inline script")
        for name in ("src", "href", "action"):
            if (given.get(name) or "").startswith(("http:", "https:", "//")):
                self.faults.append(f"{tag} {name}={given[name]}")
        if tag == "img" and "alt" not in given:
            self.faults.append("img without alt")


@pytest.mark.parametrize("path", [*PAGES, "/deposit", "/nowhere"])
def test_pages_are_locked_in(house: House, path: str) -> None:
    answer = signed_in(house, "archivist").open(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    parser = _Inline()
    parser.feed(answer.text)
    assert parser.faults == []


def test_hostile_titles_stay_text(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    visitor.send(
        "/deposit",
        page="/deposit",
        unit="CB-A",
        title='<script>alert(1)</script>" onload="x',
        files=(io.BytesIO("tiêu đề độc hại".encode()), "<img src=x>.txt"),
    )
    house.index()
    for path in ("/", "/records", "/search?q=doc+hai"):
        page = visitor.open(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
