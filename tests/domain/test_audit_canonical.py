"""The bytes that are hashed are plain sorted JSON, whatever stands in the entry."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as some

from archive_service.domain.audit import AuditEntry, canonical

WORDS = some.text(some.characters(exclude_categories=["Cs"]))
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | WORDS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(
    entry=some.builds(
        AuditEntry,
        at=some.datetimes(timezones=some.just(UTC)),
        actor=WORDS,
        act=WORDS,
        subject=WORDS,
        outcome=WORDS,
        door=WORDS,
        details=some.dictionaries(WORDS, VALUES, max_size=4),
    ),
    number=some.integers(1, 2**63 - 1),
    previous=WORDS,
)
def test_the_hashed_bytes_are_sorted_json(entry: AuditEntry, number: int, previous: str) -> None:
    body = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "door": entry.door,
        "details": entry.details,
        "number": number,
        "previous": previous,
    }
    expected = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(entry, number, previous) == expected.encode()


def test_one_entry_has_these_bytes() -> None:
    """A chain written today must verify for ever: these bytes never change."""
    entry = AuditEntry(
        datetime(2026, 3, 3, 8, tzinfo=UTC), "usr_1", "read", "rec_1", "done", "web", {"b": "đ", "a": [1]}
    )
    assert (
        canonical(entry, 1, "0")
        == (
            '{"act":"read","actor":"usr_1","at":"2026-03-03T08:00:00.000000+00:00","details":{"a":[1],"b":"đ"},'
            '"door":"web","number":1,"outcome":"done","previous":"0","subject":"rec_1"}'
        ).encode()
    )
