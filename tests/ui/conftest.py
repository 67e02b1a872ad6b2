"""A dressed application, no message box that waits for somebody, and a window with every part in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.workspace import Workspace
from tests.ui import gallery
from ui import messages, theme
from ui.application import prepare
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.theme import TextSize


@dataclass
class User:
    """Stands in for whoever reads message boxes and answers them; what is asked must have an answer."""

    told: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    answers: list[bool | int | None] = field(default_factory=list)
    paths: list[Path | None] = field(default_factory=list)  # what the next file dialogs return

    def _answer(self, question: str) -> bool | int | None:
        self.questions.append(question)
        return self.answers.pop(0)

    def say(self, text: str) -> None:
        self.told.append(text)

    def show_error(self, error: UserError | str) -> None:
        self.errors.append(str(error))

    def show_internal_error(self, error: BaseException) -> None:
        self.broken.append(error)

    def ask(self, question: str, yes: str, no: str = "取消", *, danger: bool = False) -> bool:
        return bool(self._answer(question))

    def choose(self, question: str, answers: Sequence[str]) -> int | None:
        return self._answer(question)

    def choose_file(self, title: str, kinds: str = "", folder: Path | None = None) -> Path | None:
        return self.paths.pop(0)

    def choose_files(self, title: str, kinds: str = "", folder: Path | None = None) -> list[Path]:
        chosen, self.paths = self.paths, []
        return [path for path in chosen if path is not None]

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:
        return self.paths.pop(0)

    def choose_target(self, title: str, name: str, kinds: str = "") -> Path | None:
        return self.paths.pop(0)


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    prepare(qapp)
    yield
    qapp.clipboard().clear()  # without a screen Qt would destroy what Python put there when Python is gone


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> User:
    made = User()
    for name in messages.__all__:
        if name.islower() and name != "catch_internal_errors":
            monkeypatch.setattr(messages, name, getattr(made, name))
    return made


@pytest.fixture(autouse=True)
def kept_alive(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold widgets until the test is torn down.

    Events are handled once more after a test returns; a widget that only its own signals still refer to
    would be collected in the middle of its painting.
    """
    kept: list[QWidget] = []
    add_widget = qtbot.addWidget

    def keep(widget: QWidget, **more: Any) -> None:
        kept.append(widget)
        add_widget(widget, **more)

    monkeypatch.setattr(qtbot, "addWidget", keep)
    yield
    kept.clear()


@pytest.fixture
def text_size() -> Iterator[None]:
    """Give the text its size back after the test."""
    yield
    theme.current().set_size(TextSize.SMALL)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    qtbot.waitUntil(lambda: not made.isVisible())


@pytest.fixture
def frame(window: MainWindow, station: Workspace) -> Frame:
    """The gallery's pages in a window."""
    made = gallery.show_frame(window, station)
    made.show_first()
    return made
