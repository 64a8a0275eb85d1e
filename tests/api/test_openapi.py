"""The document both ways: every route is in it, and every answer it names can be had in that shape."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from werkzeug.test import TestResponse

from archive_service import http
from archive_service.domain.errors import ArchiveError
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.sentences import SENTENCES
from archive_service.services.describing import FIELDS
from archive_service.services.text_json import TEXT_NAME, gather
from archive_service.settings import ROOT
from indexer.model import ExtractedText, Filters, PageText, TextSource
from tests.api import consultation_answers, desk_answers, people_answers, retention_answers, transfer_answers
from tests.api.house import Caller, House, build, lose_a_bit_in_every_file, said
from tests.extraction.papers import page_image

DOCUMENT = "/openapi.json"


def test_every_route_is_in_the_document_and_nothing_else(house: House) -> None:
    routes = set()
    for rule in house.app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            routes |= {(method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    paths = document(house)["paths"]
    assert routes == {(method.upper(), path) for path in paths for method in paths[path]}


def test_the_document_needs_no_token_and_names_its_language(house: House) -> None:
    answer = house.app.test_client().get("/api/v1" + DOCUMENT)
    assert answer.status_code == 200
    assert said(answer)["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere(house: House) -> None:
    whole = document(house)
    for reference in _references(whole):
        place: Any = whole
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_operation_says_what_it_does(house: House) -> None:
    paths = document(house)["paths"]
    operations = [paths[path][method] for path in paths for method in paths[path]]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["summary"]
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], parameter


def document(house: House) -> dict[str, Any]:
    return said(house.app.test_client().get("/api/v1" + DOCUMENT))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


@dataclass(slots=True)
class Seen:
    """The answers that were had: operation and status, each checked against the document."""

    house: House
    had: set[tuple[str, int]] = field(default_factory=set)

    def note(self, method: str, path: str, answer: TestResponse) -> TestResponse:
        operation = schemathesis.openapi.from_dict(document(self.house))[path][method]
        operation.validate_response(answer)
        self.had.add((f"{method} {path}", answer.status_code))
        return answer

    def ask(self, caller: Caller, method: str, path: str, parts: dict[str, str], **more: Any) -> TestResponse:
        return self.note(method, path, caller.ask(method, path.format(**parts), **more))


@pytest.fixture
def one_file_limited(tmp_path: Path) -> Iterator[House]:
    built = build(tmp_path / "house", DEPOSIT_MAX_FILE_BYTES="60000", RETENTION_BACKUP_DAYS="0")
    yield built
    built.archive.close()


def test_every_answer_of_the_document_can_be_had(one_file_limited: House, tmp_path: Path) -> None:
    house = one_file_limited
    seen = Seen(house)
    record = house.records["CB-A"]
    name = said(house.client("archivist").get(f"/records/{record}"))["files"][0]["name"]
    parts = {"id": record, "name": quote(name), "number": "1", **PARTS}
    _good(seen, parts)
    made = retention_answers.good(seen)
    retention_answers.gone(
        seen,
        {**parts, "id": made["destroyed"]},
        {CORRECT: CORRECTION, PROPOSALS: ACCEPTED, desk_answers.LINKS: desk_answers.LINKING},
    )
    _refused(seen, parts)
    retention_answers.refused(seen, made["disposition"])
    people_answers.good(seen)
    people_answers.refused(seen, Caller(house.app.test_client(), "cra_unknown"))
    desk_answers.good(seen)
    desk_answers.refused(seen, Caller(house.app.test_client(), "cra_unknown"))
    consultation_answers.good(seen)
    consultation_answers.refused(seen, Caller(house.app.test_client(), "cra_unknown"))
    _depositing(seen)
    _damaged(seen, parts, made["disposition"])
    _unavailable(seen, parts)
    _too_often(seen, tmp_path / "other")
    told = documented(house)
    had_elsewhere = {each for each in told if of_transfers(*each) and each[1] not in FOR_ALL_ALIKE}
    assert told - seen.had - had_elsewhere == set()
    assert seen.had - told == set()


def documented(house: House) -> set[tuple[str, int]]:
    """Each operation with each status that it may answer."""
    paths = document(house)["paths"]
    return {
        (f"{method.upper()} {path}", int(status))
        for path in paths
        for method in paths[path]
        for status in paths[path][method]["responses"]
    }


def of_transfers(operation: str, _: int) -> bool:
    """Whether the answers of an operation are had in test_transfer_answers.py."""
    return operation.partition(" ")[2].startswith(transfer_answers.FAMILIES)


def _operations(house: House) -> list[tuple[str, str]]:
    paths = document(house)["paths"]
    return [(method.upper(), path) for path in paths for method in paths[path]]


# What an operation cannot do without.
NEEDED = {
    "/completeness": {"from": "2022-01", "to": "2022-03"},
    "/completeness/slot": {"unit": "CB-A", "period": "2022-01"},
    "/units/find": {"q": "to dan pho"},
}


# What is for those who look after the archive.
SYSTEM = ("/audit", "/audit.csv", "/jobs", "/custody", "/recognitions", "/locked-away")


def _needed(house: House, path: str) -> dict[str, str] | None:
    return {"dossier": house.dossiers["CB-A"]} if path == "/export" else NEEDED.get(path)


def _unit(house: House) -> dict[str, str]:
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    return {"id": unit.id}


RENAMING: dict[str, Any] = {"kind": "rename", "day": "2025-07-01", "units": ["CB-B"], "name": "Chi bộ Châu Giang"}


def _searched(house: House) -> int:
    """The number of a search of the archivist."""
    house.client("archivist").get("/search")
    return _last_search(house)


def _last_search(house: House) -> int:
    answer = house.client("administrator").get("/audit", act="search", limit="1", person="archivist")
    return int(said(answer)["events"][0]["number"])


OF_SCANS = ("/records/{id}/recognition", "/records/{id}/reading-copy")


def _scan(house: House) -> str:
    """A scan whose page waits for recognition, with a reading copy from earlier."""
    picture = io.BytesIO()
    page_image("x", width=200).save(picture, "PNG")
    kept = said(house.client("archivist").deposit(picture.getvalue(), "scan.png", unit="CB-A"))
    record_id = str(kept["id"])
    house.archive.indexing.index_records([record_id])
    house.archive.indexing.derived.put(record_id, "reading.pdf", b"%PDF-1.7")
    return record_id


def _recognised(house: House) -> dict[str, str]:
    """A scan whose page was read."""
    picture = io.BytesIO()
    page_image("y", width=200).save(picture, "PNG")
    record_id = str(said(house.client("archivist").deposit(picture.getvalue(), "read.png", unit="CB-A"))["id"])
    page = PageText(1, "CHI BỘ TỔ DÂN PHỐ SỐ 8\nSố 12-NQ/CB\nNGHỊ QUYẾT\nvề vệ sinh", TextSource.OCR, 0.9)
    text = gather([("read.png", ExtractedText("image/png", (page,), 1))])
    house.archive.indexing.derived.put(record_id, TEXT_NAME, text.model_dump_json().encode())
    return {"id": record_id}


# Families whose good answers are had in files of their own.
OTHER_FILES = (
    *retention_answers.FAMILIES, *people_answers.FAMILIES, *desk_answers.FAMILIES, *transfer_answers.FAMILIES,
    *consultation_answers.FAMILIES,
)  # fmt: skip
ASKED_ELSEWHERE = (
    *people_answers.FAMILIES, *desk_answers.FAMILIES, *transfer_answers.FAMILIES, *consultation_answers.FAMILIES,
)  # fmt: skip
# Asked of every operation at the end of this test: nothing can be reached, and too often.
FOR_ALL_ALIKE = (429, 503)
PARTS = {
    **retention_answers.PARTS, **people_answers.PARTS, **desk_answers.PARTS, **transfer_answers.PARTS,
}  # fmt: skip
CORRECT = "/records/{id}/corrections"
HOLD = "/saved-searches/{id}/hold"
NO_SEARCH = {"id": "qry_" + "0" * 26}
ORDER = {"reason": "inspection", "authority": "UBKT", "document": "5-QĐ/UBKT"}
PROPOSALS = "/records/{id}/proposals"
ACCEPTED = {"version": 1, "values": {"symbol": "12-NQ/CB"}}
CORRECTION = {"version": 1, "reason": "read again", "fields": {"issuer_printed": "Chi bộ"}}


def _good(seen: Seen, parts: dict[str, str]) -> None:
    archivist, administrator = seen.house.client("archivist"), seen.house.client("administrator")
    scan = {**parts, "id": _scan(seen.house)}
    for method, path in _operations(seen.house):
        if method == "GET" and path != "/dossiers/{id}" and not path.startswith(OTHER_FILES):
            own = {"number": str(_searched(seen.house))} if path == "/receipts/{number}" else parts
            own = scan if path in OF_SCANS else _unit(seen.house) if path == "/units/{id}/life" else own
            caller = administrator if path in SYSTEM else archivist
            assert seen.ask(caller, method, path, own, query_string=_needed(seen.house, path)).status_code == 200
    assert seen.ask(archivist, "POST", "/records/{id}/recognition/stop", scan).status_code == 202
    dossier = {"id": seen.house.dossiers["CB-A"]}
    assert seen.ask(archivist, "GET", "/dossiers/{id}", dossier).status_code == 200
    assert seen.ask(archivist, "POST", "/dossiers", {}, json={"unit": "CB-A", "title": "x"}).status_code == 201
    kept = seen.ask(archivist, "POST", "/saved-searches", {}, json={"name": "x"})
    assert kept.status_code == 201
    assert seen.ask(archivist, "POST", "/saved-searches", {}, json={"name": "x"}).status_code == 409
    own = {"id": str(said(kept)["id"])}
    assert seen.ask(archivist, "POST", "/saved-searches/{id}/run", own).status_code == 200
    assert seen.ask(archivist, "POST", HOLD, own, json=ORDER).status_code == 201
    assert seen.ask(archivist, "DELETE", "/saved-searches/{id}", own).status_code == 204
    events = "/units/events"
    for sent, status in (
        ({**RENAMING, "dry_run": True}, 200),
        (RENAMING, 201),
        ({**RENAMING, "expected_version": 0}, 409),
    ):
        assert seen.ask(archivist, "POST", events, {}, json=sent).status_code == status
    assert seen.ask(archivist, "POST", "/records/{id}/retry", parts).status_code == 202
    read = _recognised(seen.house)
    for status in (200, 409):
        assert seen.ask(archivist, "POST", CORRECT, parts, json=CORRECTION).status_code == status
        assert seen.ask(archivist, "POST", PROPOSALS, read, json=ACCEPTED).status_code == status
    seen.house.index()
    original = "/records/{id}/files/{name}"
    whole = seen.ask(archivist, "GET", original, parts)
    assert hashlib.sha512(whole.data).hexdigest() in whole.headers["ETag"]
    for header, value, status in (
        ("Range", "bytes=0-0", 206),
        ("Range", "bytes=999999-", 416),
        ("If-None-Match", whole.headers["ETag"], 304),
    ):
        assert seen.ask(archivist, "GET", original, parts, headers={header: value}).status_code == status


def _refused(seen: Seen, parts: dict[str, str]) -> None:
    house = seen.house
    stranger, archivist = Caller(house.app.test_client(), "cra_unknown"), house.client("archivist")
    for method, path in _operations(house):
        if path == DOCUMENT or path.startswith(ASKED_ELSEWHERE):
            continue
        own = {**parts, "id": house.dossiers["CB-A"]} if path == "/dossiers/{id}" else parts
        own = _unit(house) if path == "/units/{id}/life" else own
        own = {"id": "qry_" + "0" * 26} if path.startswith("/saved-searches/") else own
        if path.startswith(retention_answers.FAMILIES):
            own = {**parts, "id": retention_answers.own_id(path)}
        assert seen.ask(stranger, method, path, own).status_code == 401
        sent = _form() if path in ("/records", "/batches") and method == "POST" else {}
        sent = sent or retention_answers.sent_to(method, path)
        if (method, path) == ("POST", "/saved-searches"):
            sent = {"json": {"name": "x"}}
        if (method, path) == ("POST", "/dossiers"):
            sent = {"json": {"unit": "CB-A", "title": "x"}}
        if path == "/units/events":
            sent = {"json": RENAMING}
        if path == CORRECT:
            sent = {"json": CORRECTION}
        if (method, path) == ("POST", PROPOSALS):
            sent = {"json": ACCEPTED}
        if path == HOLD:
            sent = {"json": ORDER}
        assert seen.ask(archivist, method, path, own, query_string={"unknown": "1"}, **sent).status_code == 422
        if "{id}" in path:
            never = {**own, "id": own["id"][:4] + "0" * 26}
            sent = sent if path != retention_answers.STEP else retention_answers.signed()
            assert seen.ask(archivist, method, path, never, **sent).status_code == 404
    for path in SYSTEM:
        assert seen.ask(archivist, "GET", path, {}).status_code == 403
    assert seen.ask(archivist, "GET", "/receipts/{number}", {"number": "1"}).status_code == 404
    never = {"record": "rec_" + "0" * 26}
    assert seen.ask(archivist, "GET", "/export", {}, query_string=never).status_code == 404
    for path in ("/records/{id}/retry", "/records/{id}/recognition/stop"):
        assert seen.ask(house.client("secretary_a"), "POST", path, parts).status_code == 403
    auditor = house.client("auditor")
    assert seen.ask(auditor, "POST", "/dossiers", {}, json={"unit": "CB-A", "title": "x"}).status_code == 403
    for path in ("/units/look-alikes", "/units/changes"):
        assert seen.ask(auditor, "GET", path, {}).status_code == 403
    assert seen.ask(auditor, "POST", "/units/events", {}, json=RENAMING).status_code == 403
    for sent, status in (
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b" " * (1 << 17), "content_type": "application/json"}, 413),
        ({"data": b"x", "content_type": "text/plain"}, 415),
    ):
        for path in ("/dossiers", "/units/events", "/saved-searches", CORRECT, PROPOSALS):
            assert seen.ask(archivist, "POST", path, parts, **sent).status_code == status
        assert seen.ask(archivist, "POST", HOLD, NO_SEARCH, **sent).status_code == status
    assert seen.ask(house.client("secretary_a"), "POST", CORRECT, parts, json=CORRECTION).status_code == 403
    assert seen.ask(house.client("secretary_a"), "POST", HOLD, NO_SEARCH, json=ORDER).status_code == 403
    for method, path in (("GET", "/search"), ("GET", "/search/export"), ("POST", "/saved-searches")):
        sent = {"json": {"name": "x"}} if method == "POST" else {}
        due = {"retention": "due"}
        assert seen.ask(house.client("secretary_a"), method, path, {}, query_string=due, **sent).status_code == 403
    house.client("archivist").get("/search", retention="due")
    number, again = {"number": str(_last_search(house))}, {"again": "yes"}
    administrator = house.client("administrator")
    assert seen.ask(administrator, "GET", "/receipts/{number}", number, query_string=again).status_code == 403
    lost = {"id": _saved_before_a_role_ended(house)}
    assert seen.ask(house.client("secretary_a"), "POST", "/saved-searches/{id}/run", lost).status_code == 403
    read = _recognised(house)
    assert seen.ask(house.client("secretary_a"), "POST", PROPOSALS, read, json=ACCEPTED).status_code == 403


def _saved_before_a_role_ended(house: House) -> str:
    """A search of the secretary's, from when they still saw retention."""
    accounts = house.archive.accounts
    secretary, archivist = (
        accounts.actor_with_token(house.tokens[each], "api") for each in ("secretary_a", "archivist")
    )
    once = replace(archivist, user_id=secretary.user_id)
    return house.archive.saved_searches.save(once, "due", "", Filters(), retention=RetentionStanding.UP_FOR_REVIEW).id


