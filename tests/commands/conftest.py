"""One archive with a few units for all tests of a file, and the house of tests/api for verbs about its people."""

from __future__ import annotations

import pytest

from tests.api.conftest import closed_staff, house, staff
from tests.api.house import UNITS
from tests.commands.terminal import Terminal

__all__ = ["closed_staff", "house", "staff"]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    made = Terminal(tmp_path_factory.mktemp("cli"))
    (made.folder / "units.csv").write_text(UNITS, encoding="utf-8")
    assert made.run("init", "--units", made.folder / "units.csv").exit_code == 0
    return made
