"""What the operations on written consultations answer, good and bad: a part of test_openapi.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.house import Caller, House, said
from tests.api.people_answers import BROKEN
from tests.api.retention_answers import Seen

ALL, ONE = "/consultations", "/consultations/{id}"
ROUNDS, OPINIONS, REMINDERS, ENDING = (f"{ONE}/{step}" for step in ("rounds", "opinions", "reminders", "ending"))
SYNTHESIS, RESOLUTION, REJECTION, CLOSING = (
    f"{ONE}/{step}" for step in ("synthesis", "resolution", "rejection", "closing")
)
FAMILIES = (ALL,)
NEVER = "0" * 26
NO_RECORD = f"rec_{NEVER}"
MEMBERS = [{"name": "Nguyễn Văn An"}, {"name": "Trần Thị Bình"}, {"name": "Lê Văn Cúc", "official": False}]
OPENING = {"unit": "CB-A", "title": "Nghị quyết tháng 5", "reason": "dịch bệnh", "period": "2026-05"}


def moment(**back: float) -> str:
    """So long before now, as it is sent."""
    return (datetime.now(UTC) - timedelta(**back)).isoformat(timespec="seconds")


def sending(draft: str, *, overdue: bool = True) -> dict[str, Any]:
    deadline = moment(hours=1) if overdue else moment(days=-2)
    return {"draft": draft, "members": MEMBERS, "deadline": deadline, "sent_at": moment(days=3), "channel": "zalo"}


def opinion(member: str, answer: str = "agree") -> dict[str, Any]:
    return {"member": member, "answer": answer, "channel": "zalo", "received_at": moment(days=1)}


STEPS: dict[str, dict[str, Any]] = {
    ROUNDS: sending(NO_RECORD),
    OPINIONS: {"opinions": [opinion("Nguyễn Văn An")]},
    REMINDERS: {"members": ["Trần Thị Bình"], "channel": "zalo"},
    ENDING: {},
    SYNTHESIS: {"synthesis": NO_RECORD, "taken": [{"about": "mục 2", "accepted": False, "why": "trùng mục 1"}]},
    RESOLUTION: {"resolution": NO_RECORD},
    REJECTION: {},
    CLOSING: {"although_incomplete": "mất công văn"},
}
"""A body that fits each step, but for its version."""


def good(seen: Seen) -> None:
    """One from its draft to the closed dossier, and one that is not adopted."""
    secretary, archivist = seen.house.client("secretary_a"), seen.house.client("archivist")
    opened = seen.ask(secretary, "POST", ALL, {}, json=OPENING)
    assert opened.status_code == 201
    one = said(opened)
    draft, paper = draft_in(seen.house), seen.house.records["CB-A"]
    asked = take(seen, secretary, one, ROUNDS, **sending(draft))
    assert len(asked["rounds"][0]["no_reply"]) == len(MEMBERS)
    heard = take(seen, secretary, asked, OPINIONS, opinions=[opinion("Nguyễn Văn An"), opinion("Lê Văn Cúc", "other")])
    assert (heard["tally"]["agree"], heard["tally"]["no_reply"], heard["tally"]["passed"]) == (1, 1, False)
    (message,) = said(seen.ask(archivist, "GET", REMINDERS, {"id": one["id"]}))["messages"]
    assert "không tính là đồng ý" in message["text"]
    reminded = take(seen, secretary, heard, REMINDERS, members=["Trần Thị Bình"], channel="zalo")
    heard = take(seen, secretary, reminded, OPINIONS, opinions=[opinion("Trần Thị Bình")])
    ended = take(seen, secretary, heard, ENDING)
    summed = take(seen, secretary, ended, SYNTHESIS, synthesis=paper, taken=[])
    issued = take(seen, secretary, summed, RESOLUTION, resolution=paper)
    assert issued["missing"] == ["letter"]
    closed = take(seen, archivist, issued, CLOSING, although_incomplete="mất công văn")
    assert (closed["state"], closed["closed_incomplete_because"]) == ("closed", "mất công văn")
    decided = to_be_decided(seen, draft)
    unheard = {"version": decided["version"], "resolution": paper}
    not_passed = seen.ask(archivist, "POST", RESOLUTION, {"id": decided["id"]}, json=unheard)
    assert (not_passed.status_code, said(not_passed)["code"]) == (409, "wrong_state")
    rejected = take(seen, secretary, decided, REJECTION)
    assert (rejected["state"], rejected["adopted"]) == ("not_adopted", False)
    listed = said(seen.ask(archivist, "GET", ALL, {}, query_string={"open": "yes"}))["consultations"]
    assert {each["id"]: each["next_step"] for each in listed}[rejected["id"]] == "close"
    assert one["id"] not in {each["id"] for each in listed}
    assert said(seen.ask(archivist, "GET", ONE, {"id": one["id"]})) == closed


def take(seen: Seen, caller: Caller, before: dict[str, Any], step: str, **sent: Any) -> dict[str, Any]:
    """Do one step on the consultation as it was read."""
    answer = seen.ask(caller, "POST", step, {"id": before["id"]}, json={"version": before["version"], **sent})
    assert answer.status_code == 200, answer.text
    return said(answer)


def draft_in(house: House) -> str:
    sent = house.client("secretary_a").deposit(
        b"a draft to ask about", "du thao.txt", None, unit="CB-A", lifecycle="draft"
    )
    return str(said(sent)["id"])


def to_be_decided(seen: Seen, draft: str) -> dict[str, Any]:
    """A consultation whose synthesis is there; nobody agreed."""
    secretary = seen.house.client("secretary_a")
    one = said(seen.ask(secretary, "POST", ALL, {}, json={**OPENING, "title": "Nghị quyết không được đồng ý"}))
    asked = take(seen, secretary, one, ROUNDS, **sending(draft))
    ended = take(seen, secretary, asked, ENDING)
    return take(seen, secretary, ended, SYNTHESIS, synthesis=seen.house.records["CB-A"])


def refused(seen: Seen, stranger: Caller) -> None:
    """Without a token, with unknown questions, about nothing, without the right, too early, with broken bodies."""
    house = seen.house
    archivist, auditor = house.client("archivist"), house.client("auditor")
    fresh = said(seen.ask(house.client("secretary_a"), "POST", ALL, {}, json=OPENING))
    never = {"id": f"con_{NEVER}"}
    assert seen.ask(auditor, "POST", ALL, {}, json=OPENING).status_code == 403
    for path, bare in ((ALL, OPENING), *STEPS.items()):
        sent = bare if path == ALL else {"version": fresh["version"], **bare}
        assert seen.ask(stranger, "POST", path, never, json=sent).status_code == 401
        assert seen.ask(archivist, "POST", path, never, query_string={"unknown": "1"}, json=sent).status_code == 422
        for body, status in BROKEN:
            assert seen.ask(archivist, "POST", path, never, **body).status_code == status
        if path != ALL:
            assert seen.ask(archivist, "POST", path, never, json=sent).status_code == 404
            assert seen.ask(auditor, "POST", path, {"id": fresh["id"]}, json=sent).status_code == 403
            stale = seen.ask(archivist, "POST", path, {"id": fresh["id"]}, json={**sent, "version": 99})
            assert (stale.status_code, said(stale)["code"]) == (409, "version_conflict")
    for method, path in (("GET", ALL), ("GET", ONE), ("GET", REMINDERS)):
        assert seen.ask(stranger, method, path, never).status_code == 401
        assert seen.ask(archivist, method, path, never, query_string={"unknown": "1"}).status_code == 422
        if path != ALL:
            assert seen.ask(archivist, method, path, never).status_code == 404
    early = seen.ask(archivist, "POST", ENDING, {"id": fresh["id"]}, json={"version": fresh["version"]})
    assert (early.status_code, said(early)["code"]) == (409, "wrong_state")
    assert seen.ask(archivist, "GET", REMINDERS, {"id": fresh["id"]}).status_code == 409
    unheard = house.client("secretary_a")
    one = said(seen.ask(unheard, "POST", ALL, {}, json=OPENING))
    draft = draft_in(house)
    waiting = take(seen, unheard, one, ROUNDS, **sending(draft, overdue=False))
    assert seen.ask(auditor, "GET", REMINDERS, {"id": waiting["id"]}).status_code == 403
    not_over = seen.ask(unheard, "POST", ENDING, {"id": one["id"]}, json={"version": waiting["version"]})
    assert (not_over.status_code, said(not_over)["field"]) == (422, "deadline")
    for deadline in ("2026-12-01", "2026-12-01T10:00:00", "1764583200", "2026-13-01T10:00:00Z"):
        wrong = {"version": 1, **sending(draft), "deadline": deadline}
        assert seen.ask(unheard, "POST", ROUNDS, {"id": one["id"]}, json=wrong).status_code == 422
