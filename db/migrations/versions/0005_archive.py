"""Tables of: archive of proof."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add boxes, how files are catalogued, and what photos look like."""
    op.create_table(
        "archive_box",
        *_meta(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("retention", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("compiler", sa.String(length=64), nullable=False),
        sa.Column("checker", sa.String(length=64), nullable=False),
        sa.Column("compiled_on", sa.String(10), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_box")),
    )
    op.create_table(
        "picture_print",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bits", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture_print")),
    )
    op.create_table(
        "file_item",
        *_meta(),
        sa.Column("evidence", sa.String(length=48), nullable=False),
        sa.Column("box", sa.String(length=48), nullable=True),
        sa.Column("archive_no", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("retention", sa.String(length=16), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence"],
            ["evidence.id"],
            name=op.f("fk_file_item_evidence"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["box"],
            ["archive_box.id"],
            name=op.f("fk_file_item_box"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_item")),
    )
    with op.batch_alter_table("file_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_file_item_evidence"), ["evidence"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_item_box"), ["box"], unique=False)
        batch_op.create_index("ix_file_item_year_retention", ["year", "retention"], unique=False)


def _meta() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
    )
