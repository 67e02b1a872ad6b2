from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.rectification.orders import OrderState, count_orders, list_orders
from app.workspace import Workspace
from tests.ui.conftest import User
from ui.frame import Frame
from ui.office.orders_page import OrdersPage


def page_of(frame: Frame, **arguments: str) -> OrdersPage:
    frame.navigate("orders", **arguments)
    page = frame.page
    assert isinstance(page, OrdersPage)
    return page


def press(page: OrdersPage, text: str) -> None:
    next(action for action in page.actions() if action.text() == text).trigger()


def put(page: OrdersPage, key: str, text: str) -> None:
    field = page.form.field(key)
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(field.findText(text))
    elif isinstance(field, QLineEdit):
        field.setText(text)


def test_orders_stand_with_what_the_station_made_of_them(
    office_frame: Frame, furnished_office: Workspace
) -> None:
    page = page_of(office_frame)
    model = page.view.model()
    assert [model.index(row, 5).data() for row in range(model.rowCount())] == ["待签收", "整改中", "待签收"]
    page.states.select("working")
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["03-ZG-2026-A0001"]
    assert "清空通道；张贴禁止堆放标识" in page.answer.text()


def test_an_order_is_issued_changed_and_withdrawn(
    office_frame: Frame, furnished_office: Workspace, user: User
) -> None:
    page = page_of(office_frame)
    press(page, "开交办单")
    press(page, "下达")
    assert len(list_orders(furnished_office)) == 3  # it says nothing yet
    put(page, "station", "青石镇综合文化站")
    put(page, "description", "报刊没有更新")
    put(page, "limit_end", "3.15")
    press(page, "下达")
    (row,) = list_orders(furnished_office, text="报刊")
    assert (row.number, row.form.limit_end) == ("03-ZG-2026-A0004", date(2026, 3, 15))
    limit = page.form.field("limit_end")
    assert isinstance(limit, QLineEdit)
    limit.setText("3.20")
    limit.editingFinished.emit()
    assert list_orders(furnished_office, text="报刊")[0].form.limit_end == date(2026, 3, 20)
    limit.setText("soon")
    limit.editingFinished.emit()
    assert list_orders(furnished_office, text="报刊")[0].form.limit_end == date(2026, 3, 20)
    page.steps.undo()
    assert list_orders(furnished_office, text="报刊")[0].form.limit_end == date(2026, 3, 15)
    user.answers = [0]
    press(page, "撤销交办单")
    assert list_orders(furnished_office, text="报刊") == []


def test_a_slip_written_by_hand_keeps_its_number(
    office_frame: Frame, furnished_office: Workspace, user: User, qtbot: QtBot
) -> None:
    page = page_of(office_frame)
    user.answers = [0]
    with qtbot.waitSignal(office_frame.context.jobs.ended, timeout=20_000):
        press(page, "印空白单")
    assert page.papers.previewing
    page = page_of(office_frame, station=list_orders(furnished_office)[0].station)
    put(page, "description", "手写的")
    put(page, "printed", "00-ZG-2026-A0005")
    press(page, "下达")
    assert [row.number for row in list_orders(furnished_office, text="手写")] == ["00-ZG-2026-A0005"]
    assert count_orders(furnished_office)[OrderState.ISSUED] == 3
