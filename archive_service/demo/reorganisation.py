"""What happened to the units of the demonstration after its papers were written.

The frame is real: on 1 July 2025 the district level ended, committees of communes and wards came directly under the
province, and the Party organisations of Yên Bái and Lào Cai became one, named Lào Cai. The decisions are samples and
say so. What became of each ward is told for Âu Lâu only; the other wards keep the names they had.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_service.demo.organisation import AU_LAU, CITY, DONG_TAM, NEIGHBOUR, PROVINCE, YEN_THINH, DemoUnit, cell_of

REFORM = date(2025, 7, 1)
MERGER = date(2025, 10, 1)
"""The day from which two cells of one ward are one: invented."""


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """One row of unit_events.csv; units are named by their codes, `made` is what the event makes of them."""

    day: date
    kind: str
    units: tuple[DemoUnit, ...]
    document: str
    made: DemoUnit | None = None
    name: str = ""
    parent: DemoUnit | None = None

    def row(self) -> tuple[str, ...]:
        """The columns EVENT_COLUMNS."""
        return (
            self.day.isoformat(),
            self.kind,
            "|".join(unit.code for unit in self.units),
            f"{self.made.code}={self.made.name}" if self.made else "",
            self.name,
            self.parent.code if self.parent else "",
            self.document,
        )


EVENT_COLUMNS = ("day", "kind", "units", "made", "name", "parent_code", "document")
NEW_PROVINCE = DemoUnit("DB-TLC", "Đảng bộ tỉnh Lào Cai", "province", "")
MERGED_CELL = DemoUnit("CB-YT-HS", "Chi bộ Tổ dân phố Hồ Sen", "cell", "DB-YT")
RENAMED_CELL = cell_of("CB-AL-NM").unit
NEW_NAME = "Chi bộ Tổ dân phố Nước Mát"
_DISTRICT_ENDS = "Quyết định kết thúc hoạt động cấp huyện (văn bản mẫu)"

EVENTS = (
    DemoEvent(REFORM, "move", (YEN_THINH,), _DISTRICT_ENDS, parent=PROVINCE),
    DemoEvent(REFORM, "move", (DONG_TAM,), _DISTRICT_ENDS, parent=PROVINCE),
    DemoEvent(REFORM, "move", (AU_LAU,), _DISTRICT_ENDS, name="Đảng bộ phường Âu Lâu", parent=PROVINCE),
    DemoEvent(REFORM, "end", (CITY,), _DISTRICT_ENDS),
    DemoEvent(REFORM, "merge", (PROVINCE, NEIGHBOUR), "Quyết định hợp nhất đảng bộ tỉnh (văn bản mẫu)", NEW_PROVINCE),
    DemoEvent(REFORM, "rename", (RENAMED_CELL,), "Quyết định đổi tên chi bộ (văn bản mẫu)", name=NEW_NAME),
    DemoEvent(
        MERGER,
        "merge",
        (cell_of("CB-YT-03").unit, cell_of("CB-YT-05").unit),
        "Quyết định sáp nhập chi bộ (văn bản mẫu)",
        MERGED_CELL,
    ),
)
"""In the order in which they are recorded: the committees leave the city before it ends."""
