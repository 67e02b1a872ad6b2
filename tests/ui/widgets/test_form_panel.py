from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.widgets.form_panel import Field, FieldKind, FormPanel

FIELDS = (
    Field("name", "名称", hint="写全称"),
    Field("text", "说明", FieldKind.TEXT),
    Field("kind", "类型", FieldKind.CHOICE, (("a", "甲"), ("b", "乙"))),
    Field("word", "类别", FieldKind.WORD, (("活动", "活动"),)),
    Field("count", "数量", FieldKind.WHOLE),
    Field("figure", "面积", FieldKind.FIGURE),
    Field("veto", "否决", FieldKind.TICK),
)
VALUES: dict[str, Any] = {
    "name": "文化站",
    "text": "一行\n两行",
    "kind": "b",
    "word": "自编类别",
    "count": 12,
    "figure": Decimal("85.5"),
    "veto": True,
}
EMPTY = {"name": "", "text": "", "kind": "", "word": "", "count": None, "figure": None, "veto": False}


@pytest.fixture
def panel(qtbot: QtBot) -> FormPanel:
    panel = FormPanel(FIELDS)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.show()
    return panel


def test_what_is_shown_is_what_is_read(panel: FormPanel) -> None:
    assert panel.values() == EMPTY
    panel.show_values(VALUES)
    assert panel.values() == VALUES
    panel.show_values(EMPTY)
    assert panel.values() == EMPTY


class Watch(QObject):
    """Counts windows that open."""

    opened = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.opened += (
            event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        )
        return False


def test_making_a_form_opens_no_window(qtbot: QtBot, qapp: QApplication) -> None:
    host, watch = QWidget(), Watch()
    qtbot.addWidget(host)
    qapp.installEventFilter(watch)
    FormPanel(FIELDS, parent=host).show_values(VALUES)
    qapp.removeEventFilter(watch)
    assert watch.opened == 0


def type_into(panel: FormPanel, key: str) -> None:
    """Do what a user does to put the value of `VALUES` into an empty form."""
    field = panel.field(key)
    if isinstance(field, QCheckBox):
        field.click()
    elif isinstance(field, QPlainTextEdit):
        field.setFocus()
        field.setPlainText(VALUES[key])
        panel.field("name").setFocus()
    elif isinstance(field, QComboBox) and not field.isEditable():
        at = field.findData(VALUES[key])
        field.setCurrentIndex(at)
        field.activated.emit(at)
    else:
        line = field.lineEdit() if isinstance(field, QComboBox) else field
        assert isinstance(line, QLineEdit)
        line.setText(str(VALUES[key]))
        line.editingFinished.emit()


@pytest.mark.parametrize("key", list(VALUES))
def test_a_field_that_is_left_changed_says_so_once(panel: FormPanel, key: str) -> None:
    panel.show_values(EMPTY)
    told: list[str] = []
    panel.left.connect(told.append)
    type_into(panel, key)
    assert panel.value(key) == VALUES[key]
    assert told == [key]
    field = panel.field(key)
    if isinstance(field, QLineEdit):
        field.editingFinished.emit()
    assert told == [key], "left again without a change"


def test_showing_another_record_tells_nothing(panel: FormPanel) -> None:
    told: list[str] = []
    panel.left.connect(told.append)
    panel.show_values(VALUES)
    panel.show_values(EMPTY)
    assert told == []


def test_choices_change_and_the_value_stays_if_it_can(panel: FormPanel) -> None:
    panel.show_values(VALUES)
    panel.set_choices("kind", [("b", "乙"), ("c", "丙")])
    assert panel.value("kind") == "b"
    panel.set_choices("kind", [("c", "丙")])
    assert panel.value("kind") == ""


def test_a_line_is_hidden_with_its_words_and_hint(panel: FormPanel) -> None:
    panel.set_shown("name", False)
    assert not panel.field("name").isVisible()
    panel.set_shown("name", True)
    assert panel.field("name").isVisible()


def test_a_sentence_is_shown_above_the_fields(panel: FormPanel) -> None:
    panel.say("请填写名称。")
    assert panel._note.isVisible()
    panel.show_values(VALUES)
    assert not panel._note.isVisible()
