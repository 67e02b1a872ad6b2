"""年度对比: the register of venues of one year held against another's, or against today."""

from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from app.facilities.baselines import (
    Change,
    DiffRow,
    compare_baselines,
    list_baselines,
)
from app.workspace import Workspace
from ui.office.publishing import changes_first, changes_text
from ui.office.review import Review
from ui.paged_model import Cell, Column

__all__ = ["BaselinePanel"]

_WORDS: Final = {
    Change.ADDED: "新增",
    Change.WITHDRAWN: "没有了",
    Change.CHANGED: "有变化",
    Change.SAME: "没变",
}
_TODAY: Final = ""


class BaselinePanel(QWidget):
    """Two years to choose, and what became of each venue between them."""

    def __init__(self, ws: Workspace, *, back: QAction, take: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ws = ws
        self.before, self.after = QComboBox(), QComboBox()
        for box, name in ((self.before, "先前哪一年"), (self.after, "和哪一年比")):
            box.setAccessibleName(name)
            box.activated.connect(lambda _index: self._compare())
        self.review: Review[DiffRow] = Review(
            [
                Column("变化", lambda row: [_WORDS[row.change]], cell=Cell.TAGS, width=5),
                Column("所在", lambda row: row.code, width=8),
                Column("场所", lambda row: row.title, width=14),
                Column("改了什么", changes_text, stretch=True),
            ],
            key=lambda row: row.key,
            groups=[(change.value, words) for change, words in _WORDS.items()],
            group_of=lambda row: {row.change.value},
            explain=lambda row: changes_text(row) or row.title,
            back=back,
            accept=take,
        )
        for widget in (QLabel("从"), self.before, QLabel("到"), self.after):
            self.review.extra.addWidget(widget)
        self.review.extra.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.review)

    def reload(self) -> None:
        """Offer the years there are, the newest against today at first, and compare."""
        rows = list_baselines(self._ws)
        kept = self.before.currentData(), self.after.currentData()
        self.before.clear()
        self.after.clear()
        self.after.addItem("今天", _TODAY)
        for row in rows:
            words = f"{row.year} 年底数（{row.venues} 处，{row.taken_on:%Y-%m-%d} 定）"
            self.before.addItem(words, row.id)
            self.after.addItem(words, row.id)
        for box, data in zip((self.before, self.after), kept, strict=True):
            box.setCurrentIndex(max(0, box.findData(data)))
        self._compare()

    def _compare(self) -> None:
        before, after = self.before.currentData(), self.after.currentData()
        if not before:
            self.review.show_rows(
                [], headline="还没有定过底数。定一次，以后就能看出哪处新增、哪处没有了、哪处变了。"
            )
            return
        rows = changes_first(compare_baselines(self._ws, before, after or ""))
        told = [
            f"{words} {count} 处"
            for change, words in _WORDS.items()
            if change is not Change.SAME and (count := sum(row.change is change for row in rows))
        ]
        self.review.show_rows(rows, headline="、".join(told) or "没有变化")
