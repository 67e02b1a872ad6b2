"""A county office's first start: who it is, text size, data folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.errors import InvalidInput
from app.job import Job
from ui.jobs import JobRunner
from ui.welcome.new_ledger import Maker, NewLedger
from ui.welcome.step_pages import StepContent
from ui.widgets.form_rows import FormRows, required

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["OfficeStart"]


class OfficeStart(NewLedger):
    """The steps of a county office."""

    def __init__(self, jobs: JobRunner, machine: Path, parent: QWidget | None = None) -> None:
        self._office, self._machine = _OfficeStep(), machine
        super().__init__(
            jobs,
            [self._office],
            self._maker_of_typed,
            folder_name="站务台账（县）",
            doing="正在建立县级台账",
            parent=parent,
        )

    def _maker_of_typed(self) -> Maker:
        office, machine = self._office, self._machine
        name, code = office.name.text(), office.code.text()
        contact, phone = office.contact.text(), office.phone.text()

        def make(folder: Path, _job: Job) -> "Workspace":
            from app.office.first_start import create_office

            return create_office(
                folder, name=name, code=code, contact_name=contact, phone=phone, machine=machine
            )

        return make


class _OfficeStep(StepContent):
    """Name, code and contact of the office."""

    word = "本单位"

    def __init__(self) -> None:
        super().__init__(
            "您的单位", "这些会印在下发的任务书、通报和开站包上。文化站和村的名单，建好台账以后再登记。"
        )
        self.name, self.code, self.contact, self.phone = (QLineEdit() for _ in range(4))
        self.name.setPlaceholderText("如 清河县创建办")
        self.code.setPlaceholderText("12 位数字")
        self._form = FormRows()
        self._form.add("单位名称", self.name, check=required(self.name, "单位名称"), needed=True)
        self._form.add(
            "县区划代码",
            self.code,
            check=self._code_problem,
            hint="国家统计局的 12 位代码，县级后六位都是 0。各乡镇、村的代码以它开头。",
            needed=True,
        )
        self._form.add("联系人", self.contact, check=required(self.contact, "联系人姓名"), needed=True)
        self._form.add("联系电话", self.phone, hint="印在开站包和任务书上，文化站有疑问时打这个电话。")
        self.phone.returnPressed.connect(self.confirmed)
        self.body.addWidget(self._form)
        self.body.addStretch()

    @override
    def enter(self) -> None:
        self.name.setFocus()

    @override
    def leave(self) -> bool:
        return self._form.valid()

    def _code_problem(self) -> str | None:
        from app.office.codes import county_code

        if not self.code.text().strip():
            return "请填写县区划代码。"
        try:
            county_code(self.code.text())
        except InvalidInput as error:
            return str(error)
        return None
