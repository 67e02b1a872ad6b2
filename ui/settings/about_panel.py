"""Whose ledger this is, where it lies, what the program is made of, and the way to another ledger."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import VERSION
from ui import messages
from ui.page import Page
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["AboutPanel"]

_MADE_OF: Final = (
    "界面用 Qt for Python（LGPL-3.0），字体是思源黑体 Noto Sans SC（OFL-1.1），图标取自 Lucide（ISC）。"
    "本程序不联网，不收集任何信息。"
)


class AboutPanel(QWidget):
    """Facts, and three buttons."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._context = page.context
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setColumnStretch(1, 1)
        show = page.action("打开数据文件夹", self._show_folder, icon_name="external-link")
        other = page.action("打开别的台账", self._open_other, icon_name="folder-open", writes=True)
        start = page.action("回到开始页", self._leave, icon_name="log-out", writes=True)
        row = QHBoxLayout()
        for action in (show, other, start):
            row.addWidget(ActionButton(action))
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(self._facts)
        layout.addLayout(row)
        layout.addWidget(
            soft("回到开始页可以换成另一个单位、重看演示或清除演示数据，本台账原样留在文件夹里。")
        )
        layout.addWidget(soft(_MADE_OF))
        layout.addStretch()

    def reload(self) -> None:
        """Show the facts anew."""
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(_facts_of(self._context.ws)):
            words = QLabel(value)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(soft(name), row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(words, row, 1)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.ws.folder)))

    def _open_other(self) -> None:
        folder = messages.choose_folder("选择台账文件夹（里面有 ledger.db）")
        if folder is not None:
            self._context.open_folder(folder)

    def _leave(self) -> None:
        if messages.ask("关上这份台账，回到开始页？数据都已保存。", "回到开始页"):
            self._context.open_folder(None)


def _facts_of(ws: "Workspace") -> list[tuple[str, str]]:
    from app.office.codes import spaced
    from app.office.units import get_unit

    unit = get_unit(ws, ws.unit)
    facts = [
        ("单位", unit.name),
        ("区划代码", spaced(unit.code)),
        ("站号", unit.number),
        ("联系人", f"{unit.contact}　{unit.phone}".strip()),
        ("使用人", ws.person),
        ("数据文件夹", str(ws.folder)),
        ("程序版本", VERSION),
    ]
    return [(name, value) for name, value in facts if value]
