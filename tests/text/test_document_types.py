"""The reader's own table of types and the archive's configured one name the same things."""

from __future__ import annotations

import tomllib
from pathlib import Path

from indexer.text.header_types import PRINTED_TYPES

CONFIGURED = Path(__file__).parents[2] / "config" / "types.toml"


def test_both_tables_agree() -> None:
    rows = tomllib.loads(CONFIGURED.read_text("utf-8"))["document_type"]
    configured = {row["code"]: (row["name_vi"], row["symbol"], row["family"] != "state") for row in rows}
    assert len(configured) == len(rows)
    del configured["VB"]  # "other": no paper prints it
    assert configured == {each.code: (each.name, each.symbol, each.party) for each in PRINTED_TYPES}


def test_what_a_cell_may_not_issue_is_written_down() -> None:
    rows = tomllib.loads(CONFIGURED.read_text("utf-8"))["document_type"]
    levels = {row["code"]: row["may_issue"][0]["levels"] for row in rows if "may_issue" in row}
    assert [code for code, allowed in levels.items() if "chi_bo" not in allowed] == ["QyĐ", "CT", "TT", "HD"]
