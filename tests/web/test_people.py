"""The pages of people: given, handed over and taken back as somebody at a browser does it; breaking the glass."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.services.grant_terms import GrantTerms
from tests.api.house import PASSWORD, House, said
from tests.web.visitor import Visitor, signed_in

HERS, HIS = "/people/secretary_a", "/people/secretary_b"


@pytest.fixture
def administrator(own_house: House) -> Visitor:
    return signed_in(own_house, "administrator")


def part(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one or to the forms."""
    found = re.search(rf"<h2>{heading}</h2>(.*?)(?:<h2>|<details class=\"card\"|</main>)", page, re.S)
    return found[1] if found else ""


def grant_of(page: str) -> str:
    found = re.search(r"grants/(grt_\w+)/take-back", page)
    assert found is not None
    return found[1]


def test_people_are_found_by_name_without_marks(own_house: House, administrator: Visitor) -> None:
    own_house.archive.accounts.create(
        local_operator(own_house.archive), "hoa", "Nguyễn Thị Hòa", PASSWORD, [(Role.SECRETARY, "CB-A")]
    )
    found = administrator.open("/people?q=nguyen+hoa").text
    assert "Nguyễn Thị Hòa" in found
    assert "secretary_b" not in found
    assert "Không có ai tên như vậy" in administrator.open("/people?q=zzz").text


def test_who_manages_people_of_a_part_sees_those_with_a_role_there(own_house: House) -> None:
    """And nobody else: the lists are as if people and roles elsewhere had never been."""
    archive, operator = own_house.archive, local_operator(own_house.archive)
    archive.accounts.create(operator, "of_the_cell", "Quản trị chi bộ", PASSWORD, [(Role.ADMINISTRATOR, "CB-A")])
    own_house.tokens["of_the_cell"] = archive.accounts.issue_token(operator, "of_the_cell", "tests")[1]
    visitor, caller = signed_in(own_house, "of_the_cell"), own_house.client("of_the_cell")

    def lists() -> tuple[object, ...]:
        pages = [visitor.open(f"/people{query}").text for query in ("", "?q=secretary")]
        pages = [page.partition("<h1>")[2].partition('<form class="card')[0] for page in pages]
        actor = archive.accounts.actor_with_token(own_house.tokens["of_the_cell"], "cli")
        return *pages, said(caller.get("/people")), said(caller.get("/people", q="b")), archive.accounts.list(actor)

    before = lists()
    archive.grants.give(operator, "secretary_a", [GrantTerms(Role.AUDITOR, "CB-B")])
    archive.accounts.create(operator, "elsewhere", "Người nơi khác", PASSWORD, [(Role.AUDITOR, "CB-B")])
    assert lists() == before
    people = said(caller.get("/people"))["people"]
    assert [(each["login"], len(each["grants"])) for each in people] == [("secretary_a", 1), ("of_the_cell", 1)]
    assert "elsewhere" in signed_in(own_house, "administrator").open("/people").text


def test_a_role_is_given_for_some_days_and_taken_back_with_a_reason(administrator: Visitor) -> None:
    answer = administrator.send(
        f"{HERS}/grants", page=HERS, role="secretary", unit="CB-B", holds_from="01/01/2030", holds_to="31/12/2030",
        level="internal", reason="thay người ốm", document="12-QĐ/ĐU",
    )  # fmt: skip
    assert answer.status_code == 302
    page = administrator.open(HERS).text
    coming = part(page, "Sẽ có")
    for word in ("Chi bộ thôn Châu Giang", "01/01/2030 – 31/12/2030", "Nội bộ", "thay người ốm", "12-QĐ/ĐU"):
        assert word in coming
    refused = administrator.send(f"{HERS}/grants/{grant_of(coming)}/take-back", page=HERS, why=" ")
    assert refused.status_code == 422
    administrator.send(f"{HERS}/grants/{grant_of(coming)}/take-back", page=HERS, why="không cần nữa")
    page = administrator.open(HERS).text
    assert part(page, "Sẽ có") == ""
    assert "không cần nữa" in part(page, "Đã hết")


def test_a_wrong_day_keeps_what_was_written(administrator: Visitor) -> None:
    answer = administrator.send(f"{HERS}/grants", page=HERS, role="secretary", unit="CB-B", holds_from="31/02/2030")
    assert answer.status_code == 422
    assert 'value="31/02/2030"' in answer.text
    assert 'role="alert"' in answer.text


def test_a_secretary_hands_over_in_one_step(own_house: House, administrator: Visitor) -> None:
    grant = grant_of(administrator.open(HERS).text)
    answer = administrator.send(
        f"{HERS}/grants/{grant}/hand-over", page=HERS, to="secretary_b", day="01/01/2026", document="03-BB/CB"
    )
    assert answer.status_code == 302
    assert "03-BB/CB" in part(administrator.open(HIS).text, "Đang có")
    record = own_house.records["CB-A"]
    assert own_house.client("secretary_b").get(f"/records/{record}").status_code == 200
    assert own_house.client("secretary_a").get(f"/records/{record}").status_code == 404
    again = administrator.send(
        f"{HERS}/grants/{grant}/hand-over", page=HERS, to="auditor", day="01/01/2026", document="04-BB/CB"
    )
    assert again.status_code == 409


