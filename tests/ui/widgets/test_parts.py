"""Cards, filters, panels, drop zone, steps."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDropEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMainWindow,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import User
from ui import messages, theme
from ui.icons import drawn, icon, set_icon
from ui.widgets.buttons import ActionButton, Look
from ui.widgets.drop_zone import DropZone
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.lights import LIGHTS, draw_light
from ui.widgets.master_detail import MasterDetail
from ui.widgets.step_header import StepHeader
from ui.widgets.task_card import CARDS_SHOWN, CardList, CardText, TaskCard


def test_every_light_has_a_shape_of_its_own() -> None:
    """Drawn in one colour, no two can be mistaken: the shape alone tells them apart."""
    shapes = []
    for light in LIGHTS:
        image = QImage(24, 24, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        draw_light(painter, light, QRectF(2, 2, 20, 20), theme.color("ink"))
        painter.end()
        shapes.append(image)
    for n, one in enumerate(shapes):
        for other in shapes[n + 1 :]:
            different = sum(one.pixel(x, y) != other.pixel(x, y) for x in range(24) for y in range(24))
            assert different > 60


def test_icons_are_coloured_and_faint_when_off(qtbot: QtBot) -> None:
    action = QAction("打印")
    set_icon(action, "printer")
    assert drawn(action) == "printer"
    button = ActionButton(action, "main")
    qtbot.addWidget(button)
    white = button.icon().pixmap(24).toImage()
    assert any(white.pixelColor(x, y) == theme.color("surface") for x in range(24) for y in range(24))
    assert drawn(QAction("无")) is None
    assert not icon("printer").isNull()


def test_a_button_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("认领")
    button = ActionButton(action)
    qtbot.addWidget(button)
    assert not button.isVisible()  # made without a window
    button.show()
    pressed: list[str] = []
    action.triggered.connect(lambda: pressed.append("x"))
    button.click()
    action.setEnabled(False)
    action.setText("退回")
    assert (button.isEnabled(), button.text(), len(pressed)) == (False, "退回", 1)
    action.setVisible(False)
    assert not button.isVisible()
    action.setVisible(True)
    assert button.isVisible()


def test_filters_add_up_or_exclude_each_other(qtbot: QtBot) -> None:
    several = FilterBar([("red", "逾期"), ("green", "正常")])
    single = FilterBar([("all", "全部"), ("changed", "只看变化")], single=True)
    told: list[set[str]] = []
    for bar in (several, single):
        qtbot.addWidget(bar)
        bar.changed.connect(lambda bar=bar: told.append(bar.selected()))
    several.set_counts({"red": 3})
    assert [b.text() for b in several._buttons.values()] == ["逾期 3", "正常"]
    for bar in (several, single):
        for button in bar._buttons.values():
            button.click()
    assert told == [{"red"}, {"red", "green"}, {"all"}, {"changed"}]
    single._buttons["changed"].click()  # the one that is on stays on
    assert single.selected() == {"changed"}
    several.select("red")
    several.select("red")
    assert told[-1] == {"red"}
    assert len(told) == 6


def test_a_search_waits_for_the_end_of_typing(qtbot: QtBot) -> None:
    field = SearchField("找任务")
    qtbot.addWidget(field)
    asked: list[str] = []
    field.asked.connect(asked.append)
    QTest.keyClicks(field, " 12")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["12"])
    QTest.keyClick(field, Qt.Key.Key_Return)  # at once
    assert asked == ["12", "12"]


def test_a_list_of_cards_shows_seven_and_names_the_rest(qtbot: QtBot) -> None:
    cards = CardList("今天", "今天没有到期的事。")
    qtbot.addWidget(cards)
    cards.show()
    cards.show_cards([CardText(str(n), f"任务{n}", "red", "逾期", tick="完成") for n in range(9)], 20)
    qtbot.waitUntil(lambda: len([c for c in cards.findChildren(TaskCard) if c.isVisible()]) == CARDS_SHOWN)
    (more,) = [b for b in cards.findChildren(ActionButton) if "还有" in b.text() and b.isVisible()]
    assert more.text() == "还有 13 项"
    with qtbot.waitSignal(cards.more):
        more.click()
    cards.show_cards([], 0)
    qtbot.waitUntil(
        lambda: "今天没有到期的事。" in [w.text() for w in cards.findChildren(QLabel) if w.isVisible()]
    )


def test_a_card_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    cards = CardList("今天", "")
    qtbot.addWidget(cards)
    cards.show_cards(
        [CardText("a", "甲", "red", "逾期", tick="完成"), CardText("b", "乙", "blue", "待核验")], 2
    )
    events: list[tuple[str, str]] = []
    cards.opened.connect(lambda key: events.append(("open", key)))
    cards.ticked.connect(lambda key: events.append(("tick", key)))
    first, second = cards.findChildren(TaskCard)
    QTest.keyClick(first, Qt.Key.Key_Return)
    QTest.keyClick(first, Qt.Key.Key_Space)
    QTest.keyClick(second, Qt.Key.Key_Space)  # has nothing to tick
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert events == [("open", "a"), ("tick", "a"), ("open", "b")]


def test_the_detail_is_a_drawer_in_a_narrow_window(qtbot: QtBot) -> None:
    window = QMainWindow()
    main, detail = QTextEdit(), QTextEdit()
    sides = MasterDetail(main, detail)
    window.setCentralWidget(sides)
    qtbot.addWidget(window)
    window.resize(1092, 543)
    with qtbot.waitExposed(window):
        window.show()
    assert not sides.detail_shown
    wide = main.width()
    sides.open_detail("一件事")
    assert sides.detail_shown
    assert main.width() == wide  # over it, not beside it
    detail.setFocus()
    QTest.keyClick(detail, Qt.Key.Key_Escape)
    assert not sides.detail_shown
    sides.open_detail()
    window.resize(1366, 697)
    qtbot.waitUntil(lambda: sides.detail_shown and main.width() < wide)
    sides.close_detail()
    assert sides.detail_shown  # it has its own place there
    window.resize(1092, 543)
    qtbot.waitUntil(lambda: not sides.detail_shown)


def test_a_drop_zone_takes_files_by_mouse_and_by_button(qtbot: QtBot, user: User, tmp_path: Path) -> None:
    zone = DropZone("拖到这里", kinds=messages.PACKAGE, folders=True)
    qtbot.addWidget(zone)
    taken: list[list[Path]] = []
    zone.dropped.connect(taken.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "甲.zwt")), QUrl("https://example.org/x")])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    zone.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, modifiers))
    files, folder = zone.findChildren(ActionButton)
    user.paths = [tmp_path / "a", tmp_path / "b"]
    files.click()
    files.click()  # nothing chosen
    user.paths = [tmp_path, None]
    folder.click()
    folder.click()
    assert taken == [[tmp_path / "甲.zwt"], [tmp_path / "a", tmp_path / "b"], [tmp_path]]


def test_steps_are_read_out(qtbot: QtBot) -> None:
    steps = StepHeader(["选开站包", "核对本站"])
    qtbot.addWidget(steps)
    before = steps.grab().toImage()
    steps.set_step(1)
    assert steps.accessibleName() == "第 2 步，共 2 步：核对本站"
    assert steps.grab().toImage() != before


def test_an_empty_list_that_is_low_keeps_its_words_and_drops_the_icon(qtbot: QtBot) -> None:
    table = QWidget()
    qtbot.addWidget(table)
    empty = EmptyState("还没有发出过数据包。", QAction("写一个"), parent=table)
    empty.resize(400, 300)
    with qtbot.waitExposed(table):
        table.show()
    assert empty._picture.isVisible()
    empty.resize(400, 90)
    assert not empty._picture.isVisible()
    empty.resize(400, 300)
    assert empty._picture.isVisible()


def test_tabs_that_have_no_room_are_led_to_by_arrows(qtbot: QtBot) -> None:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    for word in ("要求", "进展", "步骤", "佐证", "答复", "办结"):
        tabs.addTab(QWidget(), word)
    tabs.resize(240, 200)
    with qtbot.waitExposed(tabs):
        tabs.show()
    arrows = [one for one in tabs.tabBar().findChildren(QToolButton) if one.isVisible()]
    assert len(arrows) == 2
    for arrow in arrows:
        image = arrow.grab().toImage()
        inside = [
            image.pixelColor(x, y).lightness()
            for x in range(4, image.width() - 4)
            for y in range(4, image.height() - 4)
        ]
        assert min(inside) < 200  # something is drawn in it


def test_the_frame_of_the_focus_goes_with_the_choice(qtbot: QtBot) -> None:
    bar = FilterBar([("up", "向上汇报"), ("notices", "县里通知")], single=True)
    qtbot.addWidget(bar)
    with qtbot.waitActive(bar):
        bar.show()
    bar._buttons["up"].setFocus()
    bar.select("notices")
    assert bar._buttons["notices"].hasFocus()


def ground(widget: QWidget) -> QColor:
    """Return the colour of a button beside its words."""
    QApplication.processEvents()
    return widget.grab().toImage().pixelColor(7, 7)


def test_a_filter_under_the_mouse_does_not_look_chosen(qtbot: QtBot) -> None:
    bar = FilterBar([("red", "逾期"), ("green", "正常"), ("grey", "其他")])
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitExposed(bar)
    bar.select("red")
    chosen, under, plain = bar.findChildren(QToolButton)
    QTest.mouseMove(under)
    assert len({ground(button).name() for button in (chosen, under, plain)}) == 3


@pytest.mark.parametrize("look", ["link", "danger", "quiet", ""])
def test_what_cannot_be_pressed_has_no_colour(qtbot: QtBot, look: Look) -> None:
    action = QAction("登记")
    button = ActionButton(action, look)
    qtbot.addWidget(button)
    button.show()
    action.setEnabled(False)
    QTest.mouseMove(button)
    QApplication.processEvents()
    image = button.grab().toImage()
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    assert max(colour.saturation() for colour in colours if colour.alpha() == 255) < 60


def test_only_a_card_that_opens_something_answers_to_the_mouse(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    cards = TaskCard(CardText("1", "灯谜会", "red", "逾期 3 天")), QFrame()
    cards[1].setProperty("role", "card")
    for card in cards:
        card.setMinimumHeight(90)
        column.addWidget(card)
    host.resize(400, 240)
    host.show()
    qtbot.waitExposed(host)
    host.setFocus()
    edges = []
    for card in cards:
        QTest.mouseMove(card, QPoint(200, 80))
        QApplication.processEvents()
        edges.append(card.grab().toImage().pixelColor(200, 0).name())
    assert edges == [theme.color(name).name() for name in ("accent", "line")]
