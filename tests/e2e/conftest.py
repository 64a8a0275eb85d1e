"""A small ward over some years, for the stories of its people; one house, one address and one browser for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from selenium import webdriver

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.unit_events import EventKind
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.unit_requests import EventRequest, MadeUnit
from tests.api.conftest import closed_staff
from tests.api.house import PASSWORD, House, build, said
from tests.browsing import chromium, served
from tests.extraction.papers import pdf_with_text

__all__ = ["closed_staff"]

MERGED = EventRequest(
    EventKind.MERGE, date(2025, 7, 1), ("CB-A", "CB-B"), made=(MadeUnit("CB-C", "Chi bộ Tổ dân phố Yên Thịnh"),),
    document="QĐ 12-QĐ/ĐU",
)  # fmt: skip
LEADS = "lãnh đạo thực hiện nhiệm vụ tháng 3 năm"


@dataclass(frozen=True, slots=True)
class Ward:
    """The house with its records by a short name, and where it is served."""

    house: House
    records: dict[str, str]
    address: str


def _hand_in(house: House, folder: Path, unit: str, type_code: str, title: str, **fields: str) -> str:
    made = pdf_with_text(folder / "giay.pdf", (title.upper(), f"Nội dung: {title}.", str(sorted(fields.items()))))
    kept = house.client("archivist").deposit(
        made.read_bytes(), f"{title}.pdf", None, unit=unit, type=type_code, title=title, **fields
    )
    assert kept.status_code == 201, kept.text
    return str(said(kept)["id"])


@pytest.fixture(scope="package")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    house = build(folder)
    records = {}
    for year in ("2018", "2022", "2025"):
        records[f"issued {year}"] = _hand_in(
            house, folder, "CB-A", "NQ", f"{LEADS} {year}", symbol="12-NQ/CB", date=f"{year}-03-05",
            period=f"{year}-03",
        )  # fmt: skip
    records["draft"] = _hand_in(
        house, folder, "CB-A", "NQ", f"{LEADS} 2022", symbol="-NQ/CB", lifecycle="draft", period="2022-03"
    )
    for unit in ("CB-A", "CB-B"):
        records[f"minutes {unit}"] = _hand_in(
            house, folder, unit, "BB", "sinh hoạt chi bộ thường kỳ tháng 3 năm 2022", date="2022-03-04",
            period="2022-03",
        )  # fmt: skip
    operator = local_operator(house.archive)
    house.archive.accounts.create(operator, "moi", "Bí thư mới", PASSWORD, [])
    house.archive.units.apply(operator, MERGED)
    house.archive.grants.give(operator, "moi", [GrantTerms(Role.SECRETARY, "CB-C")])
    house.index()
    with served(house.app) as address:
        yield Ward(house, records, address)
    house.archive.close()


@pytest.fixture(scope="package")
def shared_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver
