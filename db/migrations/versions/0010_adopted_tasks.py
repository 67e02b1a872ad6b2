"""Columns of: items that the office took over from stations."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an item say which tasks of stations it took over."""
    op.add_column("task_item", sa.Column("adopts", sa.Text(), nullable=True))