def test_an_auditor_is_sent_to_cells_for_years_and_days(own_house: House, administrator: Visitor) -> None:
    fields: dict[str, Any] = {
        "units": "Chi bộ thôn Châu Giang | CB-A", "records_from": "01/01/2021", "records_to": "31/12/2022",
        "holds_from": "01/11/2026", "holds_to": "31/12/2026", "document": "05-QĐ/UBKT",
    }  # fmt: skip
    assert administrator.send(f"{HIS}/assignments", page=HIS, **{**fields, "document": ""}).status_code == 422
    assert administrator.send(f"{HIS}/assignments", page=HIS, **fields).status_code == 302
    held = part(administrator.open(HIS).text, "Đang có")
    assert held.count("05-QĐ/UBKT") == 2
    assert held.count("tài liệu có ngày 01/01/2021 – 31/12/2022") == 2
    assert "Hạn chế" not in held


def test_everybody_sees_the_own_roles_and_nobody_those_of_others(own_house: House) -> None:
    visitor = signed_in(own_house, "secretary_a")
    own = visitor.open(HERS)
    assert own.status_code == 200
    assert '<form class="fields"' not in own.text
    assert visitor.open(HIS).status_code == visitor.open("/people/nobody").status_code == 403


def test_a_broken_glass_is_seen_by_who_broke_it_and_by_who_reads_the_log(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    accounts.create(operator, "leader", "Trần Văn Lãnh", PASSWORD, [(Role.LEADER, "CB-A")])
    leader, record = signed_in(own_house, "leader"), own_house.records["CB-B"]
    form: dict[str, Any] = {"unit": "CB-B", "reason": "thẩm tra khẩn theo yêu cầu cấp trên", "minutes": "30"}
    assert leader.open(f"/records/{record}").status_code == 404
    assert leader.send("/break-glass", page="/break-glass", **form).status_code == 422
    assert leader.send("/break-glass", page="/break-glass", understood="yes", **form).status_code == 302
    assert leader.open(f"/records/{record}").status_code == 200
    assert 'class="emergency"' in leader.open("/").text
    for person in ("auditor", "administrator"):
        for page in ("/", "/audit"):
            shown = signed_in(own_house, person).open(page).text
            assert form["reason"] in shown
            assert "Trần Văn Lãnh" in shown
    assert form["reason"] not in signed_in(own_house, "secretary_b").open("/").text
    leader.send("/break-glass/end", page="/")
    assert leader.open(f"/records/{record}").status_code == 404
    assert 'class="emergency"' not in leader.open("/").text
    assert signed_in(own_house, "secretary_a").open("/break-glass").status_code == 403


def test_programs_give_and_take_roles_too(own_house: House) -> None:
    administrator = own_house.client("administrator")
    given = administrator.ask(
        "POST", "/people/secretary_a/grants", json={"role": "secretary", "unit": "CB-B", "reason": "kiêm nhiệm"}
    )
    assert given.status_code == 201, given.text
    (person,) = said(administrator.get("/people", q="secretary_a"))["people"]
    assert {grant["unit"]["code"] for grant in person["grants"]} == {"CB-A", "CB-B"}
    back = administrator.ask("POST", f"/grants/{said(given)['id']}/take-back", json={"why": "hết việc"})
    assert said(back)["revoked_why"] == "hết việc"
    assert administrator.ask("POST", f"/grants/{said(given)['id']}/take-back", json={"why": "nữa"}).status_code == 409
    history = said(administrator.get("/people/secretary_a/grants"))
    assert [grant["reason"] for grant in history["grants"]] == ["kiêm nhiệm", ""]
    first = history["grants"][1]["id"]
    passed = administrator.ask(
        "POST", f"/grants/{first}/hand-over", json={"to": "secretary_b", "day": "2026-01-01", "document": "03-BB/CB"}
    )
    assert passed.status_code == 201
    assert own_house.client("secretary_a").get("/people/secretary_a/grants").status_code == 200
    assert own_house.client("secretary_a").get("/people/secretary_b/grants").status_code == 403


def test_an_emergency_ends_by_itself(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    person = accounts.create(operator, "leader", "", PASSWORD, [(Role.LEADER, "CB-A")])
    own_house.archive.grants.break_glass(accounts.actor_of(person.id, "web"), "CB-B", "thẩm tra khẩn cấp đêm nay", 1)
    (glass,) = accounts.actor_of(person.id, "web").grants[1:]
    assert glass.ends_at is not None
    assert glass.holds_at(glass.ends_at - timedelta(seconds=1))
    assert not glass.holds_at(glass.ends_at)
