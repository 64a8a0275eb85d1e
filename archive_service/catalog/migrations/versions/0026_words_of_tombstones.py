"""Find tombstones by an index of their words: each title was looked at, and a rare word took seconds."""

import json

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words
from archive_service.catalog.tombstone_words import keep_words, words_of

revision = "0026"
down_revision = "0025"
_AT_ONCE = 1_000


def upgrade() -> None:
    op.create_table(
        "tombstone_words",
        sa.Column("word", Key(), nullable=False),
        sa.Column("record_id", Key(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["tombstones.id"], name=op.f("tombstone_words_record_id_fk")),
        sa.PrimaryKeyConstraint("word", "record_id", name=op.f("tombstone_words_pk")),
        sqlite_with_rowid=False,
    )
    _fill()


def _fill() -> None:
    """From the JSON that each tombstone is kept as."""
    stones = sa.table("tombstones", sa.column("id", Key()), sa.column("body", Words()))
    connection, after = op.get_bind(), ""
    page = sa.select(stones.c.id, stones.c.body).order_by(stones.c.id).limit(_AT_ONCE)
    while rows := connection.execute(page.where(stones.c.id > after)).all():
        told = [(row.id, json.loads(row.body)) for row in rows]
        keep_words(connection, [(key, words_of(it["type_code"], it["symbol"], it["title"])) for key, it in told])
        after = rows[-1].id
