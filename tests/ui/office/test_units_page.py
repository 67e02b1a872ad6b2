from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.office.unit_lists import add_units, read_units
from app.office.units import UnitKind, count_units, get_unit, list_units
from app.workspace import Workspace
from tests.ui.office.shots import page_of, pasted_units
from tests.ui.paging import count_rows
from ui import messages
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.office.units_page import UnitsPage


@pytest.fixture
def page(frame: Frame) -> UnitsPage:
    page = page_of(frame, "units")
    assert isinstance(page, UnitsPage)
    return page


CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_list_copied_from_excel_is_pasted_looked_through_and_entered(
    qtbot: QtBot, window: MainWindow, page: UnitsPage, county: Workspace
) -> None:
    QGuiApplication.clipboard().setText(pasted_units() + "\n990101199201\t\t孤村\t\t\t\t")
    page._view.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_V, CTRL)
    assert page._stack.currentWidget() is page._review
    assert page._accept_action.text() == "登记 77 个"
    assert count_units(county, UnitKind.STATION) == 0, "nothing is written before it is confirmed"
    with qtbot.waitSignal(page.context.jobs.ended, timeout=20_000):
        page._accept_action.trigger()
    assert (count_units(county, UnitKind.STATION), count_units(county, UnitKind.VILLAGE)) == (11, 66)
    assert page._stack.currentWidget() is page._list
    assert count_rows(page._model) == 77
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert count_units(county, UnitKind.STATION) == 0
    assert page._model.rowCount() == 0
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert count_units(county, UnitKind.VILLAGE) == 66


def test_leaving_the_look_through_writes_nothing(
    qtbot: QtBot, window: MainWindow, page: UnitsPage, county: Workspace
) -> None:
    QGuiApplication.clipboard().setText(pasted_units())
    page._paste_action.trigger()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert page._stack.currentWidget() is page._list
    assert count_units(county, UnitKind.STATION) == 0


def test_a_workbook_is_imported(
    qtbot: QtBot, page: UnitsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "区划代码", "联系人", "电话"])
    sheet.append(["青石镇综合文化站", "990101101000", "陆秀兰", "13900000001"])
    book.save(tmp_path / "名单.xlsx")
    monkeypatch.setattr(messages, "choose_file", lambda *_args: tmp_path / "名单.xlsx")
    with qtbot.waitSignal(page.context.jobs.ended):
        page._import_action.trigger()
    assert [draft.form.name for draft in page._review.rows()] == ["青石镇综合文化站"]


@pytest.fixture
def filled(page: UnitsPage, county: Workspace) -> UnitsPage:
    add_units(county, read_units(county, pasted_units()))
    page.context.written()
    return page


def test_a_field_is_saved_when_it_is_left(qtbot: QtBot, filled: UnitsPage, county: Workspace) -> None:
    station = list_units(county, kind=UnitKind.STATION)[1]
    filled._view.select(station.id)
    phone = filled._form.field("phone")
    assert isinstance(phone, QLineEdit)
    phone.setFocus()
    phone.clear()
    qtbot.keyClicks(phone, "0990-6600002")
    qtbot.keyClick(phone, Qt.Key.Key_Return)
    assert get_unit(county, station.id).phone == "0990-6600002"
    assert filled._view.current_row() == get_unit(county, station.id)


def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(
    qtbot: QtBot, filled: UnitsPage, county: Workspace
) -> None:
    station = list_units(county, kind=UnitKind.STATION)[0]
    filled._view.select(station.id)
    code = filled._form.field("code")
    assert isinstance(code, QLineEdit)
    code.setText("990102101000")
    qtbot.keyClick(code, Qt.Key.Key_Return)
    assert "不属于本县" in filled._form._note.text()
    assert code.text() == "990102101000"
    assert get_unit(county, station.id).code == station.code


def test_a_cell_is_edited_in_place(qtbot: QtBot, filled: UnitsPage, county: Workspace) -> None:
    index = filled._model.index(0, 1)
    with qtbot.waitSignal(filled._model.edited):
        assert filled._model.setData(index, "青石镇文化站", Qt.ItemDataRole.EditRole)
    assert filled._model.row(0).name == "青石镇文化站"
    assert list_units(county)[0].name == "青石镇文化站"
    filled._steps.undo()
    assert list_units(county)[0].name == "青石镇综合文化站"


def test_a_village_is_entered_by_hand(qtbot: QtBot, filled: UnitsPage, county: Workspace) -> None:
    filled._kinds.select(UnitKind.VILLAGE)
    filled._view.select(list_units(county, kind=UnitKind.VILLAGE)[6].id)
    filled._add_action.trigger()
    form = filled._form
    assert form.value("parent") == list_units(county, kind=UnitKind.STATION)[1].id
    name = form.field("name")
    assert isinstance(name, QLineEdit)
    name.setText("新村")
    filled._save_action.trigger()
    added = next(row for row in list_units(county, kind=UnitKind.VILLAGE) if row.name == "新村")
    assert added.parent_name == "柳河乡综合文化站"
    assert filled._view.current_row() == added


def test_withdrawing_asks_first(
    filled: UnitsPage, county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([False, True])

    def ask(question: str, *_args: object, **_more: object) -> bool:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr(messages, "ask", ask)
    filled._view.select(list_units(county, kind=UnitKind.STATION)[0].id)
    filled._remove_action.trigger()
    assert count_units(county, UnitKind.STATION) == 11
    filled._remove_action.trigger()
    assert "6 个村" in asked[0]
    assert (count_units(county, UnitKind.STATION), count_units(county, UnitKind.VILLAGE)) == (10, 60)


def test_the_list_is_filtered_and_searched(qtbot: QtBot, filled: UnitsPage) -> None:
    filled._kinds.select(UnitKind.STATION)
    assert filled._model.rowCount() == 11
    with qtbot.waitSignal(filled._search.asked):
        filled._search.setText("石桥")
    assert [filled._model.row(n).name for n in range(filled._model.rowCount())] == ["石桥镇综合文化站"]
