from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.facilities.standard_forms import Confidence
from app.facilities.standards import StandardRow, list_packs, list_standard_items
from app.workspace import Workspace
from tests.ui.office.shots import page_of
from tests.ui.paging import count_rows
from ui import messages
from ui.frame import Frame
from ui.office.standards_page import StandardsPage


@pytest.fixture
def page(frame: Frame) -> StandardsPage:
    page = page_of(frame, "standards")
    assert isinstance(page, StandardsPage)
    return page


@pytest.fixture
def filled(page: StandardsPage) -> StandardsPage:
    page._shipped_action.trigger()
    return page


def item(ws: Workspace, code: str) -> StandardRow:
    return next(row for row in list_standard_items(ws, list_packs(ws)[0].pack) if row.form.code == code)


def column(page: StandardsPage, title: str) -> int:
    return [one.title for one in page._model.columns].index(title)


def test_the_shipped_packs_are_taken_over(page: StandardsPage, county: Workspace) -> None:
    assert page._stack.currentWidget() is page._start
    page._shipped_action.trigger()
    assert [pack.items for pack in list_packs(county)] == [51, 30]
    assert count_rows(page._model) == 51
    words = [page._packs.itemText(at) for at in range(page._packs.count())]
    assert not [word for word in words if "采用" in word]


def test_a_threshold_is_edited_in_its_cell(filled: StandardsPage, county: Workspace, qtbot: QtBot) -> None:
    index = filled._model.index(1, column(filled, "大型"))
    with qtbot.waitSignal(filled._model.edited):
        assert filled._model.setData(index, "１０００")
    assert item(county, "A02").form.threshold_large == Decimal(1000)
    assert item(county, "A02").wanted == "≥300／500／1000 m²"
    filled._steps.undo()
    assert item(county, "A02").wanted == "≥300／500／800 m²"


def test_a_contradiction_is_told_and_not_saved(
    filled: StandardsPage, county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[object] = []
    monkeypatch.setattr(messages, "show_error", errors.append)
    assert not filled._model.setData(filled._model.index(1, column(filled, "大型")), "10")
    assert "一档比一档高" in str(errors[0])
    assert not filled._model.setData(filled._model.index(1, column(filled, "大型")), "很大")
    assert item(county, "A02").form.threshold_large == 800


def test_a_veto_is_ticked(filled: StandardsPage, county: Workspace) -> None:
    index = filled._model.index(0, column(filled, "一票否决"))
    filled._model.setData(index, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert item(county, "A01").form.veto


def test_confidence_is_confirmed_in_the_form(filled: StandardsPage, county: Workspace) -> None:
    filled._filter.select("low")
    assert filled._model.rowCount() == 3
    filled._view.select(item(county, "B02").id)
    box = filled._form.field("confidence")
    assert isinstance(box, QComboBox)
    at = box.findData(Confidence.HIGH.value)
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert item(county, "B02").form.confidence is Confidence.HIGH
    assert filled._model.rowCount() == 2


def test_the_form_shows_what_the_kind_of_item_has(filled: StandardsPage, county: Workspace) -> None:
    def shown(key: str) -> bool:
        return filled._form.field(key).isVisibleTo(filled._form)

    filled._view.select(item(county, "A02").id)
    assert shown("threshold_large")
    assert not shown("options")
    filled._view.select(item(county, "B04").id)
    assert shown("options")
    assert shown("threshold")
    assert not shown("threshold_large")
    filled._view.select(item(county, "A05").id)
    assert not shown("threshold")


def test_an_item_is_added(filled: StandardsPage, county: Workspace) -> None:
    filled._view.select(item(county, "A03").id)
    filled._add_action.trigger()
    for key, text in (("code", "A13"), ("threshold", "12"), ("unit", "个")):
        field = filled._form.field(key)
        assert isinstance(field, QLineEdit)
        field.setText(text)
    filled._save_action.trigger()
    assert "编码和项目名称" in filled._form._note.text()
    filled._form.field("name").setPlainText("停车位")  # type: ignore[attr-defined]
    filled._save_action.trigger()
    assert item(county, "A13").wanted == "≥12 个"
    assert item(county, "A13").form.section == "站舍与场地"
    current = filled._view.current_row()
    assert current is not None
    assert current.form.code == "A13"


def test_publishing_shows_what_changed(
    filled: StandardsPage, county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "ask", lambda _text, yes, *_more: yes == "发布")
    filled._look_action.trigger()
    assert "3 项还是“待核”" in filled._publishing.review._notice.text()
    filled._publish_action.trigger()
    assert list_packs(county)[0].version == 1
    filled._look_action.trigger()
    assert not filled._publish_action.isEnabled()
    filled._publishing._region.setText("清河县")
    filled._publishing._region.editingFinished.emit()
    assert filled._publish_action.isEnabled()
    filled._publish_action.trigger()
    assert list_packs(county)[0].version == 2


def test_a_standard_of_ones_own(filled: StandardsPage, county: Workspace) -> None:
    filled._pick("+village")
    assert [pack.form.name for pack in list_packs(county)] == [
        "乡镇综合文化站标准（通用参考）",
        "村（社区）综合文化服务中心标准（通用参考）",
        "新标准",
    ]
    assert filled._model.rowCount() == 0
    filled._look_action.trigger()
    assert not filled._publish_action.isEnabled(), "it is empty"
