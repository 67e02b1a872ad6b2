"""What there is before a ledger: three large cards, and what lies behind each."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import messages
from ui.busy_strip import BusyStrip
from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.welcome.alone_start import AloneStart
from ui.welcome.choice_card import ChoiceCard
from ui.welcome.demo_start import DemoStart
from ui.welcome.office_start import OfficeStart
from ui.welcome.station_start import StationStart
from ui.widgets.buttons import ActionButton

__all__ = ["OpenLedger", "Welcome"]

_WIDEST_PX = 1080
UNITS = "units"
"""Key of the office's page for stations and villages, which comes first after its start."""


class OpenLedger(Protocol):
    """Opens the ledger in `folder`, with the keys in `machine` where these are not this PC's, at `page`."""

    def __call__(self, folder: Path | None, *, machine: Path | None = None, page: str = "") -> None:
        """Open it."""


class Welcome(QWidget):
    """Cards 文化站 / 县创建办 / 先看演示, and a ledger that is there already."""

    def __init__(
        self,
        jobs: JobRunner,
        machine: Path,
        open_ledger: OpenLedger,
        notice: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_ledger = open_ledger
        self._station = StationStart(jobs, machine)
        self._alone = AloneStart(jobs, machine)
        self._office = OfficeStart(jobs, machine)
        self._demo = DemoStart(jobs)
        self._stack = QStackedWidget()
        self._cards = self._build_cards(notice)
        for page in (self._cards, self._station, self._alone, self._office, self._demo):
            self._stack.addWidget(page)
        for page in (self._station, self._office, self._demo):
            page.left.connect(lambda: self._stack.setCurrentWidget(self._cards))
        self._station.alone.connect(lambda: self._turn_to(self._alone))
        self._alone.left.connect(lambda: self._stack.setCurrentWidget(self._station))
        self._station.made.connect(open_ledger)
        self._alone.made.connect(open_ledger)
        self._office.made.connect(lambda folder: open_ledger(folder, page=UNITS))
        self._demo.picked.connect(lambda folder, keys: open_ledger(folder, machine=keys))
        self._stack.setMaximumWidth(_WIDEST_PX)
        inside = QHBoxLayout()
        inside.setContentsMargins(32, 24, 32, 20)
        inside.addWidget(self._stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(inside, 1)
        layout.addWidget(BusyStrip(jobs))

    def _build_cards(self, notice: str) -> QWidget:
        page = QWidget()
        page.setProperty("role", "plain")
        picture = QLabel()
        picture.setPixmap(QApplication.windowIcon().pixmap(QSize(64, 64), 2.0))
        title = QLabel("站务台账")
        title.setProperty("role", "large")
        words = QLabel("这台电脑给谁用？选错了可以返回，不会丢东西。")
        words.setProperty("role", "soft")
        told = QLabel(notice)
        told.setProperty("role", "warning")
        told.setWordWrap(True)
        told.setVisible(bool(notice))
        picture.setVisible(not notice)
        row = QHBoxLayout()
        row.setSpacing(24)
        for number, (icon_name, name, text, target) in enumerate(
            (
                (
                    "landmark",
                    "文化站",
                    "看到本站要办的事，记日志，查设施，整改，打印，向县里上报",
                    self._station,
                ),
                (
                    "building-2",
                    "县创建办",
                    "下达任务，收各站的上报，看全县进度，核验，开调度会",
                    self._office,
                ),
                ("monitor-play", "先看演示", "打开一个虚构的县，随便点，不影响真实数据", self._demo),
            ),
            start=1,
        ):
            card = ChoiceCard(icon_name, name, text)
            card.setShortcut(QKeySequence(str(number)))
            card.clicked.connect(lambda _on=False, target=target: self._turn_to(target))
            row.addWidget(card, 1)
        existing = QAction("打开已有的台账文件夹", page)
        set_icon(existing, "folder-open")
        existing.triggered.connect(self._open_existing)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addStretch(1)
        for label in (picture, title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addWidget(told)
        layout.addSpacing(16)
        layout.addLayout(row)
        layout.addSpacing(16)
        layout.addWidget(ActionButton(existing, "link"), 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        return scroll

    def _turn_to(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        if page is self._station:
            self._station.search()
        elif page is self._alone:
            self._alone.take_focus()
        elif page is self._demo:
            self._demo.refresh()

    def _open_existing(self) -> None:
        folder = messages.choose_folder("选择台账文件夹（里面有 ledger.db）")
        if folder is not None:
            self._open_ledger(folder)
