"""Retention at the REST door: who is out of reach learns nothing of holds, lists and what was destroyed."""

from __future__ import annotations

from typing import Any

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from tests.api.house import PASSWORD, Caller, House, said
from tests.api.retention_answers import HOLD, RULE, award, leader_of, signed
from tests.api.test_no_leak import NOBODYS, both


@pytest.fixture
def auditor_b(own_house: House) -> Caller:
    """Somebody who may see retention, but in the other cell only."""
    operator = local_operator(own_house.archive)
    person = own_house.archive.accounts.create(operator, "auditor_b", "", PASSWORD, [(Role.AUDITOR, "CB-B")])
    return Caller(own_house.app.test_client(), own_house.archive.accounts.issue_token(operator, person.login, "")[1])


@pytest.fixture
def ruled(own_house: House) -> House:
    archivist, leader = own_house.client("archivist"), leader_of(own_house)
    rule = said(archivist.ask("POST", "/rules", json={"rules": [RULE]}))["rules"][0]["id"]
    assert leader.ask("POST", f"/rules/{rule}/decision", json={"approve": True}).status_code == 200
    own_house.index()
    own_house.tokens["leader"] = leader.token
    return own_house


def destroyed(house: House, record: str) -> str:
    """Bring the record through the whole procedure; the id of the disposition."""
    archivist, leader = house.client("archivist"), house.client("leader")
    made = said(archivist.ask("POST", "/dispositions", json={"title": "Đợt 1", "records": [record]}))["id"]
    for step in ("founding", "council", "superior", "decision", "handover"):
        caller, sent = leader if step == "decision" else archivist, signed(step=step)
        assert caller.ask("POST", f"/dispositions/{made}/steps/{step}", **sent).status_code == 200
    assert archivist.ask("POST", f"/dispositions/{made}/execution").status_code == 202
    house.index()
    return str(made)


def test_a_destroyed_record_is_gone_for_who_may_know_and_unknown_to_all_others(ruled: House, auditor_b: Caller) -> None:
    record = award(ruled, "Giấy khen chim én")
    ruled.client("archivist").ask("POST", f"/records/{record}/corrections", json={})
    disposition = destroyed(ruled, record)
    unknown = f"rec_{NOBODYS}"
    gone = ruled.client("auditor").get(f"/records/{record}")
    assert gone.status_code == 410
    assert said(gone)["tombstone"]["title"] == "Giấy khen chim én"
    for caller in (ruled.client("secretary_a"), ruled.client("secretary_b"), ruled.client("administrator"), auditor_b):
        for path in ("/records/{}", "/records/{}/retention", "/records/{}/text", "/records/{}/files/a.pdf"):
            assert both(caller, path, record, unknown).status_code == 404
    assert both(auditor_b, "/dispositions/{}", disposition, f"dsp_{NOBODYS}").status_code == 404
    assert both(auditor_b, "/dispositions/{}/forms/list.pdf", disposition, f"dsp_{NOBODYS}").status_code == 404
    assert both(auditor_b, "/dispositions/{}/papers/x", disposition, f"dsp_{NOBODYS}").status_code == 404
    assert (
        said(auditor_b.get("/tombstones"))["tombstones"] == said(auditor_b.get("/dispositions"))["dispositions"] == []
    )
    in_cell_a = {"q": "giấy khen", "unit": "CB-A"}
    asked: list[dict[str, Any]] = [{}, {"q": "chim en"}, {"unit": "DB-YT"}, in_cell_a, {"q": "voi"}, {"unit": "CB-B"}]
    found = [said(ruled.client("leader").get("/tombstones", **each))["tombstones"] for each in asked]
    assert [[stone["id"] for stone in each] for each in found] == [[record]] * 4 + [[]] * 2
    views = {"json": {"views": {record: {"outcome": "keep"}}}}
    for step in ("steps/council", "views", "execution", "closing", "dropping"):
        sent: dict[str, Any] = signed() if step.startswith("steps") else views if step == "views" else {}
        hidden = auditor_b.ask("POST", f"/dispositions/{disposition}/{step}", **sent)
        sent = signed() if step.startswith("steps") else sent
        never = auditor_b.ask("POST", f"/dispositions/dsp_{NOBODYS}/{step}", **sent)
        assert (
            (hidden.status_code, said(hidden)["code"]) == (never.status_code, said(never)["code"]) == (404, "not_found")
        )


def test_a_hold_and_what_is_due_elsewhere_never_were(ruled: House, auditor_b: Caller) -> None:
    record = award(ruled, "Giấy khen được giữ")
    placed = ruled.client("archivist").ask(
        "POST", "/holds", json={**HOLD, "targets": [{"kind": "record", "id": record}]}
    )
    hold, never = said(placed)["id"], f"hld_{NOBODYS}"
    assert said(auditor_b.get("/holds"))["holds"] == said(auditor_b.get("/due"))["due"] == []
    for path in ("/holds/{}", "/holds/{}/records"):
        assert both(auditor_b, path, hold, never).status_code == 404
    assert both(auditor_b, "/holds/{}/lift", hold, never, "POST").status_code == 404
    assert both(auditor_b, "/holds/{}/lift-request", hold, never, "POST", json={"reason": "x"}).status_code == 404
    assert both(auditor_b, "/due?unit={}", "CB-A", "CB-X").status_code == 422
    due = said(ruled.client("leader").get("/due", unit="DB-YT", year="2021"))["due"]
    assert [(each["id"], each["held"]) for each in due] == [(record, True)]
    assert said(ruled.client("leader").get("/due", year="2020"))["due"] == []
    targets = [{"kind": "record", "id": each} for each in (record, f"rec_{NOBODYS}")]
    answers = [auditor_b.ask("POST", "/holds", json={**HOLD, "targets": [each]}) for each in targets]
    assert {(each.status_code, said(each)["code"]) for each in answers} == {(404, "not_found")}


def test_what_a_rule_would_move_names_only_what_may_be_read(ruled: House, auditor_b: Caller) -> None:
    record = award(ruled, "Giấy khen dời ngày")
    longer = {"rules": [{**RULE, "years": 30}]}
    rule = said(ruled.client("archivist").ask("POST", "/rules", json=longer))["rules"][0]
    assert rule["supersedes"]
    moved = said(ruled.client("leader").get(f"/rules/{rule['id']}/what-if"))["moved"]
    assert [(each["id"], each["review_from_before"], each["review_from_after"]) for each in moved] == [
        (record, "2021-01-01", "2041-01-01")
    ]
    assert said(auditor_b.get(f"/rules/{rule['id']}/what-if"))["moved"] == []


def test_the_explanation_speaks_the_language_asked_for(ruled: House) -> None:
    record = award(ruled, "Giấy khen giải thích")
    caller = ruled.client("archivist")
    told = {
        language: said(caller.get(f"/records/{record}/retention", {"Accept-Language": language}))["because"]
        for language in ("vi", "en")
    }
    assert told["vi"][0].startswith("Đã hết thời hạn bảo quản từ 01/01/2021")
    assert told["en"][0].startswith("Its period ended before")
    assert any("2010 + 10 năm" in line for line in told["vi"])
