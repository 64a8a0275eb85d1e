"""Which day it is, is asked in one place: a period is over at midnight in Viet Nam, not at seven in the morning."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "archive_service"
THE_ONE_PLACE = PACKAGE / "domain" / "local_time.py"
# Days that people typed: they belong to no zone.
TYPED = PACKAGE / "commands"
TAKEN = re.compile(r"(\.date\(\)|\bdate(time)?\.today\(\)|\.astimezone\(\)|\.now\(\)\.(year|month|day))$")


def days_taken(source: str) -> Iterator[tuple[int, str]]:
    """Where a day, or the zone of the machine, is taken from a moment: line and what is written there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call | ast.Attribute):
            written = ast.unparse(node)
            if TAKEN.search(written):
                yield node.lineno, written


def test_no_day_is_taken_from_a_moment_elsewhere() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}: {call}"
        for path in PACKAGE.rglob("*.py")
        if path != THE_ONE_PLACE and TYPED not in path.parents
        for line, call in days_taken(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_pages_take_no_day_from_a_moment() -> None:
    for page in (PACKAGE / "web" / "templates").rglob("*.html"):
        assert re.findall(r"\.(?:date|astimezone|strftime)\(", page.read_text(encoding="utf-8")) == [], page.name


def test_what_is_looked_for_would_be_found() -> None:
    taken = ("clock.now().date()", "date.today()", "when.astimezone()", "clock.now().year")
    assert [found for _, found in sorted(days_taken("\n".join((*taken, "when.astimezone(UTC)"))))] == list(taken)
