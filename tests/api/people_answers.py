"""What the operations on people, grants and emergencies answer, good and bad: a part of test_openapi.py."""

from __future__ import annotations

from typing import Any

from tests.api.house import Caller, House, said
from tests.api.retention_answers import Seen, leader_of

FAMILIES = ("/people", "/grants", "/break-glass")
PARTS = {"login": "auditor"}
"""The variable part of their addresses beside the id."""
NEVER_PERSON, NEVER_GRANT = {"login": "nobody"}, {"id": "grt_" + "0" * 26}
GIVEN, ASSIGNED = "/people/{login}/grants", "/people/{login}/assignments"
TAKE_BACK, HAND_OVER = "/grants/{id}/take-back", "/grants/{id}/hand-over"
ASSIGNMENT = {
    "units": ["CB-A"], "records_from": "2021-01-01", "records_to": "2022-12-31", "holds_from": "2026-01-01",
    "holds_to": "2026-12-31", "document": "3-QĐ/UBKT",
}  # fmt: skip
JSON_BODIES: dict[str, Any] = {
    GIVEN: {"role": "auditor", "unit": "CB-A", "reason": "giám sát"},
    ASSIGNED: ASSIGNMENT,
    TAKE_BACK: {"why": "xong việc"},
    HAND_OVER: {"to": "secretary_b", "day": "2026-01-05", "document": "BB bàn giao"},
    "/break-glass": {"unit": "CB-A", "reason": "bí thư vắng, cần nghị quyết ngay", "minutes": 5},
}


def sent_to(method: str, path: str) -> dict[str, Any]:
    """A body that fits the operation; nothing where it takes none."""
    return {"json": JSON_BODIES[path]} if method == "POST" and path in JSON_BODIES else {}


def good(seen: Seen) -> None:
    """Every good answer, and being second."""
    administrator = seen.house.client("administrator")
    assert seen.ask(administrator, "GET", "/people", {}).status_code == 200
    assert seen.ask(administrator, "GET", GIVEN, PARTS).status_code == 200
    assert seen.ask(administrator, "POST", ASSIGNED, PARTS, **sent_to("POST", ASSIGNED)).status_code == 201
    for path, first in ((TAKE_BACK, 200), (HAND_OVER, 201)):
        given = seen.ask(administrator, "POST", GIVEN, PARTS, **sent_to("POST", GIVEN))
        assert given.status_code == 201
        grant = {"id": str(said(given)["id"])}
        for status in (first, 409):
            assert seen.ask(administrator, "POST", path, grant, **sent_to("POST", path)).status_code == status
    leader = leader_of(seen.house, "leader_y")
    assert seen.ask(leader, "POST", "/break-glass", {}, **sent_to("POST", "/break-glass")).status_code == 201
    assert seen.ask(leader, "GET", "/break-glass", {}).status_code == 200


def refused(seen: Seen, stranger: Caller) -> None:
    """Without a token, with a question nobody knows, about nobody, without the right, and with bodies that are none."""
    house = seen.house
    administrator, auditor = house.client("administrator"), house.client("auditor")
    for method, path in operations(house):
        parts = NEVER_GRANT if "{id}" in path else PARTS
        sent = sent_to(method, path)
        assert seen.ask(stranger, method, path, parts, **sent).status_code == 401
        odd = {"unknown": "1"}
        assert seen.ask(administrator, method, path, parts, query_string=odd, **sent).status_code == 422
        if (method, path) not in {("GET", GIVEN), ("GET", "/break-glass")}:
            assert seen.ask(auditor, method, path, parts, **sent).status_code == 403
        if "{" in path:
            never = NEVER_GRANT if "{id}" in path else NEVER_PERSON
            assert seen.ask(administrator, method, path, never, **sent).status_code == 404
        if method == "POST":
            for body, status in BROKEN:
                assert seen.ask(administrator, method, path, parts, **body).status_code == status
    assert seen.ask(auditor, "GET", GIVEN, {"login": "archivist"}).status_code == 403


BROKEN: tuple[tuple[dict[str, Any], int], ...] = (
    ({"data": b"{", "content_type": "application/json"}, 400),
    ({"data": b" " * (1 << 17), "content_type": "application/json"}, 413),
    ({"data": b"x", "content_type": "text/plain"}, 415),
)


def operations(house: House) -> list[tuple[str, str]]:
    """Those of these families, as method and address."""
    paths = said(house.app.test_client().get("/api/v1/openapi.json"))["paths"]
    return [(method.upper(), path) for path in paths if path.startswith(FAMILIES) for method in paths[path]]
