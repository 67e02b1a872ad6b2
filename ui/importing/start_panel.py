"""Where an import begins: a file, the clipboard, and what was imported before."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.clock import local
from ui import messages
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.drop_zone import DropZone
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.importing.batches import ImportRow, Undone
    from app.importing.subject import Subject

__all__ = ["StartPanel", "undone_words"]

_NAMED: Final = 8


class StartPanel(QWidget):
    """A place for files, a button for the clipboard, and the list of past imports."""

    def __init__(
        self,
        subjects: "Mapping[str, type[Subject]]",
        *,
        paste: QAction,
        undo: QAction,
        others: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        """Name the documents that become `subjects`, by their keys."""
        super().__init__(parent)
        self._rows: list[ImportRow] = []
        words = "、".join(subject.documents for subject in subjects.values() if subject.page)
        what = f"把文件拖到这里，或选择文件（Ctrl+O）；复制了文字或表格，按 Ctrl+V。\n可以导入：{words}。"
        self.zone = DropZone(what, kinds=messages.DOCUMENTS)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.hide()
        heading = QLabel("导入过的")
        heading.setProperty("role", "heading")
        self.imports: LedgerView[ImportRow] = LedgerView(
            PagedModel(_columns(subjects), self._fetch, lambda row: str(row.id)),
            empty=EmptyState("还没有导入过。", icon_name="file-down"),
        )
        self.imports.fit(("文稿", "时间"), ("登记为", "新增", "修改", "撤销", "经手人", "文件"))
        self.imports.set_menu(lambda row: [undo] if row.can_undo else [])
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        for action in (paste, *others, undo):
            head.addWidget(ActionButton(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(self.note)
        layout.addWidget(self.zone, 2)
        layout.addLayout(head)
        layout.addWidget(self.imports, 3)

    def show_imports(self, rows: "Sequence[ImportRow]") -> None:
        """Show these imports."""
        self._rows = list(rows)
        self.imports.reload()

    def say(self, text: str, role: str = "good") -> None:
        """Show a sentence above everything; nothing for an empty one."""
        self.note.setProperty("role", role)
        self.note.setText(text)
        self.note.style().polish(self.note)
        self.note.setVisible(bool(text))

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "list[ImportRow]":
        return self._rows[offset : offset + limit]


def undone_words(undone: "Undone") -> str:
    """Say what taking an import back did; of many records that stayed the first are named."""
    words = f"已撤销这次导入，{undone.taken_back} 条已还原。"
    if undone.kept:
        more = "等" if len(undone.kept) > _NAMED else ""
        names = "；".join(undone.kept[:_NAMED])
        words += f"导入后改过或正在用的 {len(undone.kept)} 条保留：{names}{more}。"
    return words


def _columns(subjects: "Mapping[str, type[Subject]]") -> "list[Column[ImportRow]]":
    return [
        Column("时间", lambda row: f"{local(row.at):%Y-%m-%d %H:%M}", width=8),
        Column("文稿", lambda row: row.title, stretch=True),
        Column(
            "登记为",
            lambda row: subjects[row.subject].word if row.subject in subjects else row.subject,
            width=4,
        ),
        Column("新增", lambda row: row.added, cell=Cell.NUMBER, width=3),
        Column("修改", lambda row: row.changed, cell=Cell.NUMBER, width=3),
        Column("文件", lambda row: row.file or "（粘贴）", width=6),
        Column("经手人", lambda row: row.person, width=4),
        Column("撤销", _undone, width=5),
    ]


def _undone(row: "ImportRow") -> str:
    if row.undone_at is not None:
        return f"{local(row.undone_at):%Y-%m-%d %H:%M}"
    return "" if row.can_undo else "已过 30 天"
