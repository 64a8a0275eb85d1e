from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.storage import ocfl_validator


@pytest.fixture(scope="session", autouse=True)
def _validator_ends_with_the_tests() -> Iterator[None]:
    yield
    ocfl_validator.stop()
