"""Tables of: lines that no log can hold any more."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a given-up computer says, for its station to decide on."""
    op.create_table(
        "late_line",
        sa.Column("id", sa.String(48), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("stream", sa.String(48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        sa.Column("record", sa.String(48), nullable=False),
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_late_line"),
    )
    op.create_index("ix_late_line_record", "late_line", ["record"])
