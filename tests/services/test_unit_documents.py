"""The decision on which a unit rests is named to who may read it, and to nobody else."""

from __future__ import annotations

from datetime import date

from archive_service.domain.access import Actor
from archive_service.domain.unit_events import EventKind, UnitVersion
from archive_service.services.unit_requests import EventRequest
from tests.api.house import House


def someone(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "cli")


def test_a_hidden_decision_is_not_named_by_the_unit_it_founded(own_house: House) -> None:
    units, decision = own_house.archive.units, own_house.records["CB-B"]
    archivist, secretary = someone(own_house, "archivist"), someone(own_house, "secretary_a")
    renaming = EventRequest(
        EventKind.RENAME, date(2025, 7, 1), ("CB-A",), name="Chi bộ Một", document="QĐ 12-QĐ/ĐU",
        document_record=decision,
    )  # fmt: skip
    before = units.preview(archivist, renaming)
    assert named(change.after for change in before.changes) == {decision}
    units.apply(archivist, renaming)
    assert named(units.life(archivist, "CB-A")) == {decision}
    assert named(version for _, version in units.tree(archivist, date(2026, 1, 1))) == {decision}
    assert named(units.life(secretary, "CB-A")) == set()
    assert named(version for _, version in units.tree(secretary, date(2026, 1, 1))) == set()
    assert [version.document.text for version in units.life(secretary, "CB-A")][-1] == "QĐ 12-QĐ/ĐU"
    manager = someone(own_house, "administrator")
    assert named(change.after for change in units.recorded(manager, 1).changes) == set()
    answer = own_house.client("secretary_a").get(f"/units/{units.named(secretary, 'CB-A').id}/life")
    assert answer.status_code == 200
    assert decision not in answer.get_data(as_text=True)


def named(versions: object) -> set[str]:
    """The founding records that are named."""
    assert hasattr(versions, "__iter__")
    return {each.document.record_id for each in versions if isinstance(each, UnitVersion) and each.document.record_id}
