"""Tables of: the register of official documents."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the register of documents in and out."""
    op.create_table(
        "official_document",
        sa.Column("id", sa.String(48), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("stream", sa.String(48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        sa.Column("direction", sa.String(16), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("document_no", sa.String(64), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=True),
        sa.Column("registered_on", sa.String(10), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.String(16), nullable=False),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=True),
        sa.Column("source", sa.String(48), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_official_document"),
    )
    op.create_index("ix_official_document_direction", "official_document", ["direction"])
    op.create_index("ix_official_document_source", "official_document", ["source"])
