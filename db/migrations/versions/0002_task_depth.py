"""Tables of: ledger depth: steps, extensions, a station's own tasks; what a claim says beside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of steps, extension requests and own tasks, and the new columns of claims and verdicts."""
    _create(
        "step",
        sa.Column("claim", sa.String(length=48), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=True),
        sa.Column("done_on", sa.String(10), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim"], ["claim.id"], name=op.f("fk_step_claim"), initially="DEFERRED", deferrable=True
        ),
    )
    op.create_index(op.f("ix_step_claim"), "step", ["claim"])
    _create(
        "extension_request",
        sa.Column("target_kind", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=48), nullable=False),
        sa.Column("limit_text", sa.String(length=128), nullable=False),
        sa.Column("limit_end", sa.String(10), nullable=False),
        sa.Column("wanted_end", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.String(10), nullable=False),
    )
    op.create_index(op.f("ix_extension_request_target"), "extension_request", ["target"])
    _create(
        "own_task",
        sa.Column("limit_text", sa.String(length=128), nullable=False),
        sa.Column("limit_kind", sa.String(length=16), nullable=True),
        sa.Column("limit_start", sa.String(10), nullable=True),
        sa.Column("limit_end", sa.String(10), nullable=True),
        sa.Column("limit_precision", sa.String(length=20), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("level1", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("nature", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("quantity_unit", sa.String(length=16), nullable=False),
        sa.Column("cycle", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    with op.batch_alter_table("claim") as claim:
        claim.add_column(sa.Column("ability_turn", sa.Integer(), nullable=False, server_default="0"))
        claim.add_column(sa.Column("ability_asked_on", sa.String(10), nullable=True))
        claim.add_column(sa.Column("ability_until", sa.String(10), nullable=True))
        claim.add_column(sa.Column("near_goal", sa.Text(), nullable=False, server_default=""))
        claim.add_column(sa.Column("long_goal", sa.Text(), nullable=False, server_default=""))
        claim.add_column(sa.Column("document_no", sa.String(64), nullable=False, server_default=""))
        claim.add_column(sa.Column("proof_check", sa.String(length=48), nullable=True))
    with op.batch_alter_table("verdict") as verdict:
        verdict.add_column(sa.Column("until", sa.String(10), nullable=True))


def _create(name: str, *columns: sa.Column[Any] | sa.ForeignKeyConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
