"""Columns of: what the county's rule for reports says of lights, venues and late entries."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the county's rule say when something is silent, behind, left alone or entered late."""
    for name, usual in (
        ("quiet_days", "30"),
        ("silent_days", "60"),
        ("behind", "30"),
        ("far_behind", "60"),
        ("venue_months", "12"),
        ("late_days", "7"),
    ):
        op.add_column("reporting_rule", sa.Column(name, sa.Integer(), server_default=usual, nullable=False))
