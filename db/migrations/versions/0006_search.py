"""Nothing: the search index lies in a file of its own (db/search.py)."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing."""
