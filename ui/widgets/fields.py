"""Fields for digits and dates, typed as they come: full-width, with dots, dashes or nothing between."""

import re
import unicodedata
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

__all__ = ["DateField", "DigitsField", "half_width", "last_months", "typed_date"]

_FULL_DATE: Final = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_SHORT_DATE: Final = re.compile(r"(\d{1,2})\D(\d{1,2})\D?")
_RUN_TOGETHER: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")
_NOT_NUMBER: Final = re.compile(r"[^0-9.]")


def half_width(text: str) -> str:
    """Return `text` with full-width digits, letters and stops made half-width, blanks at the ends cut off."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()


def typed_date(text: str, today: date) -> date | None:
    """Read a date as people type it: 2026-7-5, 2026年7月5日, 20260705, 7.5, full-width digits.

    Without a year it lies in the year of `today`. None when it is no date.
    """
    plain = half_width(text)
    if match := _FULL_DATE.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain):
        year, month, day = map(int, match.groups())
    elif match := _SHORT_DATE.fullmatch(plain):
        year, (month, day) = today.year, map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_months(today: date, count: int = 13) -> list[date]:
    """Return the first days of the running month and those before it, the newest first."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.append(date.fromordinal(months[-1].toordinal() - 1).replace(day=1))
    return months


class DigitsField(QLineEdit):
    """Takes digits only; what an input method or another alphabet width brings is turned into them."""

    def __init__(
        self, *, longest: int = 9, decimals: bool = False, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._unwanted = _NOT_NUMBER if decimals else _NOT_DIGIT
        self._longest = longest
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._clean)

    def number(self) -> float | None:
        """Return what was typed, or None when nothing or no number was."""
        try:
            return float(self.text())
        except ValueError:
            return None

    def whole(self) -> int | None:
        """Return what was typed without its fraction, or None."""
        number = self.number()
        return None if number is None else int(number)

    def _clean(self, text: str) -> None:
        clean = self._unwanted.sub("", half_width(text))
        head, dot, tail = clean.partition(".")
        clean = (head + dot + tail.replace(".", ""))[: self._longest]
        if clean != text:
            place = self.cursorPosition() - (len(text) - len(clean))
            self.setText(clean)
            self.setCursorPosition(max(0, place))


class DateField(QLineEdit):
    """A date typed as digits; shown as 2026-07-05 once the field is left."""

    day_changed = Signal(object)  # date or None, when the field is left or Enter pressed

    def __init__(self, today: date, value: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._value: date | None = None
        self.setPlaceholderText(f"如 {today.month}.{today.day} 或 {today:%Y-%m-%d}")
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda _text: self._mark(False))
        self.set_day(value)

    def day(self) -> date | None:
        """Return the date in the field, or None when it is empty or no date."""
        return typed_date(self.text(), self._today)

    @property
    def wrong(self) -> bool:
        """Whether something stands there that is no date."""
        return bool(self.text().strip()) and self.day() is None

    def set_day(self, value: date | None) -> None:
        """Show `value`."""
        self._value = value
        self.setText("" if value is None else value.isoformat())
        self._mark(False)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def _finish(self) -> None:
        value = self.day()
        self._mark(self.wrong)
        if value is not None:
            self.setText(value.isoformat())
        if not self.wrong and value != self._value:
            self._value = value
            self.day_changed.emit(value)

    def _mark(self, wrong: bool) -> None:
        self.setToolTip("这不是日期，请写成 7.5 或 2026-07-05" if wrong else "")
        if self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().polish(self)
