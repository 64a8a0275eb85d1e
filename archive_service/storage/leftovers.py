"""Telling whole objects from what interrupted writes left, by their keys alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from archive_service.ports import StoredKey
from archive_service.storage.inventory import INVENTORY_NAME, OBJECT_DECLARATION, SIDECAR_NAME

_OBJECT_KEY = re.compile(r"((?:[0-9a-f]{3}/){3}[A-Za-z0-9_%-]+)/(.+)")
_VERSION_FOLDER = re.compile(r"v([1-9][0-9]*)/")


@dataclass(frozen=True, slots=True)
class ObjectKeys:
    """The keys below one object's path; `parts` are the same keys by their path from there."""

    path: str
    parts: dict[str, StoredKey] = field(default_factory=dict)

    @property
    def newest_version(self) -> int:
        folders = [_VERSION_FOLDER.match(part) for part in self.parts]
        return max((int(folder[1]) for folder in folders if folder), default=0)

    def was_committed(self) -> bool:
        """Whether a version was ever finished: the root inventory is written last but for its sidecar."""
        return INVENTORY_NAME in self.parts or SIDECAR_NAME in self.parts

    def is_regular(self) -> bool:
        """Whether nothing looks interrupted, so that the inventory need not be read to know there are no leftovers.

        An inventory grows with each version, so one of another size is that of another version; leftovers only
        ever stand in the folder of a version that was not finished.
        """
        newest = f"v{self.newest_version}/"
        root, proof = self.parts.get(INVENTORY_NAME), self.parts.get(SIDECAR_NAME)
        version = self.parts.get(newest + INVENTORY_NAME)
        if root is None or proof is None or version is None:
            return False
        named = OBJECT_DECLARATION in self.parts and newest + SIDECAR_NAME in self.parts
        return named and version.size == root.size and proof.modified >= root.modified

    def is_older_than(self, when: datetime) -> bool:
        return all(stored.modified < when for stored in self.parts.values())


def group_by_object(keys: Iterable[StoredKey]) -> Iterator[ObjectKeys]:
    """The keys of each object together; keys of the storage root itself are passed over. Needs key order."""
    current: ObjectKeys | None = None
    for stored in keys:
        match = _OBJECT_KEY.fullmatch(stored.key)
        if match is None:
            continue
        path, part = match.groups()
        if current is None or current.path != path:
            if current is not None:
                yield current
            current = ObjectKeys(path)
        current.parts[part] = stored
    if current is not None:
        yield current
