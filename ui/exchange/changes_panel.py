"""What a past intake changed: by station and village, before and after; printable."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.job import Job
from ui.exchange.tables import CHANGE, moment, record_table
from ui.page import Page
from ui.widgets.buttons import ActionButton
from ui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from app.sync.differences import RecordChange
    from app.sync.history import IntakeRow

__all__ = ["ChangesPanel"]

_KINDS: Final = (("changed", "更新和撤下"), ("new", "新增"))

_MOST_LINES: Final = 50_000  # a county's first intake of a year has more, and nobody reads that


class ChangesPanel(QWidget):
    """One line that says which intake it was, and its records."""

    closed = Signal()
    shown = Signal()  # there is something to look at
    print_wanted = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._context = page.context
        self.intake: IntakeRow | None = None
        self.rows: Sequence[RecordChange] = ()
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        self._heading.setWordWrap(True)
        self._words = QLabel()
        self._words.setProperty("role", "soft")
        self._words.setWordWrap(True)
        office = page.context.ws.office == page.context.ws.site
        self._kinds = FilterBar(_KINDS, single=True)
        self._table = record_table(self._wanted, with_unit=office, empty="这里没有记录。")
        self._table.fit((CHANGE, "记录"), ("单位", "类别", "村"))
        self._kinds.changed.connect(self._table.reload)
        self._back = page.action("返回", self.closed.emit, icon_name="arrow-left", keys="Esc")
        self._back.setEnabled(False)
        self._print = page.action("打印变化表", self.print_wanted.emit, icon_name="printer")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(ActionButton(self._back))
        buttons.addStretch()
        buttons.addWidget(ActionButton(self._print, "main"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(self._words)
        layout.addWidget(self._kinds)
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)

    def _wanted(self) -> "Sequence[RecordChange]":
        new = "new" in self._kinds.selected()
        return [row for row in self.rows if (row.what == "新增") is new]

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Esc is ours only while we are seen: other parts of the page have it too."""
        self._back.setEnabled(True)
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._back.setEnabled(False)
        super().hideEvent(event)

    def look_at(self, batch: int) -> None:
        """Read from the log what the intake `batch` changed, and show it."""
        from app.sync.differences import count_lines, list_changes
        from app.sync.history import get_intake

        ws = self._context.ws
        intake = get_intake(ws, batch)
        if intake is None:
            return

        lines = count_lines(ws, batch)

        def show(rows: "Sequence[RecordChange]") -> None:
            self.intake, self.rows = intake, rows
            more = f"等 {len(intake.names)} 个单位" if len(intake.names) > 3 else ""
            self._heading.setText(f"{moment(intake.at)} 接收：{'、'.join(intake.names[:3])}{more}")
            self._words.setText(_summary(intake, rows, whole=lines <= _MOST_LINES))
            self._print.setEnabled(bool(rows))
            new = sum(row.what == "新增" for row in rows)
            self._kinds.set_counts({"changed": len(rows) - new, "new": new})
            self._kinds.setVisible(bool(rows))
            self._kinds.select("new" if new == len(rows) else "changed")
            self._table.reload()
            self.shown.emit()

        def work(_job: Job) -> "Sequence[RecordChange]":
            return list_changes(ws, batch, _MOST_LINES)

        self._context.jobs.start("正在查看这次接收", work, show)


def _summary(intake: "IntakeRow", rows: "Sequence[RecordChange]", *, whole: bool) -> str:
    words = f"{intake.person}经手，{intake.packages} 个数据包。"
    if intake.undone_at is not None:
        return f"{words}{moment(intake.undone_at)} 已撤销，改动都已退回，数据包文件还在。"
    counts = {what: sum(row.what == what for row in rows) for what in ("新增", "更新", "撤下")}
    parts = [f"{what} {count} 条" for what, count in counts.items() if count]
    words += f"{'、'.join(parts)}。" if parts else "没有改动记录：内容本机已经有了，或者只是回执和附件。"
    if not whole:
        words += f"改动很多，这里列出先到的 {len(rows)} 条。"
    return words
