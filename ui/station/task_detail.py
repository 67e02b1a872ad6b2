"""A line of the ledger in full: requirement, progress, evidence, questions, and reporting it as done."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import set_icon
from ui.page import Context
from ui.station import asking
from ui.station.attaching import attach
from ui.station.evidence_strip import EvidenceStrip
from ui.station.say_panel import Said, SayPanel
from ui.station.task_fields import TaskFields
from ui.station.task_notes import enough_of, note_of
from ui.station.task_progress import Entry, TaskProgress
from ui.station.task_questions import TaskQuestions
from ui.station.task_steps import TaskSteps
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.task_card import LightLabel

if TYPE_CHECKING:
    from datetime import date

    from app.tasks.ledger import LedgerRow
    from app.tasks.steps import StepRow

__all__ = ["TaskDetail"]

BUILDING: Final = "基础设施"


class TaskDetail(QWidget):
    """What can be done about one item; every write is one step of `steps`."""

    def __init__(self, context: Context, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._steps = context, steps
        self._row: LedgerRow | None = None
        self._light = LightLabel("grey", "")
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._note = QLabel()
        self._note.setProperty("role", "warning")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        today = context.ws.today
        self.fields, self.progress = TaskFields(context.ws), TaskProgress(today)
        self.steps = TaskSteps(today, self._edit_step, self._tick_step)
        self.evidence, self.questions, self._closing = EvidenceStrip(), TaskQuestions(), QWidget()
        self._more = QToolButton()
        self._offered: list[QAction] = []
        self.tabs = QTabWidget()
        for page, word in (
            (self.fields, "要求"),
            (self.progress, "进展"),
            (self.steps, "步骤"),
            (self.evidence, "佐证"),
            (self.questions, "答复"),
            (self._closing, "办结"),
        ):
            self.tabs.addTab(page, word)
        self.panel = SayPanel()
        self.panel.said.connect(self._say)
        self.result = QPlainTextEdit()
        self.result.setPlaceholderText("办理结果：做成了什么")
        self.result.setAccessibleName("办理结果")
        self.result.setTabChangesFocus(True)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            done = QShortcut(QKeySequence(keys), self.result, context=Qt.ShortcutContext.WidgetShortcut)
            done.activated.connect(self._close_action_trigger)
        self._close_action = self._action("申请办结", "send", self._close)
        self._withdraw = self._action("撤回申请", "undo-2", self._take_back)
        self._look = self._action("已看过改动", "eye", self._accept)
        self._claim = self._action("认领", "check", self._claim_item)
        self._obstacle = QLabel()
        self._obstacle.setWordWrap(True)
        self.fields.changed.connect(self._plan)
        self.progress.recorded.connect(self._record)
        self.progress.removed.connect(self._remove)
        self.evidence.offer_pictures(context.ws)
        self.steps.added.connect(self._add_step)
        self.steps.removed.connect(self._remove_step)
        self.steps.model.edited.connect(context.written)
        self.evidence.added.connect(self._attach)
        self.evidence.removed.connect(self._detach)
        self._build()
        context.jobs.started.connect(lambda _title: self.setEnabled(False))
        context.jobs.ended.connect(lambda: self.setEnabled(True))

    def show_row(self, row: "LedgerRow | None") -> None:
        """Show a line of the ledger; what is being typed about another one is gone."""
        from app.evidence.lists import list_evidence
        from app.tasks.progress import closing_obstacle, evidence_targets, list_events, list_questions
        from app.tasks.proof_checks import list_proof_checks
        from app.tasks.steps import list_steps
        from app.work.people import list_people

        self.setVisible(row is not None)
        if row is None:
            self._row = None
            return
        ws = self._context.ws
        if self._row is None or self._row.item != row.item:
            self.progress.clear()
            self.steps.clear()
            self.result.setPlainText(row.last_text)
            self.panel.hide()
        self._row = row
        self._light.set_light(row.light, row.light_word)
        self._state.setText(f"{row.stage_label}　{'' if row.holder == 'nobody' else f'在{row.holder_label}'}")
        self._show_note(row)
        checks = list_proof_checks(ws) if row.category == BUILDING else []
        self.fields.show_row(row, [person.name for person in list_people(ws)], checks)
        self.progress.show_row(row, list_events(ws, row.item))
        self.steps.show_row(row, list_steps(ws, row.item))
        files = [
            file for target in evidence_targets(ws, row.item) for file in list_evidence(ws, target=target)
        ]
        self.evidence.show_files(files, enough_of(row))
        self.evidence.set_editable(row.claim is not None and row.open)
        self.questions.show_rows(list_questions(ws, row.item))
        for page, word, count in (
            (self.steps, "步骤", row.steps),
            (self.evidence, "佐证", row.evidence),
            (self.questions, "答复", row.questions),
        ):
            self.tabs.setTabText(self.tabs.indexOf(page), f"{word} {count}" if count else word)
        obstacle = closing_obstacle(row)
        closing = row.stage == "closing"
        told = f"已于 {row.requested_on} 申请办结：{row.result}" if closing else obstacle
        ready = "都齐了，写上办理结果，按 Ctrl+回车或点按钮就申请办结。"
        if row.own:
            ready = "自增任务由本站自己定，写上办理结果，按 Ctrl+回车或点按钮就记为办结。"
        self._obstacle.setText(told or ready)
        self._close_action.setText("记为办结" if row.own else "申请办结")
        self._claim.setText("转到县里清单" if row.adopted_by else "认领")
        self._close_action.setEnabled(not obstacle)
        self.result.setEnabled(not obstacle)
        for widget, shown in (
            (self.result, not closing),
            (self._close_button, not closing),
            (self._withdraw_button, closing),
            (self._look_button, row.needs_look),
            (self._claim_button, _claimable(row)),
        ):
            widget.setVisible(shown)

    def write_progress(self) -> None:
        """Go to the line into which progress is written."""
        self.tabs.setCurrentWidget(self.progress)
        self.progress.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Offer these actions under 更多."""
        self._offered = list(actions)
        menu = QMenu(self._more)
        menu.addActions(self._offered)
        self._more.setMenu(menu)

    def offered(self) -> list[QAction]:
        """Return the actions under 更多."""
        return self._offered

    def close_item(self) -> None:
        """Go to where the item is reported as done."""
        self.tabs.setCurrentWidget(self._closing)
        self.result.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.result.selectAll()

    def ask(self, purpose: str) -> None:
        """Ask for the words of a question, of support or of what does not apply."""
        if self._row is not None:
            if purpose == asking.OWN_EDIT:
                self.panel.ask(asking.wanted_again(self._context.ws, self._row.item))
            else:
                self.panel.ask(asking.wanted(purpose))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        self._more.setText("更多…")
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        head.addWidget(self._light)
        head.addWidget(self._state, 1)
        self._close_button = ActionButton(self._close_action)
        self._withdraw_button = ActionButton(self._withdraw)
        self._look_button = ActionButton(self._look)
        self._claim_button = ActionButton(self._claim)
        for button in (self._look_button, self._claim_button, self._withdraw_button):
            head.addWidget(button)
        head.addWidget(self._more)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._close_button)
        closing = QVBoxLayout(self._closing)
        closing.setContentsMargins(0, 8, 0, 0)
        closing.setSpacing(8)
        closing.addWidget(self._obstacle)
        closing.addWidget(self.result, 1)
        closing.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._note)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.panel)

    def _action(self, text: str, drawing: str, run: object) -> QAction:
        made = QAction(text, self)
        set_icon(made, drawing)
        made.triggered.connect(run)
        self._context.writing.addAction(made)
        return made

    def _show_note(self, row: "LedgerRow") -> None:
        from app.tasks.revisions import list_changes

        words = note_of(row, list_changes(self._context.ws, row.item) if row.needs_look else ())
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self._note.setProperty("role", "bad" if row.returned_reason else "warning")
        self._note.style().polish(self._note)

    def _item(self) -> str:
        assert self._row is not None
        return self._row.item

    def _plan(self, name: str, value: object) -> None:
        from app.tasks.claims import ClaimPlan, plan_items

        plan: ClaimPlan = {name: value}  # type: ignore[misc]
        item = self._item()
        words = {
            "responsible": "责任人",
            "leader": "责任领导",
            "start_on": "开始日期",
            "finish_on": "自定时限",
            "method": "措施",
            "output": "预期成果",
            "near_goal": "近期目标",
            "long_goal": "长远目标",
            "document_no": "文号",
            "proof_check": "达标的核查",
        }[name]
        self._steps.do(f"修改{words}", lambda: plan_items(self._context.ws, [item], **plan))

    def _add_step(self, text: str, due_on: "date | None", weight: int) -> None:
        from app.tasks.steps import add_step

        item = self._item()
        self._steps.do(
            "加一步", lambda: add_step(self._context.ws, item, text=text, due_on=due_on, weight=weight)
        )
        self.steps.clear()
        self.steps.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit_step(self, row: "StepRow", text: str, due_on: object, weight: int) -> "StepRow":
        from app.tasks.steps import edit_step

        day = cast("date | None", due_on)
        self._steps.do(
            "修改步骤",
            lambda: edit_step(self._context.ws, row.id, text=text, due_on=day, weight=weight),
            tell=False,
        )
        return self._step(row.id)

    def _tick_step(self, row: "StepRow", done: bool) -> "StepRow":
        from app.tasks.steps import finish_step

        ws = self._context.ws
        self._steps.do(
            "完成步骤" if done else "步骤没完成",
            lambda: finish_step(ws, row.id, on=ws.today if done else None),
            tell=False,
        )
        return self._step(row.id)

    def _step(self, step: str) -> "StepRow":
        from app.tasks.steps import list_steps

        return next(row for row in list_steps(self._context.ws, self._item()) if row.id == step)

    def _remove_step(self, step: str) -> None:
        from app.tasks.steps import remove_step

        self._steps.do("删除步骤", lambda: remove_step(self._context.ws, step))

    def _record(self, entry: Entry) -> None:
        from app.tasks.progress import record_progress

        item = self._item()
        self._steps.do(
            "记进展",
            lambda: record_progress(
                self._context.ws,
                item,
                text=entry.text,
                on=entry.on,
                percent=entry.percent,
                quantity=entry.quantity,
                obstacle=entry.obstacle,
                next_step=entry.next_step,
            ),
        )
        self.progress.clear()
        self.progress.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, progress: str) -> None:
        from app.tasks.progress import remove_progress

        self._steps.do("删除进展", lambda: remove_progress(self._context.ws, progress))

    def _attach(self, paths: list[object]) -> None:
        from app.evidence.attach import Target

        assert self._row is not None
        claim = self._row.claim
        if claim is not None:
            attach(self._context, self._steps, paths, lambda: [(Target.CLAIM, claim)])  # type: ignore[arg-type]

    def _detach(self, use: str) -> None:
        from app.evidence.attach import remove_use

        self._steps.do("移除佐证", lambda: remove_use(self._context.ws, use))

    def _close_action_trigger(self) -> None:
        if self._close_action.isEnabled():
            self._close_action.trigger()

    def _close(self) -> None:
        from app.tasks.progress import request_closing

        item = self._item()
        self._steps.do(
            "申请办结", lambda: request_closing(self._context.ws, item, result=self.result.toPlainText())
        )
        assert self._row is not None
        told = "已记为办结" if self._row.own else "已申请办结，等县里核验"
        self._context.status(f"{told}。按 Ctrl+Z 可以撤回")

    def _take_back(self) -> None:
        from app.tasks.progress import withdraw_request

        item = self._item()
        self._steps.do("撤回申请", lambda: withdraw_request(self._context.ws, item))

    def _accept(self) -> None:
        from app.tasks.claims import accept_changes

        item = self._item()
        self._steps.do("看过改动", lambda: accept_changes(self._context.ws, [item]))

    def _claim_item(self) -> None:
        from app.tasks.claims import claim_items

        assert self._row is not None
        item = self._row.adopted_by or self._row.item
        name = "转到县里清单" if self._row.adopted_by else "认领 1 项"
        self._steps.do(name, lambda: claim_items(self._context.ws, [item]))
        if item != self._row.item:
            self._context.navigate("ledger", item=item)

    def _say(self, said: Said) -> None:
        asking.say(self._context.ws, self._steps, self.panel, [self._item()], said)


def _claimable(row: "LedgerRow") -> bool:
    return bool(row.adopted_by) or row.claim is None or (row.decision == "not_applicable" and row.open)
