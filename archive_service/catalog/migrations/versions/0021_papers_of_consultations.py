"""Keep by when replies to a consultation were asked for, and which records it names."""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("consultations", sa.Column("due_at", Moment(), nullable=True))
    op.create_index("consultations_by_state", "consultations", ["state", "due_at"])
    op.create_table(
        "consultation_papers",
        sa.Column("consultation_id", Key(), nullable=False),
        sa.Column("record_id", Key(), nullable=False),
        sa.Column("part", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("consultation_papers_consultation_id_fk")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "record_id", name=op.f("consultation_papers_pk")),
    )
    op.create_index("consultation_papers_by_record", "consultation_papers", ["record_id", "consultation_id"])
    _fill()


def _fill() -> None:
    """From the JSON that each consultation is kept as: a state of the schema, whatever the program means by it later."""
    kept = sa.table(
        "consultations", sa.column("id", Key()), sa.column("body", Words()), sa.column("due_at", Moment())
    )
    papers = sa.table(
        "consultation_papers", sa.column("consultation_id", Key()), sa.column("record_id", Key()), sa.column("part", Key())
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(kept.c.id, kept.c.body)).all():
        whole = json.loads(row.body).get("consultation", {})
        rounds = whole.get("rounds") or []
        if rounds and whole["state"] != "closed":
            due = datetime.fromisoformat(rounds[-1]["deadline"])
            connection.execute(sa.update(kept).where(kept.c.id == row.id).values(due_at=due))
        rows = [
            {"consultation_id": row.id, "record_id": record_id, "part": part}
            for record_id, part in _papers(whole, rounds).items()
        ]
        if rows:
            connection.execute(sa.insert(papers), rows)


def _papers(whole: dict, rounds: list[dict]) -> dict[str, str]:
    named = [(whole.get("draft_id"), "draft")]
    for asked in rounds:
        named += [(asked["letter_id"], "letter"), (asked["draft_id"], "draft")]
        named += [(each["document_id"], "reply") for each in asked["opinions"]]
    named += [(whole.get(f"{part}_id"), part) for part in ("synthesis", "resolution", "notice")]
    return {record_id: part for record_id, part in named if record_id}
