"""The table of the security standard names tests that exist, and says something of every row."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(
    r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$", (ROOT / "docs" / "asvs.md").read_text("utf-8"), re.MULTILINE
)

# The requirements of levels 1 and 2 of version 4.0.3 by their numbers, without those that it deleted.
REQUIREMENTS = """
1.1.1-7 1.2.1-4 1.4.1 1.4.4-5 1.5.1-4 1.6.1-4 1.7.1-2 1.8.1-2 1.9.1-2 1.10.1 1.11.1-2 1.12.2 1.14.1-6
2.1.1-12 2.2.1-3 2.3.1-3 2.4.1-5 2.5.1-7 2.6.1-3 2.7.1-6 2.8.1-7 2.9.1-3 2.10.1-4
3.1.1 3.2.1-4 3.3.1-4 3.4.1-5 3.5.1-3 3.7.1
4.1.1-3 4.1.5 4.2.1-2 4.3.1-3
5.1.1-5 5.2.1-8 5.3.1-10 5.4.1-3 5.5.1-4
6.1.1-3 6.2.1-6 6.3.1-2 6.4.1-2
7.1.1-4 7.2.1-2 7.3.1 7.3.3-4 7.4.1-3
8.1.1-4 8.2.1-3 8.3.1-8
9.1.1-3 9.2.1-4
10.2.1-2 10.3.1-3
11.1.1-8
12.1.1-3 12.2.1 12.3.1-6 12.4.1-2 12.5.1-2 12.6.1
13.1.1 13.1.3-5 13.2.1-3 13.2.5-6 13.3.1-2 13.4.1-2
14.1.1-4 14.2.1-6 14.3.2-3 14.4.1-7 14.5.1-4
"""


def test_no_requirement_is_left_out() -> None:
    wanted = []
    for section, first, last in re.findall(r"(\d+\.\d+)\.(\d+)(?:-(\d+))?", REQUIREMENTS):
        wanted += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    assert [number for number, *_ in ROWS] == wanted


def test_every_row_has_a_state_and_a_reason() -> None:
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
