"""What all mappings speak of: the values of a row, a row that was read, and facts kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import Row

Values: TypeAlias = dict[str, Any]
AnyRow: TypeAlias = Row[Any]


def json_text(facts: Mapping[str, object]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
