"""Reads config/completeness.toml: what must exist for a cell in a month, a quarter and a year."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive_service.domain.completeness import (
    Basis,
    CompletenessRules,
    ConsultationPart,
    PaperKind,
    PeriodKind,
    Requirement,
)
from archive_service.domain.records import Lifecycle
from archive_service.settings import CONFIG_DIR
from indexer.text.normalise import fold


def load_completeness_rules(config_dir: Path = CONFIG_DIR) -> CompletenessRules:
    """The enabled requirements and the parts of a consultation, in the order of the file."""
    tables = tomllib.loads((config_dir / "completeness.toml").read_text(encoding="utf-8"))
    return CompletenessRules(
        tuple(_requirement(row) for row in tables["requirement"] if row.get("enabled", True)),
        tuple(
            ConsultationPart(row["code"], row["name_vi"], row["name_en"], _paper(row))
            for row in tables["consultation_part"]
        ),
    )


def _requirement(row: Mapping[str, Any]) -> Requirement:
    return Requirement(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        period_kind=PeriodKind(row["period"]),
        paper=_paper(row),
        unit_kinds=frozenset(row["unit_kinds"]),
        source=row["source"],
        basis=Basis(row["basis"]),
        due_days=row["due_days"],
        replaced_by_consultation=row.get("replaced_by_consultation", False),
        effective_from=row.get("effective_from"),
        effective_to=row.get("effective_to"),
    )


def _paper(row: Mapping[str, Any]) -> PaperKind:
    return PaperKind(
        frozenset(row["types"]),
        tuple(fold(words) for words in row.get("with_words", ())),
        tuple(fold(words) for words in row.get("without_words", ())),
        Lifecycle(row.get("lifecycle", "issued")),
    )
