"""What the operations on transfers answer, good and bad: for test_transfer_answers.py."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from archive_service.domain.local_time import local_day
from tests.api.house import Caller, House, lose_a_bit_in_every_file, said
from tests.api.retention_answers import Seen
from tests.leaks.hidden import actor, rule_in_force
from tests.services.test_transfers import RECEIVER, filled_dossier

FAMILIES = ("/transfers",)
NEVER = {"id": "trf_" + "0" * 26}
PARTS = {"dossier": "dos_" + "0" * 26, "kind": "pdf"}
"""The variable parts of their addresses beside the id and the document."""
HANDING_OVER, RECEIPT = "/transfers/{id}/handing-over", "/transfers/{id}/receipt"
LEAVING, DROPPING = "/transfers/{id}/leaving", "/transfers/{id}/dropping"
PACKAGE, PAPER = "/transfers/{id}/packages/{dossier}", "/transfers/{id}/papers/{document}"
LAST_LIST = "tagmanifest-sha512.txt"


def asked(*dossiers: str) -> dict[str, Any]:
    return {"json": {"title": "Nộp lưu", "receiver": RECEIVER, "dossiers": [*dossiers]}}


def signed(content: bytes = b"%PDF-1.4 signed", **more: str) -> dict[str, Any]:
    """The form of a confirmation."""
    day = local_day(datetime.now(UTC)).isoformat()
    return {"data": {"number": "1-BB", "day": day, "file": (io.BytesIO(content), "bien ban.pdf"), **more}}


def sent_to(method: str, path: str) -> dict[str, Any]:
    """A body that fits the operation; nothing where it takes none."""
    if (method, path) == ("POST", "/transfers"):
        return asked(PARTS["dossier"])
    if path == RECEIPT:
        return signed(digests="0" * 64)
    return signed() if path == HANDING_OVER else {}


def good(seen: Seen) -> dict[str, str]:
    """Every good answer, and being early or second; told are a transfer that is done and a paper of it."""
    house = seen.house
    rule_in_force(house)
    archivist = house.client("archivist")
    dossiers = [filled_dossier(house, actor(house, "archivist"), year, papers=1)[0] for year in (2012, 2015)]
    first = said(seen.ask(archivist, "GET", "/transfers/due", {}, query_string={"limit": "1"}))
    rest = said(seen.ask(archivist, "GET", "/transfers/due", {}, query_string={"after": first["next"]}))
    assert [each["id"] for page in (first, rest) for each in page["dossiers"]] == dossiers
    listed = seen.ask(archivist, "POST", "/transfers", {}, **asked(dossiers[0]))
    assert listed.status_code == 201
    assert seen.ask(archivist, "POST", "/transfers", {}, **asked(dossiers[0])).status_code == 409
    one = {"id": str(said(listed)["id"]), "dossier": dossiers[0]}
    assert listed.headers["Location"].endswith(one["id"])
    for kind in ("docx", "pdf"):
        assert seen.ask(archivist, "GET", "/transfers/{id}/record/{kind}", {**one, "kind": kind}).status_code == 200
    document = _confirmed(seen, one)
    given_up = seen.ask(archivist, "POST", "/transfers", {}, **asked(dossiers[1]))
    for status in (200, 409):
        assert seen.ask(archivist, "POST", DROPPING, {"id": said(given_up)["id"]}).status_code == status
    waiting = seen.ask(archivist, "POST", "/transfers", {}, **asked(dossiers[1]))
    page = said(seen.ask(archivist, "GET", "/transfers", {}))["transfers"]
    assert [each["state"] for each in page] == ["listed", "dropped", "transferred"]
    return {"done": one["id"], "document": document, "waiting": str(said(waiting)["id"])}


def _confirmed(seen: Seen, one: dict[str, str]) -> str:
    """From the list to the leaving; the name of the paper of our side."""
    archivist, leader = seen.house.client("archivist"), seen.house.client("leader")
    for caller, path in ((leader, RECEIPT), (archivist, LEAVING)):
        assert seen.ask(caller, "POST", path, one, **sent_to("POST", path)).status_code == 409
    sent = seen.ask(archivist, "GET", PACKAGE, one)
    with zipfile.ZipFile(io.BytesIO(sent.data)) as package:
        digest = hashlib.sha256(package.read(f"nop-luu-{one['dossier']}/{LAST_LIST}")).hexdigest()
    for status in (200, 409):
        assert seen.ask(archivist, "POST", HANDING_OVER, one, **signed()).status_code == status
    assert seen.ask(leader, "POST", RECEIPT, one, **signed(digests="0" * 64)).status_code == 422
    assert seen.ask(leader, "POST", RECEIPT, one, **signed(digests=digest)).status_code == 200
    assert seen.ask(archivist, "POST", LEAVING, one).status_code == 200
    assert seen.ask(archivist, "POST", DROPPING, one).status_code == 409
    assert seen.ask(archivist, "GET", PACKAGE, one).status_code == 409
    body = said(seen.ask(archivist, "GET", "/transfers/{id}", one))
    assert (body["state"], len(body["items"][0]["left"]), body["items"][0]["digest"]) == ("transferred", 1, digest)
    document = str(body["steps"][0]["document"])
    fetched = seen.ask(archivist, "GET", PAPER, {**one, "document": document})
    assert fetched.data == b"%PDF-1.4 signed"
    return document


def refused(seen: Seen, stranger: Caller, made: dict[str, str]) -> None:
    """Without a token, with a question nobody knows, about nothing, without the right, with bodies that are none."""
    house = seen.house
    archivist, secretary = house.client("archivist"), house.client("secretary_a")
    dossier = said(archivist.get(f"/transfers/{made['waiting']}"))["items"][0]["dossier"]
    for method, path in operations(house):
        parts = {**PARTS, **NEVER, "document": made["document"]}
        assert seen.ask(stranger, method, path, parts).status_code == 401
        odd = {"unknown": "1"}
        assert seen.ask(archivist, method, path, parts, query_string=odd, **sent_to(method, path)).status_code == 422
        if "{id}" in path or method == "POST":
            assert seen.ask(archivist, method, path, parts, **sent_to(method, path)).status_code == 404
        own = {**parts, "id": made["waiting"], "dossier": dossier}
        sent = asked(dossier) if path == "/transfers" and method == "POST" else sent_to(method, path)
        assert seen.ask(secretary, method, path, own, **sent).status_code == 403, path
    for sent, status in (
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b" " * (1 << 17), "content_type": "application/json"}, 413),
        ({"data": b"x", "content_type": "text/plain"}, 415),
    ):
        assert seen.ask(archivist, "POST", "/transfers", {}, **sent).status_code == status
    for path in (HANDING_OVER, RECEIPT):
        forms: tuple[tuple[dict[str, Any], int], ...] = (
            (signed(content=b"x" * 60_001), 413),
            ({"json": {}}, 415),
            ({"data": b"x", "content_type": "multipart/form-data"}, 400),
        )
        for form, status in forms:
            assert seen.ask(archivist, "POST", path, NEVER, **form).status_code == status


def damaged(seen: Seen, made: dict[str, str]) -> None:
    """What lost a bit in the store is neither handed over nor shown."""
    archivist = seen.house.client("archivist")
    lose_a_bit_in_every_file(seen.house)
    paper = {"id": made["done"], "document": made["document"]}
    assert seen.ask(archivist, "GET", PAPER, paper).status_code == 500
    assert seen.ask(archivist, "POST", HANDING_OVER, {"id": made["waiting"]}, **signed()).status_code == 500


def operations(house: House) -> list[tuple[str, str]]:
    paths = said(house.client("archivist").get("/openapi.json"))["paths"]
    return [(method.upper(), path) for path in paths if path.startswith(FAMILIES) for method in paths[path]]
