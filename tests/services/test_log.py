"""The log as people ask it: narrowed, taken into a spreadsheet, and the receipts of searches shown again."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.audit import AuditEntry
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.local_time import local_day
from archive_service.services.audit import AuditQuestion
from archive_service.services.spreadsheet import AUDIT_COLUMNS, audit_csv
from archive_service.services.table_cells import cell
from indexer.model import Filters, Sort
from tests.api.house import House, said
from tests.services.papers_in import hand_in
from tests.web.visitor import signed_in


def table(house: House, **narrowing: str) -> list[list[str]]:
    archive = house.archive
    lines = audit_csv(
        archive.audit.rows(local_operator(archive), AuditQuestion(**narrowing)),  # type: ignore[arg-type]
        archive.units.register(),
    )
    text = "".join(lines)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_the_log_is_narrowed_by_person_record_unit_and_day(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    unit = archive.units.register().by_code("CB-A")
    assert unit is not None

    def acts(**narrowing: object) -> set[tuple[str, str]]:
        question = AuditQuestion(**narrowing)  # type: ignore[arg-type]
        return {(event.entry.act, event.entry.subject) for event in archive.audit.page(operator, question, limit=200)}

    kept = own_house.records["CB-A"]
    assert ("deposit", kept) in acts(unit_id=unit.id, person="archivist")
    assert {subject for act, subject in acts(unit_id=unit.id) if act == "deposit"} == {kept}
    assert acts(person="nobody") == set()
    today = local_day(archive.audit.clock.now())
    assert ("deposit", kept) in acts(since=today - timedelta(days=1), until=today)
    assert acts(until=today - timedelta(days=2)) == set()
    assert acts(since=today + timedelta(days=2)) == set()


def test_the_table_holds_every_event_and_no_formula(own_house: House) -> None:
    hostile = '=HYPERLINK("http://example.org")'
    with own_house.archive.audit.catalog.write() as tx:
        now = own_house.archive.audit.clock.now()
        for number in range(2500):
            tx.audit.append(AuditEntry(now, "usr_x", "read", hostile, details={"n": number}))
    rows = table(own_house)
    assert tuple(rows[0]) == AUDIT_COLUMNS
    numbers = [int(row[0]) for row in rows[1:]]
    assert numbers == list(range(numbers[0], 0, -1))
    assert "'" + hostile in {row[AUDIT_COLUMNS.index("Về")] for row in rows}
    assert all(not value.startswith(("=", "+", "-", "@")) for row in rows[1:] for value in row)
    _, export = table(own_house, act="export_audit")
    assert (export[4], export[5]) == ("tải nhật ký", "export_audit")


def test_the_table_names_people_and_keeps_their_ids(house: House) -> None:
    archive = house.archive
    archivist = archive.accounts.actor_with_token(house.tokens["archivist"], "cli")
    rows = table(house, person="archivist", act="deposit")[1:]
    assert {(row[2], row[3]) for row in rows} == {(archivist.name, archivist.user_id)}
    with archive.audit.catalog.write() as tx:
        tx.audit.append(AuditEntry(archive.audit.clock.now(), "usr_gone", "of_another_version", ""))
    assert table(house, person="usr_gone")[1][2:6] == ["usr_gone", "usr_gone"] + ["of_another_version"] * 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == "'" + text
    assert cell("Nghị quyết 1=1") == "Nghị quyết 1=1"


def test_a_receipt_says_what_was_asked_and_answered_and_compares(own_house: House) -> None:
    archive = own_house.archive
    secretary = archive.accounts.actor_with_token(own_house.tokens["secretary_a"], "web")
    unit = archive.units.register().by_code("CB-A")
    assert unit is not None
    filters = Filters(type_codes=frozenset({"NQ"}), period_from="2026-01", number=None)
    found = archive.search.search(secretary, "nuoc sach", filters, unit_id=unit.id, sort=Sort.NEWEST, limit=5)
    receipt = archive.receipts.show(secretary, found.receipt)
    assert (receipt.query, receipt.total, receipt.listed, receipt.sort) == ("nuoc sach", 1, 1, "newest")
    assert dict(receipt.filters) == {"type_codes": ["NQ"], "period_from": "2026-01", "unit": unit.id}
    assert receipt.seal is None
    again = archive.receipts.repeat(secretary, found.receipt)
    assert again.same
    assert again.receipt > found.receipt
    archive.seals.seal()
    sealed = archive.receipts.show(secretary, found.receipt).seal
    assert sealed == archive.seals.head()
    archivist = archive.accounts.actor_with_token(own_house.tokens["archivist"], "cli")
    more = hand_in(
        archive.deposit, archivist, ("b.txt", "Chi bộ bàn tiếp về nước sạch.".encode()), period="2026-04",
        symbol="13-NQ/CB",
    )  # fmt: skip
    assert more.created
    own_house.index()
    changed = archive.receipts.repeat(secretary, found.receipt)
    assert (changed.same, changed.total) == (False, 2)


def test_a_search_for_one_unit_alone_is_repeated_for_that_unit_alone(house: House) -> None:
    archive = house.archive
    secretary = archive.accounts.actor_with_token(house.tokens["secretary_a"], "web")
    unit = archive.units.register().by_code("CB-A")
    assert unit is not None
    alone = archive.search.search(secretary, "", unit_id=unit.id, lineage=False).receipt
    assert archive.receipts.show(secretary, alone).filters == {"unit": unit.id, "lineage": "no"}
    again = archive.receipts.repeat(secretary, alone)
    assert archive.receipts.show(secretary, again.receipt).filters == {"unit": unit.id, "lineage": "no"}


def test_who_finds_a_search_in_the_log_sees_its_receipt(house: House) -> None:
    archive = house.archive
    people = {name: archive.accounts.actor_with_token(token, "cli") for name, token in house.tokens.items()}
    unit = archive.units.register().by_code("CB-A")
    assert unit is not None
    within = archive.search.search(people["secretary_a"], "nuoc", unit_id=unit.id).receipt
    logged = {event.number for event in archive.audit.page(people["auditor"], AuditQuestion(act="search"))}
    assert within in logged
    assert archive.receipts.show(people["auditor"], within).name == people["secretary_a"].name
    with pytest.raises(NotFound):
        archive.receipts.show(people["secretary_b"], within)


def test_a_receipt_is_shown_to_its_owner_and_to_who_finds_it_in_the_log(own_house: House) -> None:
    archive = own_house.archive
    people = {name: archive.accounts.actor_with_token(token, "cli") for name, token in own_house.tokens.items()}
    number = archive.search.search(people["secretary_a"], "nuoc").receipt
    assert archive.receipts.show(people["secretary_a"], number).number == number
    assert archive.receipts.show(people["administrator"], number).person == people["secretary_a"].user_id
    for person, wanted in (("auditor", number), ("secretary_b", number), ("secretary_a", 1), ("secretary_a", 10**14)):
        with pytest.raises(NotFound):
            archive.receipts.show(people[person], wanted)
    with pytest.raises(NotPermitted):
        archive.audit.rows(people["secretary_a"])


def test_the_doors_tell_the_same(own_house: House) -> None:
    auditor = own_house.client("auditor")
    unit, today = "CB-A", local_day(own_house.archive.audit.clock.now()).isoformat()
    events = said(auditor.get("/audit", unit=unit, since=today, act="deposit"))["events"]
    assert [event["subject"] for event in events] == [own_house.records["CB-A"]]
    sheet = auditor.get("/audit.csv", unit=unit, act="deposit")
    assert sheet.content_type == "text/csv; charset=utf-8"
    assert own_house.records["CB-A"] in sheet.text
    assert own_house.records["CB-B"] not in sheet.text
    visitor = signed_in(own_house, "auditor")
    page = visitor.open(f"/audit?unit={unit}&act=deposit&since=xx").text
    assert own_house.records["CB-A"] in page
    assert own_house.records["CB-B"] not in page
    assert "xx" in page
    assert visitor.open("/audit.csv?act=deposit").text.count("\r\n") == 3
    secretary = signed_in(own_house, "secretary_a")
    link = secretary.open("/search?q=nuoc+sach").text.partition('href="/receipts/')[2].partition('"')[0]
    assert "cùng một danh sách" in secretary.open(f"/receipts/{link}?again=yes").text
    assert signed_in(own_house, "secretary_b").open(f"/receipts/{link}").status_code == 404
    assert said(own_house.client("secretary_a").get(f"/receipts/{link}", again="yes"))["today"]["same"] is True
