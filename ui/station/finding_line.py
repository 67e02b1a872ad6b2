"""The line below the grid: the current item in full, its finding in words, and when an extinguisher is scrapped."""

from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.errors import InvalidInput
from app.facilities.checks import SheetLine
from app.facilities.extinguishers import KIND_LABELS, Extinguisher, read_factory_date, scrap_date
from app.facilities.judging import Entry, ValueKind

__all__ = ["FindingLine"]

_GAP = "&nbsp;&nbsp;&nbsp; "
_DIGITS = _GAP.join(("<b>1</b> 达标", "<b>2</b> 不达标", "<b>3</b> 不适用", "<b>4</b> 现场已改"))
_PAD = _GAP.join(("<b>回车</b> 下一项", "<b>/</b> 不适用", "<b>*</b> 现场已改"))


class FindingLine(QFrame):
    """Shows what the current line asks and takes its note and photo number; Enter is "done, next line"."""

    done = Signal(str, object)  # code, Entry with note and photo number
    left = Signal()  # Esc: back to the grid

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._line: SheetLine | None = None
        self._entry = Entry()
        self.setProperty("role", "card")
        self._item = QLabel()
        self._item.setWordWrap(True)
        self._item.setTextFormat(Qt.TextFormat.PlainText)
        self._item.setProperty("role", "heading")
        self._keys = QLabel()
        self._keys.setWordWrap(True)
        self._keys.setProperty("role", "soft")
        self._wrong = QLabel()
        self._wrong.setProperty("role", "error")
        self._wrong.hide()
        self.note = QLineEdit()
        self.note.setAccessibleName("说明")
        self.note.setMaxLength(500)
        self.photo = QLineEdit()
        self.photo.setPlaceholderText("照片号")
        self.photo.setAccessibleName("照片号")
        self.photo.setMaxLength(32)
        for field in (self.note, self.photo):
            field.returnPressed.connect(self._done)
        self._extinguisher = QWidget()
        self._kind = QComboBox()
        for kind, word in KIND_LABELS.items():
            self._kind.addItem(word, kind)
        self.made = QLineEdit()
        self.made.setPlaceholderText("出厂日期，如 2016年5月")
        self.made.setAccessibleName("灭火器出厂日期")
        self._scrap = QLabel()
        self.made.textEdited.connect(lambda _text: self._tell_scrap())
        self.made.returnPressed.connect(self._keep_scrap)
        self._kind.activated.connect(lambda _at: self._tell_scrap())
        self._build()

    def show_line(self, line: SheetLine | None) -> None:
        """Show a line of the sheet; what is being written about it stays."""
        same = line is not None and self._line is not None and line.code == self._line.code
        self._line = line
        if same and self.isAncestorOf(QApplication.focusWidget() or self):
            return
        self._entry = line.entry if line else Entry()
        self._refuse("")
        self.note.setText(self._entry.note)
        self.photo.setText(self._entry.photo_no)
        self.made.clear()
        self._scrap.clear()
        self._extinguisher.hide()
        self.note.setPlaceholderText("说明（可以不写）")
        if line is None:
            self._item.clear()
            self._keys.clear()
            return
        last = f"　上次：{line.last}" if line.last else ""
        self._item.setText(f"{line.code} {line.rule.name}　标准：{line.standard}{last}")
        self._keys.setText(_keys(line))

    def ask(self, entry: Entry) -> None:
        """Ask for the words that belong to `entry`: the finding, or why the item does not apply."""
        self._entry = entry
        self.note.setText(entry.note)
        self.note.setPlaceholderText(
            "为什么不适用？写原因，回车" if entry.not_applicable else "哪里不达标？可以不写，回车下一项"
        )
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)
        self.note.selectAll()

    def reckon_scrap(self) -> None:
        """Open the row that tells when an extinguisher is scrapped."""
        self._extinguisher.show()
        self.made.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: object) -> None:
        if event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self.left.emit()
            self.show_line(self._line)
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def _done(self) -> None:
        if self._line is None:
            return
        note = self.note.text().strip()
        if self._entry.not_applicable and not note:
            self._refuse("填“不适用”要写原因，比如“与邻村共用”。按 Esc 不改。")
            return
        self.done.emit(self._line.code, replace(self._entry, note=note, photo_no=self.photo.text().strip()))

    def _refuse(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _tell_scrap(self) -> None:
        if not self.made.text().strip():
            self._scrap.clear()
            return
        try:
            day = self._scrap_day()
        except InvalidInput:
            self._scrap.setText("还看不出日期")
            return
        left = (day - self._today).days
        self._scrap.setText(
            f"{day:%Y-%m-%d} 报废，{f'还有 {left} 天' if left > 0 else '已经到期'}。回车写进说明"
        )

    def _keep_scrap(self) -> None:
        day = self._scrap_day()
        words = f"{self._kind.currentText()}灭火器 {self.made.text().strip()}出厂，{day:%Y-%m-%d} 报废"
        self.note.setText("；".join(part for part in (self.note.text().strip(), words) if part))
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _scrap_day(self) -> date:
        return scrap_date(read_factory_date(self.made.text()), Extinguisher(self._kind.currentData()))

    def _build(self) -> None:
        row = QHBoxLayout(self._extinguisher)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel("灭火器报废日期"))
        row.addWidget(self._kind)
        row.addWidget(self.made, 1)
        row.addWidget(self._scrap, 2)
        fields = QGridLayout()
        fields.addWidget(QLabel("说明"), 0, 0)
        fields.addWidget(self.note, 0, 1)
        fields.addWidget(self.photo, 0, 2)
        fields.setColumnStretch(1, 5)
        fields.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self._item)
        layout.addWidget(self._keys)
        layout.addLayout(fields)
        layout.addWidget(self._wrong)
        layout.addWidget(self._extinguisher)


def _keys(line: SheetLine) -> str:
    scrap = f"{_GAP}<b>F6</b> 算报废日期" if "灭火器" in line.rule.name else ""
    if line.rule.value_kind == ValueKind.YES_NO:
        return f"{_DIGITS}{scrap}"
    if line.rule.value_kind == ValueKind.LIST:
        options = "&nbsp; ".join(
            f"<b>{place}</b>&nbsp;{option}" for place, option in enumerate(line.rule.options, start=1)
        )
        return f"有哪几样按哪几个：{options}&nbsp; <b>0</b>&nbsp;都没有{_GAP}{_PAD}"
    unit = f"（{line.rule.unit}）" if line.rule.unit else ""
    return f"输入数量{unit}{_GAP}{_PAD}{scrap}"
