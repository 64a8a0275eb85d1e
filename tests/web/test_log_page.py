"""The log on its page: facts in words, in both languages, and no name of a unit that its reader does not reach."""

from __future__ import annotations

import re

from archive_service.ports import AuditFilter
from archive_service.web.log_labels import LOG_LABELS
from indexer.model import Filters
from tests.api.house import House
from tests.services.test_desk import person
from tests.web.visitor import signed_in


def test_facts_of_a_search_are_told_in_words(house: House) -> None:
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    filters = Filters(period_from="2022-01", period_to="2022-12")
    house.archive.search.search(person(house, "archivist"), "nước sạch", filters, unit_id=unit.id)
    vietnamese = signed_in(house, "auditor").open("/audit?act=search").text
    english = signed_in(house, "auditor", english=True).open("/audit?act=search").text
    (told,) = {each for each in re.findall(r"lọc theo: ([^<]*)", vietnamese) if "01/2022" in each}
    assert told == "Từ kỳ: tháng 01/2022; Đến kỳ: tháng 12/2022"
    assert "dấu băm của danh sách:" in vietnamese
    assert "digest of the list of results:" in english
    for page in (vietnamese, english):
        assert "list_sha256" not in page
        assert "filters:" not in page


def test_lists_digests_and_codes_are_told_short(house: House) -> None:
    page = signed_in(house, "auditor").open("/audit?act=deposit").text
    assert re.search(r"các tệp: SHA-512: [0-9a-f]{16}…; cỡ: \d+", page)
    assert not re.search(r"<span class=\"detail\">[^<]*[{\[]", page)


def test_every_fact_that_the_house_noted_has_words(house: House) -> None:
    with house.archive.audit.catalog.read() as tx:
        events = tx.audit.page(AuditFilter(), limit=1000)
    noted = {name for event in events for name in event.entry.details}
    assert noted
    assert noted - LOG_LABELS["detail"].keys() - {"unit_id"} == set()
