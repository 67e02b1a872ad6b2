"""A station's first start without a start package: who it is, text size, data folder."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from ui import theme
from ui.jobs import JobRunner
from ui.welcome.new_ledger import Maker, NewLedger
from ui.welcome.step_pages import StepContent
from ui.widgets.form_rows import FormRows, required

__all__ = ["AloneStart"]


class AloneStart(NewLedger):
    """The steps of a station that is not expected by any county."""

    def __init__(self, jobs: JobRunner, machine: Path, parent: QWidget | None = None) -> None:
        self._who, self._machine = _Who(), machine
        super().__init__(
            jobs,
            [self._who],
            self._maker_of_typed,
            folder_name="站务台账",
            doing="正在建立本站台账",
            parent=parent,
        )

    def _maker_of_typed(self) -> Maker:
        from app.sync.alone import AloneForm, start_alone

        who, machine = self._who, self._machine
        form = AloneForm(
            county=who.county.text(),
            township=who.township.text(),
            station=who.station.text(),
            person=who.person.text(),
            phone=who.phone.text(),
            villages=who.villages.toPlainText(),
        )
        return lambda folder, _job: start_alone(folder, form, machine=machine)


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
