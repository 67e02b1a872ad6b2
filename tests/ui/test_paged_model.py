"""Rows fetched when they are looked at."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput
from tests.ui.conftest import User
from ui.paged_model import FIRST_PAGE_ROWS, Cell, Column, Order, PagedModel

ROOT = QModelIndex()


@dataclass(frozen=True)
class Person:
    id: str
    age: int
    ready: bool = False


class Table:
    """Stands for a use case: counts what is asked of it."""

    def __init__(self, rows: int) -> None:
        self.people = {str(n): Person(str(n), n % 90) for n in range(rows)}
        self.asked: list[tuple[int, int, Order | None]] = []

    def fetch(self, offset: int, limit: int, order: Order | None) -> list[Person]:
        self.asked.append((offset, limit, order))
        rows = list(self.people.values())
        if order is not None:
            rows.sort(key=lambda person: (person.age, person.id), reverse=order.descending)
        return rows[offset : offset + limit]

    def set_age(self, person: Person, text: str) -> Person:
        if not text.isdigit():
            raise InvalidInput("请填数字。")
        self.people[person.id] = replace(person, age=int(text))
        return self.people[person.id]

    def set_ready(self, person: Person, text: str) -> Person:
        self.people[person.id] = replace(person, ready=bool(text))
        return self.people[person.id]

    def model(self) -> PagedModel[Person]:
        return PagedModel(
            [
                Column("编号", lambda person: person.id),
                Column("年龄", lambda person: person.age, sort="age", cell=Cell.NUMBER, edit=self.set_age),
                Column("到场", lambda person: person.ready, cell=Cell.CHECK, edit=self.set_ready),
            ],
            self.fetch,
            lambda person: person.id,
        )


def test_the_model_keeps_qt_s_rules(qtbot: QtBot) -> None:
    model = Table(700).model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    model.reload()
    while model.canFetchMore(ROOT):
        model.fetchMore(ROOT)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.setData(model.index(0, 1), "7")
    assert model.rowCount() == 700


def test_pages_grow_and_end(qtbot: QtBot) -> None:
    table = Table(20_000)
    model = table.model()
    assert model.rowCount() == 0
    model.reload()
    assert model.rowCount() == FIRST_PAGE_ROWS
    while model.canFetchMore(ROOT):
        model.fetchMore(ROOT)
    assert model.rowCount() == 20_000
    assert [model.row(n).id for n in range(20_000)] == list(table.people)
    assert len(table.asked) < 20  # not one query a screenful
    assert max(limit for _, limit, _ in table.asked) <= 2048  # and none that stalls the window
    model.fetchMore(ROOT)
    assert model.rowCount() == 20_000


def test_a_table_that_ends_with_a_page_ends(qtbot: QtBot) -> None:
    model = Table(FIRST_PAGE_ROWS).model()
    model.reload()
    while model.canFetchMore(ROOT):
        model.fetchMore(ROOT)
    assert model.rowCount() == FIRST_PAGE_ROWS


def test_reload_keeps_what_was_scrolled_to(qtbot: QtBot) -> None:
    table = Table(2000)
    model = table.model()
    model.reload()
    model.fetchMore(ROOT)
    loaded = model.rowCount()
    del table.people["0"]
    model.reload()
    assert model.rowCount() == loaded
    assert model.position("1") == 0
    assert model.position("0") is None


def test_sorting_is_left_to_the_query(qtbot: QtBot) -> None:
    table = Table(500)
    model = table.model()
    model.reload()
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert table.asked[-1] == (0, FIRST_PAGE_ROWS, Order("age", descending=True))
    assert model.row(0).age == 89
    asked = len(table.asked)
    model.sort(1, Qt.SortOrder.DescendingOrder)  # already so
    model.sort(0)  # a column that is not sorted by
    model.sort(-1)
    assert len(table.asked) == asked


def test_an_edit_saves_and_shows_what_was_saved(qtbot: QtBot, user: User) -> None:
    table = Table(3)
    model = table.model()
    model.reload()
    spy = QSignalSpy(model.edited)
    assert model.setData(model.index(2, 1), "44")
    assert spy.count() == 0  # whoever reloads must not do it while the editor is open
    assert model.data(model.index(2, 1)) == "44"
    assert table.people["2"].age == 44
    qtbot.waitUntil(lambda: spy.count() == 1)
    assert not model.setData(model.index(2, 1), "四十")
    assert user.errors == ["请填数字。"]
    assert model.data(model.index(2, 1)) == "44"
    assert not model.setData(model.index(2, 0), "9")  # not an editable column


def test_a_tick_is_an_edit(qtbot: QtBot) -> None:
    table = Table(1)
    model = table.model()
    model.reload()
    index, role = model.index(0, 2), Qt.ItemDataRole.CheckStateRole
    assert model.flags(index) & Qt.ItemFlag.ItemIsUserCheckable
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert model.setData(index, Qt.CheckState.Checked.value, role)
    assert table.people["0"].ready
    assert index.data(role) == Qt.CheckState.Checked
    assert model.setData(index, Qt.CheckState.Unchecked, role)
    assert not table.people["0"].ready


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        (Cell.TEXT, None, ""),
        (Cell.TEXT, "青石镇", "青石镇"),
        (Cell.NUMBER, 3, "3"),
        (Cell.DATE, date(2026, 7, 5), "2026-07-05"),
        (Cell.DATE, None, ""),
        (Cell.LIGHT, ("yellow", "临期 2 天"), "临期 2 天"),
        (Cell.PROGRESS, (3, 12), "3/12"),
        (Cell.TAGS, ("阵地", "队伍"), "阵地、队伍"),
        (Cell.CHECK, True, "是"),
    ],
)
def test_every_cell_can_be_read_out_and_copied(qtbot: QtBot, cell: Cell, value: object, words: str) -> None:
    model = PagedModel([Column("值", lambda row: row, cell=cell)], lambda *_: [value], str)
    model.reload()
    index = model.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
    assert index.data(Qt.ItemDataRole.EditRole) == words
    assert index.data(Qt.ItemDataRole.ToolTipRole) == words
