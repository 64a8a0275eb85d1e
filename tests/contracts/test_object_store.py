"""The contract of the object store port, on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_service.ports import ObjectStore
from archive_service.storage.filesystem import FilesystemStore
from tests.contracts.object_store_contract import ObjectStoreContract, Opened


class TestFilesystemStore(ObjectStoreContract):
    @pytest.fixture
    def opened_again(self, tmp_path: Path) -> Opened:
        return lambda: FilesystemStore(tmp_path / "store")

    @pytest.fixture
    def store(self, opened_again: Opened) -> ObjectStore:
        return opened_again()


@pytest.mark.needs_s3
class TestS3StoreOnRadosgw(ObjectStoreContract):
    @pytest.fixture
    def opened_again(self, open_bucket: Opened) -> Opened:
        return open_bucket

    @pytest.fixture
    def store(self, opened_again: Opened) -> ObjectStore:
        return opened_again()
