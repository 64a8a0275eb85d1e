"""Saved searches: one's own, run with the rights of the moment, nothing found is kept, and what is new is counted."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import BadField, Conflict, NotFound, NotPermitted
from archive_service.domain.saved_searches import MOST_SAVED
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.record_json import RECORD_PREFIX
from indexer.model import Filters, Sort
from tests.api.house import House, said
from tests.web.visitor import signed_in


def actor(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "api")


def test_a_search_comes_back_with_everything_it_asked(own_house: House) -> None:
    saved, archivist = own_house.archive.saved_searches, actor(own_house, "archivist")
    unit = own_house.archive.units.named(archivist, "CB-A")
    asked = Filters(type_codes=frozenset({"NQ"}), period_from="2026-01", number=12)
    kept = saved.save(archivist, " Nghị  quyết ", "nuoc sach", asked, unit_id=unit.id, sort=Sort.NEWEST)
    assert (kept.name, kept.query, kept.unit_id) == ("Nghị quyết", "nuoc sach", unit.id)
    news, result = saved.run(archivist, kept.id)
    assert news.new == 0
    assert [found.entry.record.id for found in result.found] == [own_house.records["CB-A"]]
    assert saved.own(archivist)[0].filters == {"type_codes": ["NQ"], "period_from": "2026-01", "number": "12"}


def test_only_what_was_handed_in_since_the_last_run_is_new(own_house: House) -> None:
    saved, archivist = own_house.archive.saved_searches, actor(own_house, "archivist")
    everything = saved.save(archivist, "Tất cả", "", Filters())
    wells = saved.save(archivist, "Giếng", "giếng khoan", Filters())

    def new() -> dict[str, int | None]:
        return {each.search.name: each.new for each in saved.news(archivist)}

    assert new() == {"Giếng": 0, "Tất cả": 0}
    caller = own_house.client("archivist")
    caller.deposit("Biên bản về giếng khoan của tổ.".encode(), "a.txt", unit="CB-A", title="Biên bản")
    # Not read yet: whoever looks now must be told of it once its words can be found.
    saved.run(archivist, wells.id)
    own_house.index()
    caller.deposit("Biên bản về đường.".encode(), "b.txt", unit="CB-B", title="Biên bản khác")
    own_house.index()
    assert new() == {"Giếng": 1, "Tất cả": 2}
    assert saved.run(archivist, wells.id)[0].new == 1
    assert new() == {"Giếng": 0, "Tất cả": 2}
    saved.opened(archivist, everything.id)
    assert new() == {"Giếng": 0, "Tất cả": 0}


def test_each_run_has_the_rights_of_its_moment(own_house: House) -> None:
    archive = own_house.archive
    before = actor(own_house, "secretary_b")
    kept = archive.saved_searches.save(before, "Đường", "nghị quyết", Filters())
    assert archive.saved_searches.run(before, kept.id)[1].total == 1
    operator = local_operator(archive)
    for grant in archive.grants.history(operator, "secretary_b"):
        archive.grants.take_back(operator, grant.id, "chuyển công tác")
    archive.grants.give(operator, "secretary_b", [GrantTerms(Role.SECRETARY, "CB-A")])
    own_house.client("archivist").deposit(b"nghi quyet moi", "n.txt", unit="CB-B", title="Nghị quyết mới")
    own_house.index()
    after = actor(own_house, "secretary_b")
    assert [news.new for news in archive.saved_searches.news(after)] == [0]
    found = archive.saved_searches.run(after, kept.id)[1].found
    assert {each.entry.record.id for each in found} == {own_house.records["CB-A"]}


def test_another_persons_searches_never_were(own_house: House) -> None:
    a, b = own_house.client("secretary_a"), own_house.client("secretary_b")
    kept = said(a.ask("POST", "/saved-searches", query_string={"q": "nước"}, json={"name": "Nước"}))
    assert said(b.get("/saved-searches")) == {"saved_searches": []}
    for method, path in (("POST", "/saved-searches/{}/run"), ("DELETE", "/saved-searches/{}")):
        theirs, nobodys = (b.ask(method, path.format(each)) for each in (kept["id"], "qry_" + "0" * 26))
        assert theirs.status_code == nobodys.status_code == 404
        assert said(theirs)["detail"] == said(nobodys)["detail"]
    ran = said(a.ask("POST", f"/saved-searches/{kept['id']}/run"))
    assert ran["answer"] == said(a.get("/search", q="nước"))
    assert a.ask("DELETE", f"/saved-searches/{kept['id']}").status_code == 204
    assert said(a.get("/saved-searches")) == {"saved_searches": []}


def test_names_and_numbers_have_limits(own_house: House) -> None:
    saved, archivist = own_house.archive.saved_searches, actor(own_house, "archivist")
    for name in ("", "  ", "x" * 101, "a\x00b"):
        with pytest.raises(BadField):
            saved.save(archivist, name, "", Filters())
    kept = [saved.save(archivist, f"Câu {number}", "", Filters()) for number in range(MOST_SAVED)]
    with pytest.raises(Conflict):
        saved.save(archivist, "Một câu nữa", "", Filters())
    saved.remove(archivist, kept[0].id)
    saved.save(archivist, "Một câu nữa", "", Filters())
    with pytest.raises(NotFound):
        saved.remove(archivist, kept[0].id)


def test_the_pages_keep_run_and_forget(own_house: House) -> None:
    visitor = signed_in(own_house, "archivist")
    search = "/search?q=nghi+quyet&type=NQ&unit=CB-A&number=12"
    page = visitor.open(search).text
    assert 'action="/saved-searches?q=nghi+quyet&amp;type=NQ&amp;unit=CB-A&amp;number=12"' in page
    address = search.replace("/search", "/saved-searches")
    assert visitor.send(address, page=search, name="Nước sạch").status_code == 303
    again = visitor.send(address, page=search, name="Nước sạch")
    assert (again.status_code, "Tên này đã có" in again.text) == (409, True)
    (kept,) = own_house.archive.saved_searches.own(actor(own_house, "archivist"))
    assert "không có gì mới" in visitor.open("/saved-searches").text
    ran = visitor.send(f"/saved-searches/{kept.id}/run", page="/saved-searches")
    shown = visitor.open(ran.headers["Location"]).text
    assert own_house.records["CB-A"] in shown
    assert own_house.records["CB-B"] not in shown
    visitor.send(f"/saved-searches/{kept.id}/remove", page="/saved-searches")
    assert "Chưa lưu câu tìm nào" in visitor.open("/saved-searches").text


def test_what_a_search_finds_is_held_as_a_frozen_list(own_house: House) -> None:
    archive, archivist = own_house.archive, actor(own_house, "archivist")
    kept = archive.saved_searches.save(archivist, "Nước sạch", "nước sạch", Filters())
    placed = own_house.client("archivist").ask(
        "POST", f"/saved-searches/{kept.id}/hold", json={"reason": "Thanh tra", "authority": "UBKT", "document": "5-QĐ"}
    )
    assert placed.status_code == 201, placed.text
    body, record_id = said(placed), own_house.records["CB-A"]
    assert (body["records"], body["unread"]) == (1, 0)
    assert body["list_sha256"] == hashlib.sha256(record_id.encode()).hexdigest()
    later = own_house.client("archivist").deposit(
        "Nghị quyết nước sạch lần hai".encode(), "b.txt", unit="CB-A", title="Nghị quyết nước sạch lần hai"
    )
    own_house.index()
    hold = archive.holds.get(archivist, body["hold"])
    assert [target.id for target in hold.targets] == [record_id]
    assert hold.frozen is not None
    with archive.audit.catalog.read() as tx:
        held = tx.holds.over([record_id, said(later)["id"]])
        event = next(iter(tx.audit.events(after=body["receipt"] - 1)))
    assert set(held) == {record_id}
    assert event.entry.details["list_sha256"] == body["list_sha256"]
    assert archive.custody.storage.lock_state(RECORD_PREFIX + record_id).held


def test_a_hold_over_a_search_needs_the_right_and_an_answer(own_house: House) -> None:
    archive, archivist = own_house.archive, actor(own_house, "archivist")
    order: dict[str, Any] = {"reason": "Thanh tra", "authority": "UBKT", "document": "5-QĐ"}
    nothing = archive.saved_searches.save(archivist, "Không có", "khongcogi", Filters())
    with pytest.raises(BadField):
        archive.search_holds.place(archivist, nothing.id, **order)
    secretary = actor(own_house, "secretary_a")
    theirs = archive.saved_searches.save(secretary, "Nước", "nước", Filters())
    with pytest.raises(NotPermitted):
        archive.search_holds.place(secretary, theirs.id, **order)
    with pytest.raises(NotFound):
        archive.search_holds.place(archivist, theirs.id, **order)
    with pytest.raises(NotPermitted):
        archive.search_holds.preview(secretary, theirs.id)
    with pytest.raises(NotFound):
        archive.search_holds.preview(archivist, theirs.id)


def test_what_would_be_frozen_is_shown_before_and_stands_on_the_page_after(own_house: House) -> None:
    """On the pages: look first, then place; a search that finds more than was seen is looked at again."""
    record, visitor = own_house.records["CB-A"], signed_in(own_house, "archivist")
    visitor.send("/saved-searches?q=nước+sạch", page="/", name="Nước sạch")
    listed = visitor.open("/saved-searches").text
    place = re.search(r'href="(/holds/over-search/[^"]+)"', listed)
    assert place is not None
    shown = visitor.open(place[1]).text
    assert "Giữ 1 tài liệu dưới đây" in shown
    assert f'href="/records/{record}"' in shown
    assert own_house.archive.holds.list(actor(own_house, "archivist")).holds == ()
    own_house.client("archivist").deposit(
        "Nghị quyết nước sạch lần hai".encode(), "b.txt", unit="CB-A", title="Nước sạch"
    )
    own_house.index()
    order: dict[str, Any] = {"reason": "Thanh tra", "authority": "UBKT", "document": "5-QĐ/UBKT"}
    stale = visitor.send(place[1], page=place[1], seen="1", **order)
    assert stale.status_code == 409
    assert "nay cho 2 tài liệu, lúc bạn xem là 1" in stale.text
    assert 'value="Thanh tra"' in stale.text  # what was typed is not lost
    assert visitor.send(place[1], page=place[1], seen="x", **order).status_code == 422
    placed = visitor.send(place[1], page=place[1], seen="2", **order)
    assert placed.status_code == 302, placed.text
    hold = visitor.open(placed.headers["Location"]).text
    assert "2 tài liệu câu tìm cho lúc" in hold
    assert "nước sạch" in hold
    assert f'href="/records/{record}"' in hold
    secretary = signed_in(own_house, "secretary_a")
    secretary.send("/saved-searches?q=nước", page="/", name="Nước")
    assert "/holds/over-search/" not in secretary.open("/saved-searches").text
