from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.fixtures import bucket, gateway, open_bucket
from tests.storage import ocfl_validator

__all__ = ["bucket", "gateway", "open_bucket"]


@pytest.fixture(scope="session", autouse=True)
def _validator_ends_with_the_tests() -> Iterator[None]:
    yield
    ocfl_validator.stop()
