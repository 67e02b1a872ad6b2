"""Filters above a table in one line or in two."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.folding_row import FoldingRow


def test_takes_a_second_line_only_where_words_would_be_cut(qtbot: QtBot) -> None:
    filters = FilterBar([("open", "要我改的"), ("closed", "已销号")], single=True)
    search, button = SearchField("找编号"), QPushButton("删除")
    row = FoldingRow([filters], [search, button], search)
    qtbot.addWidget(row)
    needed = sum(widget.sizeHint().width() for widget in (filters, search, button)) + 60
    row.show()
    row.resize(needed, 80)
    assert not row.folded
    qtbot.waitUntil(lambda: search.y() < filters.geometry().bottom())
    row.resize(needed - 120, 80)
    assert row.folded
    filters.set_counts({"open": 12})
    qtbot.waitUntil(lambda: search.y() > filters.geometry().bottom())
    assert filters.width() == filters.sizeHint().width()
    row.resize(needed + 60, 80)
    assert not row.folded


def test_folds_when_its_own_words_grow(qtbot: QtBot) -> None:
    filters = FilterBar([("open", "要我改的"), ("closed", "已销号")], single=True)
    search = SearchField("找编号")
    row = FoldingRow([filters], [search], search)
    qtbot.addWidget(row)
    row.show()
    row.resize(filters.sizeHint().width() + search.sizeHint().width() + 20, 80)
    assert not row.folded
    filters.set_counts({"open": 1234, "closed": 5678})
    qtbot.waitUntil(lambda: row.folded)
