"""The table of the security standard names tests that exist, and says something of every row."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(
    r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$", (ROOT / "docs" / "asvs.md").read_text("utf-8"), re.MULTILINE
)


def test_every_row_has_a_state_and_a_reason() -> None:
    numbers = [number for number, *_ in ROWS]
    assert len(numbers) > 140
    assert len(numbers) == len(set(numbers))
    for number, what, state, reason in ROWS:
        assert state in ("met", "does not apply", "not met"), number
        assert what.strip(), number
        assert reason.strip(), number


def test_what_is_met_names_tests_that_exist() -> None:
    for number, _, state, reason in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", reason)
        assert named or state != "met", number
        for file, test in named:
            source = ROOT / file
            assert source.is_file(), f"{number}: {file}"
            assert not test or re.search(rf"^\s*def {test}\(", source.read_text("utf-8"), re.MULTILINE), (
                f"{number}: {test}"
            )
