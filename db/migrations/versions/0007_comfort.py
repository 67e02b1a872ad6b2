"""Tables of: comfort and hand-over."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("giver", sa.String(length=64), nullable=False),
        sa.Column("taker", sa.String(length=64), nullable=False),
        sa.Column("witness", sa.String(length=64), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("giver_person", sa.String(length=48), nullable=True),
        sa.Column("taker_person", sa.String(length=48), nullable=True),
        sa.Column("package", sa.Integer(), nullable=True),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["giver_person"],
            ["person.id"],
            name=op.f("fk_handover_giver_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["taker_person"],
            ["person.id"],
            name=op.f("fk_handover_taker_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_table(
        "first_look",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("handover", sa.String(length=48), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_look")),
    )
    with op.batch_alter_table("first_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_first_look_handover"), ["handover"], unique=False)
