"""清点: what is handed over, line by line, an answer a key."""

import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QVBoxLayout, QWidget
from typing_extensions import override

from ui import messages
from ui.page import Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.handover.stock import Stock, StockLine

__all__ = ["StockPanel"]

_LIGHTS: Final = {"found": "green", "missing": "red", "differs": "yellow"}
_ANSWERS: Final = {"1": "found", "2": "missing", "3": "differs"}
_GAP: Final = "&nbsp;&nbsp;&nbsp; "
_KEYS: Final = _GAP.join(
    (
        "<b>1</b> 找到",
        "<b>2</b> 没找到",
        "<b>3</b> 不相符",
        "<b>回车</b> 下一项",
        "<b>退格</b> 清掉答案",
    )
)
_TELL_AFTER_MS: Final = 400  # a pause in typing: only then the frame counts anew


class StockPanel(QWidget):
    """The list of what there is; every answer is written at once, so that one may stop and go on any time."""

    left = Signal()
    printed = Signal()

    def __init__(self, page: Page, steps: Steps) -> None:
        super().__init__()
        self._context = page.context
        self._steps = steps
        self._stock: Stock | None = None
        self.grid = _Grid()
        self.grid.answered.connect(self._answer)
        self.grid.cleared.connect(self._clear)
        self.grid.chosen.connect(self._show_line)
        self.filters = FilterBar(
            [
                ("all", "全部"),
                ("archive", "档案"),
                ("venues", "设施"),
                ("left", "没点的"),
                ("wrong", "有不同"),
            ],
            single=True,
        )
        self.filters.changed.connect(self._sift)
        self._count = QLabel()
        self._count.setProperty("role", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._line = QLabel()
        self._line.setProperty("role", "heading")
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._line.setWordWrap(True)
        self.note = QLineEdit()
        self.note.setAccessibleName("说明")
        self.note.setMaxLength(200)
        self.note.returnPressed.connect(self._explained)
        self._noting: StockLine | None = None
        self._back = page.action("回到交接", self.left.emit, icon_name="arrow-left")
        self._print = page.action("打印差异单", self.printed.emit, icon_name="printer", writes=True)
        self._again = page.action("重新清点", self._begin_again, icon_name="refresh-cw", writes=True)
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(_TELL_AFTER_MS)
        self._tell.timeout.connect(self._context.written)
        self._build()

    def open(self) -> None:
        """Go on where nothing was said yet."""
        self.filters.select("all")
        self.reload()
        self.grid.go_to(lambda line: not line.answer)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        """Look anew."""
        from app.handover.stock import read_stock

        self._tell.stop()
        self._stock = read_stock(self._context.ws)
        self._sift()
        self._show_counts()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._tell.isActive():
            self._tell.stop()
            if self.window().isVisible():
                self._context.written()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._noting is not None:
            self._end_note()
        else:
            super().keyPressEvent(event)

    def _answer(self, line: "StockLine", answer: str) -> None:
        note = line.note if answer != "found" else ""
        self._write(replace(line, answer=answer, note=note))
        if answer == "found":
            self.grid.go_on()
            return
        self._noting = replace(line, answer=answer, note=note)
        self.note.setPlaceholderText(
            "知道在哪里、谁拿走的，写一句；不写就按回车"
            if answer == "missing"
            else "哪里不一样，写一句，如：只有 5 台，1 台坏了"
        )
        self.note.setText(note)
        self._note_row.show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)
        self.note.selectAll()

    def _explained(self) -> None:
        line, note = self._noting, self.note.text().strip()
        if line is not None and note != line.note:
            self._write(replace(line, note=note))
        self._end_note()

    def _end_note(self) -> None:
        self._noting = None
        self._note_row.hide()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grid.go_on()

    def _write(self, line: "StockLine") -> None:
        from app.handover.stock import answer_line

        work = partial(answer_line, self._context.ws, line, line.answer, line.note)
        self._steps.do(f"清点“{line.name}”", work, tell=False)
        self._take(line)

    def _clear(self, line: "StockLine") -> None:
        from app.handover.stock import take_answer_back

        work = partial(take_answer_back, self._context.ws, line)
        self._steps.do(f"清掉“{line.name}”的答案", work, tell=False)
        self._take(replace(line, answer="", note=""))

    def _take(self, line: "StockLine") -> None:
        """Show what was written without reading everything anew: the next key may come at once."""
        assert self._stock is not None
        lines = tuple(line if one.key == line.key else one for one in self._stock.lines)
        self._stock = replace(self._stock, on=self._stock.on or self._context.ws.today, lines=lines)
        self.grid.renew(line)
        self._show_counts()
        self._show_line(self.grid.current_row())
        self._tell.start()

    def _begin_again(self) -> None:
        from app.handover.stock import begin_stock

        stock = self._stock
        if stock is None or stock.on is None:
            return
        done = len(stock.lines) - stock.left
        if messages.ask(
            f"从头再点一遍？上次（{stock.on.month}月{stock.on.day}日）点过的 {done} 项留在修改记录里，"
            "交接清单以新的一遍为准。按 Ctrl+Z 可以恢复。",
            "重新清点",
        ):
            self._steps.do("重新清点", lambda: begin_stock(self._context.ws))
            self.open()

    def _sift(self) -> None:
        if self._stock is not None:
            self.grid.show_lines([line for line in self._stock.lines if self._wanted(line)])

    def _wanted(self, line: "StockLine") -> bool:
        (which,) = self.filters.selected()
        return {
            "all": True,
            "archive": line.archived,
            "venues": not line.archived,
            "left": not line.answer,
            "wrong": line.differs,
        }[which]

    def _show_counts(self) -> None:
        stock = self._stock
        assert stock is not None
        lines = stock.lines
        self.filters.set_counts(
            {
                "archive": sum(line.archived for line in lines),
                "venues": sum(not line.archived for line in lines),
                "left": stock.left,
                "wrong": len(stock.differences),
            }
        )
        self._count.setText(f"还剩 {stock.left} 项，共 {len(lines)} 项" if stock.left else "都点过了")
        self._bar.setRange(0, max(1, len(lines)))
        self._bar.setValue(len(lines) - stock.left)
        self._bar.setAccessibleName(self._count.text())
        begun = stock.on is not None
        for action in (self._print, self._again):
            action.setEnabled(begun)

    def _show_line(self, line: "StockLine | None") -> None:
        if line is None:
            self._line.clear()
            return
        said = f"　{line.answer_label}{f'：{line.note}' if line.note else ''}" if line.answer else ""
        self._line.setText(f"{line.place}　{line.name}　{line.listed}{said}")

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(ActionButton(self._back, "quiet"))
        head.addWidget(self._count)
        head.addWidget(self._bar, 1)
        head.addWidget(ActionButton(self._again, "quiet"))
        head.addWidget(ActionButton(self._steps.undo_action, "quiet"))
        head.addWidget(ActionButton(self._print, "main"))
        sift = QHBoxLayout()
        sift.addWidget(self.filters)
        sift.addStretch()
        self._note_row = QWidget()
        noting = QHBoxLayout(self._note_row)
        noting.setContentsMargins(0, 0, 0, 0)
        noting.addWidget(QLabel("说明"))
        noting.addWidget(self.note, 1)
        self._note_row.hide()
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 6, 12, 8)
        inside.setSpacing(4)
        keys = QLabel(_KEYS)
        keys.setProperty("role", "soft")
        inside.addWidget(self._line)
        inside.addWidget(keys)
        inside.addWidget(self._note_row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(sift)
        layout.addWidget(self.grid, 1)
        layout.addWidget(card)


class _Grid(LedgerView["StockLine"]):
    """Lines; digits answer the current one."""

    answered = Signal(object, str)  # StockLine, a StockFound
    cleared = Signal(object)  # StockLine

    def __init__(self) -> None:
        self._lines: list[StockLine] = []
        self._model: PagedModel[StockLine] = PagedModel(
            [
                Column("放在哪里", lambda line: line.place, width=12),
                Column("名称", lambda line: line.name, stretch=True),
                Column("登记", lambda line: line.listed, width=6),
                Column("结果", _result, cell=Cell.LIGHT, width=6),
                Column("说明", lambda line: line.note, width=12),
            ],
            self._fetch,
            lambda line: line.key,
        )
        empty = EmptyState(
            "这里没有要清点的。档案归了盒、登记了场所，就会列出来。", icon_name="clipboard-list"
        )
        super().__init__(self._model, empty=empty)
        self.fit(("名称", "结果"), ("登记", "放在哪里", "说明"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # it would eat the digits

    def show_lines(self, lines: "Sequence[StockLine]") -> None:
        self._lines = list(lines)
        self.reload()

    def renew(self, line: "StockLine") -> None:
        """Show a line as it is now, where it stands."""
        place = next((n for n, one in enumerate(self._lines) if one.key == line.key), None)
        if place is not None:
            self._lines[place] = line
            self.reload()

    def go_to(self, wanted: "Callable[[StockLine], bool]") -> None:
        """Make the first line that is `wanted` the current one."""
        line = next((line for line in self._lines if wanted(line)), None)
        if line is not None:
            self.reveal(line.key)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())  # the note took its room

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current_row()
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        text = unicodedata.normalize("NFKC", event.text())
        plain = shift or modifiers == Qt.KeyboardModifier.NoModifier
        if line is None or not plain:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on(back=shift)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            if line.answer:
                self.cleared.emit(line)
        elif text in _ANSWERS:
            self.answered.emit(line, _ANSWERS[text])
        else:
            super().keyPressEvent(event)

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "Sequence[StockLine]":
        return self._lines[offset : offset + limit]


def _result(line: "StockLine") -> tuple[str, str]:
    return _LIGHTS.get(line.answer, "grey"), line.answer_label or "没点"
