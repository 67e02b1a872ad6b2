"""Photos come by phone, chat folder, drag and paste; every click is counted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from app.evidence import picking
from app.evidence.lists import list_evidence
from app.evidence.picking import picture_places, remember_place
from app.tasks.ledger import read_row
from app.work.log import LogRow, list_log
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, work
from ui import theme
from ui.hint_strip import HintStrip
from ui.station.ledger_page import LedgerPage
from ui.station.picture_picker import PicturePicker
from ui.station.problems_page import ProblemsPage
from ui.station.today_page import TodayPage
from ui.theme import TextSize

PHONE_HOURS = {"20260302_0815": 9, "20260301_1610": 4}


@pytest.fixture
def phone(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A phone with photos of two hours, and a chat folder in which nothing can be read, used before."""
    work(desk.office, desk.station, desk.items, tmp_path)
    folder = tmp_path / "手机" / "DCIM"
    folder.mkdir(parents=True)
    for place, (hour, count) in enumerate(PHONE_HOURS.items()):
        for number in range(count):
            picture = Image.new("RGB", (400, 300), (25 * number, 120 * place, 90))
            picture.save(folder / f"IMG_{hour}{number:02}.jpg")
    chat = tmp_path / "微信"
    chat.mkdir()
    (chat / "0f.dat").write_bytes(b"x")
    remember_place(desk.station, folder)
    remember_place(desk.station, chat)
    monkeypatch.setattr(picking, "_removable_roots", lambda: iter(()))
    monkeypatch.setattr(picking, "_USUAL", ())
    monkeypatch.setattr(picking, "_CHAT_FOLDERS", ())
    return folder


@pytest.fixture
def kept_clipboard() -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def row_place(view: QListWidget, words: str) -> QPoint:
    (item,) = view.findItems(words, Qt.MatchFlag.MatchStartsWith)
    return view.visualItemRect(item).center()


def opened(desk: Desk) -> PicturePicker:
    (picker,) = desk.window.findChildren(PicturePicker)
    return picker


def newest(desk: Desk) -> LogRow:
    return max(list_log(desk.station), key=lambda row: row.id)


