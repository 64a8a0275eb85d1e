"""The shapes of transfers to the historical archive, one for REST and `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from archive_service.domain.retention import SourceMark
from archive_service.domain.transfer import Transfer, TransferState
from archive_service.domain.units import UnitRegister
from archive_service.services.transfers import DueDossier
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName
from archive_service.wire_steps import StepBody


class DueDossierBody(Body):
    """A dossier that has to be handed over by `last_day`, and on whose word."""

    id: str
    title: str
    unit: UnitName
    closed_at: date | None
    last_day: date
    source: str
    article: str
    mark: SourceMark


class DueDossierList(Body):
    """The longest closed first; ask again with `after` set to `next` until it is null."""

    dossiers: tuple[DueDossierBody, ...]
    next: str | None


class TransferStepBody(StepBody):
    """What one side confirmed."""

    state: TransferState


class WithheldBody(Body):
    """A record that stayed, and why: held, changed, not_due or not_there."""

    record: str
    because: str


class TransferItemBody(Body):
    """A dossier of the list. `files`, `bytes` and `digest` are those of its package, once it was handed over.

    `digest` is the SHA-256 in hex of the package's tagmanifest-sha512.txt. `left` are the records that are gone.
    """

    dossier: str
    title: str
    closed_at: date
    records: tuple[str, ...]
    files: int
    bytes: int
    digest: str | None
    left: tuple[str, ...]
    withheld: tuple[WithheldBody, ...]


class TransferSummary(Body):
    """A transfer without its dossiers. `handed_by` and `received_by` are two people; `list_digest` freezes the list."""

    id: str
    unit: UnitName
    title: str
    receiver: str
    state: TransferState
    list_digest: str
    proposed_by: str
    proposed_at: datetime
    handed_by: str | None
    received_by: str | None


class TransferBody(TransferSummary):
    """A transfer with its steps and its dossiers."""

    steps: tuple[TransferStepBody, ...]
    items: tuple[TransferItemBody, ...]


class TransferList(Body):
    """Newest first; ask again with `after` set to `next` until it is null."""

    transfers: tuple[TransferSummary, ...]
    next: str | None


def due_dossiers_body(found: Sequence[DueDossier], register: UnitRegister, limit: int) -> DueDossierList:
    listed = tuple(
        DueDossierBody(
            id=each.dossier.id, title=each.dossier.title, unit=unit_name(each.dossier.unit_id, register),
            closed_at=each.dossier.closed_at, last_day=each.last_day, source=each.term.source.title,
            article=each.term.source.article, mark=each.term.source.mark,
        )
        for each in found
    )  # fmt: skip
    return DueDossierList(dossiers=listed, next=due_cursor(found[-1]) if len(found) == limit else None)


def due_cursor(last: DueDossier) -> str:
    """Where a page of what is due ended."""
    return f"{last.dossier.closed_at}_{last.dossier.id}"


def read_due_cursor(text: str) -> tuple[date, str]:
    """The day on which the last dossier of a page was closed, and its id. Raises ValueError."""
    day, _, dossier_id = text.partition("_")
    return date.fromisoformat(day), dossier_id


def transfer_summary(found: Transfer, register: UnitRegister) -> TransferSummary:
    return TransferSummary(
        id=found.id, unit=unit_name(found.unit_id, register), title=found.title, receiver=found.receiver,
        state=found.state, list_digest=found.list_digest, proposed_by=found.proposed_by,
        proposed_at=found.proposed_at, handed_by=found.handed_by, received_by=found.received_by,
    )  # fmt: skip


def transfer_body(found: Transfer, register: UnitRegister) -> TransferBody:
    items = tuple(
        TransferItemBody(
            dossier=item.dossier_id, title=item.title, closed_at=item.closed_at, records=item.record_ids,
            files=item.files, bytes=item.bytes, digest=item.digest or None, left=item.left,
            withheld=tuple(WithheldBody(record=record, because=why) for record, why in item.withheld),
        )
        for item in found.items
    )  # fmt: skip
    steps = tuple(map(TransferStepBody.of, found.steps))
    return TransferBody(**dict(transfer_summary(found, register)), steps=steps, items=items)
