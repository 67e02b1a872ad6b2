"""Tables of: trust and hand-over between sites."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Key succession, what peers say of our logs, viewers, programs of peers."""
    op.create_table(
        "key_succession",
        *_record(),
        sa.Column("old_key", sa.String(64), nullable=False),
        sa.Column("new_key", sa.String(64), nullable=False),
        sa.Column("age_recipient", sa.String(80), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_succession"),
    )
    op.create_table(
        "village_handover",
        *_record(),
        sa.Column("village", sa.String(48), nullable=False),
        sa.Column("to_station", sa.String(48), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_village_handover"),
    )
    op.create_index("ix_village_handover_village", "village_handover", ["village"])
    op.create_table(
        "village_record",
        *_record(),
        sa.Column("handover", sa.String(48), nullable=False),
        sa.Column("village", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("record", sa.String(48), nullable=False),
        sa.Column("of_revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_village_record"),
    )
    op.create_index("ix_village_record_handover", "village_record", ["handover"])
    op.create_index("ix_village_record_record", "village_record", ["record"])
    op.create_table(
        "village_adoption",
        *_record(),
        sa.Column("handover", sa.String(48), nullable=False),
        sa.Column("village", sa.String(48), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_village_adoption"),
    )
    op.create_index("ix_village_adoption_handover", "village_adoption", ["handover"])
    op.create_table(
        "phone_word",
        sa.Column("stream", sa.String(48), nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("stream", "epoch", name="pk_phone_word"),
    )
    op.create_table(
        "branch_conflict",
        sa.Column("record", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_branch_conflict"),
    )
    op.create_table(
        "gap_there",
        sa.Column("peer", sa.String(48), nullable=False),
        sa.Column("stream", sa.String(48), nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("peer", "stream", "epoch", "first", name="pk_gap_there"),
    )
    for name in ("viewer", "doubt"):
        op.add_column("identity", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("peer_state", sa.Column("program", sa.String(64), server_default="", nullable=False))
    op.add_column("peer_state", sa.Column("supports", sa.Text(), server_default="{}", nullable=False))
    op.add_column("peer_state", sa.Column("blobs_wanted", sa.Integer(), server_default="0", nullable=False))
    for table in ("package_in", "package_out"):
        op.add_column(table, sa.Column("sealed", sa.Boolean(), server_default=sa.true(), nullable=False))


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
