"""本机: a copied ledger asks what its computer is for; the office's key goes on paper and comes back."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.sync.export import export_packages
from app.sync.recovery import key_on_paper
from app.sync.this_computer import this_computer
from app.sync.trust import node_key
from app.workspace import Workspace
from tests.app.sync.county import County, make_county
from tests.ui.conftest import User
from tests.workspaces import StoppedClock
from ui.frame import Frame
from ui.program import Program
from ui.settings_page import SettingsPage


class Desk:
    """A copied ledger open in the program."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot, self.program = qtbot, program

    @property
    def page(self) -> SettingsPage:
        self.wait_for(lambda: isinstance(self.program.window.centralWidget(), Frame))
        frame = self.program.window.centralWidget()
        assert isinstance(frame, Frame)
        assert isinstance(frame.page, SettingsPage), "the question is what is shown first"
        page = frame.page
        self.qtbot.waitUntil(page._computer._heading.isVisible)
        return page

    @property
    def ws(self) -> Workspace:
        return self.page.context.ws

    def buttons(self) -> list[str]:
        return [one.text() for one in self.page._computer.findChildren(QPushButton) if one.isVisible()]

    def click(self, words: str) -> None:
        (button,) = [
            one
            for one in self.page._computer.findChildren(QPushButton)
            if one.isVisible() and one.text() == words
        ]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def words(self) -> str:
        return "\n".join(one.text() for one in self.page._computer.findChildren(QLabel) if one.isVisible())

    def wait_for(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=30_000)


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


@pytest.fixture
def open_copy(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Workspace], Desk]]:
    programs = []

    def open_it(ws: Workspace) -> Desk:
        ws.engine.dispose()
        shutil.copytree(ws.folder, tmp_path / "copy")
        program = Program(tmp_path / "other-pc")
        programs.append(program)
        qtbot.addWidget(program.window)
        program.window.resize(1092, 543)
        with qtbot.waitExposed(program.window):
            program.window.show()
        program.open_folder(tmp_path / "copy")
        return Desk(qtbot, program)

    yield open_it
    for program in programs:
        qtbot.waitUntil(lambda program=program: not program.window.busy, timeout=30_000)  # type: ignore[misc]
        program.window.close()
        program.close()


def test_a_copied_station_is_asked_once(
    county: County, open_copy: Callable[[Workspace], Desk], user: User
) -> None:
    desk = open_copy(county.stations[0])
    assert "从别的电脑拷来的" in desk.words()
    assert desk.buttons() == ["以后用这台电脑写", "这台电脑只看"]
    desk.click("这台电脑只看")
    assert "只看" in desk.words()
    assert desk.buttons() == ["以后用这台电脑写"]
    assert this_computer(desk.ws).viewer
    before = desk.ws.node
    user.answers = [True]
    desk.click("以后用这台电脑写")
    desk.wait_for(lambda: desk.program._ws is not None and desk.program._ws.node != before)
    assert desk.program._ws is not None
    assert export_packages(desk.program._ws).packages
    assert user.errors == []


def test_the_office_types_its_code_and_goes_on(
    county: County, open_copy: Callable[[Workspace], Desk], user: User
) -> None:
    paper, key = key_on_paper(county.office), node_key(county.office).public_key
    desk = open_copy(county.office)
    assert desk.buttons() == ["找回钥匙", "以后用这台电脑写", "这台电脑只看"]
    wrong = [*paper[:3], f"{(int(paper[3]) + 10) % 100_000:05d}", *paper[4:]]
    desk.page._computer._digits.setText(" ".join(wrong))
    with desk.qtbot.captureExceptions() as raised:
        desk.click("找回钥匙")
    assert "第 4 组" in str(raised[0][1])
    desk.page._computer._digits.setText("".join(paper))
    desk.click("找回钥匙")
    desk.wait_for(lambda: desk.program._ws is not None and this_computer(desk.program._ws).has_key)
    assert desk.program._ws is not None
    assert node_key(desk.program._ws).public_key == key


def test_the_office_prints_its_code(county: County, qtbot: QtBot, tmp_path: Path) -> None:
    import pypdfium2

    from app.papers.recovery import write_recovery_paper

    printed = write_recovery_paper(county.office, tmp_path / "code.pdf")
    assert printed.pages == 1
    document = pypdfium2.PdfDocument(tmp_path / "code.pdf")
    text = document[0].get_textpage().get_text_bounded()
    assert all(group in text for group in key_on_paper(county.office))
    document.close()
