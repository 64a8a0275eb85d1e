"""A cell owes papers for the months in which it was there, under the name it had then."""

from __future__ import annotations

import io

from archive_service.bootstrap import local_operator
from archive_service.domain.completeness import SlotState
from archive_service.domain.unit_events import EventKind
from archive_service.services.unit_requests import EventRequest, MadeUnit
from tests.api.house import House
from tests.services.test_units import DAY, MERGER, someone

NOTHING = SlotState.NOT_APPLICABLE


def test_before_and_after_a_merger(own_house: House) -> None:
    archive, archivist = own_house.archive, someone(own_house, "archivist")
    archive.units.apply(archivist, MERGER)
    ward = archive.units.register().by_code("DB-YT")
    assert ward is not None
    operator = local_operator(archive)
    matrix = archive.completeness.matrix(operator, ward.id, "2025-06", "2025-07")
    states = {
        row.unit.code: {slot.period: slot.state is not NOTHING for slot in row.slots if "Q" not in slot.period}
        for row in matrix.rows
    }
    assert states == {
        "CB-A": {"2025-06": True, "2025-07": False},
        "CB-B": {"2025-06": True, "2025-07": False},
        "CB-C": {"2025-06": False, "2025-07": True},
    }
    before = archive.completeness.matrix(operator, ward.id, "2025-01", "2025-06")
    assert {row.unit.code for row in before.rows} == {"CB-A", "CB-B"}
    after = archive.completeness.matrix(operator, ward.id, "2025-08", "2025-09")
    assert [row.unit.name for row in after.rows] == ["Chi bộ Tổ dân phố Yên Thịnh"]


def test_a_new_ward_is_asked_for_the_years_of_the_old_ones(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    more = "code,name,kind,parent_code,aliases\nDB-AL,Đảng bộ xã Âu Lâu,committee,,\n"
    archive.units.import_csv(operator, io.StringIO(more))
    merged = (MadeUnit("DB-MOI", "Đảng bộ phường Mới"),)
    archive.units.apply(operator, EventRequest(EventKind.MERGE, DAY, ("DB-YT", "DB-AL"), made=merged))
    ward = archive.units.register().by_code("DB-MOI")
    assert ward is not None
    before = archive.completeness.matrix(local_operator(archive), ward.id, "2022-01", "2022-03")
    assert {row.unit.code for row in before.rows} == {"CB-A", "CB-B"}
