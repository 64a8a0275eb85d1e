"""Two archives that differ in one paper out of sight answer alike, whatever is asked: to the byte, but for what belongs
to the moment (receipt numbers, times, ids that were made anew)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.api.house import House, build, said

QUERIES = (
    "", "nghị quyết", "nghi quyet nuoc sach", "kinh phí", "kinh phi", "kihn phí", '"bổ sung kinh phí"', "12-NQ/CB",
    "số 99", "nq 3/2026", "kinh*", "knh~", "nước OR kinh", "NOT nước", "tháng 3/2026", "chi bộ:Giang",
)  # fmt: skip
SECRET = "Nghị quyết 99-NQ/CB bổ sung kinh phí nước sạch, bổ sung kinh phí nước sạch."
_MOMENTS = re.compile(r'\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d:\d\d \d\d/\d\d/\d{4}|"receipt": ?\d+|Biên nhận số,\d+')


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    """The same archive without and with a paper that is for the other cell only."""
    made = [build(tmp_path_factory.mktemp(name)) for name in ("without", "with")]
    for house in made:
        saved = house.client("secretary_a").ask(
            "POST", "/saved-searches", query_string={"q": "kinh phí"}, json={"name": "Kinh phí"}
        )
        assert saved.status_code == 201
    kept = made[1].client("archivist").deposit(
        SECRET.encode(), "mat.txt", unit="CB-B", type="NQ", symbol="99-NQ/CB", title="Nghị quyết bổ sung kinh phí",
        date="2026-03-09", period="2026-03",
    )  # fmt: skip
    assert kept.status_code == 201
    made[1].index()
    assert said(made[1].client("secretary_b").get("/search", q="bổ sung kinh phí"))["total"] > 0
    yield made[0], made[1]
    for house in made:
        house.archive.close()


def plain(house: House, text: str) -> str:
    """An answer without what each archive makes anew: ids by what they stand for, times, receipts, and the digests of
    its PDFs, which bear the moment they were made."""
    ids = {**{f"rec {code}": each for code, each in house.records.items()}}
    ids |= {f"dos {code}": each for code, each in house.dossiers.items()}
    ids |= {f"unit {unit.code}": unit.id for unit in house.archive.units.register().units.values()}
    for name, each in ids.items():
        text = text.replace(each, name)
    return _MOMENTS.sub("…", re.sub(r"(?:qry|usr)_\w{26}|[0-9a-f]{128}", "made", text))


def asked(houses: tuple[House, House], method: str, path: str, **query: str) -> tuple[str, str]:
    answers = []
    for house in houses:
        own = path.replace("{A}", house.records["CB-A"]).replace("{B}", house.records["CB-B"])
        answer = house.client("secretary_a").ask(method, own, query_string=query or None)
        text = answer.get_data(as_text=True)
        if answer.content_type == "application/problem+json":
            text = json.dumps({key: value for key, value in said(answer).items() if key != "instance"})
        answers.append(f"{answer.status_code} {plain(house, text)}")
    return answers[0], answers[1]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_answers_facets_totals_and_suggestions(houses: tuple[House, House], query: str, sort: str) -> None:
    without, with_secret = asked(houses, "GET", "/search", q=query, sort=sort)
    assert without == with_secret


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_the_complete_list(houses: tuple[House, House], query: str, kind: str) -> None:
    without, with_secret = asked(houses, "GET", "/search/export", q=query, format=kind)
    assert without == with_secret


def test_similar_records(houses: tuple[House, House]) -> None:
    for record in ("{A}", "{B}"):
        without, with_secret = asked(houses, "GET", f"/records/{record}/similar")
        assert without == with_secret


def test_saved_searches_and_what_is_new_in_them(houses: tuple[House, House]) -> None:
    listed = asked(houses, "GET", "/saved-searches")
    assert listed[0] == listed[1]
    assert '"new":0' in listed[0]
    assert said(houses[1].client("archivist").get("/search", q="bổ sung kinh phí"))["total"] > 0
    runs = []
    for house in houses:
        caller = house.client("secretary_a")
        (kept,) = said(caller.get("/saved-searches"))["saved_searches"]
        runs.append(plain(house, caller.ask("POST", f"/saved-searches/{kept['id']}/run").text))
    assert runs[0] == runs[1]
