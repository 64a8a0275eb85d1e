"""Every error under /api is a problem, in the language asked for; garbage is refused and never breaks anything."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive_service.api import ENDPOINTS
from archive_service.api.endpoint import Endpoint
from archive_service.sentences import SENTENCES
from tests.api import desk_answers, people_answers, retention_answers, transfer_answers
from tests.api.house import House, build, said

PARTS = {
    **retention_answers.PARTS, **people_answers.PARTS, **desk_answers.PARTS, **transfer_answers.PARTS,
}  # fmt: skip
GARBAGE = (
    "", " ", "\x00", "'", '"', "\\", "-1", "1.5", "1e3", " 7", "٣", "9" * 5_000, "NaN", "null", "%", "../../etc/passwd",
    "<script>", "rec_", "0000-00-00", "2022-02-30", "20220205", "2022-13", "\ufffd", "\U0010ffff", "ộ" * 3_000,
)  # fmt: skip


def address_of(endpoint: Endpoint[Any]) -> str:
    """An address of the right form at which there is nothing."""
    kind = "dos" if endpoint.path.startswith("/dossiers") else "rec"
    return endpoint.path.format(id=f"{kind}_{'0' * 26}", name="x", number="1", **PARTS)


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v1/", "/api/v2/records", "/api/v1/records/", "/api//v1/x"])
def test_an_unknown_address_is_a_problem(house: House, path: str) -> None:
    answer = house.app.test_client().get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert said(answer)["code"] == "not_found"
    assert said(answer)["instance"].startswith("urn:uuid:")
    assert answer.headers["X-Request-Id"]


def test_a_method_that_is_not_taken_names_those_that_are(house: House) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = house.app.test_client().open("/api/v1/records", method=method)
        assert (answer.status_code, said(answer)["code"]) == (405, "method_not_allowed")
        assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("accepted", "language"), [("vi", "vi"), ("en-GB,en;q=0.8", "en"), ("fr", "vi"), ("", "vi"), ("*;q=x", "vi")]
)
def test_the_sentence_is_in_the_language_asked_for(house: House, accepted: str, language: str) -> None:
    answer = house.client("archivist").get("/records/rec_x", {"Accept-Language": accepted})
    assert answer.headers["Content-Language"] == language
    sentence = SENTENCES["not_found"]
    assert said(answer)["detail"] == (sentence.vi if language == "vi" else sentence.en)
    assert said(answer)["action"] == (sentence.vi_action if language == "vi" else sentence.en_action)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer cra_wrong", "Basic eDp5", "x" * 9_000, "Bearer a b"]
)
def test_without_a_token_nobody_comes_in(house: House, header: str) -> None:
    answer = house.app.test_client().get("/api/v1/records", headers={"Authorization": header})
    assert (answer.status_code, said(answer)["code"]) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_the_pages_is_no_token(house: House) -> None:
    client = house.app.test_client()
    with client.session_transaction() as session:
        session["user_id"] = session["_user_id"] = "usr_x"
    assert client.get("/api/v1/records").status_code == 401


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_garbage_in_any_parameter_is_refused_or_searched_for(house: House, endpoint: Endpoint[Any]) -> None:
    client = house.client("auditor")
    path = address_of(endpoint)
    names = [field.validation_alias or name for name, field in endpoint.query.model_fields.items()]
    for name in (*names, "unknown"):
        for garbage in GARBAGE:
            answer = client.ask(endpoint.method, path, query_string={str(name): garbage})
            assert answer.status_code < 500, (name, garbage)
            assert answer.status_code == 200 or answer.content_type == "application/problem+json"
    assert client.ask(endpoint.method, path, query_string={"unknown": "1"}).status_code in (404, 415, 422)


def test_parameters_are_read_strictly(house: House) -> None:
    client = house.client("archivist")
    for query in (
        "limit=0", "limit=201", "limit=1.0", "limit=%2B5", "limit=5&limit=6", "offset=-1", "offset=10001", "sort=best",
        "date_from=2022-2-5", "date_from=1650000000", "period_from=2022-13", "class=secret", "lifecycle=", "number=0",
        "type=XX", "unit=CB-X", "dossier=1", "Q=x",
    ):  # fmt: skip
        answer = client.ask("GET", "/search?" + query)
        assert (answer.status_code, said(answer)["field"].split(".")[0]) == (422, query.split("=")[0]), query


@pytest.mark.parametrize("query", [*GARBAGE, "a" * 2_001, "họp\x00chi bộ", "\x1b[2J"])
def test_a_query_is_never_an_error(house: House, query: str) -> None:
    answer = house.client("archivist").get("/search", q=query)
    assert answer.status_code == 200
    assert ("query_cut" in {note["code"] for note in said(answer)["notes"]}) == (len(query) > 2_000)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_address_is_an_unknown_thing(house: House, garbage: str) -> None:
    client = house.client("archivist")
    address = f"/records/{house.records['CB-A']}"
    for path in (f"/records/{garbage}/text", f"{address}/files/{garbage}", f"{address}/pages/{garbage}.png"):
        answer = client.get(path.replace("%", "%25").replace("?", "%3F"))
        assert (answer.status_code, said(answer)["code"]) == (404, "not_found"), path


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 400, None),
        (b"{", 400, None),
        (b"\xff\xfe", 400, None),
        (b'{"unit": "CB-A", "title": "\\ud800"}', 400, None),
        (b"[]", 422, ""),
        (b"{}", 422, "unit"),
        (b'{"unit": "CB-A", "title": "  "}', 422, "title"),
        (b'{"unit": "CB-A", "title": "a\\u0000b"}', 422, "title"),
        (b'{"unit": "CB-A", "title": 5}', 422, "title"),
        (b'{"unit": "CB-A", "title": "x", "kind": "x"}', 422, "kind"),
        (b'{"unit": "CB-A", "title": "x", "opened_at": 0}', 422, "opened_at"),
        (b'{"unit": "CB-A", "title": "x", "opened_at": "2022-02-30"}', 422, "opened_at"),
        (b'{"unit": "CB-A", "title": "x", "more": 1}', 422, "more"),
        (b'{"unit": "CB-X", "title": "x"}', 422, "unit"),
        (b" " * (1 << 17), 413, None),
    ],
)
def test_a_body_is_read_strictly(house: House, body: bytes, status: int, field: str | None) -> None:
    answer = house.client("archivist").ask("POST", "/dossiers", data=body, content_type="application/json")
    assert (answer.status_code, said(answer).get("field")) == (status, field)


def test_one_address_may_ask_so_often(tmp_path: Path) -> None:
    house = build(tmp_path, API_REQUESTS_PER_MINUTE="12")
    with closing(house.archive):
        client = house.client("archivist")
        # A minute may end among them: of 25, 13 then still lie within one.
        slow = next(answer for answer in (client.get("/units") for _ in range(25)) if answer.status_code != 200)
        assert (slow.status_code, said(slow)["code"]) == (429, "too_many_attempts")
        assert 1 <= int(slow.headers["Retry-After"]) <= 60
        assert slow.headers["Retry-After"] in said(slow)["detail"] + said(slow)["action"]
        other = client.ask("GET", "/units", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
        assert other.status_code == 200
        assert house.app.test_client().get("/healthz").status_code == 200


def test_a_catalog_that_is_gone_is_said_with_a_time_to_try_again(own_house: House) -> None:
    own_house.archive.close()
    for file in own_house.settings.data_dir.glob("catalog.sqlite3*"):
        file.unlink()
    client = own_house.client("archivist")
    for endpoint in ENDPOINTS:
        answer = client.ask(endpoint.method, address_of(endpoint))
        assert (answer.status_code, said(answer)["code"]) == (503, "catalog_unavailable")
        assert int(answer.headers["Retry-After"]) > 0


def test_a_search_without_an_index_says_so(own_house: House) -> None:
    for path in sorted((own_house.settings.data_dir / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    answer = own_house.client("archivist").get("/search", q="x")
    assert (answer.status_code, said(answer)["code"]) == (503, "index_not_ready")
