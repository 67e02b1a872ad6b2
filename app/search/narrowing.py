"""A filter over many records asks the index first: where it knows of few candidates, only they are looked at."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from sqlalchemy.orm import Session

from app.search.folding import KIND, folded, query_pairs
from app.search.indexing import SLICE, lines_behind, open_index, put_slice
from app.search.subjects import Group
from app.workspace import Workspace
from db.search import INDEX_TROUBLE

__all__ = ["narrowed"]

_MOST: Final = 100
"""Of more candidates a page is soon found by looking through the records themselves."""


def narrowed(
    ws: Workspace, session: Session, groups: Iterable[Group], words: Iterable[str]
) -> list[str] | None:
    """Return ids of all records of `groups` that can hold every one of `words`, and of some that do not.

    None: there are too many, or the index does not know everything yet.
    """
    pairs = [pair for word in words for pair in query_pairs(folded(word)) if pair]
    with suppress(*INDEX_TROUBLE), open_index(ws) as index:
        # far behind, each keystroke would bring it a slice nearer: that is what the worker does beside
        if lines_behind(session, index) <= SLICE and not put_slice(session, index, SLICE):
            found = index.find([[KIND + group, *pairs] for group in groups], _MOST + 1)
            return found if len(found) <= _MOST else None
    return None
