"""Tables of: taking stock at a change of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was counted, and what was found of each thing."""
    op.create_table(
        "stock_taking",
        *_record(),
        sa.Column("on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stock_taking"),
    )
    op.create_table(
        "stock_answer",
        *_record(),
        sa.Column("taking", sa.String(48), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("of", sa.String(48), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("place", sa.String(128), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("listed", sa.String(128), nullable=False),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["taking"],
            ["stock_taking.id"],
            name="fk_stock_answer_taking",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stock_answer"),
    )
    op.create_index("ix_stock_answer_taking", "stock_answer", ["taking"])


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
