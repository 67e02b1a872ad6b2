"""Tables fetch their rows as they are looked at; whoever counts them fetches all first."""

from typing import Any

from PySide6.QtCore import QModelIndex

from ui.paged_model import PagedModel


def count_rows(model: PagedModel[Any]) -> int:
    """Return how many rows there are."""
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    return model.rowCount()
