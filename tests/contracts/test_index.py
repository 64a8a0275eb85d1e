"""The contract of the `Index` port, on every engine."""

from pathlib import Path

import pytest

from indexer.engines.whoosh.index import WhooshIndex
from indexer.ports import Index
from tests.contracts.index_contract import IndexContract


class TestWhooshIndex(IndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Index:
        return WhooshIndex(tmp_path / "index")
