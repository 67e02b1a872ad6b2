"""Columns of: monthly returns that the office sends back, and how much of the log was entered late."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a note answer the office, and a return say how much of the log was entered late."""
    op.add_column("return_note", sa.Column("answers", sa.String(48), nullable=True))
    for name in ("entries", "late_entries"):
        op.add_column("monthly_return", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
