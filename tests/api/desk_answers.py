"""What the operations on the desk, on consultations and links answer, good and bad: a part of test_openapi.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from archive_service.domain.access import Actor
from archive_service.domain.consultation import Channel, Member
from archive_service.services.consultations import Sending
from tests.api.house import Caller, House, said
from tests.api.people_answers import BROKEN
from tests.api.retention_answers import Seen

LINKS, UNLINK, SETTLE = "/records/{id}/links", "/records/{id}/links/{link}", "/desk/settle"
ONE, REMINDERS = "/consultations/{id}", "/consultations/{id}/reminders"
FAMILIES = ("/desk", "/consultations", LINKS)
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
    consultation = {"id": asking(house)}
    listed = said(seen.ask(archivist, "GET", "/consultations", {}, query_string={"open": "yes"}))
    assert [each["next_step"] for each in listed["consultations"]] == ["await"]
    whole = said(seen.ask(archivist, "GET", ONE, consultation))
    assert whole["rounds"][0]["no_reply"] == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert (whole["tally"]["agree"], whole["tally"]["no_reply"]) == (0, 2)
    (first, _) = said(seen.ask(archivist, "GET", REMINDERS, consultation))["messages"]
    assert "Nguyễn Văn An" in first["text"]
    assert "không tính là đồng ý" in first["text"]


def asking(house: House) -> str:
    """A consultation of two members that is being asked."""
    service, secretary = house.archive.consultations, person(house, "secretary_a")
    draft = said(
        house.client("secretary_a").deposit(b"nghi quyet", "du thao.txt", None, unit="CB-A", lifecycle="draft")
    )
    opened = service.open(secretary, "CB-A", "Nghị quyết tháng 5", "dịch bệnh")
    members = (Member("Nguyễn Văn An"), Member("Trần Thị Bình"))
    sending = Sending(str(draft["id"]), None, members, datetime.now(UTC) + timedelta(days=2), Channel.ZALO)
    return service.send(secretary, opened.id, sending, opened.version).id


def person(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "api")


def refused(seen: Seen, stranger: Caller) -> None:
    """Without a token, with a question nobody knows, about nothing, without the right, with bodies that are none."""
    house = seen.house
    archivist, auditor = house.client("archivist"), house.client("auditor")
    for method, path in operations(house):
        kind = "con" if path.startswith("/consultations") else "rec"
        parts, sent = {"id": f"{kind}_{NEVER}", **PARTS}, sent_to(method, path)
        assert seen.ask(stranger, method, path, parts, **sent).status_code == 401
        assert seen.ask(archivist, method, path, parts, query_string={"unknown": "1"}, **sent).status_code == 422
        if "{id}" in path:
            assert seen.ask(archivist, method, path, parts, **sent).status_code == 404
        if method == "POST":
            for body, status in BROKEN:
                assert seen.ask(archivist, method, path, parts, **body).status_code == status
    assert seen.ask(auditor, "GET", "/desk", {}, query_string={"whose": "all"}).status_code == 403
    consultation = {"id": asking(house)}
    assert seen.ask(auditor, "GET", REMINDERS, consultation).status_code == 403
    drafting = house.archive.consultations.open(person(house, "secretary_a"), "CB-A", "Nghị quyết tháng 6", "dịch bệnh")
    assert seen.ask(archivist, "GET", REMINDERS, {"id": drafting.id}).status_code == 409


def operations(house: House) -> list[tuple[str, str]]:
    """Those of these families, as method and address."""
    paths = said(house.app.test_client().get("/api/v1/openapi.json"))["paths"]
    return [(method.upper(), path) for path in paths if path.startswith(FAMILIES) for method in paths[path]]
