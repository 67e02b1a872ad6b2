"""设置备份: copies and going back, checking, text size, about."""

from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui.page import Context, Page
from ui.paper_stack import PaperStack
from ui.settings.about_panel import AboutPanel
from ui.settings.backup_panel import BackupPanel
from ui.settings.check_panel import CheckPanel
from ui.settings.computer_panel import ComputerPanel
from ui.welcome.step_pages import soft
from ui.widgets.text_size_buttons import TextSizeButtons

__all__ = ["SettingsPage"]


class SettingsPage(Page):
    """Tabs, the backups first."""

    title = "设置与备份"
    help_text = (
        "备份：每天自动做，也可以随时做一份；每周备份到U盘一次。\n"
        "恢复：先告诉您会少什么，恢复前的数据也会留一份，所以恢复本身也能再退回来。\n"
        "检查：怀疑数据有问题时点一次，只看不改。\n"
        "本机：换电脑、拷了台账、县里打印恢复码，都在这里。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._backups = BackupPanel(self)
        self._about = AboutPanel(self)
        self._computer = ComputerPanel(self)
        self._computer.print_wanted.connect(self._print_code)
        tabs = QTabWidget()
        tabs.addTab(self._backups, "备份与恢复")
        tabs.addTab(_scrolled(CheckPanel(self)), "数据检查")
        tabs.addTab(_scrolled(_text_size()), "文字大小")
        tabs.addTab(_scrolled(self._about), "关于本台账")
        self._computer_tab = tabs.addTab(_scrolled(self._computer), "本机")
        shown = QWidget()
        inside = QVBoxLayout(shown)
        inside.setContentsMargins(16, 8, 16, 12)
        inside.addWidget(tabs)
        self._tabs = tabs
        self._papers = PaperStack(context, shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._papers)

    @override
    def show_record(self, **arguments: str) -> None:
        """Turn to what this computer is for."""
        if arguments.get("tab") == "computer":
            self._tabs.setCurrentIndex(self._computer_tab)

    def _print_code(self) -> None:
        from app.papers.recovery import write_recovery_paper

        self._papers.preview_file("恢复码", lambda target: write_recovery_paper(self.context.ws, target))

    @override
    def reload(self) -> None:
        self._backups.reload()
        self._computer.reload()
        self._about.reload()


def _text_size() -> QWidget:
    panel = QWidget()
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 10, 0, 0)
    layout.addWidget(soft("点一个，整个程序马上变样。也可以随时按 Ctrl+＋、Ctrl+－、Ctrl+0。"))
    layout.addWidget(TextSizeButtons())
    layout.addStretch()
    return panel


def _scrolled(panel: QWidget) -> QScrollArea:
    panel.setProperty("role", "plain")
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setWidget(panel)
    return scroll
