"""Tables of: meetings and what was decided there."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add meetings and their decisions."""
    op.create_table(
        "meeting",
        *_record(),
        sa.Column("instruction", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("place", sa.String(128), nullable=False),
        sa.Column("chair", sa.String(64), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("bring", sa.Text(), nullable=False),
        sa.Column("attended", sa.Text(), nullable=True),
        sa.Column("guests", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("recorder", sa.String(64), nullable=False),
        _refers("meeting", "instruction"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_instruction", "meeting", ["instruction"])
    op.create_table(
        "meeting_decision",
        *_record(),
        sa.Column("meeting", sa.String(48), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("station", sa.String(48), nullable=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("outcome_record", sa.String(48), nullable=False),
        _refers("meeting_decision", "meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_decision"),
    )
    op.create_index("ix_meeting_decision_meeting", "meeting_decision", ["meeting"])


def _refers(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{column}.id"], name=f"fk_{table}_{column}", initially="DEFERRED", deferrable=True
    )


def _record() -> "list[sa.Column[object]]":
    return [
        sa.Column("id", sa.String(48), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("stream", sa.String(48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
    ]
