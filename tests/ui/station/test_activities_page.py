from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.work.activities import list_activities
from app.work.facts import services
from app.work.log import add_log, list_log, list_villages
from app.work.services import read_targets
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, draw_picture
from ui.station.activities_page import ActivitiesPage, spans
from ui.station.villages_field import VillagesField


def open_page(desk: Desk, **arguments: str) -> ActivitiesPage:
    desk.frame.navigate("activities", **arguments)
    page = desk.frame.page
    assert isinstance(page, ActivitiesPage)
    page.reload()
    return page


def tick(field: VillagesField, *names: str) -> None:
    """Open the list and click these villages, then close it with Enter."""
    field.showPopup()
    for row in range(field.list.count()):
        item = field.list.item(row)
        if item.text() in names:
            place = field.list.visualItemRect(item).center()
            QTest.mouseClick(field.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(field.list, Qt.Key.Key_Return)


def test_a_film_tour_is_one_entry_for_three_villages(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    hands.key("Ctrl+N")
    editor = page.editor
    hands.write("公益电影下乡", editor.topic)
    editor.kind.setCurrentIndex(editor.kind.findData("film"))
    tick(editor.villages, "前进村", "河口村", "柳树村")
    hands.write("210", editor.people)
    hands.key("Ctrl+Return")
    assert hands.count == 2  # beside what is filled in
    (event,) = list_activities(desk.station)
    assert (event.topic, event.kind_label, event.people) == ("公益电影下乡", "电影放映", 210)
    assert [one.village for one in event.villages] == ["前进村", "河口村", "柳树村"]
    assert [line.text for line in list_log(desk.station)] == ["公益电影下乡"]
    assert page._sum.text().startswith("共 3 场次，210 人次，到了 3 个村")
    assert editor.visits.isVisible()
    hands.key("Ctrl+Z")
    assert list_activities(desk.station) == []


def test_fields_are_saved_as_they_are_left(desk: Desk, hands: Hands) -> None:
    add_log(desk.station, "正月十五秧歌汇演", activity="show")
    page = open_page(desk)
    editor = page.editor
    editor.partner.setFocus()
    hands.write("镇中心小学", editor.partner)
    hands.key("Tab")
    (event,) = list_activities(desk.station)
    assert (event.partner, event.topic, event.text) == ("镇中心小学", "正月十五秧歌汇演", "正月十五秧歌汇演")
    editor.topic.setFocus()
    editor.topic.selectAll()
    hands.write("元宵汇演", editor.topic)
    hands.key("Tab")
    (event,) = list_activities(desk.station)
    assert event.text == "元宵汇演"  # the line had no words of its own but the name
    tick(editor.villages, "河口村")
    assert [one.village for one in services(desk.station, event.on, event.on)] == ["河口村"]


def test_days_and_heads_of_each_village(desk: Desk, hands: Hands, user: User) -> None:
    villages = [village.id for village in list_villages(desk.station)]
    add_log(desk.station, "送戏", activity="show", villages=villages)
    page = open_page(desk)
    model = page.editor.visits.view.model()
    assert model.rowCount(QModelIndex()) == 3
    assert model.setData(model.index(0, 1), "2.27")
    QApplication.processEvents()
    model = page.editor.visits.view.model()
    assert model.setData(model.index(1, 3), "８０")
    QApplication.processEvents()
    found = services(desk.station, date(2026, 2, 1), date(2026, 3, 31))
    assert {(one.village, one.on, one.people) for one in found} == {
        ("前进村", date(2026, 2, 27), None),
        ("河口村", date(2026, 3, 2), 80),
        ("柳树村", date(2026, 3, 2), None),
    }
    assert not model.setData(model.index(0, 2), "0")
    assert not model.setData(model.index(0, 1), "4.1")
    assert [error[:4] for error in user.errors] == ["场次至少", "日期还没"]


def test_photos_of_an_activity(desk: Desk, hands: Hands, user: User, qtbot: QtBot) -> None:
    add_log(desk.station, "汇演", activity="show")
    page = open_page(desk)
    picture = desk.station.folder.parent / "现场.jpg"
    draw_picture(picture)
    user.paths = [picture]
    with qtbot.waitSignal(desk.window.jobs.ended):
        hands.press("添加照片", page.editor)
    assert list_activities(desk.station)[0].files == 1


def test_gaps_lead_to_what_is_missing(desk: Desk, hands: Hands) -> None:
    villages = [village.id for village in list_villages(desk.station)]
    add_log(desk.station, "放电影", activity="film", unit=villages[0], on=date(2026, 1, 20))
    page = open_page(desk, view="services")
    pane = page.services
    table = pane.table
    assert [table.item(row, 2).text() for row in range(3)] == ["缺", "缺", "缺"]
    assert [table.item(row, 1).text() for row in range(4)] == ["1", "缺", "缺", "1"]
    assert "5 处缺口，涉及 3 个村" in pane._say.text()
    assert table.item(1, 1).toolTip() == "河口村　1月：0 次　没有去过"
    table.setCurrentCell(1, 1)
    table.setFocus()
    hands.key("Return")
    editor = page.editor
    assert (editor.on.day(), editor.villages.chosen()) == (date(2026, 1, 31), (villages[1],))
    hands.write("补登：放电影", editor.topic)
    hands.key("Ctrl+Return")
    page.which.select("services")
    assert table.item(1, 1).text() == "1"
    table.setCurrentCell(0, 1)
    table.setFocus()
    hands.key("Return")
    assert [row.text for row in page._fetch(0, 9, None)] == ["放电影"]


def test_how_often_is_asked_for_is_set_in_place(desk: Desk, hands: Hands) -> None:
    page = open_page(desk, view="services")
    pane = page.services
    pane.kinds.setCurrentIndex(pane.kinds.findData("books"))
    pane.reload()
    assert "没有定次数" in pane._say.text()
    pane.times.setFocus()
    pane.times.selectAll()
    hands.write("2", pane.times)
    hands.key("Tab")
    assert read_targets(desk.station)["books"].words == "每村每月 2 次"
    hands.key("Ctrl+Z")
    assert read_targets(desk.station)["books"].times == 0


def test_papers_of_the_page(desk: Desk, hands: Hands, user: User, qtbot: QtBot) -> None:
    add_log(desk.station, "汇演", activity="show")
    page = open_page(desk)
    for keys in ("Ctrl+P", ""):
        with qtbot.waitSignal(desk.window.jobs.ended, timeout=20_000):
            if keys:
                hands.key(keys)
            else:
                page._print_one.trigger()
        assert page.papers.previewing
        qtbot.waitUntil(lambda: page.papers.ready, timeout=20_000)
        page.papers.setCurrentIndex(0)
    target = desk.station.folder.parent / "a.xlsx"
    user.paths = [target]
    with qtbot.waitSignal(desk.window.jobs.ended, timeout=20_000):
        hands.key("Ctrl+E")
    assert target.exists()


def test_the_spans_of_january() -> None:
    found = dict(spans(date(2026, 1, 5)))
    assert found["上个月"] == (date(2025, 12, 1), date(2025, 12, 31))
    assert found["本季度"] == (date(2026, 1, 1), date(2026, 1, 5))
    assert dict(spans(date(2026, 3, 31)))["上个月"] == (date(2026, 2, 1), date(2026, 2, 28))
