"""The contract of the storage root port, on every object store."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_service.ports import ObjectStore, StorageRoot
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.ocfl import OcflStorageRoot
from tests.contracts.object_store_contract import Opened
from tests.contracts.storage_root_contract import StorageRootContract


class TestOnFilesystem(StorageRootContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> ObjectStore:
        return FilesystemStore(tmp_path / "store")

    @pytest.fixture
    def root(self, store: ObjectStore) -> StorageRoot:
        return OcflStorageRoot(store)


@pytest.mark.needs_s3
class TestOnRadosgw(StorageRootContract):
    @pytest.fixture
    def store(self, open_bucket: Opened) -> ObjectStore:
        return open_bucket()

    @pytest.fixture
    def root(self, store: ObjectStore) -> StorageRoot:
        return OcflStorageRoot(store)
