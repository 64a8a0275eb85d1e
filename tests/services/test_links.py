"""Links between records: made by who hands in papers there, shown to who may see both ends, kept in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, Conflict, NotFound, NotPermitted
from archive_service.domain.links import LinkKind
from tests.api.house import House, paper, said
from tests.web.visitor import signed_in


def reader(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "web")


def evidence(house: House, folder: Path, words: str, **fields: Any) -> str:
    sent = house.client("archivist").deposit(paper(folder, words), f"{words}.pdf", unit="CB-A", type="GK", **fields)
    assert sent.status_code == 201, sent.text
    return str(said(sent)["id"])


def test_both_ends_tell_of_a_link_and_it_can_be_taken_back(house: House, tmp_path: Path) -> None:
    links, secretary, record = house.archive.links, reader(house, "secretary_a"), house.records["CB-A"]
    shown = evidence(house, tmp_path, "Giấy khen về nước sạch")
    made = links.link(secretary, record, LinkKind.SHOWN_BY, shown)
    (there,) = links.seen(secretary, record)
    (back,) = links.seen(secretary, shown)
    assert (there.other.record.id, there.forward, back.other.record.id, back.forward) == (shown, True, record, False)
    with pytest.raises(Conflict):
        links.link(secretary, record, LinkKind.SHOWN_BY, shown)
    (for_auditor,) = links.seen(reader(house, "auditor"), record)
    assert not for_auditor.removable
    with pytest.raises(NotPermitted):
        links.remove(reader(house, "auditor"), record, made.id)
    links.remove(secretary, shown, made.id)
    assert links.seen(secretary, record) == ()
    with pytest.raises(NotFound):
        links.remove(secretary, record, made.id)


def test_a_link_to_what_one_may_not_see_is_not_told(house: House, tmp_path: Path) -> None:
    links, record = house.archive.links, house.records["CB-A"]
    hidden = evidence(house, tmp_path, "Giấy khen kín", access_level="restricted")
    links.link(reader(house, "archivist"), record, LinkKind.SHOWN_BY, hidden)
    assert [each.other.record.id for each in links.seen(reader(house, "archivist"), record)] == [hidden]
    assert links.seen(reader(house, "auditor"), record) == ()
    secretary = reader(house, "secretary_b")
    with pytest.raises(NotFound):
        links.seen(secretary, record)
    with pytest.raises(NotFound):
        links.link(secretary, record, LinkKind.SHOWN_BY, house.records["CB-B"])
    for unknown in (record, "rec_never"):
        with pytest.raises(BadField):
            links.link(secretary, house.records["CB-B"], LinkKind.BECAME, unknown)
    with pytest.raises(NotPermitted):
        links.link(reader(house, "auditor"), record, LinkKind.SHOWN_BY, house.records["CB-B"])


def test_links_come_back_from_the_store_alone(own_house: House, tmp_path: Path) -> None:
    secretary, record = reader(own_house, "secretary_a"), own_house.records["CB-A"]
    shown = evidence(own_house, tmp_path, "Giấy khen trở lại")
    made = own_house.archive.links.link(secretary, record, LinkKind.SHOWN_BY, shown)
    with own_house.archive.links.catalog.write() as tx:
        tx.links.keep(type(made)(made.id, made.kind, "rec_x", "rec_y", "usr_x", made.made_at))
    assert own_house.archive.links.seen(secretary, record) == ()
    assert own_house.archive.custody.rebuild(local_operator(own_house.archive)).counts["links"] == 1
    assert [each.link for each in own_house.archive.links.seen(secretary, record)] == [made]


def test_papers_are_linked_on_the_page(house: House, tmp_path: Path) -> None:
    visitor, record = signed_in(house, "secretary_a"), house.records["CB-A"]
    page = f"/records/{record}"
    shown = evidence(house, tmp_path, "Giấy khen trên trang", title="Giấy khen trên trang")
    address = f"http://localhost/records/{shown}?page=2"
    sent = visitor.send(f"{page}/links", page=page, kind="shown_by", record=address)
    assert sent.status_code == 302
    assert "có minh chứng là" in visitor.open(page).text
    assert "là minh chứng của" in visitor.open(f"/records/{shown}").text
    assert visitor.send(f"{page}/links", page=page, kind="eats", record=shown).status_code == 422
    assert "Gắn với tài liệu khác" not in signed_in(house, "auditor").open(page).text
