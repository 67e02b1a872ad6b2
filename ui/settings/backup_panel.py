"""Copies of the ledger: made, looked at, gone back to."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.page import Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.backups import Backup
    from app.outside_backup import OutsideCopy

__all__ = ["BackupPanel"]

_DATABASES = "备份文件 (*.db)"


class BackupPanel(QWidget):
    """The list of copies on this computer, and the way to a stick and back."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._context = page.context
        self._backups: Sequence[Backup] = ()
        self._now = page.action("现在备份", self._back_up, icon_name="save", writes=True)
        self._outside = page.action("备份到U盘", self._copy_outside, icon_name="usb", writes=True)
        self._restore = page.action("恢复这一份", self._restore_chosen, icon_name="history", writes=True)
        self._restore_file = page.action(
            "从U盘恢复", self._restore_outside, icon_name="folder-open", writes=True
        )
        self._model = PagedModel(
            [
                Column("时间", lambda backup: f"{backup.made:%Y-%m-%d %H:%M}"),
                Column("种类", lambda backup: backup.kind_label, stretch=True),
                Column("大小（MB）", lambda backup: f"{backup.size_bytes / 1e6:.1f}", cell=Cell.NUMBER),
            ],
            self._fetch,
            lambda backup: backup.path.name,
        )
        self._view: LedgerView[Backup] = LedgerView(
            self._model, empty=EmptyState("还没有备份。", self._now, icon_name="hard-drive")
        )
        self._view.chosen.connect(lambda backup: self._restore.setEnabled(backup is not None))
        tools = QHBoxLayout()
        for action in (self._now, self._outside):
            tools.addWidget(ActionButton(action))
        tools.addStretch()
        for action in (self._restore_file, self._restore):
            tools.addWidget(ActionButton(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.addWidget(
            soft(
                "每天第一次打开时自动备份一份，升级和恢复之前也会备份；留 14 天、8 周、24 个月。"
                "这些备份和台账在同一个盘上，盘坏了会一起没有：每周插上U盘点一次“备份到U盘”，照片也一起备份。"
            )
        )
        layout.addLayout(tools)
        layout.addWidget(self._view, 1)

    def reload(self) -> None:
        """Look into the folder of copies."""
        from app.backups import backups

        self._backups = backups(self._context.ws.folder)
        self._view.reload()

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "Sequence[Backup]":
        return self._backups[offset : offset + limit]

    def _back_up(self) -> None:
        ws = self._context.ws

        def work(_job: Job) -> "Backup":
            from app.backups import make_backup

            return make_backup(ws.folder, "hand", ws.now())

        self._context.jobs.start("正在备份", work, self._backed_up)

    def _backed_up(self, backup: "Backup") -> None:
        self._context.written()
        self._context.status(f"已备份：{backup.path.name}，{backup.size_bytes / 1e6:.1f} MB")

    def _copy_outside(self) -> None:
        from app.office.units import get_unit

        folder = messages.choose_folder("选择U盘或另一个盘")
        if folder is None:
            return
        ws = self._context.ws
        target = folder / f"站务台账备份-{get_unit(ws, ws.unit).name}"

        def work(job: Job) -> "OutsideCopy":
            from app.outside_backup import backup_outside, remember_outside

            done = backup_outside(ws.folder, target, job)
            remember_outside(ws.folder, ws.today)
            return done

        self._context.jobs.start("正在备份到U盘", work, self._copied_outside)

    def _copied_outside(self, copy: "OutsideCopy") -> None:
        self._context.written()  # the reminder goes
        _tell_outside(copy)

    def _restore_chosen(self) -> None:
        backup = self._view.current_row()
        if backup is not None:
            self._compare(backup.path)

    def _restore_outside(self) -> None:
        path = messages.choose_file("选择U盘上的备份（ledger.db）", _DATABASES)
        if path is not None:
            self._compare(path)

    def _compare(self, backup: Path) -> None:
        folder = self._context.ws.folder

        def work(_job: Job) -> str:
            from app.restore import compare_backup

            return compare_backup(folder, backup).sentence

        self._context.jobs.start("正在比较", work, lambda sentence: self._ask(backup, sentence))

    def _ask(self, backup: Path, sentence: str) -> None:
        if not messages.ask(f"{sentence}\n\n要恢复吗？", "恢复", danger=True):
            return
        folder, now = self._context.ws.folder, self._context.ws.now()

        def restore() -> str:
            from app.outside_backup import fetch_attachments
            from app.restore import restore_backup

            former = restore_backup(folder, backup, now)
            fetched = 0 if backup.is_relative_to(folder) else fetch_attachments(backup.parent, folder)
            kept = (
                f"恢复前的数据备份成了“{former.path.name}”。" if former else "损坏的数据文件已改名留在旁边。"
            )
            return f"已恢复。{kept}" + (f"取回了 {fetched} 个附件。" if fetched else "")

        self._context.open_folder(folder, first=restore)


def _tell_outside(copy: "OutsideCopy") -> None:
    messages.say(
        f"已备份到：\n{copy.folder}\n\n新增附件 {copy.files} 个，"
        f"共写了 {copy.size_bytes / 1e6:.1f} MB。请等U盘的灯不闪了再拔。"
    )
