"""A house in which nothing is hidden, asked for everything; then things are hidden in it, and it is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from archive_service.api import ENDPOINTS
from tests.api.house import House, build, hand_in
from tests.leaks.asking import Door, PageDoor, RestDoor, TerminalDoor, Told, told
from tests.leaks.hidden import KINDS, READER, Things, add_watchers, rule_in_force
from tests.leaks.operations import OPERATIONS
from tests.leaks.pages import PAGES
from tests.leaks.questions import Listing, Table, lines
from tests.leaks.verbs import VERBS

TABLES: dict[str, Table] = {"REST": OPERATIONS, "page": PAGES, "verb": VERBS}
LISTINGS = [
    (door, name, question)
    for door, table in TABLES.items()
    for name, asked in lines(table).items()
    for question in asked
    if isinstance(question, Listing)
]


@dataclass(frozen=True, slots=True)
class World:
    """The house with everything hidden in it; `before` are the answers to the listings when nothing was."""

    house: House
    things: Things
    doors: dict[str, Door]
    before: dict[tuple[str, str, str], Told]

    def told(self, door: str, person: str, name: str, question: object, word: str = "") -> Told:
        return told(self.house, self.doors[door], person, name, question, word)  # type: ignore[arg-type]


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("leaks")
    house = build(folder, papers_of=("CB-A",))
    add_watchers(house)
    rule_in_force(house)
    rules = {str(rule.endpoint): sorted((rule.methods or set()) & {"GET", "POST"})[0] for rule in routes(house)}
    doors: dict[str, Door] = {
        "REST": RestDoor(house, {endpoint.name: endpoint.method for endpoint in ENDPOINTS}),
        "page": PageDoor(house, rules),
        "verb": TerminalDoor(house, Path(folder)),
    }
    before = {}
    for _ in range(2):  # the first time fills what is kept between requests
        before = {
            (door, name, question.how): told(house, doors[door], READER, name, question)
            for door, name, question in LISTINGS
        }
    hand_in(house, folder, "CB-B")
    things = Things(house)
    for kind in KINDS:
        things.id_of(kind, fresh=True)
    house.index()
    yield World(house, things, doors, before)
    house.archive.close()


def routes(house: House) -> list[Rule]:
    return [rule for rule in house.app.url_map.iter_rules() if not str(rule.endpoint).startswith("api.")]
