"""One house for the tests that only read, a new one for those that change something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House, build, build_staff, copy_of


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that many tests share: they may add to it, but not change or damage what is there."""
    built = build(tmp_path_factory.mktemp("house"))
    yield built
    built.archive.close()


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house of the test's own, to damage as it likes."""
    built = build(tmp_path)
    yield built
    built.archive.close()


@pytest.fixture(scope="session")
def closed_staff(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The people of a house without papers, closed: to be copied."""
    built = build_staff(tmp_path_factory.mktemp("staff"))
    built.archive.close()
    return built


@pytest.fixture
def staff(closed_staff: House, tmp_path: Path) -> Iterator[House]:
    """The people of a house without papers, of the test's own: for what concerns people alone."""
    opened = copy_of(closed_staff, tmp_path)
    yield opened
    opened.archive.close()
