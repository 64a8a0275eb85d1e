"""The ledger of what left the archive for good: a chain of lines `DIGEST JSON` in a file of its own.

Catalog and store come back from a backup together, with everything in them that says what was destroyed since. The
ledger lies apart from both. Each line carries the digest of the one before it, so that none can be taken out of the
middle; the digest of the first event of the log, by which the ledger of another archive is recognised; and where the
log stood. A log that came back from an older backup goes on otherwise than the one the ledger saw: then the two differ
and both are right, so the place in the log is told, for people who compare, and not enforced.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive_service.checker.verify_bundle import GENESIS
from archive_service.domain.errors import LedgerDamaged, LedgerDiffers

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One record that left. `number` counts from 1; `tombstone` is its metadata.json as the store keeps it.

    `archive` is the digest of the first event of the log; `log_event` and `log_digest` name its last event at that
    time; `previous` is the digest of the line before, 64 zeros for the first.
    """

    number: int
    record_id: str
    tombstone: Mapping[str, object]
    archive: str
    log_event: int
    log_digest: str
    previous: str

    def json(self) -> bytes:
        """The bytes that the digest is over."""
        return _JSON.encode({name: getattr(self, name) for name in self.__slots__}).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.json()).hexdigest()

    def encoded(self) -> bytes:
        """The line as it stands in the file."""
        return self.digest.encode() + b" " + self.json() + b"\n"


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a log stands: the digest of its first event, number and digest of its last."""

    archive: str
    event: int
    digest: str


def next_line(before: LedgerLine | None, record_id: str, tombstone: Mapping[str, object], log: LogPlace) -> LedgerLine:
    """The line that follows."""
    number = 1 if before is None else before.number + 1
    previous = GENESIS if before is None else before.digest
    return LedgerLine(number, record_id, tombstone, log.archive, log.event, log.digest, previous)


def check_archive(lines: Iterable[LedgerLine], archive: str) -> None:
    """Raise LedgerDiffers (line) at the first line of another archive. `archive` as in LedgerLine."""
    for line in lines:
        if line.archive != archive:
            raise LedgerDiffers(line=line.number)


def line_of(content: bytes, number: int) -> LedgerLine:
    """The line of such bytes, checked against its own digest alone. Raises LedgerDamaged (line), told as `number`."""
    try:
        facts = json.loads(content[65:])
        line = LedgerLine(**{name: facts[name] for name in LedgerLine.__slots__})
    except (ValueError, KeyError, TypeError):
        raise LedgerDamaged(line=number) from None
    if line.encoded() != content:
        raise LedgerDamaged(line=number)
    return line


def read_lines(lines: Iterable[bytes], before: LedgerLine | None = None) -> Iterator[LedgerLine]:
    """The lines in their order, after `before`. Raises LedgerDamaged (line) at the first that does not follow."""
    for number, content in enumerate(lines, start=1 if before is None else before.number + 1):
        line = line_of(content, number)
        if line.number != number or line.previous != (GENESIS if before is None else before.digest):
            raise LedgerDamaged(line=number)
        yield line
        before = line


def longest(ledgers: Iterable[Iterable[LedgerLine]]) -> list[LedgerLine]:
    """The one that tells most, when all of them tell the same story. Raises LedgerDiffers (line) when they do not."""
    told: list[LedgerLine] = []
    for ledger in ledgers:
        other = list(ledger)
        shared = min(len(told), len(other))
        if shared and told[shared - 1].digest != other[shared - 1].digest:
            raise LedgerDiffers(line=shared)
        told = max(told, other, key=len)
    return told
