"""What can be made again: text, previews, reading copies. Kept apart from the storage root."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from archive_service.domain.errors import NotFound, StoreUnavailable
from archive_service.ports import DerivedStore, ObjectStore
from archive_service.storage.filesystem import FilesystemStore


class StoredDerived:
    """Derived things under `derived/<record>/<name>` of an object store that locks nothing."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, record_id: str, name: str, content: bytes) -> None:
        self._store.replace(_prefix(record_id) + _segment(name), content)

    def get(self, record_id: str, name: str) -> bytes | None:
        try:
            with self._store.open(_prefix(record_id) + _segment(name)) as stream:
                return stream.read()
        except NotFound:
            return None
        except OSError as error:
            raise StoreUnavailable from error

    def remove(self, record_id: str, name: str | None = None) -> None:
        kept = [stored.key for stored in self._store.keys(_prefix(record_id))]
        self._store.destroy([key for key in kept if name is None or key == _prefix(record_id) + _segment(name)])


class FolderDerivedStore(StoredDerived):
    """Derived things in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FilesystemStore(folder))


def _prefix(record_id: str) -> str:
    return f"derived/{_segment(record_id)}/"


def _segment(text: str) -> str:
    """Any text as one segment of a key: what a key cannot hold is percent-encoded."""
    quoted = quote(text, safe="")
    return "%2E" + quoted[1:] if quoted.startswith(".") else quoted


def _fits(store: StoredDerived) -> DerivedStore:
    return store
