"""One document number, several papers: by cell and by term, through every door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House, build, said
from tests.commands.terminal import Terminal
from tests.web.visitor import signed_in

PAPERS = {
    # name: unit, symbol, date, title
    "before": ("CB-A", "12-NQ/CB", "2019-03-05", "Nghị quyết về đường bê tông"),
    "congress": ("CB-A", "01-NQ/ĐH", "2020-06-12", "Nghị quyết đại hội chi bộ nhiệm kỳ 2020 – 2022"),
    "first": ("CB-A", "12-NQ/CB", "2021-03-05", "Nghị quyết về nhà văn hóa"),
    "second congress": ("CB-A", "02-BC/ĐH", "2022-12-20", "Báo cáo trình đại hội"),
    "second": ("CB-A", "12-NQ/CB", "2024-03-05", "Nghị quyết về cây xanh"),
    "other number": ("CB-A", "13-NQ/CB", "2024-04-05", "Nghị quyết bổ sung"),
    "of B": ("CB-B", "12-NQ/CB", "2021-07-01", "Nghị quyết về mương nước"),
}
TEXTS = {"other number": "Chi bộ bổ sung Nghị quyết số 12-NQ/CB của chi bộ."}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str], Path]]:
    folder = tmp_path_factory.mktemp("terms")
    house = build(folder)
    archivist, ids = house.client("archivist"), {}
    for name, (unit, symbol, day, title) in PAPERS.items():
        text = TEXTS.get(name, f"Chi bộ thống nhất: {title}.").encode()
        described = {"unit": unit, "type": symbol[3:5], "symbol": symbol, "title": title, "date": day}
        answer = archivist.deposit(text, f"{name}.txt", None, **described)
        assert answer.status_code == 201, answer.text
        ids[name] = said(answer)["id"]
    house.index()
    yield house, ids, folder
    house.archive.close()


def told(house: House, person: str, q: str) -> list[tuple[str | None, str | None, list[str]]]:
    groups = said(house.client(person).get("/search", q=q))["groups"]
    return [
        (group["unit"] and group["unit"]["code"], group["term"] and group["term"]["begins"], group["ids"])
        for group in groups
    ]


@pytest.mark.parametrize("asked", ["số 12-NQ/CB", "nq 12/cb", "12-NQ/CB", "so 12"])
def test_the_hits_of_a_number_stand_by_cell_and_by_term(kept: tuple[House, dict[str, str], Path], asked: str) -> None:
    house, ids, _ = kept
    found = told(house, "archivist", asked)
    assert found[:3] == [
        ("CB-A", "2022-12-20", [house.records["CB-A"], ids["second"]]),
        ("CB-A", "2020-06-12", [ids["first"]]),
        ("CB-A", None, [ids["before"]]),
    ]
    assert found[3][:2] == ("CB-B", None)
    assert set(found[3][2]) == {house.records["CB-B"], ids["of B"]}
    assert found[4:] == [(None, None, [ids["other number"]])]


def test_a_term_says_what_its_congress_called_it(kept: tuple[House, dict[str, str], Path]) -> None:
    house, _, _ = kept
    groups = said(house.client("archivist").get("/search", q="số 12-NQ/CB"))["groups"]
    assert [group["term"] for group in groups[:3]] == [
        {"begins": "2022-12-20", "ends": None, "printed": None},
        {"begins": "2020-06-12", "ends": "2022-12-19", "printed": "2020 – 2022"},
        {"begins": None, "ends": "2020-06-11", "printed": None},
    ]


def test_nothing_but_a_number_is_grouped(kept: tuple[House, dict[str, str], Path]) -> None:
    house, _, _ = kept
    for asked in ("nghị quyết", "12-NQ/CB cây xanh", "số 99-NQ/CB", ""):
        assert told(house, "archivist", asked) == []


def test_the_secretary_of_one_cell_learns_nothing_of_the_other(kept: tuple[House, dict[str, str], Path]) -> None:
    house, ids, _ = kept
    assert {unit for unit, _, _ in told(house, "secretary_a", "số 12-NQ/CB")} == {"CB-A", None}
    assert [record for _, _, listed in told(house, "secretary_b", "số 12-NQ/CB") for record in listed] == [
        house.records["CB-B"], ids["of B"],
    ]  # fmt: skip


def test_the_page_heads_the_hits_with_cell_and_term(kept: tuple[House, dict[str, str], Path]) -> None:
    house, _, _ = kept
    page = signed_in(house, "archivist").open("/search?q=12-NQ/CB").text
    heads = [
        page.index(head) for head in ("từ 20/12/2022", "nhiệm kỳ 2020 – 2022", "chưa rõ nhiệm kỳ", "Nhắc đến số này")
    ]
    assert heads == sorted(heads)
    assert page.count('class="hit-title"') == said(house.client("archivist").get("/search", q="12-NQ/CB"))["total"]
    assert 'class="group"' not in signed_in(house, "archivist").open("/search?q=nghi+quyet").text


def test_the_command_prints_the_same_heads(kept: tuple[House, dict[str, str], Path]) -> None:
    _, ids, folder = kept
    printed = Terminal(folder).run("search", "số 12-NQ/CB").output
    assert "Chi bộ Tổ dân phố số 8, term 2020 – 2022 (2020-06-12 – 2022-12-19):" in printed
    assert "Chi bộ thôn Châu Giang, term not known:" in printed
    assert printed.index("Mentioned in:") < printed.index(ids["other number"])