def test_nine_pictures_in_five_clicks(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    desk.frame.navigate("today")
    page = desk.frame.page
    assert isinstance(page, TodayPage)
    page.line.take_focus()
    hands.write("灯谜会彩排")
    hands.press("照片", page.line)
    picker = opened(desk)
    assert picker.note.text() == "" or "正在看" in picker.note.text()
    qtbot.waitUntil(lambda: "加密" in picker.note.text())  # the chat folder was used last
    hands.click(picker.places.viewport(), row_place(picker.places, "DCIM"))
    qtbot.waitUntil(lambda: picker.hours.count() == 2)
    assert [picker.hours.item(n).text() for n in range(2)] == ["今天 8 时　9 张", "昨天 16 时　4 张"]
    hands.press("选上这一组", picker)
    hands.press("添加 9 张", picker)
    qtbot.waitUntil(lambda: not desk.window.findChildren(PicturePicker))
    hands.key("Return")
    assert hands.count == 5
    qtbot.waitUntil(lambda: not desk.window.jobs.busy)
    assert newest(desk).text == "灯谜会彩排"
    assert len(list_evidence(desk.station, target=newest(desk).id)) == 9
    assert picture_places(desk.station)[0].folder == phone  # remembered
    assert user.errors == []


def test_used_pictures_are_grey_with_where_and_can_still_be_chosen(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    desk.frame.navigate("ledger", item=desk.items[3])
    page = desk.frame.page
    assert isinstance(page, LedgerPage)
    page.detail.tabs.setCurrentWidget(page.detail.evidence)
    with qtbot.waitSignal(desk.window.jobs.ended):
        page.detail.evidence.added.emit([phone / "IMG_20260302_081503.jpg"])
    hands.press("取照片", page.detail)
    picker = opened(desk)
    hands.click(picker.places.viewport(), row_place(picker.places, "DCIM"))
    qtbot.waitUntil(lambda: picker.hours.count() == 2)
    grid = picker.grid
    row = next(
        n
        for n in range(9)
        if grid.model().index(n, 0).data(Qt.ItemDataRole.UserRole).path.name.endswith("03.jpg")
    )
    index = grid.model().index(row, 0)
    qtbot.waitUntil(lambda: "用过" in str(index.data()))
    assert "任务台账" in str(index.data())
    grid.choose_shown()
    assert len(grid.chosen) == 8
    hands.click(grid.viewport(), grid.visualRect(index).center())
    hands.click(picker.hours.viewport(), row_place(picker.hours, "昨天"))
    grid.choose_shown()
    hands.click(picker.hours.viewport(), row_place(picker.hours, "今天"))
    assert len(grid.selectionModel().selectedIndexes()) == 9
    hands.press("添加 13 张", picker)
    hint = desk.frame.findChild(HintStrip)
    qtbot.waitUntil(hint.isVisible)
    assert hint.words.text().startswith("“IMG_20260302_081503.jpg”已经在这一项里了")
    hands.press("知道了", hint)
    assert not hint.isVisible()
    assert user.told == []
    assert read_row(desk.station, desk.items[3]).evidence == 13


def add_used(desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, number: int) -> tuple[HintStrip, str]:
    """Attach photos to one task that prove another one already; return the hint and the claim."""
    desk.frame.navigate("ledger", item=desk.items[3])
    page = desk.frame.page
    assert isinstance(page, LedgerPage)
    page.detail.tabs.setCurrentWidget(page.detail.evidence)
    photos = [phone / f"IMG_20260302_0815{n:02}.jpg" for n in range(number)]
    for item in (desk.items[3], desk.items[5]):
        page.show_record(item=item)
        with qtbot.waitSignal(desk.window.jobs.ended):
            page.detail.evidence.added.emit(photos)
    claim = read_row(desk.station, desk.items[5]).claim
    assert claim is not None
    hint = desk.frame.findChild(HintStrip)
    qtbot.waitUntil(hint.isVisible)
    return hint, claim


def test_a_used_photo_is_cited_unless_the_user_wants_it_anyway(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    hint, claim = add_used(desk, hands, qtbot, phone, 1)
    assert hint.words.text().startswith("“IMG_20260302_081500.jpg”3 月 2 日在“完成文体器材维修登记”里用过")
    assert user.told == []
    old = {row.evidence for row in list_evidence(desk.station, target=claim)}
    hands.press("仍然添加", hint)
    assert not hint.isVisible()
    (own,) = list_evidence(desk.station, target=claim)
    assert own.evidence not in old
    hands.key("Ctrl+Z")
    assert {row.evidence for row in list_evidence(desk.station, target=claim)} == old
    hands.key("Ctrl+Z")
    assert list_evidence(desk.station, target=claim) == []


def test_many_used_photos_make_one_hint_that_leaving_the_page_answers(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    hint, claim = add_used(desk, hands, qtbot, phone, 5)
    assert hint.words.text().startswith("5 个文件以前用过")
    assert len(hint.words.toolTip().splitlines()) == 5
    before = [row.evidence for row in list_evidence(desk.station, target=claim)]
    desk.frame.navigate("log")
    assert not hint.isVisible()
    assert [row.evidence for row in list_evidence(desk.station, target=claim)] == before
    assert user.told == []


def test_the_names_below_pictures_are_whole(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    add_used(desk, hands, qtbot, phone, 1)
    strip = desk.frame.page.detail.evidence._list  # type: ignore[union-attr]
    try:
        for size in TextSize:
            theme.current().set_size(size)
            least = strip.iconSize().height() + strip.fontMetrics().height()
            assert strip.visualItemRect(strip.item(0)).height() >= least
    finally:
        theme.current().set_size(TextSize.SMALL)


def test_a_hint_goes_with_the_next_files(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    hint, _ = add_used(desk, hands, qtbot, phone, 2)
    desk.frame.page.detail.evidence.added.emit([phone / "IMG_20260301_161000.jpg"])  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not hint.isVisible())


def test_the_picker_stays_quick_among_five_thousand_pictures(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    one = (phone / "IMG_20260301_161000.jpg").read_bytes()
    for number in range(5000):
        (phone / f"IMG_20260228_10{number // 60 % 60:02}{number % 60:02}_{number}.jpg").write_bytes(one)
    desk.frame.navigate("log")
    hands.press("照片", desk.frame)
    picker = opened(desk)
    hands.click(picker.places.viewport(), row_place(picker.places, "DCIM"))
    qtbot.waitUntil(lambda: picker.hours.count() == 3, timeout=20_000)
    hands.click(picker.hours.viewport(), row_place(picker.hours, "前天"))
    gaps, clock = [], QTest
    from time import perf_counter

    for step in range(30):
        begun = perf_counter()
        picker.grid.verticalScrollBar().setValue(step * 900)
        QApplication.processEvents()
        gaps.append(perf_counter() - begun)
        clock.qWait(1)
    assert sorted(gaps)[len(gaps) // 2] < 0.1
    assert len(picker.grid.model()._small) < 900  # type: ignore[attr-defined]  # only what was looked at
    picker.reject()


def copy(*, image: QImage | None = None, text: str = "", files: tuple[Path, ...] = ()) -> None:
    data = QMimeData()
    if image is not None:
        data.setImageData(image)
    if text:
        data.setText(text)
    if files:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    QGuiApplication.clipboard().setMimeData(data)


@pytest.fixture
def drawn() -> Callable[[], QImage]:
    def draw() -> QImage:
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkGreen)
        return image

    return draw


@pytest.mark.usefixtures("kept_clipboard")
def test_pictures_and_files_are_pasted(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, drawn: Callable[[], QImage], user: User
) -> None:
    desk.frame.navigate("ledger", item=desk.items[3])
    page = desk.frame.page
    assert isinstance(page, LedgerPage)
    page.detail.tabs.setCurrentWidget(page.detail.evidence)
    page.detail.evidence._list.setFocus()
    copy(image=drawn())
    with qtbot.waitSignal(desk.window.jobs.ended):
        hands.key("Ctrl+V")
    copy(files=(phone / "IMG_20260301_161000.jpg", phone / "IMG_20260301_161001.jpg"))
    with qtbot.waitSignal(desk.window.jobs.ended):
        hands.key("Ctrl+V")
    claim = read_row(desk.station, desk.items[3]).claim
    assert claim is not None
    names = [row.file_name for row in list_evidence(desk.station, target=claim)]
    assert names[0].startswith("粘贴的图片")
    assert names[1:] == ["IMG_20260301_161000.jpg", "IMG_20260301_161001.jpg"]


@pytest.mark.usefixtures("kept_clipboard")
def test_the_log_line_takes_pasted_pictures_and_leaves_words_words(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, drawn: Callable[[], QImage], user: User
) -> None:
    desk.frame.navigate("today")
    page = desk.frame.page
    assert isinstance(page, TodayPage)
    page.line.take_focus()
    copy(image=drawn(), text="彩排")  # as a spreadsheet copies
    hands.key("Ctrl+V")
    assert (page.line.field.text(), page.line.files) == ("彩排", [])
    copy(image=drawn())
    hands.key("Ctrl+V")
    assert len(page.line.files) == 1
    hands.key("Return")
    qtbot.waitUntil(lambda: not desk.window.jobs.busy)
    assert len(list_evidence(desk.station, target=newest(desk).id)) == 1


def test_photos_of_a_problem_are_added_before_it_is_saved(
    desk: Desk, hands: Hands, qtbot: QtBot, phone: Path, user: User
) -> None:
    desk.frame.navigate("problems")
    page = desk.frame.page
    assert isinstance(page, ProblemsPage)
    hands.key("Ctrl+N")
    hands.write("二楼扶手松动", page.card.form.field("description"))
    strip = page.card._strips["before"]
    page.card.tabs.setCurrentWidget(strip)
    strip.added.emit([phone / "IMG_20260301_161000.jpg", phone / "IMG_20260301_161001.jpg"])
    assert page.card.tabs.tabText(1) == "整改前 2"
    strip._list.setCurrentRow(1)
    hands.press("移除", strip)
    page.card.tabs.setCurrentIndex(0)
    hands.press("登记", page.card)
    qtbot.waitUntil(lambda: not desk.window.jobs.busy)
    assert page.card.row is not None
    files = list_evidence(desk.station, target=page.card.row.id)
    assert [(row.file_name, row.role) for row in files] == [("IMG_20260301_161000.jpg", "before")]
