"""The types of paper the archive knows and the media types it takes: dated data, read from config/types.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of paper (loại văn bản). `code` is the stable key, `symbol` what stands in a number."""

    code: str
    symbol: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type that is taken, with the endings its files usually have."""

    name: str
    label_vi: str
    label_en: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeLists:
    """The lists by key, in the order of the file."""

    document_types: Mapping[str, DocumentType] = field(default_factory=dict)
    media_types: Mapping[str, MediaType] = field(default_factory=dict)
    batch_types: Mapping[str, MediaType] = field(default_factory=dict)
    """Files that are unpacked at the door and never kept themselves."""

    def document_type(self, text: str) -> DocumentType | None:
        """The type with this code or name, letters' case ignored."""
        wanted = text.strip().casefold()
        for known in self.document_types.values():
            if wanted in (known.code.casefold(), known.name_vi.casefold(), known.name_en.casefold()):
                return known
        return None
