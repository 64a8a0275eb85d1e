"""Units through time at the doors: pages, REST and command line ask the same service."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.api.house import House, said
from tests.web.visitor import signed_in

MERGER: dict[str, Any] = {
    "kind": "merge", "day": "01/07/2025", "units": "CB-A | chau giang", "made": "CB-C=Chi bộ Tổ dân phố Yên Thịnh",
    "document": "QĐ 12-QĐ/ĐU",
}  # fmt: skip


def test_an_event_is_looked_at_before_it_is_recorded(own_house: House) -> None:
    visitor = signed_in(own_house, "archivist")
    assert visitor.open("/units/event?units=CB-A").status_code == 200
    shown = visitor.send("/units/event", page="/units/event", **MERGER)
    assert shown.status_code == 200
    assert "Chi bộ Tổ dân phố Yên Thịnh" in shown.text
    assert "archivist" in shown.text  # whose rights change
    assert own_house.archive.units.register().by_code("CB-C") is None
    version = re.search(r'name="expected_version" value="(\d+)"', shown.text)
    assert version is not None
    sent: dict[str, Any] = {**MERGER, "apply": "yes", "expected_version": version[1]}
    done = visitor.send("/units/event", page="/units/event", **sent)
    assert (done.status_code, done.headers["Location"]) == (302, "/units/events/1?now=yes")
    told = visitor.open(done.headers["Location"]).text
    assert "Đã ghi vào danh mục, nay là bản 2." in told
    assert told.count("kết thúc ngày 01/07/2025") == 2
    parted: dict[str, Any] = {
        "kind": "split", "day": "02/07/2025", "units": "CB-C", "made": "CB-D=Chi bộ D", "survives": "yes",
    }  # fmt: skip
    goes_on = visitor.send("/units/event", page="/units/event", **parted).text
    assert "Tách từ Chi bộ Tổ dân phố Yên Thịnh, tổ chức này vẫn còn." in goes_on
    rename: dict[str, Any] = {"kind": "rename", "day": "02/07/2025", "units": "CB-C", "name": "Chi bộ khác"}
    late = visitor.send("/units/event", page="/units/event", **rename, apply="yes", expected_version=version[1])
    assert late.status_code == 409
    assert "đã được người khác sửa" in late.text
    new = own_house.archive.units.register().by_code("CB-C")
    assert f'href="/units/{new.id if new else ""}"' in told
    old = own_house.archive.units.register().by_code("CB-B")
    assert new is not None
    assert old is not None
    life = visitor.open(f"/units/{old.id}").text
    assert "<svg" in life
    assert "Chi bộ Tổ dân phố Yên Thịnh" in life
    assert "30/06/2025" in life
    assert "Chi bộ thôn Châu Giang" in visitor.open("/units?on=30/06/2025").text
    assert "Chi bộ thôn Châu Giang" not in visitor.open("/units?on=01/07/2025").text


def test_papers_are_shown_under_the_name_of_their_day(own_house: House) -> None:
    archivist = own_house.client("archivist")
    event = {"kind": "rename", "day": "2026-03-10", "units": ["CB-A"], "name": "Chi bộ Yên Thịnh 8"}
    assert archivist.ask("POST", "/units/events", json=event).status_code == 201
    (hit,) = said(archivist.get("/search", q="nuoc sach", unit="CB-A"))["hits"]
    assert (hit["unit"]["name"], hit["unit"]["name_then"]) == ("Chi bộ Yên Thịnh 8", "Chi bộ Tổ dân phố số 8")
    page = signed_in(own_house, "archivist").open("/search?q=nuoc+sach&unit=to+dan+pho+so+8").text
    assert "Chi bộ Tổ dân phố số 8" in page
    assert "nay là Chi bộ Yên Thịnh 8" in page


def test_a_search_for_a_cell_takes_those_before_and_after_along(own_house: House) -> None:
    archivist = own_house.client("archivist")
    merger = {
        "kind": "merge", "day": "2026-03-20", "units": ["CB-A", "CB-B"], "made": [{"code": "CB-C", "name": "Chi bộ C"}],
    }  # fmt: skip
    looked = said(archivist.ask("POST", "/units/events", json={**merger, "dry_run": True}))
    assert (looked["applied"], looked["records"]) == (False, 2)
    done = archivist.ask("POST", "/units/events", json={**merger, "expected_version": looked["register_version"]})
    assert (done.status_code, said(done)["register_version"]) == (201, looked["register_version"] + 1)
    stale = {"kind": "rename", "day": "2026-03-21", "units": ["CB-C"], "name": "D", "expected_version": 1}
    refused = archivist.ask("POST", "/units/events", json=stale)
    assert (refused.status_code, said(refused)["code"]) == (409, "unit_register_changed")

    def found(**asked: Any) -> int:
        return int(said(archivist.get("/search", **asked))["total"])

    assert (found(unit="CB-C"), found(unit="CB-C", lineage="no"), found(unit="CB-A")) == (2, 0, 1)
    march = {"period_from": "2026-03", "period_to": "2026-03"}
    assert found(unit="DB-YT", lineage="no", **march) == 2  # both cells were still there in March
    april = {"period_from": "2026-04", "period_to": "2026-04"}
    assert found(unit="DB-YT", lineage="no", **april) == 0
    assert found(unit="DB-YT", lineage="no", date_from="2026-01-01", date_to="2026-03-31") == 2


def test_rest_tells_trees_lives_and_names(own_house: House) -> None:
    archivist, secretary = own_house.client("archivist"), own_house.client("secretary_a")
    rows = said(archivist.get("/units/tree", on="2026-01-01"))["rows"]
    assert [(row["depth"], row["unit"]["code"]) for row in rows] == [(0, "DB-YT"), (1, "CB-B"), (1, "CB-A")] or [
        (row["depth"], row["unit"]["code"]) for row in rows
    ] == [(0, "DB-YT"), (1, "CB-A"), (1, "CB-B")]
    (known,) = said(archivist.get("/units/find", q="chau giang"))["units"]
    assert (known["unit"]["code"], known["parent"]["code"]) == ("CB-B", "DB-YT")
    life = said(archivist.get(f"/units/{known['unit']['id']}/life"))
    assert [version["code"] for version in life["versions"]] == ["CB-B"]
    assert said(secretary.get("/units/find", q="chau giang"))["units"] == []
    assert secretary.get(f"/units/{known['unit']['id']}/life").status_code == 404
    assert secretary.get("/units/look-alikes").status_code == secretary.get("/units/changes").status_code == 403
    assert said(archivist.get("/units/look-alikes"))["pairs"] == []
    assert [each["message"] for each in said(archivist.get("/units/changes"))["changes"]] == ["import units"]
    impossible = {"kind": "end", "day": "2025-07-01", "units": ["DB-YT"]}
    refused = archivist.ask("POST", "/units/events", json=impossible)
    assert (refused.status_code, said(refused)["code"]) == (422, "bad_unit_event")
    assert "units below it" in refused.text


def test_the_picker_answers_names(house: House) -> None:
    visitor = signed_in(house, "archivist")
    units = visitor.open("/units/found?q=chau+giang").json["units"]  # type: ignore[index]
    assert [each["unit"]["code"] for each in units] == ["CB-B"]
    assert visitor.open("/units/nowhere").status_code == 404
    assert signed_in(house, "secretary_a").open("/units/event").status_code == 403


def test_the_register_is_taken_along_and_brought_back(own_house: House) -> None:
    archivist, units = signed_in(own_house, "archivist"), own_house.archive.units
    taken = archivist.open("/units.csv")
    assert taken.headers["Content-Type"].startswith("text/csv")
    assert taken.data.decode("utf-8-sig").splitlines()[0].startswith("code,name,kind,parent_code")
    changed = taken.data.replace("Chi bộ thôn Châu Giang".encode(), "Chi bộ Châu Giang".encode())
    before = units.register().version
    looked = archivist.send("/units", page="/units", look="yes", register=(io.BytesIO(changed), "units.csv"))
    assert (looked.status_code, units.register().version) == (200, before)
    assert "Chi bộ Châu Giang <code>CB-B</code>" in looked.text
    wrong = changed.replace(b"cell,DB-YT", b"cell,DB-XX") + b"CB-D,,cell,,\n"
    refused = archivist.send("/units", page="/units", look="yes", register=(io.BytesIO(wrong), "units.csv"))
    assert (refused.status_code, refused.text.count("<li>Dòng ")) == (200, 3)
    assert "không có tổ chức cấp trên DB-XX" in refused.text
    assert "ô name còn trống" in refused.text
    answer = archivist.send("/units", page="/units", register=(io.BytesIO(changed), "units.csv"))
    assert answer.status_code == 302
    unit = units.register().by_code("CB-B")
    assert unit is not None
    assert unit.name == "Chi bộ Châu Giang"
    assert signed_in(own_house, "secretary_a").open("/units.csv").status_code == 403
