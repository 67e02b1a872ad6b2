"""修改记录 on a right click: the history of any record, from whatever table shows it."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtGui import QAction

from ui.page import Page
from ui.paper_stack import PaperStack
from ui.widgets.ledger_view import LedgerView

__all__ = ["history_action", "offer_history"]

Row = TypeVar("Row")


def history_action(page: Page, stack: PaperStack, shown: Callable[[], tuple[str, str] | None]) -> QAction:
    """Return an action that shows what was ever written about a record in place of the page.

    Args:
        page: Whose action it is.
        stack: Holds the page's content.
        shown: Returns (subject, id) of the record that is chosen; None: none is.
    """

    def show() -> None:
        chosen = shown()
        if chosen is not None:
            stack.show_history(chosen[0], [chosen[1]])

    return page.action("修改记录", show, icon_name="history")


def offer_history(
    page: Page, view: LedgerView[Any], stack: PaperStack, subject: Callable[[Any], str]
) -> QAction:
    """Add 修改记录 to what `view` offers on a right click, after what it offers already; rows have an `id`."""

    def shown() -> tuple[str, str] | None:
        row = view.current_row()
        return None if row is None else (subject(row), row.id)

    action = history_action(page, stack, shown)
    view.add_to_menu(action)
    return action
