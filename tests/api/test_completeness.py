"""The matrix through REST: shape, paging, rights and bad periods."""

from __future__ import annotations

from typing import Any

from tests.api.house import House, said

JANUARY: dict[str, Any] = {"from": "2022-01", "to": "2022-01"}


def test_a_cell_stands_in_its_month(house: House) -> None:
    answer = said(house.client("archivist").get("/completeness", unit="DB-YT", **{**JANUARY, "to": "2022-03"}))
    assert answer["periods"] == ["2022-01", "2022-02", "2022-03", "2022-Q1"]
    assert {row["unit"]["code"] for row in answer["rows"]} == {"CB-A", "CB-B"}
    assert {slot["state"] for row in answer["rows"] for slot in row["slots"]} <= {"missing", "complete", "draft_only"}


def test_pages_follow(house: House) -> None:
    archivist = house.client("archivist")
    first = said(archivist.get("/completeness", limit="1", **JANUARY))
    second = said(archivist.get("/completeness", limit="1", after=first["next"], **JANUARY))
    assert first["rows"][0]["unit"] != second["rows"][0]["unit"]
    assert second["next"] is None


def test_another_cell_is_not_shown_nor_known(house: House) -> None:
    secretary = house.client("secretary_a")
    shown = said(secretary.get("/completeness", **JANUARY))
    assert [row["unit"]["code"] for row in shown["rows"]] == ["CB-A"]
    for unit in ("CB-B", "CB-NOWHERE"):
        refused = secretary.get("/completeness/slot", unit=unit, period="2022-01")
        assert (refused.status_code, said(refused)["code"]) == (422, "unknown_unit")


def test_a_slot_tells_its_requirements(house: House) -> None:
    report = said(house.client("archivist").get("/completeness/slot", unit="CB-A", period="2022-01"))
    assert [finding["requirement"] for finding in report["slot"]["findings"]] == ["minutes", "resolution"]
    assert report["consultation_lacks"] is None


def test_periods_that_make_no_sense_are_refused(house: House) -> None:
    archivist = house.client("archivist")
    for first, last in (("2022-13", "2022-12"), ("2022-12", "2022-01"), ("1999-01", "2022-12"), ("2022", "2022-02")):
        refused = archivist.get("/completeness", **{**JANUARY, "from": first, "to": last})
        assert (refused.status_code, said(refused)["code"]) == (422, "bad_field"), (first, last)
