"""Columns of: villages that go on from one station to the next."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a handover say how its giver had the village, and a copy what it stands for."""
    op.add_column("village_handover", sa.Column("after", sa.String(48), server_default="", nullable=False))
    op.add_column("village_record", sa.Column("stands_for", sa.String(48), server_default="", nullable=False))
    op.add_column("village_record", sa.Column("base", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "village_record", sa.Column("base_revision", sa.Integer(), server_default="0", nullable=False)
    )
