"""档案: indicators, boxes, what is lacking, lost files."""

from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.archive.lists import ArchiveFile, read_archive
from app.evidence.attach import Target, attach_files
from app.tasks.ledger import read_row
from app.work.log import list_log
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, work
from ui.station.archive_page import ArchivePage
from ui.station.item_chooser import ItemChooser


@pytest.fixture
def page(desk: Desk, tmp_path: Path) -> ArchivePage:
    """Three photos of a festival, and one of a notice board."""
    work(desk.office, desk.station, desk.items, tmp_path)
    entry = next(row for row in list_log(desk.station) if row.text == "元宵节灯谜会")
    for number in range(3):
        path = tmp_path / f"IMG_2026030118{number}000.jpg"
        Image.new("RGB", (300, 200), (80 * number, 70, 90)).save(path)
        attach_files(desk.station, [path], targets=[(Target.LOG_ENTRY, entry.id)], on=date(2026, 3, 1))
    desk.frame.navigate("archive")
    made = desk.frame.page
    assert isinstance(made, ArchivePage)
    return made


def titles(page: ArchivePage) -> list[str]:
    return [page.view.model().index(n, 1).data() for n in range(page.view.model().rowCount())]


def files(desk: Desk) -> list[ArchiveFile]:
    return list(read_archive(desk.station).files)


def test_material_comes_by_itself_under_its_indicator(
    desk: Desk, page: ArchivePage, qtmodeltester: ModelTester
) -> None:
    assert sorted(titles(page)) == ["元宵节灯谜会"] * 3 + ["公示栏"]
    page.tree.select(desk.items[4])
    assert titles(page) == ["元宵节灯谜会"] * 3
    assert page._add.isEnabled()
    assert "证明：2.1 组织群众性文化活动" in page.detail._uses.text()
    assert "没有拍摄时间（微信发送常会去掉）" in page.detail._uses.text()
    page.tree.select(desk.items[13])  # nobody claimed it
    assert not page._add.isEnabled()
    qtmodeltester.check(page.view.model(), force_py=True)  # type: ignore[no-untyped-call]


def test_files_are_dropped_on_the_chosen_indicator(
    desk: Desk, page: ArchivePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tree.select(desk.items[3])
    (tmp_path / "登记表.pdf").write_bytes(b"%PDF")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "登记表.pdf"))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(desk.window.jobs.ended):
        page.dropEvent(QDropEvent(QPointF(9, 9), copy, data, Qt.MouseButton.LeftButton, none))
    assert titles(page) == ["登记表"]
    assert read_row(desk.station, desk.items[3]).evidence_missing == 0


def test_what_is_written_about_a_file_is_saved_as_it_is_left(
    desk: Desk, page: ArchivePage, hands: Hands
) -> None:
    page.tree.select(desk.items[2])
    for key, text in (("title", "公示栏更换后"), ("document_no", "青文〔2026〕1号"), ("pages", "2")):
        field = page.detail.form.field(key)
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]
        hands.write(text, field)
    page.view.setFocus()
    (file,) = [file for file in files(desk) if file.file.file_name == "公示栏.jpg"]
    assert (file.title, file.document_no, file.amount) == ("公示栏更换后", "青文〔2026〕1号", 2)
    day = page.detail.form.field("on")
    day.setFocus()
    day.selectAll()  # type: ignore[attr-defined]
    hands.write("昨日", day)
    page.view.setFocus()
    assert "不是日期" in page.detail.form._note.text()
    page.steps.undo()
    page.steps.undo()
    assert titles(page) == ["公示栏更换后"]


