"""The headers that lock every answer in, good or bad, and the cookies where the service is reached by https."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from tests.api.house import PASSWORD, House, copy_of, said
from tests.web.visitor import signed_in

HTTPS = "https://archive.example"
STYLE = "/static/archive.css"
PLACES = (
    "/", "/sign-in", "/account", "/records", "/nowhere", "/records/rec_never", STYLE,
    "/static/none.css", "/healthz", "/readyz", "/metrics", "/api/v1/records", "/api/v1/openapi.json", "/api/v1/nowhere",
    "/sign-in/provider", "/language/xx",
)  # fmt: skip


@pytest.fixture
def behind_https(closed_staff: House, tmp_path: Path) -> Iterator[House]:
    """As it is installed: behind one proxy that ends TLS."""
    more = {"SERVER_SECURE_COOKIES": "true", "SERVER_TRUSTED_PROXIES": "1"}
    opened = copy_of(closed_staff, tmp_path, **more)
    yield opened
    opened.archive.close()


def enter(house: House) -> FlaskClient:
    client = house.app.test_client()
    page = client.get("/sign-in", base_url=HTTPS).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1], "login": "archivist", "password": PASSWORD}
    answer = client.post("/sign-in", base_url=HTTPS, data=form, headers={"Referer": f"{HTTPS}/sign-in"})
    assert answer.status_code == 302
    return client


def test_every_answer_is_locked_in(house: House) -> None:
    client = signed_in(house, "archivist").client
    for path in PLACES:
        for method in ("GET", "POST", "TRACE"):
            with client.open(path, method=method) as answer:
                assert faults(path, answer) == [], (method, path)


def faults(path: str, answer: Response) -> list[str]:
    """What is missing of the headers that this answer must have."""
    headers, same = answer.headers, ("Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")
    found = [name for name in same if headers.get(name) != "same-origin"]
    checks = {
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "frames": "frame-ancestors 'none'" in headers.get("Content-Security-Policy", ""),
        "other sites": "Access-Control-Allow-Origin" not in headers,
        "https only": "Strict-Transport-Security" not in headers,
        "letters": not answer.data or re.search("charset=utf-8|json$", headers["Content-Type"]) is not None,
        "cache": "no-store" in headers.get("Cache-Control", "") or (path, answer.status_code) == (STYLE, 200),
        "shown": not path.startswith("/api/") or headers["Content-Disposition"].startswith("attachment"),
    }
    return [*found, *(name for name, good in checks.items() if not good)]


def test_an_answer_of_rest_is_never_shown_by_a_browser(house: House) -> None:
    for path in ("/records", "/records/rec_never", "/units"):
        answer = house.client("secretary_a").get(path)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="api.json"'
    picture = house.client("secretary_a").get(f"/records/{house.records['CB-A']}/pages/1.png")
    assert (picture.content_type, picture.headers["Content-Disposition"]) == ("image/png", "attachment")


def test_behind_https_browsers_keep_to_it_and_cookies_belong_to_this_host(behind_https: House) -> None:
    client = enter(behind_https)
    answer = client.get("/account", base_url=HTTPS)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    kept = [client.get_cookie(f"__Host-{name}", "archive.example") for name in ("archive_session", "archive_device")]
    for cookie in kept:
        assert cookie is not None
        assert (cookie.secure, cookie.http_only, cookie.same_site, cookie.path) == (True, True, "Lax", "/")
        assert not cookie.domain or cookie.origin_only


def test_a_form_that_came_from_another_site_is_refused_even_with_its_token(behind_https: House) -> None:
    client = enter(behind_https)
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/account", base_url=HTTPS).text)
    assert token is not None
    for referer, status in ((f"{HTTPS}/account", 200), ("https://other.example/", 401), ("", 401)):
        sent = {"csrf_token": token[1]}
        headers = {"Referer": referer} if referer else {}
        answer = client.post("/account/sessions/end-others", base_url=HTTPS, data=sent, headers=headers)
        assert answer.status_code == status, referer


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xhtml", "a.pdf", "a.png"])
def test_what_a_page_could_run_is_never_shown(house: House, name: str) -> None:
    """A paper that calls itself something else is sent as what it is, as a download, and may run nothing."""
    visitor, hostile = signed_in(house, "secretary_a"), f"<svg xmlns='http://www.w3.org/2000/svg' id='{name}'><script>"
    content = f"<!doctype html><html><body>{hostile}alert(1)</script></svg></body></html>".encode()
    sent = visitor.send(
        "/deposit", page="/deposit", unit="CB-A", headers={"Accept": "application/json"},
        files=(io.BytesIO(content), name),
    )  # fmt: skip
    receipt = sent.get_json()["receipts"][0]
    assert receipt["status"] == "created"
    for door, client in (("/records", visitor.client), ("/api/v1/records", house.app.test_client())):
        headers = {"Authorization": f"Bearer {house.tokens['secretary_a']}"} if "api" in door else {}
        answer = client.get(f"{door}/{receipt['id']}/files/{name}", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.content_type.startswith("text/html")


def test_a_picture_that_could_run_something_is_not_taken(house: House) -> None:
    content = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for name in ("a.svg", "a.png", "a.pdf"):
        answer = house.client("secretary_a").deposit(content, name, unit="CB-A")
        assert (answer.status_code, said(answer)["code"]) == (422, "unsupported_type")
