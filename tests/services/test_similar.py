"""Similar records: the nearest first, through every door, and nothing that hidden papers could change."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import Visibility, VisibilityClause
from tests.api.house import House, paper, said
from tests.contracts.index_contract import ALL, a_document
from tests.web.visitor import signed_in

WATER = "xây dựng công trình nước sạch cho các hộ dân tổ dân phố, đóng góp ngày công và kinh phí"
DISEASE = "phòng chống dịch bệnh, tiêm vắc xin, trực chốt kiểm soát ra vào thôn"


def filled(folder: Path) -> WhooshIndex:
    index = WhooshIndex(folder)
    index.add(
        [
            a_document("water", "Nghị quyết nước sạch", WATER),
            a_document("water-report", "Báo cáo nước sạch", f"Kết quả {WATER}"),
            a_document("unmarked", "bao cao", "xay dung cong trinh nuoc sach cho cac ho dan to dan pho"),
            *(a_document(f"other{number}", "Biên bản", f"{DISEASE} lần {number}") for number in range(12)),
        ]
    )
    return index


def test_the_nearest_come_first_with_marks_and_without(tmp_path: Path) -> None:
    near = filled(tmp_path).similar("water", "Nghị quyết nước sạch", ALL)
    assert [hit.record_id for hit in near] == ["water-report", "unmarked"]


def test_hidden_papers_change_no_digit(tmp_path: Path) -> None:
    index = filled(tmp_path)
    internal = Visibility((VisibilityClause(unit_ids=None, access_levels=frozenset({"internal"})),))
    before = index.similar("water", "Nghị quyết nước sạch", internal)
    index.add([a_document(f"secret{number}", "Mật", WATER, access_level="restricted") for number in range(5)])
    assert index.similar("water", "Nghị quyết nước sạch", internal) == before
    assert len(index.similar("water", "Nghị quyết nước sạch", ALL)) == len(before) + 5


def test_an_unknown_record_has_none(tmp_path: Path) -> None:
    assert filled(tmp_path).similar("nowhere", "", ALL) == ()


def test_every_door_shows_them(own_house: House, tmp_path: Path) -> None:
    archivist = own_house.client("archivist")
    kept = archivist.deposit(paper(tmp_path, "Chi bộ thống nhất về nước sạch, lần hai."), "b.pdf", unit="CB-A")
    assert kept.status_code == 201
    own_house.index()
    record = own_house.records["CB-A"]
    listed = said(archivist.get(f"/records/{record}/similar"))["records"]
    assert said(kept)["id"] in {each["id"] for each in listed}
    assert {each["unit"]["code"] for each in listed} == {"CB-A", "CB-B"}
    mine = said(own_house.client("secretary_a").get(f"/records/{record}/similar"))["records"]
    assert {each["unit"]["code"] for each in mine} == {"CB-A"}
    visitor = signed_in(own_house, "secretary_a")
    assert f"/records/{record}/similar" in visitor.open(f"/records/{record}").text
    assert said(kept)["id"] in visitor.open(f"/records/{record}/similar").text
    assert visitor.open(f"/records/{own_house.records['CB-B']}/similar").status_code == 404


def test_a_misspelt_word_is_put_right_within_the_query(own_house: House) -> None:
    secretary = own_house.client("secretary_a")
    assert "nghị quyết về nước sạch" in said(secretary.get("/search", q="nghị quyếtt về nước sạch"))["suggestions"]
    for typed in ("nghị thônn", "liênn"):
        assert not [each for each in said(secretary.get("/search", q=typed))["suggestions"] if "thôn" in each.split()]
