"""电脑: which computer writes for which station; stopping one, letting a new one in, rebuilding it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.exchange.outgoing_panel import Written
from ui.exchange.tables import moment
from ui.page import Page
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.sync.computers import ComputerRow, Newcomer
    from app.sync.export import Exported
    from app.sync.results import Received

__all__ = ["ComputersPanel"]

_REASONS: Final = ("电脑丢了", "电脑坏了", "电脑上交或调走", "登记错了")


class _Line(Struct, frozen=True):
    """A computer in force or stopped, or one that waits."""

    computer: "ComputerRow | None"
    newcomer: "Newcomer | None"

    @property
    def name(self) -> str:
        one = self.computer or self.newcomer
        assert one is not None
        return one.name

    @property
    def key(self) -> str:
        one = self.computer.certificate if self.computer is not None else ""
        return one or (self.newcomer.node if self.newcomer is not None else "")

    @property
    def state(self) -> tuple[str, str]:
        """Light and word."""
        if self.computer is None:
            return "yellow", "等着接替"
        if self.computer.stopped:
            return "grey", "停用"
        return ("green", "在用") if self.computer.confirmed else ("yellow", "未核对")


class ComputersPanel(QWidget):
    """The table and what can be done with its current row."""

    def __init__(
        self,
        page: Page,
        volume_bytes: Callable[[], int],
        finish: Callable[[str, Sequence[Written]], None],
    ) -> None:
        super().__init__()
        self._context, self._volume_bytes, self._finish = page.context, volume_bytes, finish
        self._lines: Sequence[_Line] = ()
        self.waiting = 0
        self._table: LedgerView[_Line] = LedgerView(
            PagedModel(
                [
                    Column("文化站", lambda line: line.name, width=9),
                    Column("状态", lambda line: line.state, cell=Cell.LIGHT, width=5),
                    Column("说明", _words, stretch=True),
                    Column(
                        "登记于", lambda line: moment(line.computer.since) if line.computer else "", width=6
                    ),
                    Column("最近的包", _last, width=11),
                    Column("程序", lambda line: line.computer.program if line.computer else "", width=4),
                ],
                lambda offset, limit, _order: self._lines[offset : offset + limit],
                lambda line: line.key,
            ),
            empty=EmptyState("还没有收到过各站的包。收到第一个上报包，这里就有它的电脑。"),
        )
        self._table.fit(("文化站", "状态", "说明"), ("最近的包", "登记于", "程序"))
        self._table.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
        self._table.chosen.connect(lambda _line: self._follow())
        self._stop = page.action("停用这台电脑", self._stop_it, icon_name="ban", writes=True)
        self._rebuild = page.action("写重建包", self._write_rebuild, icon_name="history", writes=True)
        self._accept = page.action("让新电脑接替", self._accept_it, icon_name="phone", writes=True)
        hint = QLabel(
            "电脑坏了或丢了：先停用，再给该站新的开站包；收到新电脑的第一个包以后，写重建包把县里有的都还给它。"
        )
        hint.setProperty("role", "soft")
        hint.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(hint, 1)
        buttons.addWidget(ActionButton(self._stop))
        buttons.addWidget(ActionButton(self._rebuild))
        self._accept_button = ActionButton(self._accept, "main")
        buttons.addWidget(self._accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)

    def reload(self) -> None:
        """Read the computers anew; those that wait come first."""
        from app.sync.computers import list_computers, list_newcomers
        from app.sync.keys import KeyMissing

        ws = self._context.ws
        try:
            newcomers = list_newcomers(ws)
        except KeyMissing:  # the settings ask what this computer is for
            newcomers = []
        self.waiting = len(newcomers)
        self._lines = [
            *(_Line(None, one) for one in newcomers),
            *(_Line(one, None) for one in list_computers(ws)),
        ]
        self._accept_button.setVisible(bool(newcomers))
        self._table.reload()
        self._follow()

    def _follow(self) -> None:
        line, free = self._table.current_row(), not self._context.jobs.busy
        running = line is not None and line.computer is not None and not line.computer.stopped
        self._stop.setEnabled(free and running)
        self._rebuild.setEnabled(free and running)
        self._accept.setEnabled(free and line is not None and line.newcomer is not None)

    def _stop_it(self) -> None:
        from app.sync.computers import stop_computer

        line = self._table.current_row()
        if line is None or line.computer is None:
            return
        question = (
            f"停用{line.name}的这台电脑？它以后发来的包会原样放进隔离，不会丢，但也不会接上。"
            "该站要有新的开站包才能接着报。\n\n为什么停用？"
        )
        picked = messages.choose(question, _REASONS)
        if picked is not None:
            stop_computer(self._context.ws, line.computer.certificate, _REASONS[picked])
            self._context.written()

    def _accept_it(self) -> None:
        from app.sync.computers import accept_newcomer

        line = self._table.current_row()
        if line is None or line.newcomer is None:
            return
        ws, newcomer = self._context.ws, line.newcomer
        same = messages.ask(
            f"请给{newcomer.name}打电话：是不是换了电脑？请对方在新电脑上打开“收发”念出核对码。"
            f"\n\n{newcomer.digits}\n\n完全一样才让它接替，旧电脑会同时停用。",
            "完全一样，让它接替",
            "不一样",
        )
        if not same:
            return

        def show(received: "Received") -> None:
            self._context.written()
            self._context.status(" ".join(file.sentence for file in received.files[:1]))

        self._context.jobs.start(
            "正在接收新电脑的包", lambda job: accept_newcomer(ws, newcomer.node, job), show
        )

    def _write_rebuild(self) -> None:
        from app.sync.rebuild import holding_of, write_rebuild_package

        line = self._table.current_row()
        if line is None or line.computer is None:
            return
        ws, unit, size = self._context.ws, line.computer.unit, self._volume_bytes()
        if not messages.ask(f"{holding_of(ws, unit).sentence}\n\n写给{line.name}现在的电脑？", "写重建包"):
            return

        def work(job: Job) -> "tuple[Exported, ...]":
            return write_rebuild_package(ws, unit, volume_bytes=size, job=job)

        def show(made: "tuple[Exported, ...]") -> None:
            rows = [Written.of(one) for one in made]
            self._finish(f"已写好给{made[0].name}的重建包，共 {len(made)} 个文件", rows)

        self._context.jobs.start("正在写重建包", work, show)


def _words(line: _Line) -> str:
    if line.computer is None:
        return "这是该站另一台电脑发来的，打电话核对后可以接替"
    unheard = "" if line.computer.confirmed else "还没有打电话核对六组数字"
    return line.computer.stopped or line.computer.remark or unheard


def _last(line: _Line) -> str:
    computer = line.computer
    if computer is None:
        return moment(line.newcomer.received_at) if line.newcomer is not None else ""
    if computer.last_at is None:
        return ""
    return f"第 {computer.last_number} 号 {moment(computer.last_at)}"
