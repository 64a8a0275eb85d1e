"""Reads config/retention/*.toml: rules as they are proposed to an archive."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive_service.domain.errors import BadField
from archive_service.domain.records import RecordClass
from archive_service.domain.retention import (
    AppliesTo,
    FinalAction,
    KeepKind,
    LegalSource,
    RetentionPeriod,
    RetentionRule,
    SourceMark,
    check_rule,
)
from archive_service.settings import CONFIG_DIR

SHIPPED = "mau-tt09-2011"
_NOBODY_YET = datetime(1970, 1, 1, tzinfo=UTC)
_KEYS = frozenset(
    {"code", "name", "classes", "types", "period_kinds", "unit_kinds", "dossier_kinds", "period", "action", "source",
     "article", "mark", "effective_from", "effective_to"}
)  # fmt: skip


def load_profile(name: str = SHIPPED, config_dir: Path = CONFIG_DIR) -> tuple[RetentionRule, ...]:
    """The rules of a shipped profile, in the order of the file; nobody has proposed them yet."""
    return read_profile((config_dir / "retention" / f"{name}.toml").read_text(encoding="utf-8"))


def read_profile(content: str) -> tuple[RetentionRule, ...]:
    """The rules of a profile. Raises BadField naming the code of the rule that is wrong."""
    try:
        rows = tomllib.loads(content).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise BadField(field="profile", value=str(error)[:60]) from None
    return tuple(_rule(row) for row in rows)


def _rule(row: Mapping[str, Any]) -> RetentionRule:
    code = str(row.get("code", ""))
    if unknown := sorted(set(row) - _KEYS):
        raise BadField(field=unknown[0][:40], value=code)
    try:
        rule = RetentionRule(
            id="",
            code=code,
            name=row["name"],
            applies_to=AppliesTo(
                frozenset(RecordClass(word) for word in row.get("classes", ())),
                frozenset(row.get("types", ())),
                frozenset(row.get("period_kinds", ())),
                frozenset(row.get("unit_kinds", ())),
                frozenset(row.get("dossier_kinds", ())),
            ),
            period=_period(row["period"]),
            source=LegalSource(row["source"], row["article"], SourceMark(row["mark"])),
            proposed_by="",
            proposed_at=_NOBODY_YET,
            action=FinalAction(row["action"]),
            effective_from=row.get("effective_from"),
            effective_to=row.get("effective_to"),
        )
    except KeyError as missing:
        raise BadField(field=f"{code or 'rule'}.{missing.args[0]}", value="") from None
    except ValueError as error:
        raise BadField(field="rule", value=f"{code}: {error}"[:80]) from None
    check_rule(rule)
    return rule


def _period(value: object) -> RetentionPeriod:
    if isinstance(value, int) and not isinstance(value, bool):
        return RetentionPeriod(KeepKind.YEARS, value)
    return RetentionPeriod(KeepKind(str(value)))
