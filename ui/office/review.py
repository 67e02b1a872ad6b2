"""Rows that are looked through before something is done with all of them: imports, changes of a version."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.paged_model import Column, Order, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.ledger_view import LedgerView

__all__ = ["Review"]

Row = TypeVar("Row")


class Review(QWidget, Generic[Row]):
    """A headline, filters by group, a table, and under it the whole of what is to be said of the current row.

    Args:
        columns: Of the table.
        key: Names a row.
        groups: (value, word) of the filters.
        group_of: The groups a row belongs to.
        explain: What is shown of the current row under the table.
        back: The action that leaves the review.
        accept: The action that does what was reviewed.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        key: Callable[[Row], str],
        groups: Sequence[tuple[str, str]],
        group_of: Callable[[Row], set[str]],
        explain: Callable[[Row], str],
        back: QAction,
        accept: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._groups = [value for value, _ in groups]
        self._group_of = group_of
        self._explain = explain
        self._headline = QLabel()
        self._headline.setProperty("role", "heading")
        self._headline.setWordWrap(True)
        self._notice = QLabel()
        self._notice.setProperty("role", "warning")
        self._notice.setWordWrap(True)
        self._filter = FilterBar(groups)
        self._filter.changed.connect(self._reload)
        self.view = LedgerView(
            PagedModel(columns, self._fetch, key), empty=EmptyState("这一类没有，点上面的按钮看别的。")
        )
        self.view.chosen.connect(self._show_row)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("role", "soft")
        self._words.setMinimumHeight(self._words.fontMetrics().lineSpacing() * 2)
        top = QHBoxLayout()
        top.addWidget(ActionButton(back))
        top.addWidget(self._headline, 1)
        top.addWidget(ActionButton(accept, "main"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addLayout(top)
        self.extra = QHBoxLayout()  # fields of the page
        layout.addLayout(self.extra)
        layout.addWidget(self._notice)
        layout.addWidget(self._filter)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._words)

    def show_rows(self, rows: Sequence[Row], *, headline: str, notice: str = "") -> None:
        """Show these rows, all groups together; groups without rows are left out of the counts."""
        self._rows = list(rows)
        self._headline.setText(headline)
        self._notice.setText(notice)
        self._notice.setVisible(bool(notice))
        self._filter.set_counts(
            {value: sum(value in self._group_of(row) for row in rows) for value in self._groups}
        )
        self._filter.select()
        self._reload()

    def rows(self) -> list[Row]:
        """Return all rows, whatever the filter shows."""
        return self._rows

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> list[Row]:
        wanted = self._filter.selected()
        shown = [row for row in self._rows if not wanted or wanted & self._group_of(row)]
        return shown[offset : offset + limit]

    def _reload(self) -> None:
        self.view.reload()

    def _show_row(self, row: Row | None) -> None:
        self._words.setText("" if row is None else self._explain(row))
