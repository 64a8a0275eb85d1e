"""The style sheets are read by people: short lines, no two rules on one; what is named is defined and used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "archive_service" / "web" / "static"
SHEETS = sorted(STATIC.glob("*.css"))
LONGEST_LINE, LONGEST_SHEET = 110, 320


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_can_be_read(sheet: Path) -> None:
    lines = sheet.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_SHEET
    assert [line for line in lines if len(line) > LONGEST_LINE or re.search(r"\}\s*\S", line)] == []


def test_every_named_measure_is_defined_and_used() -> None:
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) == set(re.findall(r"^\s*(--[\w-]+):", text, re.MULTILINE))
