"""Publishing a version of a task list: its head, what it changes, and what is doubtful about it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.office.versions import DiffRow
from app.tasks.draft import DraftHead
from app.tasks.draft_forms import DOUBT_LABELS, DraftDoubt
from app.tasks.packages import PackageRow
from ui.office.publishing import change_review, changes_first, counts_text
from ui.widgets.fields import DateField

__all__ = ["TaskPublishing", "doubts_text"]


class TaskPublishing(QWidget):
    """The changes, with name, document number and claim date above them; `head_left` when one was changed."""

    head_left = Signal()

    def __init__(self, today: date, *, back: QAction, publish: QAction) -> None:
        super().__init__()
        self._head = DraftHead("")
        self._name, self._number, self._claim_by = QLineEdit(), QLineEdit(), DateField(today)
        self._number.setPlaceholderText("如 清创办〔2026〕3号，可不填")
        self._name.editingFinished.connect(self._leave)
        self._number.editingFinished.connect(self._leave)
        self._claim_by.day_changed.connect(lambda _day: self._leave())
        self.review = change_review(what="任务", back=back, publish=publish)
        for words, field, stretch in (
            ("清单名称", self._name, 3),
            ("文号", self._number, 2),
            ("认领截止", self._claim_by, 2),
        ):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            self.review.extra.addWidget(label)
            self.review.extra.addWidget(field, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.review)

    def show_package(
        self, package: PackageRow, rows: Sequence[DiffRow], doubts: Sequence[DraftDoubt]
    ) -> None:
        """Show what the next version of `package` changes."""
        self._head = package.head
        for field, text in ((self._name, package.head.name), (self._number, package.head.document_no)):
            with QSignalBlocker(field):
                field.setText(text)
        self._claim_by.set_day(package.head.claim_by)
        if package.version:
            headline = f"第 {package.version + 1} 版与第 {package.version} 版相比：{counts_text(rows)}。"
        else:
            headline = f"第 1 版，共 {len(rows)} 项任务。"
        self.review.show_rows(changes_first(rows), headline=headline, notice=doubts_text(doubts))

    def head(self) -> DraftHead:
        """Return the head as it was typed."""
        return DraftHead(
            name=self._name.text(),
            document_no=self._number.text(),
            issued_on=self._head.issued_on,
            claim_by=self._claim_by.day(),
            note=self._head.note,
        )

    def _leave(self) -> None:
        if self.head() != self._head:
            self._head = self.head()
            self.head_left.emit()


def doubts_text(doubts: Sequence[DraftDoubt]) -> str:
    """Return what is doubtful about a list in a sentence or two; what blocks it alone where there is any."""
    blocking = [doubt.sentence for doubt in doubts if doubt.blocks]
    if blocking:
        return "".join(blocking[:3])
    counts = Counter(doubt.code for doubt in doubts)
    told = [f"{counts[code]} 项{words}" for code, words in DOUBT_LABELS.items() if counts[code]]
    return f"{'，'.join(told)}。可以返回补上，也可以照样发布。" if told else ""
