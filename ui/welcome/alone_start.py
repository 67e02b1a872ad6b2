"""A station's first start without a start package: who it is, text size, data folder."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.job import Job
from ui import theme
from ui.jobs import JobRunner
from ui.welcome.folder_and_size import FolderStep, TextSizeStep
from ui.welcome.step_pages import StepContent, StepPages
from ui.widgets.form_rows import FormRows, required

__all__ = ["AloneStart"]


class AloneStart(QWidget):
    """The three steps; `made` with the data folder when the ledger is there."""

    left = Signal()
    made = Signal(object)  # Path

    def __init__(self, jobs: JobRunner, machine: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._machine = jobs, machine
        self._who = _Who()
        self._folder = FolderStep("站务台账")
        self._pages = StepPages([self._who, TextSizeStep(), self._folder])
        self._pages.left.connect(self.left)
        self._pages.finished.connect(self._start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        jobs.started.connect(lambda _title: self._pages.set_busy(True))
        jobs.ended.connect(lambda: self._pages.set_busy(False))

    def take_focus(self) -> None:
        """Put the cursor into the first field."""
        self._pages.take_focus()

    def _start(self) -> None:
        from app.sync.alone import AloneForm

        who, place = self._who, self._folder.place
        form = AloneForm(
            county=who.county.text(),
            township=who.township.text(),
            station=who.station.text(),
            person=who.person.text(),
            phone=who.phone.text(),
            villages=who.villages.toPlainText(),
        )
        machine, size_pt = self._machine, int(theme.current().size)

        def work(_job: Job) -> Path:
            from app.settings import Settings, save_settings
            from app.sync.alone import start_alone

            ws = start_alone(place.folder, form, machine=machine)
            ws.engine.dispose()
            save_settings(ws.folder, Settings(text_size_pt=size_pt))
            return ws.folder

        self._jobs.start("正在建立本站台账", work, self.made.emit)


class _Who(StepContent):
    """County, township, station, head, phone; the station's name follows the township's until it is changed."""

    word = "本站"

    def __init__(self) -> None:
        super().__init__(
            "先自己用起来",
            "县里的开站包以后来了，收进来就和县里连上，现在写的一条都不会丢。区划代码和站号不用填，到时候自动填上。",
        )
        self.county, self.township, self.station, self.person, self.phone = (QLineEdit() for _ in range(5))
        self.county.setPlaceholderText("如 清河县")
        self.township.setPlaceholderText("如 青石镇")
        self.villages = QPlainTextEdit()
        self.villages.setPlaceholderText("一行一个村或社区，可以空着以后补")
        self.villages.setTabChangesFocus(True)
        self.villages.setFixedHeight(theme.current().row_px * 2)
        self._form = FormRows()
        self._form.add("所在县", self.county, check=required(self.county, "所在县（市、区）"), needed=True)
        self._form.add("乡镇", self.township, check=required(self.township, "乡镇（街道）"), needed=True)
        self._form.add("站名", self.station, check=required(self.station, "文化站名称"), needed=True)
        self._form.add(
            "您的姓名",
            self.person,
            check=required(self.person, "您的姓名"),
            hint="记在您写的每一条后面，以后换人也能看出是谁写的。",
            needed=True,
        )
        self._form.add("电话", self.phone)
        self._form.add("村和社区", self.villages)
        self.township.textChanged.connect(self._propose)
        self.phone.returnPressed.connect(self.confirmed)
        self._proposed = ""
        self.body.addWidget(self._form)
        self.body.addStretch()

    @override
    def enter(self) -> None:
        self.county.setFocus()

    @override
    def leave(self) -> bool:
        return self._form.valid()

    def _propose(self, township: str) -> None:
        from app.sync.alone import proposed_station

        if self.station.text() == self._proposed:
            self._proposed = proposed_station(township)
            self.station.setText(self._proposed)
