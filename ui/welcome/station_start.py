"""A station's first start: its start package, is it this station, text size, data folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from app.job import Job
from ui import messages
from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.paged_model import Column, PagedModel
from ui.welcome.new_ledger import Maker, NewLedger
from ui.welcome.places import package_places
from ui.welcome.step_pages import StepContent, soft
from ui.widgets.buttons import ActionButton
from ui.widgets.drop_zone import DropZone
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_rows import FormRows, required
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.sync.enrol import StartOffer
    from app.workspace import Workspace

__all__ = ["StationStart"]


class StationStart(NewLedger):
    """Package, station, text size, folder; `alone` where there is no package."""

    alone = Signal()

    def __init__(self, jobs: JobRunner, machine: Path, parent: QWidget | None = None) -> None:
        self._package, self._station, self._machine = _PackageStep(jobs), _StationStep(), machine
        super().__init__(
            jobs,
            [self._package, self._station],
            self._maker_of_typed,
            folder_name="站务台账",
            doing="正在建立本站台账",
            parent=parent,
        )
        self._package.chosen.connect(self._station.show_offer)
        self._package.alone.connect(self.alone)

    def search(self) -> None:
        """Look for start packages in the usual places."""
        self._package.search()

    def _maker_of_typed(self) -> Maker:
        offer, person, machine = self._package.offer, self._station.person.text().strip(), self._machine
        assert offer is not None  # the first step is not left without one

        def make(folder: Path, job: Job) -> "Workspace":
            from app.sync.enrol import start_station

            return start_station(offer.path, folder, person=person, machine=machine, job=job)

        return make


class _PackageStep(StepContent):
    """The start packages found on this computer, or one that is dropped or chosen."""

    word = "选开站包"
    chosen = Signal(object)  # the StartOffer
    alone = Signal()

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__(
            "县里发来的开站包是哪一个？",
            "已经在桌面、下载、文档和U盘里找过。没有列出来的，把文件拖到下面，或者点“选择文件”。",
        )
        self._jobs = jobs
        self.offer: StartOffer | None = None
        self._offers: list[StartOffer] = []
        self._model = PagedModel(
            [
                Column("文化站", lambda offer: offer.unit_name, stretch=True),
                Column("发包单位", lambda offer: offer.office_name),
                Column("日期", lambda offer: offer.made_at[:10]),
                Column("在哪里", lambda offer: offer.path.parent.name or str(offer.path.parent), hint=_where),
            ],
            lambda offset, limit, _order: self._offers[offset : offset + limit],
            _where,
        )
        self._empty = EmptyState(
            "没有找到开站包。请问县创建办要，或者插上U盘后把文件拖进来。", icon_name="package"
        )
        self._view = LedgerView(self._model, empty=self._empty)
        self._view.setMinimumHeight(140)
        self._view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._view.chosen.connect(self._take)
        self._view.opened.connect(lambda _offer: self.confirmed.emit())
        zone = DropZone("也可以把开站包（.zwt 文件）拖到这里", kinds=messages.PACKAGE)
        zone.dropped.connect(self._open)
        alone = QAction("没有开站包，先自己用：以后来了再接上", self)
        set_icon(alone, "arrow-right")
        alone.triggered.connect(self.alone)
        self.body.addWidget(ActionButton(alone, "link"), 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._view, 2)
        self.body.addWidget(zone, 1)

    @property
    @override
    def ready(self) -> bool:
        return self.offer is not None

    def search(self) -> None:
        """Look in the usual places and list what is there."""
        self._jobs.start("正在找开站包", _find, self.show_offers)

    def show_offers(self, offers: "list[StartOffer]") -> None:
        """List `offers` before what is listed already, and take the first."""
        self._offers = [*offers, *(offer for offer in self._offers if offer not in offers)]
        self._view.reload()
        if offers:
            self._view.select(_where(offers[0]))
            self._view.setFocus()

    def _open(self, paths: list[Path]) -> None:
        def work(job: Job) -> "list[StartOffer]":
            from app.sync.enrol import read_start_package

            return [read_start_package(path, job) for path in paths]

        self._jobs.start("正在查看开站包", work, self.show_offers)

    def _take(self, offer: "StartOffer | None") -> None:
        self.offer = offer
        if offer is not None:
            self.chosen.emit(offer)
        self.changed.emit()


class _StationStep(StepContent):
    """Is it this station, and who sits here."""

    word = "核对本站"
    next_word = "是本站，下一步"

    def __init__(self) -> None:
        super().__init__(
            "是这个站吗？", "名字不对就点“上一步”换一个开站包：拿错了包，报上去的就是别的站的数。"
        )
        self._name = QLabel()
        self._name.setProperty("role", "large")
        self._name.setWordWrap(True)
        self._facts = soft("")
        self.person = QLineEdit()
        self.person.returnPressed.connect(self.confirmed)
        self._form = FormRows()
        self._form.add(
            "您的姓名",
            self.person,
            check=required(self.person, "您的姓名"),
            hint="记在您写的每一条后面，以后换人也能看出是谁写的。",
            needed=True,
        )
        self.body.addWidget(self._name)
        self.body.addWidget(self._facts)
        self.body.addSpacing(10)
        self.body.addWidget(self._form)
        self.body.addStretch()

    def show_offer(self, offer: "StartOffer") -> None:
        from app.office.codes import spaced

        self._name.setText(offer.unit_name)
        contact = f"　联系人 {offer.office_contact}" if offer.office_contact else ""
        self._facts.setText(
            f"站号 {offer.unit_number}　区划代码 {spaced(offer.code)}\n县里：{offer.office_name}{contact}"
        )

    @override
    def enter(self) -> None:
        self.person.setFocus()

    @override
    def leave(self) -> bool:
        return self._form.valid()


def _where(offer: "StartOffer") -> str:
    return str(offer.path)


def _find(_job: Job) -> "list[StartOffer]":
    from app.sync.enrol import find_start_packages

    return find_start_packages(package_places())
