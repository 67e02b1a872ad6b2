"""Fields for digits and dates, and forms."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.station.person_field import PersonField
from ui.widgets.fields import DateField, DigitsField, typed_date
from ui.widgets.form_rows import FormRows, required

TODAY = date(2026, 3, 2)


def compose(widget: QWidget, text: str) -> None:
    """Type `text` as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-7-5", date(2026, 7, 5)),
        ("2026-07-05", date(2026, 7, 5)),
        ("2026.7.5", date(2026, 7, 5)),
        ("2026/7/5", date(2026, 7, 5)),
        ("2026年7月5日", date(2026, 7, 5)),
        ("20260705", date(2026, 7, 5)),
        ("２０２６－７－５", date(2026, 7, 5)),
        ("7.5", date(2026, 7, 5)),
        ("７．５", date(2026, 7, 5)),
        ("7。5", date(2026, 7, 5)),
        ("7月5日", date(2026, 7, 5)),
        ("12-31", date(2026, 12, 31)),
        (" 7.5 ", date(2026, 7, 5)),
        ("2.29", None),
        ("2028.2.29", date(2028, 2, 29)),
        ("13.1", None),
        ("26.7.5", None),
        ("75", None),
        ("七月", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(text: str, day: date | None) -> None:
    assert typed_date(text, TODAY) == day


@settings(max_examples=60)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back_from_what_is_shown(day: date) -> None:
    assert typed_date(day.isoformat(), TODAY) == day


@settings(max_examples=60)
@given(st.text(max_size=12))
def test_no_text_upsets_the_reader(text: str) -> None:
    typed_date(text, TODAY)


def test_a_date_field_tidies_up_when_it_is_left(qtbot: QtBot) -> None:
    field = DateField(TODAY)
    qtbot.addWidget(field)
    told: list[date | None] = []
    field.day_changed.connect(told.append)
    compose(field, "７．５")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "2026-07-05"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [date(2026, 7, 5)]
    field.clear()
    compose(field, "七月五")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.wrong
    assert field.property("wrong") is True
    assert field.text() == "七月五"
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [date(2026, 7, 5), None]
    assert field.property("wrong") is False


@pytest.mark.parametrize(
    ("typed", "decimals", "text"),
    [
        ("１２", False, "12"),
        ("1a2", False, "12"),
        ("十2", False, "2"),
        ("3.5", False, "35"),
        ("３．５", True, "3.5"),
        ("3。5", True, "3.5"),
        ("1.2.3", True, "1.23"),
        ("-4", True, "4"),
        ("1234567890123", False, "123456789"),
    ],
)
def test_digits_only(qtbot: QtBot, typed: str, decimals: bool, text: str) -> None:
    field = DigitsField(decimals=decimals)
    qtbot.addWidget(field)
    compose(field, typed)
    assert field.text() == text
    assert field.number() == float(text)
    assert field.whole() == int(float(text))


def test_digits_in_the_middle_keep_the_cursor(qtbot: QtBot) -> None:
    field = DigitsField()
    qtbot.addWidget(field)
    compose(field, "19")
    field.setCursorPosition(1)
    compose(field, "x２")
    assert (field.text(), field.cursorPosition()) == ("129", 2)


def test_an_empty_digits_field_has_no_number(qtbot: QtBot) -> None:
    field = DigitsField(decimals=True)
    qtbot.addWidget(field)
    assert field.number() is None
    compose(field, ".")
    assert field.whole() is None


def test_a_form_says_what_is_wrong_and_leads_there(qtbot: QtBot) -> None:
    form = FormRows()
    first, second = QLineEdit("有"), QLineEdit()
    form.add("单位", first, check=required(first, "单位"), needed=True)
    form.add("名称", second, check=required(second, "活动名称"), hint="印在纸上")
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    assert not form.valid()
    qtbot.waitUntil(second.hasFocus)
    assert [label.text() for label in form.findChildren(QWidget) if label.property("role") == "error"] == [  # type: ignore[attr-defined]
        "请填写活动名称。"
    ]
    assert second.property("wrong") is True
    compose(second, "读书会")
    assert second.property("wrong") is False
    assert form.valid()
    assert second.accessibleName() == "名称"


def test_the_wheel_does_not_change_a_field_that_is_not_in_use(qtbot: QtBot) -> None:
    window = QWidget()
    combo, other = QComboBox(), QLineEdit()
    combo.addItems(["一", "二", "三"])
    layout = QVBoxLayout(window)
    layout.addWidget(combo)
    layout.addWidget(other)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    turn(combo)
    assert combo.currentIndex() == 0
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    turn(combo)
    assert combo.currentIndex() == 1


def turn(widget: QWidget) -> None:
    place = QPointF(5, 5)
    buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    down, phase = QPoint(0, -120), Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(
        widget,
        QWheelEvent(place, widget.mapToGlobal(place), QPoint(), down, buttons, modifiers, phase, False),
    )


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", theme.TextSize)
def test_a_name_stands_inside_its_field(size: theme.TextSize, qtbot: QtBot) -> None:
    theme.current().set_size(size)
    field = PersonField()
    field.setFixedWidth(240)
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    line = field.lineEdit()
    assert line is not None
    assert field.rect().contains(line.geometry())
    assert abs(line.geometry().center().y() - field.rect().center().y()) <= 2
