"""The first page leads each desk to its work, and shows nobody the work of another."""

from __future__ import annotations

from datetime import date, timedelta

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.completeness import SlotState
from archive_service.services.first_page import OwnCells
from archive_service.services.grant_terms import GrantTerms
from tests.api.house import House
from tests.web.visitor import signed_in

MOST_BYTES = 100_000


def own_cells(house: House, login: str) -> OwnCells:
    return house.archive.first_page.own_cells(house.archive.accounts.actor_with_token(house.tokens[login], "web"))


def test_the_secretary_sees_the_months_of_the_own_cell_and_what_is_due(house: House) -> None:
    own = own_cells(house, "secretary_a")
    assert [cell.unit.code for cell in own.cells] == ["CB-A"]
    standing = own.cells[0]
    months = [slot for slot in standing.slots if len(slot.period) == 7 and "Q" not in slot.period]
    assert [months[0].period, months[-1].period] == [own.first_month, own.last_month]
    assert len(months) == 13
    assert standing.coming[0].due is not None
    assert standing.coming[0].due >= own.today
    assert {slot.state for slot in standing.wanting} <= {SlotState.MISSING, SlotState.DRAFT_ONLY}
    page = signed_in(house, "secretary_a").open("/").text
    assert "Chi bộ Tổ dân phố số 8" in page
    assert f"period={standing.coming[0].period}" in page
    assert "/deposit/photos" in page
    assert "thôn Châu Giang" not in page


def test_looking_at_the_own_cell_is_no_question_about_others(house: House) -> None:
    before = house.archive.audit.page(local_operator(house.archive), limit=1)[0].number
    own_cells(house, "secretary_a")
    assert house.archive.audit.page(local_operator(house.archive), limit=1)[0].number == before


def test_everything_of_the_first_page_stays_below_a_hundred_kilobytes(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    page = visitor.open("/").text
    named = {part.split('"')[0] for part in page.split('href="/static/')[1:] + page.split('src="/static/')[1:]}
    assert len(named) >= 3
    size = len(page.encode())
    for each in named:
        with visitor.open("/static/" + each.replace("&amp;", "&")) as answer:
            size += len(answer.data)
    assert size < MOST_BYTES


def test_an_auditor_is_led_to_search_and_matrix_of_the_assignment(own_house: House) -> None:
    operator, today = local_operator(own_house.archive), own_house.archive.units.today()
    own_house.archive.accounts.create(operator, "inspector", "Tổ kiểm tra", "một câu dài để thử", [])
    terms = GrantTerms(
        Role.AUDITOR, "CB-A", records_from=date(2021, 1, 1), records_to=date(2022, 12, 31),
        holds_to=today + timedelta(days=9), reason="kiểm tra chuyên đề",
    )  # fmt: skip
    own_house.archive.grants.give(operator, "inspector", [terms])
    page = signed_in(own_house, "inspector").open("/").text
    assert "/search?unit=CB-A&amp;date_from=01/01/2021&amp;date_to=31/12/2022" in page
    assert "from=2021-01&amp;to=2022-12" in page
    assert (today + timedelta(days=9)).strftime("%d/%m/%Y") in page
    assert "/deposit/photos" not in page


def test_a_proposed_reason_waits_for_somebody_else(own_house: House) -> None:
    secretary = signed_in(own_house, "secretary_a")
    unit = own_house.archive.units.register().by_code("CB-A")
    assert unit is not None
    page = f"/completeness/slot?unit={unit.id}&period=2020-04"
    secretary.send(
        "/completeness/slot", page=page, unit=unit.id, period="2020-04", reason="Cách ly toàn xã hội",
        document=own_house.records["CB-A"],
    )  # fmt: skip
    assert "Cách ly toàn xã hội" in signed_in(own_house, "archivist").open("/").text
    assert "Cách ly toàn xã hội" not in secretary.open("/").text
    assert "Cách ly toàn xã hội" not in signed_in(own_house, "auditor").open("/").text


def test_the_administrator_is_led_to_the_state_and_to_no_content(house: House) -> None:
    page = signed_in(house, "administrator").open("/").text
    assert "không xem nội dung" in page
    assert 'name="q"' not in page
    assert "Nghị quyết" not in page
