"""One house for the tests that only read, a new one for those that change something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House, build


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
