"""The demonstration as it is loaded: what happened to its units, and that everybody still reaches the old papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.commands.demonstration import load_demo
from archive_service.demo.archive import LATER_NAMES
from archive_service.demo.organisation import ACCOUNTS, CITY, cell_of
from archive_service.demo.reorganisation import EVENTS, MERGED_CELL, MERGER, NEW_NAME, REFORM, RENAMED_CELL
from archive_service.domain.access import Actor
from archive_service.domain.unit_events import Unit
from archive_service.services import Archive
from tests.api.house import settings_in

# The last papers of three cells, none of them a scan, so that loading and reading takes seconds; the first cell
# also has the old papers that are due.
LAST_MONTHS = [
    replace(cell, first_month=month, habits=replace(cell.habits, scan_share=0.0))
    for cell, month in (
        (cell_of("CB-YT-08"), "2022-12"),
        (cell_of("CB-YT-05"), "2022-06"),
        (cell_of("CB-AL-NM"), "2022-06"),
    )
]
DAY_BEFORE = REFORM - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The archive that holds the demonstration, and what was told about it."""

    archive: Archive
    told: dict[str, Any]

    def person(self, login: str) -> Actor:
        with self.archive.accounts.catalog.read() as tx:
            account = tx.accounts.by_login(login)
        assert account is not None
        return self.archive.accounts.actor_as(account, "web")

    def unit(self, code: str) -> Unit:
        found = self.archive.units.register().by_code(code)
        assert found is not None, code
        return found

    def found(self, login: str, query: str) -> set[str]:
        """The cells, by code, whose papers the person finds."""
        units = self.archive.units.register().units
        answer = self.archive.search.search(self.person(login), query)
        return {units[each.entry.record.description.unit_id].code for each in answer.found}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("loaded")
    settings = settings_in(folder / "data")
    archive = open_archive(settings)
    told = load_demo(archive, local_operator(archive), folder / "papers", cells=LAST_MONTHS)
    open_worker(settings, archive).drain()
    yield Loaded(archive, told)
    archive.close()


def test_the_tree_of_a_day_is_that_of_its_time(loaded: Loaded) -> None:
    archivist = loaded.person("vanthu")
    before = {version.name: depth for depth, version in loaded.archive.units.tree(archivist, DAY_BEFORE)}
    after = {version.name: depth for depth, version in loaded.archive.units.tree(archivist, MERGER)}
    assert [before[name] for name in ("Đảng bộ tỉnh Yên Bái", CITY.name, "Đảng bộ xã Âu Lâu")] == [0, 1, 2]
    assert before["Chi bộ thôn Nước Mát"] == 3
    assert [after[name] for name in ("Đảng bộ tỉnh Lào Cai", "Đảng bộ phường Âu Lâu", NEW_NAME)] == [0, 1, 2]
    assert after[MERGED_CELL.name] == 2
    assert CITY.name not in after
    assert not {"Đảng bộ tỉnh Yên Bái", "Chi bộ Tổ dân phố số 3", "Chi bộ thôn Nước Mát"} & after.keys()


def test_every_decision_says_that_it_is_a_sample(loaded: Loaded) -> None:
    told = [event.document.text for event in loaded.archive.units.register().history.events]
    assert len(told) == len(EVENTS)
    assert all(text.endswith("(văn bản mẫu)") for text in told)


def test_every_account_stands_in_a_unit_of_today(loaded: Loaded) -> None:
    for account in ACCOUNTS:
        assert loaded.unit(account.unit).ended is None, account.login


def test_who_had_the_city_reaches_every_cell_there_ever_was(loaded: Loaded) -> None:
    everything = loaded.archive.units.register().units.keys()
    for login in ("vanthu", "kiemtra", "quantri"):
        assert loaded.person(login).units() == everything, login
    leader = loaded.person("lanhdao").units()
    assert {loaded.unit(code).id for code in ("CB-YT-03", "CB-YT-05", MERGED_CELL.code)} < leader
    assert loaded.unit(RENAMED_CELL.code).id not in leader
    assert loaded.person("bithu8").units() == {loaded.unit("CB-YT-08").id}


@pytest.mark.parametrize("login", ["vanthu", "kiemtra"])
def test_old_papers_are_found_by_the_names_of_today(loaded: Loaded, login: str) -> None:
    for search in LATER_NAMES:
        assert loaded.found(login, search.query) == {search.finds.split("/")[0]}, search.query


def test_what_is_printed_to_try_names_the_history(loaded: Loaded) -> None:
    printed = "\n".join(loaded.told["samples"])
    assert all(search.query in printed for search in LATER_NAMES)
    assert f"/units?on={DAY_BEFORE:%d/%m/%Y}" in printed


def test_papers_keep_the_name_of_their_time(loaded: Loaded) -> None:
    answer = loaded.archive.search.search(loaded.person("vanthu"), LATER_NAMES[0].query)
    assert answer.found
    register = loaded.archive.units.register()
    for each in answer.found:
        description = each.entry.record.description
        assert "thôn Nước Mát" in (description.issuer_printed or "")
        then = register.version_on(description.unit_id, description.date or date(2022, 1, 1))
        assert then is not None
        assert then.name == RENAMED_CELL.name
    assert register.units[loaded.unit(RENAMED_CELL.code).id].name == NEW_NAME
