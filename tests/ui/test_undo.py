from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from typing_extensions import override

from app.errors import InvalidInput
from app.job import Job
from app.workspace import COUNTY, Workspace
from db.models.units import Person
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import Context, Page, PageEntry
from ui.undo import Steps


class Names(Page):
    title = "人员"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self.shown: list[str] = []
        QVBoxLayout(self)

    @override
    def reload(self) -> None:
        self.shown = names(self.context.ws)


def names(ws: Workspace) -> list[str]:
    with ws.read() as session:
        return list(session.scalars(select(Person.name).where(Person.void.is_(False)).order_by(Person.id)))


def add(ws: Workspace, name: str) -> str:
    with ws.write() as session:
        return session.create(Person(name=name), stream=COUNTY).id


@pytest.fixture
def page(qtbot: QtBot, station: Workspace) -> Iterator[Names]:
    window = MainWindow()
    qtbot.addWidget(window)
    facts = FrameFacts("青石镇综合文化站", "站码 01", "")
    frame = Frame(
        station,
        [PageEntry("names", "人员", "users", Names)],
        lambda: facts,
        window.jobs,
        lambda _folder: None,
    )
    window.show_content(frame)
    frame.show_first()
    page = frame.page
    assert isinstance(page, Names)
    yield page
    window.jobs.shut_down()


def test_steps_are_taken_back_and_done_again_in_order(page: Names) -> None:
    ws = page.context.ws
    page.steps.do("新增甲", lambda: add(ws, "甲"))
    page.steps.do("新增乙", lambda: add(ws, "乙"))
    assert page.shown == ["甲", "乙"], "the page is told"
    assert "新增乙" in page.steps.undo_action.toolTip()
    page.steps.undo()
    assert page.shown == ["甲"]
    assert "新增乙" in page.steps.redo_action.toolTip()
    page.steps.undo()
    page.steps.undo()
    assert page.shown == []
    page.steps.redo()
    page.steps.redo()
    page.steps.redo()
    assert page.shown == ["甲", "乙"]


def test_a_new_step_leaves_nothing_to_do_again(page: Names) -> None:
    ws = page.context.ws
    page.steps.do("新增甲", lambda: add(ws, "甲"))
    page.steps.undo()
    page.steps.do("新增乙", lambda: add(ws, "乙"))
    page.steps.redo()
    assert page.shown == ["乙"]


def test_what_wrote_nothing_is_no_step(page: Names) -> None:
    ws = page.context.ws
    page.steps.do("新增甲", lambda: add(ws, "甲"))
    page.steps.do("看一看", lambda: names(ws))
    page.steps.undo()
    assert page.shown == []


def test_a_failed_step_is_not_remembered(page: Names) -> None:
    def fail() -> None:
        raise InvalidInput("不行。")

    with pytest.raises(InvalidInput):
        page.steps.do("不行", fail)
    page.steps.undo()
    assert page.shown == []


def test_a_job_is_a_step_too(page: Names, qtbot: QtBot) -> None:
    ws = page.context.ws
    done: list[str] = []

    def work(_job: Job) -> str:
        return add(ws, "甲")

    with qtbot.waitSignal(page.context.jobs.ended):
        page.steps.run("新增甲", "正在新增", work, done.append)
    assert len(done) == 1
    assert page.shown == ["甲"]
    page.steps.undo()
    assert page.shown == []


def test_what_was_changed_since_is_not_overwritten(page: Names) -> None:
    ws = page.context.ws
    person = page.steps.do("新增甲", lambda: add(ws, "甲"))
    with ws.write() as session:
        session.get_one(Person, person).name = "甲改"
    with pytest.raises(InvalidInput, match="又改过"):
        page.steps.undo()
    assert names(ws) == ["甲改"]
    page.steps.undo()  # nothing is left, nothing happens


def test_forgotten_steps_stay_done(page: Names) -> None:
    ws = page.context.ws
    page.steps.do("新增甲", lambda: add(ws, "甲"))
    page.steps.forget()
    page.steps.undo()
    assert names(ws) == ["甲"]
