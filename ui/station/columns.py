"""Which columns of a table there is room for."""

from collections.abc import Sequence
from typing import Any

from ui import theme
from ui.widgets.ledger_view import LedgerView

__all__ = ["fit_columns"]

_ROOM_OF_WORDS = 13  # characters that the stretching column keeps
_MARGIN = 2  # characters beside the width of a column


def fit_columns(view: LedgerView[Any], always: Sequence[str], then: Sequence[str]) -> None:
    """Show the columns `always`, and of `then` as many as there is room for, in this order.

    Columns are named by their titles. What the user shows or hides himself stays.
    """
    model = view.model()
    columns = model.columns  # type: ignore[attr-defined]
    widths = {column.title: (column.width or 7) + _MARGIN for column in columns}
    room = view.width() / theme.current().font_px - _ROOM_OF_WORDS
    room -= sum(widths[column.title] for column in columns if column.title in always and not column.stretch)
    shown = set(always)
    for title in then:
        room -= widths[title]
        if room < 0:
            break
        shown.add(title)
    for number, column in enumerate(columns):
        view.setColumnHidden(number, not view.kept.is_shown(number, column.title in shown))
