"""Logical paths: the names people gave their files, as they stand in the inventory."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from archive_service.domain.errors import BadFileName
from archive_service.ports import METADATA_NAME, IncomingFile

_CONTROLS = frozenset({"Cc", "Cs"})


def logical_name(name: str) -> str:
    """The name in NFC: the same letters typed in two ways are one name."""
    return unicodedata.normalize("NFC", name)


def logical_names(files: Iterable[IncomingFile]) -> dict[str, IncomingFile]:
    """The files by logical path. Raises BadFileName for one that OCFL forbids, that is taken, or is a path."""
    named: dict[str, IncomingFile] = {}
    for file in files:
        name = logical_name(file.name)
        unwritable = "/" in name or any(unicodedata.category(letter) in _CONTROLS for letter in name)
        if name in {"", ".", "..", METADATA_NAME} or unwritable or name in named:
            raise BadFileName
        named[name] = file
    return named