def _form(content: bytes = b"some words", name: str = "a.txt", **fields: str) -> dict[str, Any]:
    return {"data": {"unit": "CB-A", **fields, "file": (io.BytesIO(content), name)}}


def _package(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, inner in files.items():
            package.writestr(name, inner)
    return content.getvalue()


def _depositing(seen: Seen) -> None:
    archivist = seen.house.client("archivist")
    for caller, sent, status in (
        (archivist, _form(), 201),
        (archivist, _form(), 200),
        (archivist, _form(b"x" * 60_001), 413),
        (archivist, {"json": {}}, 415),
        (archivist, {"data": b"x", "content_type": "multipart/form-data"}, 400),
        (seen.house.client("auditor"), _form(), 403),
    ):
        assert seen.ask(caller, "POST", "/records", {}, **sent).status_code == status
    for caller, sent, status in (
        (archivist, _form(_package({"a.txt": b"in a package", "b.exe": b"MZ\x90\x00" + b"\0" * 90}), "a.zip"), 200),
        (archivist, _form(b"no package", "a.zip"), 422),
        (archivist, _form(b"x" * 60_001, "a.zip"), 413),
        (archivist, {"json": {}}, 415),
        (archivist, {"data": b"x", "content_type": "multipart/form-data"}, 400),
        (seen.house.client("auditor"), _form(_package({"a.txt": b"x"}), "a.zip"), 403),
    ):
        assert seen.ask(caller, "POST", "/batches", {}, **sent).status_code == status
    key = {"Idempotency-Key": "k"}
    seen.ask(archivist, "POST", "/records", {}, headers=key, **_form(b"one text"))
    clash = seen.ask(archivist, "POST", "/records", {}, headers=key, **_form(b"other text"))
    assert clash.status_code == 409


def _damaged(seen: Seen, parts: dict[str, str], disposition: str) -> None:
    lose_a_bit_in_every_file(seen.house)
    archivist = seen.house.client("archivist")
    for path in ("/versions", "/metadata", "/files/{name}", "/pages/{number}.png"):
        assert seen.ask(archivist, "GET", "/records/{id}" + path, parts).status_code == 500
    papers = "/dispositions/{id}/papers/{document}"
    assert seen.ask(archivist, "GET", papers, {**parts, "id": disposition}).status_code == 500


def _unavailable(seen: Seen, parts: dict[str, str]) -> None:
    """The catalog is gone."""
    seen.house.archive.close()
    for file in seen.house.settings.data_dir.glob("catalog.sqlite3*"):
        file.unlink()
    for method, path in _operations(seen.house):
        if path != DOCUMENT:
            own = {**parts, "id": seen.house.dossiers["CB-A"]} if path == "/dossiers/{id}" else parts
            answer = seen.ask(seen.house.client("archivist"), method, path, own, query_string=NEEDED.get(path))
            assert answer.status_code == 503
    shutil.rmtree(seen.house.settings.data_dir)


def _too_often(seen: Seen, folder: Path) -> None:
    """An address that has used up its requests of this minute."""
    house = build(folder, API_REQUESTS_PER_MINUTE="4")
    archivist = house.client("archivist")
    answers = [archivist.get("/units") for _ in range(5)]
    assert answers[-1].status_code == 429
    for method, path in _operations(seen.house):
        parts = {"id": "rec_" + "0" * 26, "name": "x", "number": "1", **PARTS}
        # Where the minute is over in between, the next requests use it up again.
        again = (archivist.ask(method, path.format(**parts)) for _ in range(6))
        refused = next(answer for answer in again if answer.status_code == 429)
        assert seen.note(method, path, refused).status_code == 429
    house.archive.close()


def test_the_page_about_the_interface_is_true(house: House) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    table = page.split("## The operations")[1].split("## Handing in")[0]
    assert set(re.findall(r"`(GET|POST|DELETE) (/\S*)`", table)) == set(_operations(house))
    for path, operations in document(house)["paths"].items():
        for method, operation in operations.items():
            row = next(line for line in page.splitlines() if f"`{method.upper()} {path}`" in line)
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query" and path != "/search":
                    assert f"`{parameter['name']}`" in row, row
    searching = page.split("## Searching")[1].split("## Errors")[0]
    for parameter in document(house)["paths"]["/search"]["get"]["parameters"]:
        assert parameter["name"] in searching
    codes = set(re.findall(r"`([a-z_]+)`", page.split("| status | codes |")[1].split("## Limits")[0]))
    errors = {kind.code: http.status_of(kind()) for kind in _all_errors(ArchiveError)}
    assert codes <= set(SENTENCES)
    for row in re.findall(r"^\| (\d{3}) \| (.*) \|$", page, re.MULTILINE):
        for code in re.findall(r"`([a-z_]+)`", row[1]):
            assert errors.get(code, int(row[0])) == int(row[0]), code
    assert {name for name in FIELDS if f"`{name}`" in page} == set(FIELDS)


def _all_errors(root: type[ArchiveError]) -> Iterator[type[ArchiveError]]:
    yield root
    for child in root.__subclasses__():
        yield from _all_errors(child)
