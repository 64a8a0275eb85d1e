"""The furnished house behind a real port, and one browser for all pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver

from tests.api.house import build
from tests.browsing import chromium, served
from tests.pages.furnished import Furnished, furnish


@pytest.fixture(scope="package")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """A house that nobody else adds to."""
    folder = tmp_path_factory.mktemp("furnished")
    house = build(folder)
    yield furnish(house, folder)
    house.archive.close()


@pytest.fixture(scope="package")
def address(furnished: Furnished) -> Iterator[str]:
    """Where the house is served on loopback."""
    with served(furnished.house.app) as where:
        yield where


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver
