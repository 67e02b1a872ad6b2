"""Packages and trust."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blob_sent",
        sa.Column("peer", sa.String(length=48), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("peer", "sha256", name=op.f("pk_blob_sent")),
    )
    op.create_table(
        "blob_wanted",
        sa.Column("peer", sa.String(length=48), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("peer", "sha256", name=op.f("pk_blob_wanted")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=48), nullable=False),
        sa.Column("holder", sa.String(length=16), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("age_recipient", sa.String(length=80), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_holder"), ["holder"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_public_key"), ["public_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_unit"), ["unit"], unique=False)

    op.create_table(
        "held",
        sa.Column("peer", sa.String(length=48), nullable=False),
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("peer", "stream", "epoch", name=op.f("pk_held")),
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("undone_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    op.create_table(
        "invitation",
        sa.Column("unit", sa.String(length=48), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.Column("used_by", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_invitation")),
    )
    op.create_table(
        "package_in",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("intake", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=48), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.String(24), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("blobs", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_package_in")),
    )
    with op.batch_alter_table("package_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_in_intake"), ["intake"], unique=False)
        batch_op.create_index(batch_op.f("ix_package_in_outcome"), ["outcome"], unique=False)
        batch_op.create_index(batch_op.f("ix_package_in_unit"), ["unit"], unique=False)

    op.create_table(
        "package_out",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("peer", sa.String(length=48), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("blobs", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_package_out")),
        sa.UniqueConstraint("peer", "epoch", "number", name=op.f("uq_package_out_peer_epoch_number")),
    )
    with op.batch_alter_table("package_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_out_peer"), ["peer"], unique=False)

    op.create_table(
        "peer_state",
        sa.Column("peer", sa.String(length=48), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("peer", name=op.f("pk_peer_state")),
    )

    held = sa.text("state IN ('unknown', 'waiting')")
    op.create_index("ix_log_line_held", "log_line", ["head"], sqlite_where=held, postgresql_where=held)
    refused = sa.text("state = 'refused'")
    op.create_index(
        "ix_log_line_refused", "log_line", ["head"], sqlite_where=refused, postgresql_where=refused
    )
