"""What was written in a field before, the latest first: to be offered while typing."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from app.log.kinds import kinds
from app.search.folding import folded, initials_match
from app.workspace import Workspace

__all__ = ["matching", "recent_words"]

_KEPT: Final = 200
_SHOWN: Final = 8


def recent_words(ws: Workspace, kind: str, column: str) -> list[str]:
    """Return the different texts that our records of a kind hold in one column, the latest first."""
    table = kinds()[kind].table
    words = table.c[column]
    with ws.read() as session:
        return list(
            session.scalars(
                select(words)
                .where(table.c.site == ws.site, table.c.void.is_(False), words != "")
                .group_by(words)
                .order_by(func.max(table.c.id).desc())
                .limit(_KEPT)
            )
        )


def matching(words: Sequence[str], typed: str) -> list[str]:
    """Return those of `words` that hold `typed`, or whose syllables have it as initials; all for nothing typed."""
    part = folded(typed)
    if not part:
        return list(words[:_SHOWN])
    found = [word for word in words if word != typed]
    return [word for word in found if part in folded(word) or initials_match(part, folded(word))][:_SHOWN]
