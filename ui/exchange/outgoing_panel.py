"""Packages that were just written: on the clipboard, in their folder, or on a stick."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QMimeData, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.exchange.tables import size_words
from ui.page import Page
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.sync.export import Exported

__all__ = ["OutgoingPanel", "Written", "put_on_clipboard"]

_SENT: Final = "文件已放到剪贴板：到微信里选好对话，按 Ctrl+V 就能发送。"


class Written(Struct, frozen=True):
    """A package that was written, or why none was: `path` is None then."""

    key: str
    name: str
    path: Path | None
    number: int | None = None
    size_bytes: int = 0
    blobs: int = 0
    note: str = ""

    @classmethod
    def of(cls, one: "Exported") -> "Written":
        """Return what is shown of a package that was written."""
        notes = [f"{one.absent} 份附件在本机找不到，没有装进去"] if one.absent else []
        if one.volume[1] > 1:
            notes.append(f"共 {one.volume[1]} 个文件，这是第 {one.volume[0]} 个")
        if one.unshown:
            notes.append(f"{one.unshown} 条对方程序太旧，暂时看不了，升级后自动显示")
        if not one.sealed:
            notes.append("没有加密")
        return cls(
            f"{one.unit}-{one.number}",
            one.name,
            one.path,
            one.number,
            one.size_bytes,
            one.blobs,
            "；".join(notes) or "已写好并读回核对",
        )


class OutgoingPanel(QWidget):
    """What one export made, and what can be done with the files."""

    closed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._context = page.context
        self._rows: Sequence[Written] = ()
        self._apart = False
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        self._words = QLabel()
        self._words.setProperty("role", "good")
        self._words.setWordWrap(True)
        columns: list[Column[Written]] = [
            Column("发给", lambda row: row.name, width=10),
            Column("包号", lambda row: row.number, cell=Cell.NUMBER, width=2),
            Column("文件", lambda row: row.path.name if row.path else "", width=11),
            Column("大小", lambda row: size_words(row.size_bytes) if row.path else "", width=5),
            Column("附件", lambda row: row.blobs or None, cell=Cell.NUMBER, width=2),
            Column("说明", lambda row: row.note, stretch=True),
        ]
        self._table: LedgerView[Written] = LedgerView(
            PagedModel(
                columns,
                lambda offset, limit, _order: self._rows[offset : offset + limit],
                lambda row: row.key,
            ),
            empty=EmptyState("没有要写的数据包。"),
        )
        back = page.action("返回", self.closed.emit, icon_name="arrow-left")
        self._copy_action = page.action("再复制一次", self._copy, icon_name="copy")
        folder = page.action("打开所在文件夹", self._open_folder, icon_name="folder-open")
        self._stick = page.action("存到U盘或文件夹", self._save, icon_name="usb", writes=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(ActionButton(back))
        buttons.addStretch()
        for action in (folder, self._copy_action, self._stick):
            buttons.addWidget(ActionButton(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(self._words)
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)

    def show_written(self, heading: str, rows: Sequence[Written], *, apart: bool = False) -> None:
        """Show what was written and put the files on the clipboard.

        Args:
            apart: Each file is for one receiver's eyes only: only what is chosen is put there.
        """
        self._rows = rows
        self._apart = apart
        self._table.reload()
        paths = self._paths()
        self._heading.setText(heading)
        skipped = len(rows) - len(paths)
        words = _SENT if paths else "没有写出文件。"
        if apart and paths:
            words = "每个文件只发给它自己的站：选中一行，点“复制”，到微信里选好这个站，按 Ctrl+V 发送。"
        self._copy_action.setText("复制" if apart else "再复制一次")
        if skipped:
            words += f"有 {skipped} 个站没有写，原因写在后面。"
        self._words.setText(words)
        self._words.setProperty("role", "warning" if skipped or not paths else "good")
        self._words.style().polish(self._words)
        if paths and not apart:
            put_on_clipboard(paths)

    def _paths(self) -> list[Path]:
        return [row.path for row in self._rows if row.path is not None]

    def _copy(self) -> None:
        rows = self._table.selected_rows() if self._apart else self._rows
        if paths := [row.path for row in rows if row.path is not None]:
            put_on_clipboard(paths)
            whose = f"{'、'.join(row.name for row in rows)}的" if self._apart else ""
            self._context.status(f"{whose}文件已复制，到微信里按 Ctrl+V 就能发送。")

    def _open_folder(self) -> None:
        for path in self._paths()[:1]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _save(self) -> None:
        from app.sync.ejecting import eject, stick_of
        from app.sync.files import deliver

        paths = self._paths()
        folder = messages.choose_folder("存到哪里") if paths else None
        if folder is None:
            return

        def work(job: Job) -> Path:
            for done, path in enumerate(paths):
                job.step(done, len(paths))
                deliver(path, folder)
            return folder

        def tell(place: Path) -> None:
            stick, words = stick_of(place), f"{len(paths)} 个文件已存到：\n{place}\n已逐个读回核对。"
            if stick is None:
                messages.say(f"{words}如果是U盘，拔之前请先弹出（“安全删除硬件”）。")
            elif messages.ask(
                f"{words}\n\n拔U盘前要先弹出，不然最后一点可能没写进去。", "安全弹出", "先不弹"
            ):
                self._context.jobs.start("正在弹出U盘", lambda _job: eject(stick), messages.say)

        self._context.jobs.start("正在存到U盘", work, tell)


def put_on_clipboard(paths: Sequence[Path]) -> None:
    """Put files on the clipboard as a file manager does, so that they can be pasted into a chat."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QGuiApplication.clipboard().setMimeData(data)
