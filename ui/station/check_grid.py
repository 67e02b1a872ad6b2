"""The grid into which a sheet is typed by digits, in paper order."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from app.errors import InvalidInput
from app.facilities.checks import CheckSheet, SheetLine
from app.facilities.judging import Entry, Finding, ValueKind, actual_text, judge, read_value
from app.facilities.labels import label
from app.office.labels import StationSize
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

__all__ = ["LIGHTS", "CheckGrid", "conclusion"]

LIGHTS: Final = {
    Finding.MET: "green",
    Finding.BASICALLY_MET: "yellow",
    Finding.NOT_MET: "red",
    Finding.NOT_APPLICABLE: "grey",
    Finding.NOT_CHECKED: "grey",
}
_NOT_APPLICABLE: Final = "/"
_FIXED: Final = "*"


def conclusion(line: SheetLine) -> tuple[str, str]:
    """Return light and word of a line's conclusion."""
    return LIGHTS[line.finding], line.finding_label


class CheckGrid(LedgerView[SheetLine]):
    """Lines of a sheet; digits go to the current one.

    Yes or no: one digit and on to the next line. Counts and lists: digits, shown and judged as they are typed,
    then Enter. Keys of the number pad do the rest: / not applicable, * put right on the spot.
    """

    entered = Signal(str, object)  # code, Entry: to be written
    explain = Signal(str, object)  # code, Entry: to be written once the finding line is filled in
    refused = Signal(str)  # what cannot be typed here, in Chinese

    def __init__(self) -> None:
        self._lines: Sequence[SheetLine] = ()
        self._size = StationSize.SMALL
        self._typed = ""  # digits of the current line that are not entered yet
        columns: list[Column[SheetLine]] = [
            Column("编码", lambda line: line.code, width=3),
            Column("核查项目", _name, stretch=True),
            Column("标准", lambda line: f"{line.standard}{' 待核' if line.doubtful else ''}", width=8),
            Column("实测", self._actual, width=7),
            Column("结论", self._conclusion, cell=Cell.LIGHT, width=7),
            Column("上次", lambda line: line.last, width=6),
            Column("说明", _remark, width=9),
        ]
        model = PagedModel(columns, self._fetch, lambda line: line.code)
        super().__init__(model, empty=EmptyState("这个场所没有适用的标准。", icon_name="clipboard-list"))
        self._model = model
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # it would eat the digits
        self.chosen.connect(lambda _line: self._forget())

    def show_sheet(self, sheet: CheckSheet) -> None:
        """Show the lines of `sheet`; the current line stays, with what is being typed into it."""
        typed = self._typed
        self._lines = sheet.lines
        self._size = StationSize(sheet.venue.size)
        self.reload()
        self._typed = typed

    def press(self, key: str) -> None:
        """Take one character for the current line."""
        line = self.current_row()
        if line is None:
            return
        if key == _NOT_APPLICABLE or (key == "3" and line.rule.value_kind == ValueKind.YES_NO):
            self.explain.emit(line.code, replace(_kept(line), not_applicable=True, value=""))
        elif key == _FIXED:
            self._fix(line)
        elif line.rule.value_kind == ValueKind.YES_NO:
            self._answer(line, key)
        elif key.isdigit() or (key == "." and line.rule.value_kind == ValueKind.NUMBER):
            self._typed += key
            self._show_typed()

    @property
    def typed(self) -> str:
        """What was typed into the current line and is not entered yet."""
        return self._typed

    def enter_typed(self) -> bool:
        """Enter what was typed into the current line; False when it cannot be read."""
        line = self.current_row()
        if line is None or not self._typed:
            return True
        return self._enter(line, replace(_kept(line), value=self._typed))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        text = unicodedata.normalize("NFKC", event.text())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        ):
            if self.enter_typed():
                self.go_on(back=modifiers == Qt.KeyboardModifier.ShiftModifier)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            if self.enter_typed():
                super().keyPressEvent(event)
        elif key == Qt.Key.Key_Backspace and self._typed:
            self._typed = self._typed[:-1]
            self._show_typed()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            line = self.current_row()
            if line is not None and line.finding is not Finding.NOT_CHECKED:
                self.entered.emit(line.code, Entry())
        elif key == Qt.Key.Key_Escape and self._typed:
            self._typed = ""
            self._show_typed()
        elif (
            len(text) == 1
            and text in "0123456789./*"
            and modifiers
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            )
        ):
            self.press(text)
        else:
            super().keyPressEvent(event)

    def _answer(self, line: SheetLine, key: str) -> None:
        kept = _kept(line)
        if key == "1":
            self.entered.emit(line.code, replace(kept, value="1", fixed_on_spot=False))
            self.go_on()
        elif key == "2":
            self.entered.emit(line.code, replace(kept, value="0", fixed_on_spot=False))
            self.explain.emit(line.code, replace(kept, value="0", fixed_on_spot=False))
        elif key == "4":
            self._fix(line)
        else:
            self.refused.emit("这一项按 1 达标、2 不达标、3 不适用、4 现场已改。")

    def _fix(self, line: SheetLine) -> None:
        value = "0" if line.rule.value_kind == ValueKind.YES_NO else self._typed or line.entry.value
        if not value:
            self.refused.emit("先输入查到的数量，再按 * 记“现场已改”。")
        elif self._enter(line, replace(_kept(line), value=value, fixed_on_spot=True)):
            self.go_on()

    def _enter(self, line: SheetLine, entry: Entry) -> bool:
        try:
            read_value(line.rule, entry.value)
        except InvalidInput as error:
            self.refused.emit(str(error))
            return False
        self._typed = ""
        self.entered.emit(line.code, entry)
        return True

    def _forget(self) -> None:
        if self._typed:
            self._typed = ""
            self._show_typed()

    def _show_typed(self) -> None:
        row = self._model.rowCount() - 1
        if row >= 0:
            self._model.dataChanged.emit(self._model.index(0, 3), self._model.index(row, 4))

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> Sequence[SheetLine]:
        return self._lines[offset : offset + limit]

    def _typing(self, line: SheetLine) -> bool:
        current = self.currentIndex().row()
        return bool(self._typed) and current >= 0 and self._lines[current].code == line.code

    def _actual(self, line: SheetLine) -> str:
        if not self._typing(line):
            return line.actual
        if line.rule.value_kind == ValueKind.NUMBER:
            return f"{self._typed} {line.rule.unit}".strip()
        try:
            return actual_text(line.rule, read_value(line.rule, self._typed))
        except InvalidInput:
            return self._typed

    def _conclusion(self, line: SheetLine) -> tuple[str, str]:
        if not self._typing(line):
            return conclusion(line)
        try:
            finding = judge(line.rule, Entry(read_value(line.rule, self._typed)), self._size).finding
        except InvalidInput:
            return "grey", "输入中"
        return LIGHTS[finding], label("finding", finding)


def _name(line: SheetLine) -> str:
    return f"{line.rule.name}（否决）" if line.rule.veto else line.rule.name


def _remark(line: SheetLine) -> str:
    photo = f"照片 {line.entry.photo_no}" if line.entry.photo_no else ""
    return "　".join(part for part in (line.entry.note, photo) if part)


def _kept(line: SheetLine) -> Entry:
    """Return what stays of a line when its value is typed anew: the reason why it did not apply goes."""
    entry = line.entry
    return Entry(note="" if entry.not_applicable else entry.note, photo_no=entry.photo_no)
