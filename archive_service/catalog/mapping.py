"""Rows to frozen domain objects and back, one explicit pair of functions for each."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Row

from archive_service.domain.access import Reach, Role
from archive_service.domain.audit import AuditEntry, AuditEvent, KeptFacts
from archive_service.domain.jobs import Job, JobKind, JobState
from archive_service.domain.records import (
    AccessLevel,
    Description,
    Dossier,
    Lifecycle,
    Record,
    RecordClass,
    RecordFile,
    Source,
    TextState,
    TextStatus,
)
from archive_service.domain.unit_events import DatedCode, FoundingDocument, Unit, UnitEvent
from archive_service.domain.unit_json import event_facts, event_of
from archive_service.ports import AccessToken, Account, IdempotencyNote, RecordEntry, StoredGrant

# A unit that was stated without a day has been there from ever on.
SINCE_EVER = date.min
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)

Values: TypeAlias = dict[str, Any]
AnyRow: TypeAlias = Row[Any]

# ---------------------------------------------------------------------------- records


def description_values(description: Description) -> Values:
    return {
        "unit_id": description.unit_id,
        "access_level": description.access_level.value,
        "lifecycle": description.lifecycle.value,
        "record_class": description.record_class.value,
        "type_code": description.type_code,
        "title": description.title,
        "number": description.number,
        "symbol": description.symbol,
        "issuer_printed": description.issuer_printed,
        "date": description.date,
        "period": description.period,
        "dossier_id": description.dossier_id,
        "language": description.language,
        "source": description.source.value,
    }


def record_values(record: Record) -> Values:
    return {
        "id": record.id,
        "version": record.version,
        "deposited_at": record.deposited_at,
        "deposited_by": record.deposited_by,
        **description_values(record.description),
    }


def text_values(text: TextStatus) -> Values:
    return {"text_state": text.state.value, "text_reason": text.reason, "text_pages": text.pages}


def file_values(record: Record) -> list[Values]:
    return [
        {
            "record_id": record.id,
            "position": position,
            "name": file.name,
            "sha512": file.sha512,
            "size": file.size,
            "media_type": file.media_type,
        }
        for position, file in enumerate(record.files)
    ]


def to_file(row: AnyRow) -> RecordFile:
    return RecordFile(name=row.name, sha512=row.sha512, size=row.size, media_type=row.media_type)


def to_description(row: AnyRow) -> Description:
    return Description(
        record_class=RecordClass(row.record_class),
        type_code=row.type_code,
        title=row.title,
        unit_id=row.unit_id,
        lifecycle=Lifecycle(row.lifecycle),
        access_level=AccessLevel(row.access_level),
        number=row.number,
        symbol=row.symbol,
        issuer_printed=row.issuer_printed,
        date=row.date,
        period=row.period,
        dossier_id=row.dossier_id,
        language=row.language,
        source=Source(row.source),
    )


def to_record_entry(row: AnyRow, files: Iterable[RecordFile]) -> RecordEntry:
    record = Record(
        id=row.id,
        description=to_description(row),
        files=tuple(files),
        version=row.version,
        deposited_at=row.deposited_at,
        deposited_by=row.deposited_by,
    )
    return RecordEntry(record, TextStatus(TextState(row.text_state), row.text_reason, row.text_pages))


# ---------------------------------------------------------------------------- dossiers and units


def dossier_values(dossier: Dossier) -> Values:
    return {
        "id": dossier.id,
        "version": dossier.version,
        "unit_id": dossier.unit_id,
        "title": dossier.title,
        "code": dossier.code,
        "kind": dossier.kind,
        "opened_at": dossier.opened_at,
        "closed_at": dossier.closed_at,
    }


def to_dossier(row: AnyRow) -> Dossier:
    return Dossier(
        id=row.id,
        unit_id=row.unit_id,
        title=row.title,
        code=row.code,
        kind=row.kind,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def unit_version_values(unit: Unit) -> Values:
    return {
        "unit_id": unit.id,
        "valid_from": unit.since or SINCE_EVER,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "short_name": unit.short_name or None,
        "document": unit.document.text or None,
        "document_record": unit.document.record_id,
    }


def unit_code_values(unit: Unit) -> list[Values]:
    return [
        {
            "unit_id": unit.id,
            "position": position,
            "code": each.code,
            "valid_from": each.valid_from,
            "valid_to": each.valid_to,
        }
        for position, each in enumerate(unit.codes)
    ]


def unit_event_values(position: int, event: UnitEvent) -> Values:
    return {"position": position, "day": event.day, "kind": event.kind.value, "facts": json_text(event_facts(event))}


def to_unit_event(row: AnyRow) -> UnitEvent:
    return event_of(json.loads(row.facts))


def unit_alias_values(unit: Unit) -> list[Values]:
    return [{"unit_id": unit.id, "position": position, "alias": alias} for position, alias in enumerate(unit.aliases)]


def to_unit(row: AnyRow, aliases: Iterable[str], codes: Iterable[DatedCode] = ()) -> Unit:
    return Unit(
        id=row.unit_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent_id=row.parent_id,
        aliases=tuple(aliases),
        short_name=row.short_name or "",
        codes=tuple(codes),
        since=None if row.valid_from == SINCE_EVER else row.valid_from,
        document=FoundingDocument(row.document or "", row.document_record),
    )


# ---------------------------------------------------------------------------- people


def folded_login(login: str) -> str:
    """The login as it is compared: letters' case and the way marks were typed do not matter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", login).strip().casefold())


