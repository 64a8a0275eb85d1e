"""What the operations on the desk and on links answer, good and bad: a part of test_openapi.py."""

from __future__ import annotations

from typing import Any

from tests.api.house import Caller, House, said
from tests.api.people_answers import BROKEN
from tests.api.retention_answers import Seen

LINKS, UNLINK, SETTLE = "/records/{id}/links", "/records/{id}/links/{link}", "/desk/settle"
FAMILIES = ("/desk", LINKS)
NEVER = "0" * 26
PARTS = {"link": f"lnk_{NEVER}"}
"""The variable part of their addresses beside the id."""
SETTLING = {"files": [f"bfl_{NEVER}"]}
LINKING = {"kind": "shown_by", "record": f"rec_{NEVER}"}


def sent_to(method: str, path: str) -> dict[str, Any]:
    """A body that fits the operation; nothing where it takes none."""
    bodies = {SETTLE: SETTLING, LINKS: LINKING}
    return {"json": bodies[path]} if method == "POST" else {}


def good(seen: Seen) -> None:
    """Every good answer, and being second."""
    house = seen.house
    archivist, record = house.client("archivist"), {"id": house.records["CB-A"]}
    other = {"kind": "shown_by", "record": house.records["CB-B"]}
    made = seen.ask(archivist, "POST", LINKS, record, json=other)
    assert made.status_code == 201
    assert seen.ask(archivist, "POST", LINKS, record, json=other).status_code == 409
    (link,) = said(seen.ask(archivist, "GET", LINKS, record))["links"]
    assert (link["direction"], link["other"], link["kind"]) == ("to", house.records["CB-B"], "shown_by")
    assert seen.ask(house.client("auditor"), "POST", LINKS, record, json=other).status_code == 403
    assert seen.ask(house.client("auditor"), "DELETE", UNLINK, {**record, "link": link["id"]}).status_code == 403
    assert seen.ask(archivist, "DELETE", UNLINK, {**record, "link": link["id"]}).status_code == 204
    queue = said(seen.ask(archivist, "GET", "/desk", {}, query_string={"whose": "all", "state": "read"}))
    assert queue["counts"]["read"] == len(queue["files"]) > 0
    files = [each["id"] for each in queue["files"]]
    settled = seen.ask(archivist, "POST", SETTLE, {}, json={"files": files})
    assert said(settled) == {"settled": len(files)}


def refused(seen: Seen, stranger: Caller) -> None:
    """Without a token, with a question nobody knows, about nothing, without the right, with bodies that are none."""
    house = seen.house
    archivist, auditor = house.client("archivist"), house.client("auditor")
    for method, path in operations(house):
        parts, sent = {"id": f"rec_{NEVER}", **PARTS}, sent_to(method, path)
        assert seen.ask(stranger, method, path, parts, **sent).status_code == 401
        assert seen.ask(archivist, method, path, parts, query_string={"unknown": "1"}, **sent).status_code == 422
        if "{id}" in path:
            assert seen.ask(archivist, method, path, parts, **sent).status_code == 404
        if method == "POST":
            for body, status in BROKEN:
                assert seen.ask(archivist, method, path, parts, **body).status_code == status
    assert seen.ask(auditor, "GET", "/desk", {}, query_string={"whose": "all"}).status_code == 403


def operations(house: House) -> list[tuple[str, str]]:
    """Those of these families, as method and address."""
    paths = said(house.app.test_client().get("/api/v1/openapi.json"))["paths"]
    return [(method.upper(), path) for path in paths if path.startswith(FAMILIES) for method in paths[path]]
