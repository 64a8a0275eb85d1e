"""Every act that can be written to the log is on the closed list and has its words, once."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from archive_service.domain.logged_acts import LOGGED_ACTS
from archive_service.services.act_words import ACT_GROUPS, ACT_WORDS, act_words
from archive_service.services.trace import trace_refusal, traced

CODE = Path(__file__).resolve().parents[2] / "archive_service"
# One place makes entries; the others read back what was written before.
MAKERS = {"services/trace.py", "catalog/log_mapping.py", "domain/seals.py"}


def test_every_act_has_words_of_its_own() -> None:
    assert set(ACT_WORDS) == set(LOGGED_ACTS)
    assert len(LOGGED_ACTS) == len(set(LOGGED_ACTS)) == sum(map(len, ACT_GROUPS.values()))
    assert len(set(ACT_WORDS.values())) == len(ACT_WORDS)
    assert act_words("of_another_version") == "of_another_version"


def test_entries_are_made_in_one_place_with_an_act_of_the_list() -> None:
    """The type checker refuses any other act there; so nothing may make an entry beside it."""
    for maker in (traced, trace_refusal):
        assert inspect.signature(maker).parameters["act"].annotation == "LoggedAct"
    assert {path.relative_to(CODE).as_posix() for path in CODE.rglob("*.py") if _makes_entries(path)} == MAKERS


def _makes_entries(path: Path) -> bool:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id == "AuditEntry" for call in calls)
