"""The station's side of 收发: one button that reports, and what went and came."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from app.job import Job
from app.log.kind_words import kind_word
from ui import messages
from ui.exchange.outgoing_panel import OutgoingPanel, Written
from ui.exchange.receive_bar import ReceiveBar
from ui.exchange.tables import RECEIPT_DAYS, answered, moment, receipt_words, received_table, sent_table
from ui.exchange.undoing import undo_intake
from ui.exchange.way_field import WayField
from ui.page import Page
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.sync.export import Exports
    from app.sync.history import ReceivedRow, SentRow
    from app.workspace import Workspace

__all__ = ["StationHome", "station_notes", "unanswered"]


class StationHome(QWidget):
    """How the last report stands above, two lanes below."""

    files_chosen = Signal(list)  # of Path
    written = Signal()
    changes_wanted = Signal(int)  # of an intake
    conflicts_wanted = Signal()
    villages_wanted = Signal()

    def __init__(self, page: Page, outgoing: OutgoingPanel) -> None:
        super().__init__()
        self._context = page.context
        self._outgoing = outgoing
        ws = page.context.ws
        self.main_action = page.action(
            "检查并生成上报包", self._report, icon_name="send", keys="Ctrl+Return", writes=True
        )
        self._undo = page.action("撤销最近一次接收", self._undo_last, icon_name="undo-2", writes=True)
        self._phone = page.action("电话回执", self._ask_code, icon_name="phone", writes=True)
        self._choose = page.action("两边都改过", self.conflicts_wanted.emit, icon_name="list-checks")
        self._choose_button = ActionButton(self._choose)
        villages = page.action("村的移交", self.villages_wanted.emit, icon_name="map-pin")
        self._way = WayField(page.context)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self._notes.setProperty("role", "warning")
        self._digits = QLineEdit()
        self._digits.setPlaceholderText("县里电话里念的六组数字，回车记下")
        self._digits.setAccessibleName("电话回执码")
        self._digits.returnPressed.connect(self._hear)
        self._digits.hide()
        bar = ReceiveBar(page, "把县里发来的文件拖到窗口里，或者按 F5 选择。")
        bar.chosen.connect(self.files_chosen)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._code = QLabel()
        self._code.setProperty("role", "small")
        self._code.setWordWrap(True)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sent = sent_table(ws, with_name=False)
        self._received = received_table(ws, with_name=False)
        self._received.opened.connect(self._look_at)
        self._received.chosen.connect(self._follow_received)
        self._look = page.action(
            "看改了什么", lambda: self._look_at(self._received.current_row()), icon_name="history"
        )
        self._look_button = ActionButton(self._look, "link")
        lanes = QSplitter(Qt.Orientation.Horizontal)
        lanes.setChildrenCollapsible(False)
        for words, table, button in (
            ("我发出的", self._sent, None),
            ("我收到的", self._received, self._look_button),
        ):
            lane = QWidget()
            column = QVBoxLayout(lane)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            line = QHBoxLayout()
            line.addStrut(self._look_button.sizeHint().height())  # both tables begin at one height
            head = QLabel(words)
            head.setProperty("role", "heading")
            line.addWidget(head, 1)
            if button is not None:
                line.addWidget(button)
            column.addLayout(line)
            column.addWidget(table, 1)
            lanes.addWidget(lane)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addStretch()
        below.addWidget(self._choose_button)
        below.addWidget(ActionButton(villages))
        below.addWidget(ActionButton(self._phone))
        below.addWidget(ActionButton(self._undo))
        top = QHBoxLayout()
        top.addWidget(self._state, 1)
        top.addWidget(self._way)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(bar)
        layout.addLayout(top)
        layout.addWidget(self._notes)
        layout.addWidget(lanes, 1)
        layout.addWidget(self._code)
        layout.addWidget(self._digits)
        layout.addLayout(below)

    def reload(self) -> None:
        """Load both lanes and say how the last report stands."""
        from app.sync.conflicts import count_conflicts
        from app.sync.history import list_intakes

        ws = self._context.ws
        self._sent.reload()
        self._received.reload()
        words, role = _state_words(ws)
        self._state.setText(words)
        self._state.setProperty("role", role)
        self._state.style().polish(self._state)
        notes = station_notes(ws)
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        waiting = count_conflicts(ws)
        self._choose.setText(f"两边都改过 {waiting} 条")
        self._choose_button.setVisible(waiting > 0)
        self._code.setText(_code_words(ws))
        self._follow_received(self._received.current_row())
        self._digits.hide()
        self._code.show()
        self._last = next((row for row in list_intakes(ws, limit=20) if row.undone_at is None), None)
        self._undo.setEnabled(self._last is not None and self._last.can_undo and not self._context.jobs.busy)

    def send_to(self, unit: str) -> None:
        """Report to the office, whatever unit is named: there is one."""
        del unit
        self._report()

    def _report(self) -> None:
        missing = _missing(self._context.ws)
        if missing:
            words = "\n".join(f"· {sentence}" for sentence in missing)
            if not messages.ask(
                f"上报前还有这些没有齐：\n\n{words}\n\n缺着也能上报，以后补齐再报一次就行。",
                "照样生成",
                "先去补",
            ):
                return
        from app.sync.export import export_packages

        ws, size = self._context.ws, self._way.volume_bytes

        def work(job: Job) -> "Exports":
            return export_packages(ws, volume_bytes=size, job=job)

        def show(exports: "Exports") -> None:
            rows = [Written.of(one) for one in exports.packages]
            self._outgoing.show_written("上报包已生成", rows)
            self.written.emit()
            self._context.written()

        self._context.jobs.start("正在生成上报包", work, show)

    def _follow_received(self, row: "ReceivedRow | None") -> None:
        self._look_button.setVisible(row is not None and row.batch is not None)

    def _look_at(self, row: "ReceivedRow | None") -> None:
        if row is not None and row.batch is not None:
            self.changes_wanted.emit(row.batch)

    def _ask_code(self) -> None:
        self._code.hide()
        self._digits.clear()
        self._digits.show()
        self._digits.setFocus()

    def _hear(self) -> None:
        from app.sync.phone_code import hear_code

        heard = hear_code(self._context.ws, self._digits.text())
        self._context.written()
        self._context.status(f"已记下：县里收到第 1–{heard.number} 条，本站现有 {heard.of} 条。")

    def _undo_last(self) -> None:
        if self._last is not None:
            undo_intake(self._context, self._last.batch)


def unanswered(ws: "Workspace") -> "list[SentRow]":
    """Return the newest report if it has waited too long for a receipt; older ones are contained in it."""
    from app.sync.history import list_sent

    newest = list_sent(ws, kind="up", limit=1)
    return [row for row in newest if not answered(row) and (ws.now() - row.made_at).days >= RECEIPT_DAYS]


def _state_words(ws: "Workspace") -> tuple[str, str]:
    """Return (words, role of their label) on how the last report stands."""
    from app.sync.history import list_sent

    if ws.alone:
        return (
            "本站现在自己用，写的都在这台电脑上。县里的开站包来了，拖到窗口里或按 F5 选它：以前写的会全部报上去。",
            "soft",
        )
    last = next(iter(list_sent(ws, kind="up", limit=1)), None)
    if last is None:
        return "还没有上报过。点右上角“检查并生成上报包”，生成的文件发给县里就行。", "soft"
    words = (
        f"最近一次上报：第 {last.number} 号，{moment(last.made_at)} 生成，{receipt_words(last, ws.now())}。"
    )
    if unanswered(ws):
        return f"{words}请把文件再发一次，或打电话问县里；重复发没有坏处。", "warning"
    return words, "good" if answered(last) and last.arrived else "soft"


def station_notes(ws: "Workspace") -> list[str]:
    """Return what the office lacks or could not use, and what to do about it; nothing while all is well."""
    from app.sync.gaps import list_gaps
    from app.sync.history import count_unread, list_refused
    from app.sync.rebuild import waits_for_rebuild
    from app.sync.village_proposals import list_proposals
    from app.sync.villages import list_villages, lost_villages

    notes = [
        f"{gap.name}还缺本站第 {gap.first}–{gap.last} 条记录：再上报一次，会自动补上。"
        for gap in list_gaps(ws)
    ]
    refused = list_refused(ws)
    if refused:
        first = refused[0]
        more = f"等 {len(refused)} 条" if len(refused) > 1 else ""
        notes.append(
            f"{first.name}有本站的记录用不上（{kind_word(first.kind)}第 {first.number} 条{more}：{first.reason}）"
            "已原样留着，把这条记录改一下再上报就好。"
        )
    offered = [row for row in list_villages(ws) if row.state == "offered"]
    if offered:
        notes.append(
            f"{offered[0].other}移交来{'、'.join(row.name for row in offered)}，请点“村的移交”接收。"
        )
    notes += [
        f"{village}已由{station}先接收，本站这次接收不算数：再上报一次，本站改过的会转给那边看。"
        for village, station in lost_villages(ws)
    ]
    late = len(list_proposals(ws))
    if late:
        notes.append(f"移交来的村，原站后来又改过 {late} 条，请点“村的移交”看一看，用不用由本站定。")
    later = count_unread(ws)
    if later:
        notes.append(f"收到的内容里有 {later} 条本机程序太旧，暂时看不了，已原样保存，升级后自动显示。")
    if waits_for_rebuild(ws):
        notes.append(
            "本站以前上报过的内容在县里：请先上报一次登记这台电脑，再请县里发重建包，接收后就都回来了。"
        )
    return notes


def _code_words(ws: "Workspace") -> str:
    """Return what was said and can be said on the phone."""
    from app.sync.keys import KeyMissing
    from app.sync.phone_code import last_heard
    from app.sync.trust import station_fingerprint

    try:
        code = station_fingerprint(ws)
    except KeyMissing:  # the settings ask what this computer is for
        code = None
    words = [f"本机核对码（县里打电话来核对时念给他）：{code}"] if code else []
    heard = last_heard(ws)
    if heard is not None:
        words.append(f"县里 {moment(heard.at)} 电话里说收到第 1–{heard.number} 条，本站现有 {heard.of} 条。")
    return "\n".join(words)


def _missing(ws: "Workspace") -> list[str]:
    """Return what a report should not lack, in sentences."""
    from app.evidence.lists import check_files
    from app.tasks.claims import claim_state
    from app.tasks.ledger import list_ledger

    found = []
    left = len(claim_state(ws).left)
    if left:
        found.append(f"{left} 项任务还没有认领，也没有提疑问")
    rows = list_ledger(ws)
    nobody = sum(bool(row.claim) and row.open and not row.responsible_name for row in rows)
    if nobody:
        found.append(f"{nobody} 项任务没有写责任人")
    late = sum(row.light == "red" for row in rows)
    if late:
        found.append(f"{late} 项任务已经逾期，可以先写进展或困难")
    for fault in list(check_files(ws))[:3]:
        found.append(fault.sentence)
    return found
