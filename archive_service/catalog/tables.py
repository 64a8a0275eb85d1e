"""The tables of the catalog, their constraints, and the index behind each question.

Thought through for 1,000,000 records: every listing and lookup walks an index whose first columns are
its conditions and whose next column is its order. Enumerations are kept as their words.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
)

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.domain.jobs import JobState
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, TextState

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


def _among(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# ---------------------------------------------------------------------------- units
# A unit is an id that is never removed or reused; what it was called, where it belonged and under which
# code when it was stated is its first version, with the day it holds from; what happened since stands in
# unit_events. Records, dossiers and grants point at the id only, so no event touches what points here.

units = Table("units", metadata, Column("id", Key, primary_key=True))

unit_versions = Table(
    "unit_versions",
    metadata,
    Column("unit_id", Key, ForeignKey("units.id"), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("parent_id", Key, ForeignKey("units.id")),
    Column("short_name", Words),
    Column("document", Words),
    Column("document_record", Words),
    UniqueConstraint("code", "valid_from"),
)

unit_aliases = Table(
    "unit_aliases",
    metadata,
    Column("unit_id", Key, ForeignKey("units.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("alias", Words, nullable=False),
)

registers = Table(
    "registers",
    metadata,
    Column("name", Key, primary_key=True),
    Column("version", Integer, nullable=False),
)

# ---------------------------------------------------------------------------- records

# dossier_id bears no foreign key: a record whose dossier cannot be read any more is recovered all the same.
records = Table(
    "records",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("unit_id", Key, ForeignKey("units.id"), nullable=False),
    Column("access_level", Key, nullable=False),
    Column("lifecycle", Key, nullable=False),
    Column("record_class", Key, nullable=False),
    Column("type_code", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("number", Integer),
    Column("symbol", Words),
    Column("issuer_printed", Words, nullable=False),
    Column("date", Date),
    Column("period", Words),
    Column("dossier_id", Key),
    Column("language", Words, nullable=False),
    Column("source", Key, nullable=False),
    Column("end_of_force_on", Date),
    Column("end_of_force_document", Words),
    Column("deposited_at", Moment, nullable=False),
    Column("deposited_by", Key, nullable=False),
    Column("text_state", Key, nullable=False),
    Column("text_reason", Words),
    Column("text_pages", Integer, nullable=False),
    CheckConstraint("version >= 1", name="version"),
    _among("access_level", AccessLevel),
    _among("lifecycle", Lifecycle),
    _among("record_class", RecordClass),
    _among("text_state", TextState),
)
# What a unit's readers may see, in order of deposit: found without the rows.
Index("records_by_unit", records.c.unit_id, records.c.id, records.c.access_level)
Index("records_by_text", records.c.text_state, records.c.text_reason, records.c.id)
Index("records_by_dossier", records.c.dossier_id, records.c.id)

record_files = Table(
    "record_files",
    metadata,
    Column("record_id", Key, ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Words, nullable=False),
    Column("sha512", Key, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Words, nullable=False),
    CheckConstraint("size >= 0", name="size"),
)
Index("record_files_by_digest", record_files.c.sha512, record_files.c.record_id)

# How many records are in each state of their text, kept along: see text_counts.py.
text_counts = Table(
    "text_counts",
    metadata,
    Column("unit_id", Key, primary_key=True),
    Column("access_level", Key, primary_key=True),
    Column("text_state", Key, primary_key=True),
    Column("text_reason", Words, primary_key=True),
    Column("records", BigInteger, nullable=False),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("unit_id", Key, ForeignKey("units.id"), nullable=False),
    Column("title", Words, nullable=False),
    Column("code", Words),
    Column("kind", Words, nullable=False),
    Column("opened_at", Date),
    Column("closed_at", Date),
    Column("incomplete_because", Words, nullable=False, server_default=""),
    CheckConstraint("version >= 1", name="version"),
)
Index("dossiers_by_unit", dossiers.c.unit_id, dossiers.c.id)

# ---------------------------------------------------------------------------- people

accounts = Table(
    "accounts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("login", Words, nullable=False),
    Column("login_folded", Key, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("password_hash", Key, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False, server_default=false()),
    Column("password_ends_at", Moment),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("id", Key, primary_key=True),
    Column("user_id", Key, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("label", Words, nullable=False),
    Column("secret_sha256", Key, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("last_used_at", Moment),
    Column("revoked", Boolean, nullable=False),
    Column("reach", Key, nullable=False, server_default="full"),
)
Index("access_tokens_by_user", access_tokens.c.user_id, access_tokens.c.id)

idempotency_notes = Table(
    "idempotency_notes",
    metadata,
    Column("user_id", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("request_digest", Key, nullable=False),
    Column("record_id", Key, nullable=False),
    Column("at", Moment, nullable=False),
)
Index("idempotency_notes_by_time", idempotency_notes.c.at)

# ---------------------------------------------------------------------------- audit chain

audit_events = Table(
    "audit_events",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Key, nullable=False),
    Column("act", Key, nullable=False),
    Column("subject", Key, nullable=False),
    Column("outcome", Key, nullable=False),
    Column("door", Key, nullable=False),
    Column("details", Words, nullable=False),
    Column("previous", Key, nullable=False),
    Column("digest", Key, nullable=False),
    Column("unit_id", Key),
)
Index("audit_events_by_subject", audit_events.c.subject, audit_events.c.number)
Index("audit_events_by_actor", audit_events.c.actor, audit_events.c.number)
Index("audit_events_by_act", audit_events.c.act, audit_events.c.number)
Index("audit_events_by_unit", audit_events.c.unit_id, audit_events.c.number)
Index("audit_events_by_time", audit_events.c.at, audit_events.c.number)

# ---------------------------------------------------------------------------- jobs

# `claimable_at` is when somebody may take the job: its due time while it waits, the end of the lease while
# it runs, never (null) when it is parked. One index finds due jobs and expired leases alike.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Key, nullable=False),
    Column("subject", Key, nullable=False),
    Column("payload", Words, nullable=False),
    Column("state", Key, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("claimable_at", Moment),
    Column("reason", Words, nullable=False),
    _among("state", (JobState.WAITING, JobState.RUNNING, JobState.PARKED)),
)
IS_WAITING = text(f"state = '{JobState.WAITING}'")
Index(
    "jobs_waiting_once", jobs.c.kind, jobs.c.subject, unique=True, sqlite_where=IS_WAITING, postgresql_where=IS_WAITING
)
Index("jobs_by_turn", jobs.c.claimable_at, jobs.c.id)
Index("jobs_by_state", jobs.c.state, jobs.c.id)
