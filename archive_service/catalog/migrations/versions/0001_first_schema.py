"""The first schema: units, records, dossiers, people, the audit chain and jobs."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", Key(), nullable=False),
        sa.Column("login", Words(), nullable=False),
        sa.Column("login_folded", Key(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("password_hash", Key(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("accounts_pk")),
        sa.UniqueConstraint("login_folded", name=op.f("accounts_login_folded_key")),
    )
    op.create_table(
        "audit_events",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", Key(), nullable=False),
        sa.Column("act", Key(), nullable=False),
        sa.Column("subject", Key(), nullable=False),
        sa.Column("outcome", Key(), nullable=False),
        sa.Column("door", Key(), nullable=False),
        sa.Column("details", Words(), nullable=False),
        sa.Column("previous", Key(), nullable=False),
        sa.Column("digest", Key(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("audit_events_pk")),
    )
    op.create_index("audit_events_by_act", "audit_events", ["act", "number"], unique=False)
    op.create_index("audit_events_by_actor", "audit_events", ["actor", "number"], unique=False)
    op.create_index("audit_events_by_subject", "audit_events", ["subject", "number"], unique=False)
    op.create_table(
        "idempotency_notes",
        sa.Column("user_id", Key(), nullable=False),
        sa.Column("key", Key(), nullable=False),
        sa.Column("request_digest", Key(), nullable=False),
        sa.Column("record_id", Key(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("idempotency_notes_pk")),
    )
    op.create_index("idempotency_notes_by_time", "idempotency_notes", ["at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", Key(), nullable=False),
        sa.Column("kind", Key(), nullable=False),
        sa.Column("subject", Key(), nullable=False),
        sa.Column("payload", Words(), nullable=False),
        sa.Column("state", Key(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("claimable_at", Moment(), nullable=True),
        sa.Column("reason", Words(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'parked')", name=op.f("jobs_state_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("jobs_pk")),
    )
    op.create_index("jobs_by_state", "jobs", ["state", "id"], unique=False)
    op.create_index("jobs_by_turn", "jobs", ["claimable_at", "id"], unique=False)
    op.create_index(
        "jobs_waiting_once",
        "jobs",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "registers",
        sa.Column("name", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("registers_pk")),
    )
    op.create_table("units", sa.Column("id", Key(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f("units_pk")))
    op.create_table(
        "access_tokens",
        sa.Column("id", Key(), nullable=False),
        sa.Column("user_id", Key(), nullable=False),
        sa.Column("label", Words(), nullable=False),
        sa.Column("secret_sha256", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("last_used_at", Moment(), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts.id"], name=op.f("access_tokens_user_id_fk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("access_tokens_pk")),
        sa.UniqueConstraint("secret_sha256", name=op.f("access_tokens_secret_sha256_key")),
    )
    op.create_index("access_tokens_by_user", "access_tokens", ["user_id", "id"], unique=False)
    op.create_table(
        "account_grants",
        sa.Column("account_id", Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", Key(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("account_grants_account_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "position", name=op.f("account_grants_pk")),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("code", Words(), nullable=True),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("opened_at", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.Date(), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("dossiers_version_check")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("dossiers_unit_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("dossiers_pk")),
    )
    op.create_index("dossiers_by_unit", "dossiers", ["unit_id", "id"], unique=False)
    op.create_table(
        "records",
        sa.Column("id", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("access_level", Key(), nullable=False),
        sa.Column("lifecycle", Key(), nullable=False),
        sa.Column("record_class", Key(), nullable=False),
        sa.Column("type_code", Words(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("symbol", Words(), nullable=True),
        sa.Column("issuer_printed", Words(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("period", Words(), nullable=True),
        sa.Column("dossier_id", Key(), nullable=True),
        sa.Column("language", Words(), nullable=False),
        sa.Column("source", Key(), nullable=False),
        sa.Column("deposited_at", Moment(), nullable=False),
        sa.Column("deposited_by", Key(), nullable=False),
        sa.Column("text_state", Key(), nullable=False),
        sa.Column("text_reason", Words(), nullable=True),
        sa.Column("text_pages", sa.Integer(), nullable=False),
        sa.CheckConstraint("access_level IN ('public', 'internal', 'restricted')", name=op.f("records_access_level_check")),
        sa.CheckConstraint("lifecycle IN ('draft', 'issued', 'superseded')", name=op.f("records_lifecycle_check")),
        sa.CheckConstraint(
            "record_class IN ('resolution', 'consultation', 'evidence')", name=op.f("records_record_class_check")
        ),
        sa.CheckConstraint("text_state IN ('pending', 'searchable', 'no_text')", name=op.f("records_text_state_check")),
        sa.CheckConstraint("version >= 1", name=op.f("records_version_check")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("records_unit_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("records_pk")),
    )
    op.create_index("records_by_dossier", "records", ["dossier_id", "id"], unique=False)
    op.create_index("records_by_text", "records", ["text_state", "text_reason", "id"], unique=False)
    op.create_index(
        "records_by_unit", "records", ["unit_id", "id", "access_level", "text_state", "text_reason"], unique=False
    )
    op.create_table(
        "unit_aliases",
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alias", Words(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("unit_aliases_unit_id_fk")),
        sa.PrimaryKeyConstraint("unit_id", "position", name=op.f("unit_aliases_pk")),
    )
    op.create_table(
        "unit_versions",
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("code", Words(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("parent_id", Key(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("unit_versions_parent_id_fk")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("unit_versions_unit_id_fk")),
        sa.PrimaryKeyConstraint("unit_id", "valid_from", name=op.f("unit_versions_pk")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("unit_versions_code_key")),
    )
    op.create_table(
        "record_files",
        sa.Column("record_id", Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("sha512", Key(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", Words(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("record_files_size_check")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("record_files_record_id_fk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id", "position", name=op.f("record_files_pk")),
    )
    op.create_index("record_files_by_digest", "record_files", ["sha512", "record_id"], unique=False)
