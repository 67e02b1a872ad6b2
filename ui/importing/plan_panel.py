"""The campaigns that were imported, line by line: to be read, not changed."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.campaigns.plans import Level, PlanLine
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

__all__ = ["PlanPanel"]

_INDENT = {Level.CAMPAIGN: "", Level.PHASE: "　", Level.STEP: "　　", Level.DELIVERABLE: "　　"}


class PlanPanel(QWidget):
    """A table of all lines, and under it the whole of the current one."""

    def __init__(self, back: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[PlanLine] = []
        self.view: LedgerView[PlanLine] = LedgerView(
            PagedModel(_columns(), self._fetch, lambda line: line.id),
            empty=EmptyState("还没有导入活动方案。"),
        )
        self.view.chosen.connect(self._show)
        heading = QLabel("活动安排")
        heading.setProperty("role", "heading")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("role", "soft")
        self._words.setMinimumHeight(self._words.fontMetrics().lineSpacing() * 3)
        top = QHBoxLayout()
        top.addWidget(ActionButton(back, "quiet", icon_only=True))
        top.addWidget(heading, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._words)

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        """Show these lines."""
        self._lines = list(lines)
        self.view.reload()

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> list[PlanLine]:
        return self._lines[offset : offset + limit]

    def _show(self, line: PlanLine | None) -> None:
        self._words.setText(line.detail if line else "")


def _columns() -> list[Column[PlanLine]]:
    return [
        Column("层次", lambda line: line.level_label, width=3),
        Column("名称", lambda line: f"{_INDENT[line.level]}{line.name}", stretch=True),
        Column("开始", lambda line: line.starts_on, cell=Cell.DATE, width=6),
        Column("结束", lambda line: line.ends_on, cell=Cell.DATE, width=6),
        Column("年份", lambda line: "推定" if line.year_inferred else "", width=3),
        Column("原文", lambda line: line.printed, width=16),
    ]