def test_files_go_into_a_box_and_the_box_gets_its_papers(
    desk: Desk, page: ArchivePage, hands: Hands, qtbot: QtBot
) -> None:
    page.tree.select(desk.items[4])
    page.view.setFocus()
    hands.key("Ctrl+A")
    hands.press("归到盒里", page.detail)
    menu = page.findChild(QMenu)
    assert menu is not None
    menu.actions()[-1].trigger()
    menu.close()
    desk.window.activateWindow()  # the stand-in for a screen does not give the focus back
    qtbot.waitUntil(desk.window.isActiveWindow)
    hands.press("按盒", page.views)
    (box,) = read_archive(desk.station).boxes
    assert (box.year, box.span) == (2026, "1-3")
    page.tree.select(box.id)
    page.detail.setCurrentIndex(1)
    title = page.detail.box_form.field("title")
    title.setFocus()
    hands.write("群众文化活动", title)
    page.view.setFocus()
    year = page.detail.box_form.field("year")
    year.setFocus()
    year.selectAll()  # type: ignore[attr-defined]
    hands.write("2025", year)
    page.view.setFocus()
    assert "另建一盒" in page.detail.box_form._note.text()
    (box,) = read_archive(desk.station).boxes
    assert (box.title, box.year) == ("群众文化活动", 2026)
    assert page.print_action is page._index
    hands.key("Ctrl+P")
    qtbot.waitUntil(lambda: page.papers.previewing and page.papers.ready, timeout=20_000)


def test_one_file_is_used_for_another_task(desk: Desk, page: ArchivePage, hands: Hands, qtbot: QtBot) -> None:
    page.tree.select(desk.items[4])
    hands.press("关联到其他任务", page.detail)
    (chooser,) = page.window().findChildren(ItemChooser)
    chooser.search.setText("维修")
    qtbot.waitUntil(lambda: chooser.list.count() == 1)
    hands.click(chooser.list.viewport(), chooser.list.visualItemRect(chooser.list.item(0)).center())
    hands.press("关联到 1 项", chooser)
    assert read_row(desk.station, desk.items[3]).evidence == 1
    assert hands.count == 3
    page.steps.undo()
    assert read_row(desk.station, desk.items[3]).evidence == 0


def test_what_is_lacking_is_one_list_that_leads_to_the_indicator(
    desk: Desk, page: ArchivePage, hands: Hands
) -> None:
    hands.press("缺件", page.views)
    model = page.missing.model()
    rows = {model.index(n, 1).data(): model.index(n, 4).data() for n in range(model.rowCount())}
    assert rows["1.3 公示免费开放项目、时间和服务承诺"] == "1 份佐证"
    assert "2.1 组织群众性文化活动" not in rows
    page.missing.select(desk.items[2])
    assert page._add.isEnabled()
    page.missing.setFocus()
    hands.key("Return")
    assert page.tree.key == desk.items[2]


def test_lost_files_are_told_and_found_where_the_user_points(
    desk: Desk, page: ArchivePage, hands: Hands, qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    assert not page.lost.isVisible()
    elsewhere = tmp_path / "移走的"
    elsewhere.mkdir()
    for number, file in enumerate([file for file in files(desk) if file.items == (desk.items[4],)][:2]):
        assert file.file.original is not None
        file.file.original.rename(elsewhere / f"{number}.dat")
    page.reload()
    assert page.lost._words.text().startswith("找不到 2 个附件，可能被移动或删除。记录还在。")
    hands.press("先跳过", page.lost)
    assert not page.lost.isVisible()
    page.lost._skipped = 0
    page.reload()
    user.answers, user.paths = [True], [elsewhere]
    hands.press("去找一找", page.lost)
    qtbot.waitUntil(lambda: bool(user.told), timeout=20_000)
    assert "还有 2 个没有找到" in user.questions[0]
    assert user.told == ["找回来了：2 个附件都回到了原处。"]
    assert not page.lost.isVisible()
    hands.press("检查完整", page)
    qtbot.waitUntil(lambda: len(user.told) == 2, timeout=20_000)
    assert user.told[1].startswith("检查完毕")


def test_the_archive_leaves_as_a_folder(
    desk: Desk, page: ArchivePage, hands: Hands, qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    user.paths = [tmp_path]
    hands.key("Ctrl+E")
    qtbot.waitUntil(lambda: bool(user.told), timeout=20_000)
    assert user.told[0].startswith("已导出 4 份材料到")
    assert list(tmp_path.glob("*档案_20260302/index.html"))
