"""Cells of tables that people open in a spreadsheet: text, never something that is computed."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """The value as text that no spreadsheet computes: what begins like a formula gets an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def as_written(text: str) -> str:
    """The text that `cell` made this of."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text
