"""What supporting papers say, at every door: an award, a list of gifts whose total is off, a photo."""

from __future__ import annotations

import json

from tests.api.house import House, said
from tests.extraction.papers import photo_of_a_phone
from tests.text.evidence_cases import AWARDS, GIFTS
from tests.web.test_desk import drop, files_of
from tests.web.test_recognition_doors import command
from tests.web.visitor import signed_in


def test_supporting_papers_say_what_they_are(own_house: House) -> None:
    archivist, visitor = own_house.client("archivist"), signed_in(own_house, "archivist")
    papers = {
        "award": (AWARDS["of the Party"][0].encode(), "giấy khen.txt"),
        "gifts": (GIFTS["a total that is not the sum"][0].encode(), "ủng hộ.txt"),
        "photo": (photo_of_a_phone(), "ảnh.jpg"),
    }
    found = {}
    for kind, (content, name) in papers.items():
        record_id = said(archivist.deposit(content, name, unit="CB-A"))["id"]
        own_house.archive.indexing.index_records([record_id])
        evidence = said(archivist.get(f"/records/{record_id}/proposals"))["evidence"]
        assert evidence["kind"] == kind
        found[kind] = record_id, {fact["name"]: fact for fact in evidence["facts"]}, evidence["gifts"]
        assert own_house.client("secretary_b").get(f"/records/{record_id}/proposals").status_code == 404

    record_id, facts, _ = found["award"]
    assert facts["decision"]["value"] == "05-QĐ/ĐU"
    assert facts["decision"]["line"].startswith("Quyết định số 05-QĐ/ĐU")
    page = visitor.open(f"/records/{record_id}").text
    assert "Minh chứng: Giấy khen" in page
    assert "05/02/2022" in page
    told = json.loads(command(own_house, "show", record_id, "--json").output)
    assert told["evidence"]["kind"] == "award"
    assert "Chi bộ Tổ dân phố số 8" in command(own_house, "show", record_id).output

    record_id, facts, gifts = found["gifts"]
    assert (facts["sum"]["value"], facts["total"]["value"], facts["difference"]["value"]) == (350_000, 400_000, 50_000)
    assert [(gift["name"], gift["amount"]) for gift in gifts] == [("Nguyễn Văn An", 100_000), ("Trần Thị Bé", 250_000)]
    assert "50.000 đồng" in visitor.open(f"/records/{record_id}").text

    record_id, facts, _ = found["photo"]
    assert facts["taken_at"]["value"] == "2021-06-05T08:30:00"
    assert facts["place"]["value"] == "21.71670, 104.89860"
    assert not facts["place"]["sure"]
    assert "05/06/2021 08:30" in visitor.open(f"/records/{record_id}").text
    assert said(archivist.get(f"/records/{own_house.records['CB-A']}/proposals"))["evidence"] is None
    page = drop(visitor, ("ủng hộ 2.txt", GIFTS["a total that is not the sum"][0].encode() + b"\n"))
    own_house.index()
    (file_id,) = files_of(visitor, page)
    assert "Chênh lệch" in visitor.open(f"/desk/files/{file_id}").text
