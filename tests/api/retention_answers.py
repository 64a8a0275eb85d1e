"""What the operations on rules, holds and dispositions answer, good and bad: a part of test_openapi.py."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any, Protocol

from werkzeug.test import TestResponse

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.local_time import local_day
from tests.api.house import PASSWORD, Caller, House, paper, said

FAMILIES = ("/rules/{id}", "/holds/{id}", "/dispositions/{id}")
PARTS = {"step": "council", "document": "01-submitted-a.pdf", "form": "list.pdf"}
"""The variable parts of their addresses beside the id."""
RULE = {
    "code": "giay-khen", "name": "Giấy khen", "types": ["GK"], "keeps": "years", "years": 10, "source": "TT09",
    "article": "14.1", "mark": "secondary",
}  # fmt: skip
HOLD = {
    "reason": "Thanh tra", "authority": "UBKT", "document": "5-QĐ/UBKT", "targets": [{"kind": "unit", "id": "CB-A"}],
}  # fmt: skip
END = "/records/{id}/end-of-force"
JSON_BODIES: dict[str, Any] = {
    "/rules": {"rules": [RULE]},
    "/rules/{id}/decision": {"approve": True},
    END: {"version": 1, "day": "2024-06-30", "document": "30/2024/NĐ-CP"},
    "/holds": HOLD,
    "/holds/{id}/lift-request": {"reason": "Xong"},
    "/dispositions/{id}/views": {"views": {"rec_" + "0" * 26: {"outcome": "keep"}}},
    "/dispositions": {"title": "Đợt 1", "records": ["rec_" + "0" * 26]},
}
STEP = "/dispositions/{id}/steps/{step}"


class Seen(Protocol):
    """The notebook of test_openapi.py: it checks each answer against the document."""

    house: House

    def ask(self, caller: Caller, method: str, path: str, parts: dict[str, str], **more: Any) -> TestResponse: ...


def sent_to(method: str, path: str) -> dict[str, Any]:
    """A body that fits the operation; nothing where it takes none."""
    if method == "POST" and path in JSON_BODIES:
        return {"json": JSON_BODIES[path]}
    return signed() if path == STEP else {}


def own_id(path: str) -> str:
    """An id of the right form that never was."""
    kind = {"/records": "rec", "/rules": "rul", "/holds": "hld", "/dispositions": "dsp"}[
        path.split("/{", maxsplit=1)[0]
    ]
    return f"{kind}_{'0' * 26}"


def signed(number: str = "1-BB/HĐ", content: bytes = b"%PDF-1.4 signed", *, step: str = "") -> dict[str, Any]:
    """The form of a step, with the council where it is founded."""
    sent: dict[str, Any] = {
        "number": number,
        "day": local_day(datetime.now(UTC)).isoformat(),
        "file": (io.BytesIO(content), "a.pdf"),
    }
    if step == "founding":
        council = {"chair": "An, Phó Bí thư", "secretary": "Bình, văn thư", "members": ["Cường"]}
        sent["council"] = json.dumps(council)
    if step == "handover":
        sent |= {"keeper": "Bình, văn thư", "destroyer": "Dũng, công chức xã"}
    return {"data": sent}


def leader_of(house: House, login: str = "leader_x") -> Caller:
    operator = local_operator(house.archive)
    person = house.archive.accounts.create(operator, login, "", PASSWORD, [(Role.LEADER, "DB-YT")])
    return Caller(house.app.test_client(), house.archive.accounts.issue_token(operator, person.login, "")[1])


def award(house: House, words: str) -> str:
    """A record of 2010 that is kept ten years, deposited and indexed."""
    content = paper(house.settings.data_dir.parent, words)
    kept = house.client("archivist").deposit(
        content, f"{words}.pdf", unit="CB-A", type="GK", title=words, date="2010-05-05"
    )
    assert kept.status_code == 201, kept.text
    house.index()
    return str(said(kept)["id"])


def good(seen: Seen) -> dict[str, str]:
    """Every good answer; a disposition whose papers lie in the store, its id and a destroyed record are told."""
    archivist, leader = seen.house.client("archivist"), leader_of(seen.house)
    proposed = seen.ask(archivist, "POST", "/rules", {}, json={"rules": [RULE]})
    assert proposed.status_code == 201
    rule = {"id": str(said(proposed)["rules"][0]["id"])}
    first, second = award(seen.house, "Giấy khen một"), award(seen.house, "Giấy khen hai")
    assert len(said(seen.ask(archivist, "GET", "/rules/{id}/what-if", rule))["moved"]) == 2
    decision = "/rules/{id}/decision"
    assert seen.ask(archivist, "POST", decision, rule, json={"approve": True}).status_code == 422
    assert seen.ask(leader, "POST", decision, rule, json={"approve": True}).status_code == 200
    assert seen.ask(leader, "POST", decision, rule, json={"approve": True}).status_code == 409
    _end_of_force(seen, archivist, leader)
    seen.house.index()
    assert {each["id"] for each in said(seen.ask(archivist, "GET", "/due", {}))["due"]} == {first, second}
    _holds(seen, archivist, leader)
    done = _disposition(seen, archivist, leader, first)
    later = seen.ask(archivist, "POST", "/dispositions", {}, json={"title": "Đợt 2", "records": [second]})
    own = {"id": str(said(later)["id"])}
    assert seen.ask(archivist, "POST", "/dispositions/{id}/dropping", own).status_code == 200
    assert seen.ask(archivist, "POST", "/dispositions/{id}/dropping", own).status_code == 409
    return {"disposition": done, "destroyed": first}


def _end_of_force(seen: Seen, archivist: Caller, leader: Caller) -> None:
    rule = {**RULE, "code": "nghi-dinh", "name": "Nghị định", "types": ["NĐ"], "keeps": "until_event", "years": None}
    proposed = said(archivist.ask("POST", "/rules", json={"rules": [rule]}))["rules"][0]["id"]
    assert leader.ask("POST", f"/rules/{proposed}/decision", json={"approve": True}).status_code == 200
    content = paper(seen.house.settings.data_dir.parent, "Nghị định")
    fields: dict[str, Any] = {
        "unit": "CB-A",
        "type": "NĐ",
        "title": "Nghị định",
        "date": str(local_day(datetime.now(UTC))),
    }
    decree = {"id": str(said(archivist.deposit(content, "nghi dinh.pdf", **fields))["id"])}
    sent = {**JSON_BODIES[END], "day": fields["date"]}
    secretary = seen.house.client("secretary_a")
    for caller, status in ((secretary, 403), (archivist, 200), (archivist, 409)):
        assert seen.ask(caller, "POST", END, decree, json=sent).status_code == status
    told = said(seen.ask(archivist, "GET", "/records/{id}/retention", decree))
    assert (told["state"], told["event_on"]) == ("running", fields["date"])


def _holds(seen: Seen, archivist: Caller, leader: Caller) -> None:
    placed = seen.ask(archivist, "POST", "/holds", {}, json=HOLD)
    assert placed.status_code == 201
    hold = {"id": str(said(placed)["id"])}
    assert seen.ask(archivist, "GET", "/holds/{id}", hold).status_code == 200
    assert len(said(seen.ask(archivist, "GET", "/holds/{id}/records", hold))["records"]) >= 2
    for status in (200, 409):
        answer = seen.ask(archivist, "POST", "/holds/{id}/lift-request", hold, json={"reason": "Xong"})
        assert answer.status_code == status
    for status in (200, 409):
        assert seen.ask(leader, "POST", "/holds/{id}/lift", hold).status_code == status
    unknown = {"kind": "record", "id": "rec_" + "0" * 26}
    assert seen.ask(archivist, "POST", "/holds", {}, json={**HOLD, "targets": [unknown]}).status_code == 404
    seen.house.index()


def _disposition(seen: Seen, archivist: Caller, leader: Caller, record: str) -> str:
    wanted = {"title": "Đợt 1", "records": [record]}
    listed = seen.ask(archivist, "POST", "/dispositions", {}, json=wanted)
    assert listed.status_code == 201
    assert seen.ask(archivist, "POST", "/dispositions", {}, json=wanted).status_code == 409
    one = {"id": str(said(listed)["id"])}

    def step(caller: Caller, name: str) -> TestResponse:
        return seen.ask(caller, "POST", STEP, {**one, "step": name}, **signed(step=name))

    form = "/dispositions/{id}/forms/{form}"
    assert seen.ask(archivist, "POST", "/dispositions/{id}/execution", one).status_code == 409
    assert seen.ask(archivist, "GET", form, {**one, "form": "certificate.pdf"}).status_code == 409
    weighed = {
        "json": {"views": {record: {"outcome": "destroy", "dissent": "B giữ lại", "overruled": "đã có bản khác"}}}
    }
    assert seen.ask(archivist, "POST", "/dispositions/{id}/views", one, **weighed).status_code == 409
    assert [step(archivist, name).status_code for name in ("superior", "submission", "founding")] == [409, 200, 200]
    assert seen.ask(archivist, "POST", "/dispositions/{id}/views", one, **weighed).status_code == 200
    assert seen.ask(archivist, "GET", form, {**one, "form": "minutes.pdf"}).status_code == 200
    assert [step(archivist, name).status_code for name in ("council", "request", "superior")] == [200] * 3
    assert step(archivist, "decision").status_code == 403
    assert step(leader, "decision").status_code == 200
    assert seen.ask(archivist, "POST", "/dispositions/{id}/execution", one).status_code == 409
    assert seen.ask(archivist, "POST", STEP, {**one, "step": "handover"}, **signed()).status_code == 422
    assert step(archivist, "handover").status_code == 200
    assert seen.ask(archivist, "POST", "/dispositions/{id}/execution", one).status_code == 202
    seen.house.index()
    body = said(seen.ask(archivist, "GET", "/dispositions/{id}", one))
    assert (body["state"], body["gone"]) == ("pending", 1)
    assert seen.ask(archivist, "POST", "/dispositions/{id}/closing", one).status_code == 409
    assert step(archivist, "certificate").status_code == 200
    assert seen.ask(archivist, "POST", "/dispositions/{id}/closing", one).status_code == 200
    document = {**one, "document": body["steps"][0]["document"]}
    fetched = seen.ask(archivist, "GET", "/dispositions/{id}/papers/{document}", document)
    assert fetched.data == b"%PDF-1.4 signed"
    for name in ("list.docx", "explanation.pdf", "handover.docx", "certificate.pdf"):
        assert seen.ask(archivist, "GET", form, {**one, "form": name}).status_code == 200
    return one["id"]


def refused(seen: Seen, done: str) -> None:
    """Every bad answer that an archivist or a secretary can get."""
    secretary, archivist = seen.house.client("secretary_a"), seen.house.client("archivist")
    rule = said(archivist.get("/rules"))["rules"][0]["id"]
    hold = said(archivist.get("/holds", standing="no"))["holds"][0]["id"]
    ids = {"/rules": rule, "/holds": hold, "/dispositions": done}
    for method, path in _operations(seen.house):
        forbidden = path in ("/due", "/holds", "/dispositions", "/tombstones") or (method, path) == ("POST", "/rules")
        if path.startswith(FAMILIES) or forbidden:
            parts = {**PARTS, "id": ids.get(path.split("/{")[0], "")}
            answer = seen.ask(secretary, method, path, parts, **sent_to(method, path))
            assert answer.status_code == 403, path
    for path in JSON_BODIES:
        parts = {"id": own_id(path)} if "{id}" in path else {}
        for sent, status in (
            ({"data": b"{", "content_type": "application/json"}, 400),
            ({"data": b" " * (1 << 17), "content_type": "application/json"}, 413),
            ({"data": b"x", "content_type": "text/plain"}, 415),
        ):
            assert seen.ask(archivist, "POST", path, parts, **sent).status_code == status
    step = {"id": own_id(STEP), "step": "council"}
    forms: tuple[tuple[dict[str, Any], int], ...] = (
        (signed(content=b"x" * 60_001), 413),
        ({"json": {}}, 415),
        ({"data": b"x", "content_type": "multipart/form-data"}, 400),
    )
    for form, status in forms:
        assert seen.ask(archivist, "POST", STEP, step, **form).status_code == status
    unknown = {"json": {"title": "x", "records": ["rec_" + "0" * 26]}}
    assert seen.ask(archivist, "POST", "/dispositions", {}, **unknown).status_code == 404


def gone(seen: Seen, parts: dict[str, str], bodies: dict[str, Any]) -> None:
    """Every operation on the destroyed record answers what is left of it."""
    bodies = {**bodies, END: JSON_BODIES[END]}
    for method, path in _operations(seen.house):
        if path.startswith("/records/{id}"):
            sent: dict[str, Any] = {"json": bodies[path]} if path in bodies and method == "POST" else {}
            answer = seen.ask(seen.house.client("archivist"), method, path, parts, **sent)
            assert answer.status_code == 410, path
            assert said(answer)["tombstone"]["decision"] == "1-BB/HĐ"


def _operations(house: House) -> list[tuple[str, str]]:
    paths = said(house.client("archivist").get("/openapi.json"))["paths"]
    return [(method.upper(), path) for path in paths for method in paths[path]]
