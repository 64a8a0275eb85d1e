"""Seals: so many events of the log at a time are closed, and each seal carries the digest of the one before it.

A seal and an event are written the same way, as a line `DIGEST JSON`, and checked by the same code: the stand-alone
checker that goes with every export.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive_service.checker.verify_bundle import GENESIS, tree_levels, tree_root
from archive_service.domain.audit import AuditEntry, AuditEvent, canonical

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Seal:
    """What closes the events `first` to `last` (counted from 1, none left out).

    `head` is the digest of the last event, `tree` the root (RFC 9162) over the digests of all of them, `previous` the
    digest of the seal before, 64 zeros for the first.
    """

    number: int
    first: int
    last: int
    head: str
    tree: str
    previous: str
    sealed_at: datetime

    def json(self) -> bytes:
        """The bytes that the digest of the seal is over."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        facts["sealed_at"] = self.sealed_at.isoformat(timespec="microseconds")
        return _JSON.encode({"schema_version": 1, "kind": "audit_seal", **facts}).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.json()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where the sealed log ends: what is printed on certificates and exports, to be compared later."""

    seal: int
    digest: str
    last_event: int


def seal_events(events: Sequence[AuditEvent], before: Seal | None, sealed_at: datetime) -> Seal:
    """The seal over these events, which follow those of the seal before. Raises ValueError when they do not."""
    first = 1 if before is None else before.last + 1
    numbers = [event.number for event in events]
    if not events or numbers != list(range(first, first + len(events))):
        raise ValueError("the events to be sealed do not follow those that are sealed")
    return Seal(
        number=1 if before is None else before.number + 1,
        first=first,
        last=numbers[-1],
        head=events[-1].digest,
        tree=tree_root([event.digest for event in events]),
        previous=GENESIS if before is None else before.digest,
        sealed_at=sealed_at,
    )


def event_line(event: AuditEvent) -> bytes:
    """The event as it stands in sealed parts and exports."""
    return event.digest.encode() + b" " + canonical(event.entry, event.number, event.previous) + b"\n"


def event_of(line: bytes) -> AuditEvent:
    """The event of such a line, checked against nothing. Raises ValueError for what is none."""
    try:
        facts = json.loads(line[65:])
        unit_id = facts["details"].get("unit_id")
        entry = AuditEntry(
            at=datetime.fromisoformat(facts["at"]),
            actor=facts["actor"],
            act=facts["act"],
            subject=facts["subject"],
            outcome=facts["outcome"],
            door=facts["door"],
            details=facts["details"],
        )
        kept_unit = unit_id if isinstance(unit_id, str) else None
        return AuditEvent(facts["number"], entry, facts["previous"], line[:64].decode("ascii"), kept_unit)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not an event") from error


def seal_of(content: bytes) -> Seal:
    """The seal of such JSON. Raises ValueError for what is none."""
    try:
        facts = json.loads(content)
        seal = Seal(**{name: facts[name] for name in Seal.__slots__})
        return replace(seal, sealed_at=datetime.fromisoformat(facts["sealed_at"]))
    except (KeyError, TypeError) as error:
        raise ValueError("not a seal") from error


def seal_line(seal: Seal) -> bytes:
    """The seal as it stands in exports."""
    return seal.digest.encode() + b" " + seal.json() + b"\n"


class Proofs:
    """Proofs that events lie under one seal: the tree is made once."""

    def __init__(self, seal: Seal, digests: Iterable[str]) -> None:
        self.seal = seal
        self._levels = tree_levels(list(digests))

    def holds(self) -> bool:
        """Whether the digests are those that were sealed."""
        return self._levels[-1][0].hex() == self.seal.tree

    def line(self, number: int) -> bytes:
        """The proof of one event: its number, the number of the seal, and the way to the root of the tree."""
        index, way = number - self.seal.first, []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                way.append(level[beside].hex())
            index //= 2
        return (" ".join([str(number), str(self.seal.number), *way]) + "\n").encode()
