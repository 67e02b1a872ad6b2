"""设置备份: copies and going back, checking, the recycle bin, phrases, text size, about."""

from typing import TypeVar

from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.workspace import Role
from ui.handover.stock_panel import StockPanel
from ui.handover.wizard import HandoverWizard
from ui.page import Context, Page
from ui.paper_stack import PaperStack
from ui.settings.about_panel import AboutPanel
from ui.settings.backup_panel import BackupPanel
from ui.settings.check_panel import CheckPanel
from ui.settings.computer_panel import ComputerPanel
from ui.settings.handover_panel import HandoverPanel
from ui.settings.people_panel import PeoplePanel
from ui.settings.phrases_panel import PhrasesPanel
from ui.settings.pin_panel import PinPanel
from ui.settings.recycle_panel import RecyclePanel
from ui.undo import Steps
from ui.welcome.step_pages import soft
from ui.widgets.text_size_buttons import TextSizeButtons

__all__ = ["SettingsPage"]

Panel = TypeVar("Panel", bound=QWidget)


class SettingsPage(Page):
    """Tabs, the backups first."""

    title = "设置与备份"
    help_text = (
        "备份与恢复：每天自动备份，每周再备份到U盘一次；恢复以前先告诉您会少什么，恢复本身也能退回来。\n"
        "回收站：半年内删除的记录都能放回。常用语：写字时按 F9 就能插进一句。\n"
        "交接：换人时列出全部要交的事，打印三份签字；档案和设施逐项清点，1 找到、2 没找到、3 不相符。启动密码：防别人随手打开，不是给数据加密。\n"
        "数据检查：怀疑数据有问题时点一次，只看不改。本机：换电脑、拷了台账、县里打印恢复码，都在这里。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._tabs = QTabWidget()
        self._panels: dict[str, QWidget] = {}
        self._backups = self._add("backups", "备份与恢复", BackupPanel(self))
        self._add("check", "数据检查", _scrolled(CheckPanel(self)))
        self._bin = self._add("bin", "回收站", RecyclePanel(self, self.steps))
        self._people = PeoplePanel(self, self.steps) if context.ws.role is Role.STATION else None
        if self._people is not None:
            self._add("people", "人员", self._people)
        self._phrases = self._add("phrases", "常用语", PhrasesPanel(self))
        self._handover = self._add("handover", "交接", HandoverPanel(self))
        self._handover.begun.connect(self._hand_over)
        self._handover.taken.connect(lambda: self._hand_over(alone=True))
        self._handover.counting.connect(self._take_stock)
        self._handover.printed.connect(lambda: self._print("交接清单"))
        self._pin = PinPanel(self)
        self._add("pin", "密码", _scrolled(self._pin))
        self._add("size", "文字", _scrolled(_text_size()))
        self._about = AboutPanel(self)
        self._add("about", "关于", _scrolled(self._about))
        self._computer = ComputerPanel(self)
        self._computer.print_wanted.connect(self._print_code)
        self._add("computer", "本机", _scrolled(self._computer))
        self._wizard: HandoverWizard | None = None
        self._counting: StockPanel | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self._tabs)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(16, 8, 16, 12)
        inside.addWidget(self._stack)
        self._papers = PaperStack(context, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._papers)

    @override
    def reload(self) -> None:
        for panel in (
            self._backups,
            self._bin,
            self._phrases,
            self._handover,
            self._pin,
            self._about,
            self._computer,
        ):
            panel.reload()
        if self._people is not None:
            self._people.reload()
        if self._counting is not None and self._stack.currentWidget() is self._counting:
            self._counting.reload()

    @override
    def show_record(self, **arguments: str) -> None:
        """Turn to `tab`; or take `stock`; or show a `person`, or a `unit` one may call."""
        people = "people" if {"person", "unit"} & set(arguments) else ""
        self._stack.setCurrentWidget(self._tabs)
        self._tabs.setCurrentWidget(self._panels.get(arguments.get("tab", people), self._backups))
        if "stock" in arguments:
            self._take_stock()
        elif self._people is not None and "person" in arguments:
            self._people.people.reveal(arguments["person"])
        elif self._people is not None and "unit" in arguments:
            self._people.units.reveal(arguments["unit"])

    def _hand_over(self, *, alone: bool = False) -> None:
        """Go through the wizard; one that was left goes on where it was."""
        if self._wizard is not None and self._wizard.alone != alone:
            self._leave_wizard(self._wizard)
        if self._wizard is None:
            self._wizard = HandoverWizard(self.context, alone=alone)
            self._wizard.left.connect(lambda: self._stack.setCurrentWidget(self._tabs))
            self._wizard.finished.connect(self._record)
            self._stack.addWidget(self._wizard)
        self._stack.setCurrentWidget(self._wizard)
        self._wizard.take_focus()

    def _record(self) -> None:
        from app.handover.handing import hand_over

        wizard = self._wizard
        assert wizard is not None
        form = wizard.form()
        self.steps.do(f"{form.giver}交给{form.taker}", lambda: hand_over(self.context.ws, form))
        self._leave_wizard(wizard)
        self.context.status(f"交接已记下。以后新写的记录署名是{form.taker.strip()}。")
        self._print("交接清单")

    def _leave_wizard(self, wizard: HandoverWizard) -> None:
        self._wizard = None
        self._stack.setCurrentWidget(self._tabs)
        self._stack.removeWidget(wizard)
        wizard.deleteLater()

    def _take_stock(self) -> None:
        """Go through the list, from where nothing was said yet."""
        if self._counting is None:
            self._counting = StockPanel(self, self.steps)
            self._counting.left.connect(lambda: self._stack.setCurrentWidget(self._tabs))
            self._counting.printed.connect(lambda: self._print("清点差异单"))
            self._stack.addWidget(self._counting)
        self._stack.setCurrentWidget(self._counting)
        self._counting.open()

    def _print(self, paper: str) -> None:
        from app.papers.catalog import Choices

        self._papers.preview(paper, Choices())

    def _print_code(self) -> None:
        from app.papers.recovery import write_recovery_paper

        self._papers.preview_file("恢复码", lambda target: write_recovery_paper(self.context.ws, target))

    def _add(self, key: str, word: str, panel: Panel) -> Panel:
        self._panels[key] = panel
        self._tabs.addTab(panel, word)
        return panel


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
