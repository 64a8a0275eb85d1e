"""Reads config/types.toml: the types of paper and the media types that are taken."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from archive_service.domain.types import DocumentType, MediaType, TypeLists
from archive_service.settings import CONFIG_DIR


def load_type_lists(config_dir: Path = CONFIG_DIR) -> TypeLists:
    """The lists as they stand in the file, in its order."""
    tables = tomllib.loads((config_dir / "types.toml").read_text(encoding="utf-8"))
    document_types = {
        row["code"]: DocumentType(row["code"], row["symbol"], row["name_vi"], row["name_en"])
        for row in tables["document_type"]
    }
    return TypeLists(document_types, _media_types(tables["media_type"]), _media_types(tables["batch_type"]))


def _media_types(rows: list[dict[str, Any]]) -> dict[str, MediaType]:
    return {
        row["name"]: MediaType(row["name"], row["label_vi"], row["label_en"], tuple(row["endings"])) for row in rows
    }
