"""Keep rules, clocks, holds, dispositions and tombstones."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _rules_and_clocks()
    _holds()
    _dispositions()


def _rules_and_clocks() -> None:
    op.create_table('retention_notes',
    sa.Column('record_id', Key(), nullable=False),
    sa.Column('not_before', sa.Date(), nullable=True),
    sa.Column('permanent', sa.Boolean(), nullable=False),
    sa.Column('event_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('record_id', name=op.f('retention_notes_pk'))
    )
    op.create_table('retention_rules',
    sa.Column('id', Key(), nullable=False),
    sa.Column('code', Key(), nullable=False),
    sa.Column('state', Key(), nullable=False),
    sa.Column('proposed_by', Key(), nullable=False),
    sa.Column('decided_by', Key(), nullable=True),
    sa.Column('body', Words(), nullable=False),
    sa.CheckConstraint("state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> proposed_by)", name=op.f('retention_rules_two_people_check')),
    sa.PrimaryKeyConstraint('id', name=op.f('retention_rules_pk'))
    )
    op.create_index('retention_rules_approved_once', 'retention_rules', ['code'], unique=True, sqlite_where=sa.text("state = 'approved'"), postgresql_where=sa.text("state = 'approved'"))
    op.create_table('retention_states',
    sa.Column('record_id', Key(), nullable=False),
    sa.Column('unit_id', Key(), nullable=False),
    sa.Column('state', Key(), nullable=False),
    sa.Column('rule_id', Key(), nullable=True),
    sa.Column('base_year', sa.Integer(), nullable=True),
    sa.Column('review_from', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('retention_states_record_id_fk'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', name=op.f('retention_states_pk'))
    )
    op.create_index('retention_states_by_day', 'retention_states', ['review_from', 'record_id'])
    op.create_index('retention_states_by_unit', 'retention_states', ['unit_id', 'review_from', 'record_id'])
    op.create_index('records_by_class', 'records', ['record_class', 'id'])
    op.create_index('records_by_type', 'records', ['type_code', 'id'])


def _holds() -> None:
    op.create_table('holds',
    sa.Column('id', Key(), nullable=False),
    sa.Column('stands', sa.Boolean(), nullable=False),
    sa.Column('lift_asked_by', Key(), nullable=True),
    sa.Column('lifted_by', Key(), nullable=True),
    sa.Column('body', Words(), nullable=False),
    sa.CheckConstraint('lifted_by IS NULL OR (lift_asked_by IS NOT NULL AND lifted_by <> lift_asked_by)', name=op.f('holds_two_people_check')),
    sa.CheckConstraint('stands = (lifted_by IS NULL)', name=op.f('holds_stands_check')),
    sa.PrimaryKeyConstraint('id', name=op.f('holds_pk'))
    )
    op.create_index('holds_by_standing', 'holds', ['stands', 'id'])
    op.create_table('hold_targets',
    sa.Column('hold_id', Key(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', Key(), nullable=False),
    sa.Column('target_id', Key(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['hold_id'], ['holds.id'], name=op.f('hold_targets_hold_id_fk')),
    sa.PrimaryKeyConstraint('hold_id', 'position', name=op.f('hold_targets_pk'))
    )
    op.create_index('hold_targets_by_target', 'hold_targets', ['kind', 'target_id'])


def _dispositions() -> None:
    op.create_table('dispositions',
    sa.Column('id', Key(), nullable=False),
    sa.Column('unit_id', Key(), nullable=False),
    sa.Column('state', Key(), nullable=False),
    sa.Column('proposed_by', Key(), nullable=False),
    sa.Column('decided_by', Key(), nullable=True),
    sa.Column('body', Words(), nullable=False),
    sa.CheckConstraint("decided_by IS NOT NULL OR state IN ('proposed', 'council_done', 'superior_opinion', 'dropped')", name=op.f('dispositions_decided_check')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> proposed_by', name=op.f('dispositions_two_people_check')),
    sa.PrimaryKeyConstraint('id', name=op.f('dispositions_pk'))
    )
    op.create_table('tombstones',
    sa.Column('id', Key(), nullable=False),
    sa.Column('unit_id', Key(), nullable=False),
    sa.Column('access_level', Key(), nullable=False),
    sa.Column('body', Words(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('tombstones_pk'))
    )
    op.create_index('tombstones_by_unit', 'tombstones', ['unit_id', 'id'])
    op.create_table('disposition_items',
    sa.Column('disposition_id', Key(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('record_id', Key(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('body', Words(), nullable=False),
    sa.ForeignKeyConstraint(['disposition_id'], ['dispositions.id'], name=op.f('disposition_items_disposition_id_fk')),
    sa.PrimaryKeyConstraint('disposition_id', 'position', name=op.f('disposition_items_pk'))
    )
    op.create_index('disposition_items_open_once', 'disposition_items', ['record_id'], unique=True, sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
