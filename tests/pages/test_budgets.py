"""With 100,000 records of 500 cells, every page asks few questions of the catalog and takes few rows.

Seconds say little on a shared machine; a query for each row, or a list without an end, shows in these counts at once.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from archive_service.bootstrap import local_operator
from archive_service.catalog.mapping import file_values, record_values, text_values
from archive_service.catalog.tables import record_files, records
from archive_service.catalog.text_counts import TextCounts
from archive_service.domain.records import TextState, TextStatus
from benchmarks.catalog_rows import invented_record, load, without_indexes
from tests.api.house import House, build
from tests.pages.addresses import PAGES, Page
from tests.pages.counting import counting
from tests.pages.furnished import Furnished, furnish
from tests.web.visitor import Visitor, signed_in

CELLS, RECORDS = 500, 100_000
# The page of a record asks most: what it is, what belongs to it, its links, its retention and its part of the log.
STATEMENTS = 40
# The most that one page may take: the matrix shows 40 cells at a time, with all their papers of two years.
ROWS = 3_000


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("crowded")
    house = build(folder)
    made = furnish(house, folder)
    _crowd(house)
    yield made
    house.archive.close()


def _crowd(house: House) -> None:
    """Rows written past the services: only what pages read of them is asked about here."""
    lines = "".join(f"CB-{number:03d},Chi bộ số {number},cell,DB-YT,\n" for number in range(CELLS))
    units = house.archive.units
    units.import_csv(local_operator(house.archive), io.StringIO(f"code,name,kind,parent_code,aliases\n{lines}"))
    unit_ids, chance = sorted(units.register().units), random.Random(7)
    invented = [invented_record(number, chance.choice(unit_ids), chance) for number in range(RECORDS)]
    text = text_values(TextStatus(TextState.SEARCHABLE, None, 2))
    engine = create_engine(house.settings.catalog_url)
    with engine.begin() as connection:
        with without_indexes(connection, records), without_indexes(connection, record_files):
            load(connection, records, ({**record_values(record), **text} for record in invented))
            load(connection, record_files, (row for record in invented for row in file_values(record)))
        TextCounts(connection).recount()
    engine.dispose()


@pytest.fixture(scope="module")
def visitors(crowded: Furnished) -> dict[str, Visitor]:
    people = {page.person for page in PAGES} - {""}
    return {"": Visitor(crowded.house)} | {person: signed_in(crowded.house, person) for person in people}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_keeps_within_its_budget(crowded: Furnished, visitors: dict[str, Visitor], page: Page) -> None:
    path = page.path.format(**crowded.known)
    visitors[page.person].open(path)
    with counting() as asked:
        answer = visitors[page.person].open(path)
    assert answer.status_code == page.status
    assert asked.statements <= STATEMENTS
    assert asked.rows <= ROWS
