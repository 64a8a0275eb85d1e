from __future__ import annotations

from datetime import date

import pytest

from indexer.text.header_model import SURE
from indexer.text.unit_names import UnitName, match_unit, unit_key

BEFORE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
CELL_8 = UnitName("u8", "Chi bộ Tổ dân phố số 8", "Đảng bộ phường Yên Thịnh", None, BEFORE)
OTHER_8 = UnitName("v8", "Chi bộ Tổ dân phố số 8", "Đảng bộ phường Đồng Tâm")
HAMLET = UnitName("cg", "Chi bộ thôn Châu Giang", "Đảng bộ xã Âu Lâu", None, BEFORE)
RENAMED = UnitName("cg", "Chi bộ Tổ dân phố Châu Giang", "Đảng bộ phường Âu Lâu", REFORM, None)
SCHOOL = UnitName("kd", "Chi bộ Trường Tiểu học Kim Đồng", "Đảng bộ phường Yên Thịnh", aliases=("Chi bộ TH Kim Đồng",))
CELL_18 = UnitName("u18", "Chi bộ Tổ dân phố số 18", "Đảng bộ phường Yên Thịnh")
REGISTER = [CELL_8, OTHER_8, HAMLET, RENAMED, SCHOOL, CELL_18]
DAY = date(2022, 2, 5)


@pytest.mark.parametrize(
    "printed",
    ["CHI BỘ TỔ DÂN PHỐ SỐ 8", "Chi bộ TDP 8", "CHI BỘ TỔ 8", "chi bo to dan pho so 08", "Đại hội Chi bộ TDP số 8"],
)
@pytest.mark.parametrize("parent", ["ĐẢNG BỘ PHƯỜNG YÊN THỊNH", "Đảng uỷ P. Yên Thịnh", "Đảng bộ Yên Thịnh"])
def test_name_superior_and_day_together_are_sure(printed: str, parent: str) -> None:
    (match,) = match_unit(printed, parent, REGISTER, DAY)
    assert match.unit is CELL_8
    assert match.confidence >= SURE


def test_a_name_alone_is_never_sure() -> None:
    matches = match_unit("CHI BỘ TỔ DÂN PHỐ SỐ 8", None, REGISTER, DAY)
    assert {match.unit.unit_id for match in matches} == {"u8", "v8"}
    assert all(match.confidence < SURE for match in matches)
    (only,) = match_unit("CHI BỘ THÔN CHÂU GIANG", None, [HAMLET], DAY)
    assert only.confidence < SURE


def test_the_day_chooses_the_name_of_the_time() -> None:
    (match, *_) = match_unit("CHI BỘ TỔ DÂN PHỐ CHÂU GIANG", "ĐẢNG BỘ PHƯỜNG ÂU LÂU", REGISTER, date(2025, 11, 4))
    assert match.unit is RENAMED
    assert match.confidence >= SURE
    (late,) = match_unit("CHI BỘ THÔN CHÂU GIANG", "ĐẢNG ỦY XÃ ÂU LÂU", REGISTER, date(2026, 1, 1))
    assert late.unit is HAMLET
    assert late.confidence < SURE


def test_another_superior_is_another_cell() -> None:
    assert not match_unit("CHI BỘ TỔ DÂN PHỐ SỐ 8", "ĐẢNG BỘ PHƯỜNG MINH TÂN", REGISTER, DAY)
    assert not match_unit("CHI BỘ TỔ DÂN PHỐ SỐ 9", "ĐẢNG BỘ PHƯỜNG YÊN THỊNH", REGISTER, DAY)


def test_a_superior_that_is_only_near_is_not_believed() -> None:
    (match,) = match_unit("CHI BỘ TỔ DÂN PHỐ SỐ 8", "ĐẢNG BỘ PHƯỜNG YÊN THỊNK", [CELL_8], DAY)
    assert match.confidence < SURE


def test_two_units_of_one_name_and_superior_stay_open() -> None:
    twin = UnitName("w8", CELL_8.name, CELL_8.parent)
    matches = match_unit(CELL_8.name, CELL_8.parent, [CELL_8, twin], DAY)
    assert len(matches) == 2
    assert all(match.confidence < SURE for match in matches)


def test_aliases_and_slight_misspellings() -> None:
    assert match_unit("CHI BỘ TH KIM ĐỒNG", SCHOOL.parent, REGISTER, DAY)[0].confidence >= SURE
    (near,) = match_unit("CHI BỘ TRƯỜNG TIỂU HỌC KIM ĐÒNQ", SCHOOL.parent, REGISTER, DAY)
    assert near.unit is SCHOOL
    assert near.confidence < SURE


def test_keys() -> None:
    assert unit_key("Chi bộ Tổ dân phố số 08") == unit_key("CHI BỘ TDP 8") == "to dan pho 8"
    assert unit_key("Chi bộ khu phố 3") != unit_key("Chi bộ tổ dân phố 3")
    assert not match_unit("", None, REGISTER)