def account_values(account: Account) -> Values:
    return {
        "id": account.id,
        "login": account.login,
        "login_folded": folded_login(account.login),
        "name": account.name,
        "password_hash": account.password_hash,
        "disabled": account.disabled,
        "session_epoch": account.session_epoch,
    }


_GRANT_AS_KEPT = (
    "id", "unit_id", "records_from", "records_to", "holds_from", "holds_to", "ends_at", "reason", "document",
    "breaks_glass", "granted_by", "granted_at", "revoked_at", "revoked_by", "revoked_why",
)  # fmt: skip


def grant_values(grant: StoredGrant) -> Values:
    levels = None if grant.levels is None else " ".join(sorted(level.value for level in grant.levels))
    kept = {name: getattr(grant, name) for name in _GRANT_AS_KEPT}
    return {**kept, "account_id": grant.user_id, "role": grant.role.value, "levels": levels}


def to_grant(row: AnyRow) -> StoredGrant:
    kept = {name: getattr(row, name) for name in _GRANT_AS_KEPT}
    levels = None if row.levels is None else frozenset(AccessLevel(level) for level in row.levels.split())
    return StoredGrant(user_id=row.account_id, role=Role(row.role), levels=levels, **kept)


def to_account(row: AnyRow, grants: Iterable[StoredGrant]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        password_hash=row.password_hash,
        grants=tuple(grants),
        disabled=row.disabled,
        session_epoch=row.session_epoch,
    )


def token_values(token: AccessToken) -> Values:
    return {
        "id": token.id,
        "user_id": token.user_id,
        "label": token.label,
        "secret_sha256": token.secret_sha256,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "revoked": token.revoked,
        "reach": token.reach.value,
    }


def to_token(row: AnyRow) -> AccessToken:
    return AccessToken(
        id=row.id,
        user_id=row.user_id,
        label=row.label,
        secret_sha256=row.secret_sha256,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked=row.revoked,
        reach=Reach(row.reach),
    )


def note_values(note: IdempotencyNote) -> Values:
    return {
        "key": note.key,
        "user_id": note.user_id,
        "request_digest": note.request_digest,
        "record_id": note.record_id,
        "at": note.at,
    }


def to_note(row: AnyRow) -> IdempotencyNote:
    return IdempotencyNote(
        key=row.key, user_id=row.user_id, request_digest=row.request_digest, record_id=row.record_id, at=row.at
    )


# ---------------------------------------------------------------------------- audit and jobs


def json_text(facts: Mapping[str, object]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_values(event: AuditEvent) -> Values:
    entry = event.entry
    return {
        "number": event.number,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "door": entry.door,
        "details": json_text(entry.details),
        "previous": event.previous,
        "digest": event.digest,
        "unit_id": event.unit_id,
    }


def to_event(row: Sequence[Any]) -> AuditEvent:
    """By position, in the order of the table: millions of events pass here, and none may be refused.

    A row that was tampered with becomes an event that does not verify, whatever stands in it.
    """
    number, at, actor, act, subject, outcome, door, details, previous, digest, unit_id = row
    if isinstance(at, str):
        at = _moment_or_none(at)
    entry = AuditEntry(at or _NO_MOMENT, actor, act, subject, outcome, door, KeptFacts(details))
    return AuditEvent(number, entry, previous, digest, unit_id)


def _moment_or_none(kept: str) -> datetime | None:
    try:
        return datetime.fromisoformat(kept)
    except ValueError:
        return None


def job_values(job: Job) -> Values:
    claimable: dict[JobState, datetime | None] = {JobState.WAITING: job.due_at, JobState.RUNNING: job.leased_until}
    return {
        "id": job.id,
        "kind": job.kind.value,
        "subject": job.subject,
        "payload": json_text(job.payload),
        "state": job.state.value,
        "attempts": job.attempts,
        "due_at": job.due_at,
        "claimable_at": claimable.get(job.state),
        "reason": job.reason,
    }


def to_job(row: AnyRow) -> Job:
    state = JobState(row.state)
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        subject=row.subject,
        payload=json.loads(row.payload),
        state=state,
        attempts=row.attempts,
        due_at=row.due_at,
        leased_until=row.claimable_at if state is JobState.RUNNING else None,
        reason=row.reason,
    )
