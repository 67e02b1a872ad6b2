"""The demo: an invented county to look at and play with, made and wiped in one step each."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.welcome.choice_card import ChoiceCard
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton

__all__ = ["DemoStart", "demo_folder"]


def demo_folder() -> Path:
    """Return where the demo lies on this computer."""
    location = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(location)) / "站务台账演示"


class DemoStart(QWidget):
    """Makes the demo where there is none; opens either side of it, or wipes it, where there is."""

    left = Signal()
    picked = Signal(object, object)  # data folder, machine folder

    def __init__(self, jobs: JobRunner, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._folder = folder or demo_folder()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_offer())
        self._stack.addWidget(self._build_choice())
        back = _action(self, "上一步", "arrow-left")
        back.triggered.connect(self.left)
        self._wipe = _action(self, "清除演示数据", "trash-2")
        self._wipe.triggered.connect(self._ask_wipe)
        self._make = _action(self, "生成演示数据", "play")
        self._make.triggered.connect(self._build)
        foot = QHBoxLayout()
        foot.addWidget(ActionButton(back, "quiet"))
        foot.addStretch()
        foot.addWidget(ActionButton(self._wipe, "danger"))
        foot.addWidget(ActionButton(self._make, "main"))
        title = QLabel("先看演示")
        title.setProperty("role", "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        jobs.started.connect(lambda _title: self.setEnabled(False))
        jobs.ended.connect(lambda: self.setEnabled(True))
        self.refresh()

    def refresh(self) -> None:
        """Look whether there is a demo."""
        from app.demo.build import OFFICE
        from app.start import is_data_folder

        there = is_data_folder(self._folder / OFFICE)
        self._stack.setCurrentIndex(int(there))
        self._wipe.setVisible(there)
        self._make.setVisible(not there)

    def _build_offer(self) -> QWidget:
        offer = QWidget()
        self._whole = QRadioButton("完整的县：22 个文化站、约 300 个村、一年的工作（约 2 分钟，占 300 MB）")
        self._small = QRadioButton("小一点的县：6 个文化站、半年的工作（约 1 分钟，占 50 MB）")
        self._whole.setChecked(True)
        layout = QVBoxLayout(offer)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            soft(
                "电脑现造一个虚构的县，县里和各站都有一年的台账，可以随便点、随便改。和真实数据分开放，不想要了一步清除。"
            )
        )
        layout.addWidget(self._whole)
        layout.addWidget(self._small)
        layout.addWidget(soft(f"放在：{self._folder}"))
        layout.addStretch()
        return offer

    def _build_choice(self) -> QWidget:
        choice = QWidget()
        office = ChoiceCard("building-2", "看县创建办", "全县总览、核验、收发、打印")
        station = ChoiceCard("landmark", "看一个文化站", "今日、任务台账、日志、设施、上报")
        office.clicked.connect(lambda: self._open(office=True))
        station.clicked.connect(lambda: self._open(office=False))
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addStretch(1)
        row.addWidget(office, 2)
        row.addWidget(station, 2)
        row.addStretch(1)
        layout = QVBoxLayout(choice)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(soft("演示数据已经有了。选一边看看，关掉窗口再打开会回到这里。"))
        layout.addSpacing(16)
        layout.addLayout(row)
        layout.addStretch()
        return choice

    def _build(self) -> None:
        folder, small = self._folder, self._small.isChecked()

        def work(job: Job) -> None:
            from app.demo.build import DemoSize, build_demo

            size = DemoSize(stations=6, villages=8, months=6, pictures=40) if small else DemoSize()
            build_demo(folder, size, job=job)

        self._jobs.start("正在生成演示数据", work, lambda _none: self.refresh())

    def _open(self, *, office: bool) -> None:
        from app.demo.build import MACHINE, OFFICE, STATIONS

        folder = self._folder / OFFICE if office else sorted((self._folder / STATIONS).iterdir())[0]
        self.picked.emit(folder, self._folder / MACHINE)

    def _ask_wipe(self) -> None:
        from app.demo.build import wipe_demo

        if messages.ask("清除全部演示数据？真实数据不在里面，不受影响。", "清除", danger=True):
            folder = self._folder
            self._jobs.start("正在清除演示数据", lambda _job: wipe_demo(folder), lambda _none: self.refresh())


def _action(parent: QWidget, text: str, icon_name: str) -> QAction:
    action = QAction(text, parent)
    set_icon(action, icon_name)
    return action
