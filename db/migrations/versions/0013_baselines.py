"""Tables of: the register of venues as it stood in a year."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add baselines and their venues."""
    op.create_table(
        "register_baseline",
        *_record(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_baseline"),
    )
    op.create_table(
        "baseline_venue",
        *_record(),
        sa.Column("baseline", sa.String(48), nullable=False),
        sa.Column("venue", sa.String(48), nullable=False),
        sa.Column("unit", sa.String(48), nullable=False),
        sa.Column("unit_name", sa.String(128), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("indoor_m2", sa.String(24), nullable=True),
        sa.Column("outdoor_m2", sa.String(24), nullable=True),
        sa.Column("hours", sa.String(64), nullable=False),
        sa.Column("keeper", sa.String(64), nullable=False),
        sa.Column("address", sa.String(128), nullable=False),
        sa.Column("checked_on", sa.String(10), nullable=True),
        sa.Column("not_met", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["baseline"],
            ["register_baseline.id"],
            name="fk_baseline_venue_baseline",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_baseline_venue"),
    )
    op.create_index("ix_baseline_venue_baseline", "baseline_venue", ["baseline"])


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
