"""Files on the desk as JSON: where each stands, and why it needs attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from archive_service.domain.batches import DeskState, Fate
from archive_service.sentences import Language, told
from archive_service.services.desk import DeskEntry
from archive_service.wire_shapes import Body


class DeskFileBody(Body):
    """A file that was handed in: `state` follows from the work on its record, `reason` is a code that says why it needs
    attention, `message` the sentence for one that was turned away. `record` is null for such a one, and `name` empty
    where it bore a mark of secrecy.
    """

    id: str
    batch: str
    name: str
    size: int
    sha512: str | None
    at: datetime
    owner: str
    fate: Fate
    state: DeskState
    reason: str | None
    message: str | None
    record: str | None
    title: str | None


class DeskBody(Body):
    """A page of the queue in the order the files came; `counts` are those of the whole view, whatever the state."""

    counts: dict[DeskState, int]
    files: tuple[DeskFileBody, ...]
    next: str | None


class SettledBody(Body):
    """How many of the files that was: others are not one's to settle."""

    settled: int


def desk_body(
    counts: Mapping[DeskState, int], entries: Sequence[DeskEntry], *, more: bool, language: Language
) -> DeskBody:
    files = tuple(_file(each, language) for each in entries)
    whole = {state: counts.get(state, 0) for state in DeskState}
    return DeskBody(counts=whole, files=files, next=files[-1].id if more and files else None)


def _file(entry: DeskEntry, language: Language) -> DeskFileBody:
    file, reason = entry.on_desk.file, entry.on_desk.reason
    away = file.fate is Fate.TURNED_AWAY and reason is not None
    return DeskFileBody(
        id=file.id,
        batch=file.batch_id,
        name=file.name,
        size=file.size,
        sha512=file.sha512,
        at=file.at,
        owner=file.owner,
        fate=file.fate,
        state=entry.on_desk.state,
        reason=reason,
        message=" ".join(told(reason or "", language, dict(file.facts or {}))) if away else None,
        record=file.record_id if entry.entry else None,
        title=entry.entry.record.description.title if entry.entry else None,
    )
