from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.facilities.venues import get_venue, list_venues, propose_venues
from app.rectification.problems import list_problems
from app.workspace import Workspace
from tests.ui.conftest import User
from ui.frame import Frame
from ui.station.facilities_page import FacilitiesPage


def page_of(frame: Frame, **arguments: str) -> FacilitiesPage:
    frame.navigate("facilities", **arguments)
    page = frame.page
    assert isinstance(page, FacilitiesPage)
    return page


def press(page: FacilitiesPage, text: str) -> None:
    next(action for action in page.actions() if action.text() == text).trigger()


def places(page: FacilitiesPage) -> list[QTreeWidgetItem]:
    found = [page.tree.topLevelItem(n) for n in range(page.tree.topLevelItemCount())]
    return [item for item in found if item is not None]


def children(place: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for n in range(place.childCount()) if (child := place.child(n)) is not None]


def codes(page: FacilitiesPage) -> list[str]:
    model = page.view.model()
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_tree_stands_beside_the_items_of_the_current_venue(furnished_frame: Frame) -> None:
    page = page_of(furnished_frame)
    words = [(place.text(0), [child.text(0) for child in children(place)]) for place in places(page)]
    assert words == [
        ("青石镇综合文化站", ["综合文化站"]),
        ("前进村", ["综合性文化服务中心", "农家书屋"]),
        ("河口村", ["综合性文化服务中心"]),
        ("柳树村", []),
    ]
    assert len(codes(page)) == 51
    page.tree.setCurrentItem(children(places(page)[1])[1])
    assert codes(page) == []
    assert not page.main_action.isEnabled()  # type: ignore[union-attr]


def test_only_shortfalls_and_only_changes(furnished_frame: Frame, furnished: Workspace) -> None:
    house = list_venues(furnished)[0].id
    page = page_of(furnished_frame, venue=house, short="1")
    assert codes(page) == ["A02", "A03", "E01", "G03"]
    assert page.tree.topLevelItemCount() == 2
    page.only.select("changed")
    assert "A02" in codes(page)
    assert "A01" not in codes(page)


def test_shortfalls_become_problems_and_this_can_be_taken_back(
    furnished_frame: Frame, furnished: Workspace
) -> None:
    page = page_of(furnished_frame, venue=list_venues(furnished)[0].id, short="1")
    before = len(list_problems(furnished))
    page.view.selectAll()
    press(page, "缺口转整改")
    assert len(list_problems(furnished)) == before + 1  # three of the four are being worked on already
    page.steps.undo()
    assert len(list_problems(furnished)) == before


def test_proposed_venues_are_entered_at_one_go(furnished_frame: Frame, furnished: Workspace) -> None:
    page = page_of(furnished_frame)
    assert page.proposal_row.isVisible()
    press(page, "一次登记")
    assert propose_venues(furnished) == []
    assert not page.proposal_row.isVisible()


def test_a_field_is_saved_when_it_is_left(furnished_frame: Frame, furnished: Workspace) -> None:
    venue = list_venues(furnished)[0].id
    page = page_of(furnished_frame, venue=venue)
    page.tabs.setCurrentIndex(1)
    field = page.form.field("keeper")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "Lu")
    page.form.field("phone").setFocus()
    assert get_venue(furnished, venue).form.keeper == "Lu"
    year = page.form.field("built_year")
    assert isinstance(year, QLineEdit)
    year.setFocus()
    QTest.keyClicks(year, "16")
    page.form.field("phone").setFocus()
    assert get_venue(furnished, venue).form.built_year is None  # refused, and said above the form
    page.steps.undo()
    assert get_venue(furnished, venue).form.keeper == ""


def test_a_venue_is_added_and_withdrawn(furnished_frame: Frame, furnished: Workspace, user: User) -> None:
    page = page_of(furnished_frame)
    press(page, "新增场所")
    page.tree.itemClicked.emit(page.tree.currentItem(), 0)  # never mind
    assert page.form.value("name") == "青石镇综合文化站"
    press(page, "新增场所")
    name = page.form.field("name")
    assert isinstance(name, QLineEdit)
    name.setText("文体广场")
    press(page, "登记这个场所")
    assert [row.form.name for row in list_venues(furnished, text="文体广场")] == ["文体广场"]
    assert page.tree.current_venue() == list_venues(furnished, text="文体广场")[0].id
    user.answers = [True]
    press(page, "撤下这个场所")
    assert list_venues(furnished, text="文体广场") == []


def test_pasted_rows_are_looked_through_first(furnished_frame: Frame, furnished: Workspace) -> None:
    page = page_of(furnished_frame)
    QGuiApplication.clipboard().setText(
        "村\t设施名称\t类型\n柳树村\t柳树广场\t文体广场\n东山村\t东山广场\t文体广场"
    )
    press(page, "从 Excel 粘贴")
    assert list_venues(furnished, text="柳树广场") == []
    press(page, "登记 1 处")
    assert [row.unit_name for row in list_venues(furnished, text="广场")] == ["柳树村"]


def test_blank_sheets_are_previewed_as_they_will_be_printed(
    furnished_frame: Frame, furnished: Workspace, user: User, qtbot: QtBot
) -> None:
    page = page_of(furnished_frame, venue=list_venues(furnished)[0].id)
    user.answers = [0]
    with qtbot.waitSignal(furnished_frame.context.jobs.ended, timeout=20_000):
        press(page, "打印空白核查表")
    assert page.papers.previewing
    qtbot.waitUntil(lambda: page.papers.ready, timeout=20_000)
