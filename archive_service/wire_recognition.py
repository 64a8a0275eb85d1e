"""Recognition on the wire, for REST and `--json`: how far scans are, what is locked away, what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from archive_service.domain.recognition import Recognition, RecognitionState
from archive_service.domain.units import UnitRegister
from archive_service.services.locking_away import LockedRecord
from archive_service.services.proposals import as_written
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName
from indexer.text.evidence_model import EvidenceKind, EvidencePaper
from indexer.text.header_model import Field

MOST_GIFTS = 200


class RecognitionBody(Body):
    """How far the recognition of a record is: pages wanted, read, and those that could not be read."""

    id: str
    state: RecognitionState
    wanted: int
    read: int
    failed: int
    changed_at: datetime


class RecognitionList(Body):
    """What waits, runs or was stopped, in order of id; ask again with `after` set to `next` until it is null."""

    recognitions: tuple[RecognitionBody, ...]
    next: str | None


class LockedBody(Body):
    """A record that is locked away: nothing of what it says."""

    id: str
    unit: UnitName
    deposited_at: datetime


class LockedList(Body):
    """Records with a mark of secrecy that recognition found."""

    locked_away: tuple[LockedBody, ...]


class ProposalBody(Body):
    """What the paper says about a field that is empty: the line it stands on, and how sure that is (0 to 1)."""

    field: str
    value: str
    line: str
    page: int
    confidence: float
    sure: bool


class FactBody(Body):
    """A fact of a supporting paper. Days are ISO 8601, amounts whole đồng."""

    name: str
    value: str | int
    line: str
    page: int
    confidence: float
    sure: bool


class GiftBody(Body):
    """A row of a list of gifts."""

    name: str
    amount: int
    date: date | None
    line: str
    page: int
    confidence: float


class EvidenceBody(Body):
    """What a supporting paper says beyond its head. `gifts` are the first rows of a list of gifts; the fact `givers`
    tells how many there are, and `difference` stands there where the stated total is not the sum of the rows.
    """

    kind: EvidenceKind
    facts: tuple[FactBody, ...]
    gifts: tuple[GiftBody, ...]


class ProposalList(Body):
    """What a recognised paper proposes for its description, and what a supporting paper says."""

    proposals: tuple[ProposalBody, ...]
    evidence: EvidenceBody | None = None


def recognition_body(found: Recognition) -> RecognitionBody:
    return RecognitionBody(
        id=found.record_id,
        state=found.state,
        wanted=found.wanted,
        read=found.read,
        failed=found.failed,
        changed_at=found.changed_at,
    )


def locked_body(found: Sequence[LockedRecord], register: UnitRegister) -> LockedList:
    return LockedList(
        locked_away=tuple(
            LockedBody(id=each.record_id, unit=unit_name(each.unit_id, register), deposited_at=each.deposited_at)
            for each in found
        )
    )


def evidence_body(paper: EvidencePaper) -> EvidenceBody:
    return EvidenceBody(
        kind=paper.kind,
        facts=tuple(
            FactBody(
                name=name,
                value=fact.value if isinstance(fact.value, int) else as_written(fact.value),
                line=fact.evidence,
                page=fact.page,
                confidence=round(fact.confidence, 3),
                sure=fact.sure,
            )
            for name, fact in paper.facts.items()
        ),
        gifts=tuple(
            GiftBody(
                name=gift.name,
                amount=gift.amount,
                date=gift.day,
                line=gift.line,
                page=gift.page,
                confidence=round(gift.confidence, 3),
            )
            for gift in paper.gifts[:MOST_GIFTS]
        ),
    )


def proposals_body(proposals: Mapping[str, Field[object]], paper: EvidencePaper | None = None) -> ProposalList:
    return ProposalList(
        evidence=evidence_body(paper) if paper is not None else None,
        proposals=tuple(
            ProposalBody(
                field=name,
                value=as_written(found.value),
                line=found.evidence,
                page=found.page,
                confidence=round(found.confidence, 3),
                sure=found.sure,
            )
            for name, found in proposals.items()
        ),
    )
