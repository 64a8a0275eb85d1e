"""The inventory of an OCFL object: which versions it has, what they are called and where their bytes are.

A content path is made of the digest and the size of the bytes, so that the inventory, which has no place for
sizes, tells them all the same, and a listing alone shows a file that was cut short.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive_service.ports import ObjectVersion, StoredFile

INVENTORY_NAME = "inventory.json"
SIDECAR_NAME = "inventory.json.sha512"
OBJECT_DECLARATION = "0=ocfl_object_1.1"
OBJECT_DECLARATION_CONTENT = b"ocfl_object_1.1\n"

_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_DIGEST = re.compile(r"[0-9a-f]{128}")
_CONTENT_PATH = re.compile(r"v[1-9][0-9]*/content/([0-9a-f]{48})-(0|[1-9][0-9]*)")
_CONTENT_NAME_LENGTH = 48


@dataclass(frozen=True, slots=True)
class Version:
    """One version: `state` maps each logical path to the digest of its bytes."""

    created: datetime
    user: str
    message: str
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """Where bytes are inside the object, and how many."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """`manifest` maps digests to content; `versions` count from 1, so the head is their number."""

    object_id: str
    manifest: Mapping[str, Content]
    versions: tuple[Version, ...]

    @property
    def head(self) -> int:
        return len(self.versions)

    def state(self) -> Mapping[str, str]:
        """The files of the head; none for an object that has no version yet."""
        return self.versions[-1].state if self.versions else {}

    def with_version(self, version: Version, sizes: Mapping[str, int]) -> Inventory:
        """The inventory after one more version; bytes that the object has already get no second place."""
        new = {
            digest: Content(f"v{self.head + 1}/content/{digest[:_CONTENT_NAME_LENGTH]}-{sizes[digest]}", sizes[digest])
            for digest in sorted(set(version.state.values()))
            if digest not in self.manifest
        }
        return Inventory(self.object_id, {**self.manifest, **new}, (*self.versions, version))

    def object_version(self, number: int) -> ObjectVersion:
        """One version as the port gives it."""
        version = self.versions[number - 1]
        files = tuple(
            StoredFile(name, digest, self.manifest[digest].size, self.manifest[digest].path)
            for name, digest in sorted(version.state.items())
        )
        return ObjectVersion(self.object_id, number, version.created, version.user, version.message, files)

    def paths(self) -> Iterator[str]:
        """Every path of the object, from its root."""
        yield OBJECT_DECLARATION
        yield INVENTORY_NAME
        yield SIDECAR_NAME
        for number in range(1, self.head + 1):
            yield f"v{number}/{INVENTORY_NAME}"
            yield f"v{number}/{SIDECAR_NAME}"
        for content in self.manifest.values():
            yield content.path


def sidecar(inventory: bytes) -> bytes:
    """The content of the file that proves the inventory."""
    return f"{hashlib.sha512(inventory).hexdigest()} {INVENTORY_NAME}\n".encode()


def encode(inventory: Inventory) -> bytes:
    """The inventory as JSON; the same inventory always gives the same bytes."""
    document = {
        "id": inventory.object_id,
        "type": _TYPE,
        "digestAlgorithm": "sha512",
        "head": f"v{inventory.head}",
        "manifest": {digest: [content.path] for digest, content in inventory.manifest.items()},
        "versions": {
            f"v{number}": {
                "created": version.created.isoformat(),
                "message": version.message,
                "user": {"name": version.user},
                "state": _by_digest(version.state),
            }
            for number, version in enumerate(inventory.versions, start=1)
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def decode(content: bytes) -> Inventory:
    """Read an inventory of this program. Raises ValueError for anything else."""
    try:
        document = json.loads(content)
        if document["type"] != _TYPE or document["digestAlgorithm"] != "sha512":
            raise ValueError("not an OCFL 1.1 inventory with sha512")
        manifest = {digest: _content(digest, paths) for digest, paths in document["manifest"].items()}
        versions = tuple(
            _version(document["versions"][f"v{number}"]) for number in range(1, len(document["versions"]) + 1)
        )
        inventory = Inventory(str(document["id"]), manifest, versions)
        if not versions or document["head"] != f"v{inventory.head}":
            raise ValueError("the head is not the last version")
        if any(digest not in manifest for version in versions for digest in version.state.values()):
            raise ValueError("a file without content")
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an inventory: {error!r}") from error
    return inventory


def _content(digest: str, paths: list[str]) -> Content:
    (path,) = paths
    parts = _CONTENT_PATH.fullmatch(path)
    if _DIGEST.fullmatch(digest) is None or parts is None or not digest.startswith(parts[1]):
        raise ValueError("a digest or path of an unknown form")
    return Content(path, int(parts[2]))


def _version(document: Any) -> Version:
    state = {str(name): str(digest) for digest, names in document["state"].items() for name in names}
    created = datetime.fromisoformat(document["created"])
    if created.tzinfo is None:
        raise ValueError("a time without a zone")
    return Version(created, str(document["user"]["name"]), str(document["message"]), state)


def _by_digest(state: Mapping[str, str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name in sorted(state):
        names.setdefault(state[name], []).append(name)
    return names
