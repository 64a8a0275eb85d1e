"""Searches narrowed to how records stand in retention: exact, from the catalog, for who may see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import NotPermitted
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.services.result_lists import csv_lines
from indexer.model import Filters
from tests.api.house import House, build, said
from tests.services.disposing import deposited, rules_in_force
from tests.services.test_excuses import person
from tests.web.visitor import signed_in

DUE, HELD = RetentionStanding.UP_FOR_REVIEW, RetentionStanding.UNDER_HOLD


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house with rules in force, and a paper that is over in each cell; that of CB-A is held."""
    house = build(tmp_path_factory.mktemp("standings"))
    archivist, leader = (person(house, role.value, role, "DB-YT") for role in (Role.ARCHIVIST, Role.LEADER))
    rules_in_force(house, archivist, leader)
    over = {code: deposited(house, archivist, f"Giấy khen {code}", unit=code) for code in ("CB-A", "CB-B")}
    house.index()
    target = HoldTarget(HoldTargetKind.HELD_RECORD, over["CB-A"])
    house.archive.holds.place(leader, [target], reason="Thanh tra", authority="UBKT", document="5-QĐ/UBKT")
    house.records.update({f"over {code}": record_id for code, record_id in over.items()})
    yield house
    house.archive.close()


def of_cell(house: House, role: Role, code: str = "CB-A") -> Actor:
    return person(house, f"{role.value}_{code}", role, code)


def found(house: House, actor: Actor, standing: RetentionStanding, text: str = "") -> set[str]:
    result = house.archive.search.search(actor, text, retention=standing)
    assert result.total == len(result.found)
    return {each.entry.record.id for each in result.found}


def test_what_is_found_stands_so(ruled: House) -> None:
    auditor, over = (
        person(ruled, "auditor", Role.AUDITOR, "DB-YT"),
        {ruled.records[f"over {c}"] for c in ("CB-A", "CB-B")},
    )
    young = {ruled.records["CB-A"], ruled.records["CB-B"]}
    assert found(ruled, auditor, DUE) == over
    assert found(ruled, auditor, HELD) == {ruled.records["over CB-A"]}
    assert found(ruled, auditor, DUE, "nuoc sach") == set()
    assert (
        found(ruled, auditor, RetentionStanding.KEPT_FOR_EVER) | found(ruled, auditor, RetentionStanding.STILL_KEPT)
        == young
    )
    result = ruled.archive.search.search(auditor, "", retention=DUE)
    assert dict(result.facets["unit"]).keys() == {
        ruled.archive.units.named(auditor, code).id for code in ("CB-A", "CB-B")
    }
    assert dict(ruled.archive.search.search(auditor, "").facets["retention"])["due"] == 2


def test_nobody_feels_what_they_may_not_see(ruled: House) -> None:
    watcher = of_cell(ruled, Role.AUDITOR)
    assert found(ruled, watcher, DUE) == {ruled.records["over CB-A"]}
    counts = dict(ruled.archive.search.search(watcher, "").facets["retention"])
    assert (counts["due"], counts["held"], sum(counts.values())) == (1, 1, 3)
    # Who reads CB-A in a role that sees no retention learns nothing of it there, whatever they see elsewhere.
    both = Actor("usr_both", "both", (*watcher.grants, *of_cell(ruled, Role.SECRETARY, "CB-B").grants), "cli")
    assert found(ruled, both, DUE) == {ruled.records["over CB-A"]}
    assert dict(ruled.archive.search.search(both, "").facets["retention"]) == counts


def test_who_may_not_see_retention_is_refused_at_every_door(ruled: House) -> None:
    secretary, archive = of_cell(ruled, Role.SECRETARY), ruled.archive
    assert "retention" not in archive.search.search(secretary, "").facets
    for ask in (
        lambda: archive.search.search(secretary, "", retention=DUE),
        lambda: archive.result_lists.found(secretary, "", Filters(), retention=DUE),
        lambda: archive.saved_searches.save(secretary, "Đến hạn", "", Filters(), retention=DUE),
    ):
        with pytest.raises(NotPermitted):
            ask()
    client = ruled.client("secretary_a")
    for path in ("/search", "/search/export"):
        assert client.get(path, retention="due").status_code == 403
    page = signed_in(ruled, "secretary_a")
    assert page.open("/search?retention=due").status_code == 403
    assert "retention=" not in page.open("/search").text


def test_lists_saved_searches_and_receipts_keep_it(ruled: House) -> None:
    archive, auditor = ruled.archive, archive_actor(ruled, "auditor")
    taken = archive.result_lists.found(auditor, "", Filters(), retention=HELD)
    assert (taken.total, taken.filters) == (1, {"retention": "held"})
    assert ruled.records["over CB-A"].encode() in b"".join(csv_lines(taken))
    kept = archive.saved_searches.save(auditor, "Đang giữ", "", Filters(), retention=HELD)
    assert archive.saved_searches.run(auditor, kept.id)[1].total == 1
    waiting = archive.saved_searches.save(
        auditor, "Chưa xác định", "", Filters(), retention=RetentionStanding.UNDETERMINED
    )
    deposited(ruled, archive_actor(ruled, "archivist"), "Công văn không ngày", "", "CV", unit="CB-B")
    ruled.index()
    assert {each.search.id: each.new for each in archive.saved_searches.news(auditor)} == {kept.id: 0, waiting.id: 1}
    assert (
        signed_in(ruled, "auditor")
        .send(f"/saved-searches/{kept.id}/run", page="/saved-searches")
        .location.endswith("retention=held")
    )
    receipt = archive.search.search(auditor, "", retention=HELD).receipt
    assert archive.receipts.show(auditor, receipt).filters == {"retention": "held"}
    assert archive.receipts.repeat(auditor, receipt).same
    narrower = Actor(auditor.user_id, "auditor", of_cell(ruled, Role.SECRETARY, "CB-B").grants, "cli")
    assert {each.search.id: each.new for each in archive.saved_searches.news(narrower)} == {
        kept.id: 0,
        waiting.id: None,
    }
    with pytest.raises(NotPermitted):
        archive.saved_searches.run(narrower, kept.id)


def test_the_page_and_rest_lead_there(ruled: House) -> None:
    answer = said(ruled.client("auditor").get("/search", retention="due"))
    assert {hit["id"] for hit in answer["hits"]} == {ruled.records["over CB-A"], ruled.records["over CB-B"]}
    assert ruled.client("auditor").get("/search", retention="gone").status_code == 422
    page = signed_in(ruled, "auditor").open("/search").text
    assert "retention=held" in page
    assert "/tombstones" in page
    narrowed = signed_in(ruled, "auditor").open("/search?retention=held").text
    assert ruled.records["over CB-A"] in narrowed
    assert ruled.records["over CB-B"] not in narrowed


def archive_actor(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "api")
