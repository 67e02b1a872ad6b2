"""认领: saying something to every item of the list, by group and keyboard."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.page import Context, Page
from ui.paged_model import Column, PagedModel
from ui.paper_stack import PaperStack
from ui.station import asking
from ui.station.load_line import LoadLine
from ui.station.person_field import PersonField
from ui.station.say_panel import Said, SayPanel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import DateField
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.tasks.claims import ClaimPlan
    from app.tasks.ledger import LedgerRow

__all__ = ["ClaimPage"]

_GROUP = Qt.ItemDataRole.UserRole
_NONE: Final = "还没有任务。请从县里的开站包或下发包接收。"
_ALONE: Final = "还没有和县里连上，没有要认领的任务。自己要办的事，在任务台账里按 F12 自增。"


class ClaimPage(Page):
    """Groups at the left, their items at the right; what is typed below goes with the next claims."""

    title = "任务认领"
    help_text = (
        "每一项都要有个说法：认领、有疑问或异议、需支持、申请不涉及。可以随时停下，下次接着来。\n"
        "上下键换行，空格认领并跳到下一项。责任人和完成时限填一次，后面认领的都用它。\n"
        "换了站长以后，前任名下没办完的任务标着“前任”：看过按空格就接到自己名下，有疑问照样按 F3 提。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("认领（空格）", self.claim, icon_name="check", writes=True)
        self.question = self.action(
            "有疑问 F3",
            lambda: self._ask(asking.QUESTION),
            icon_name="message-circle-question-mark",
            keys="F3",
        )
        self.support = self.action(
            "需支持 F4", lambda: self._ask(asking.SUPPORT), icon_name="hand-helping", keys="F4"
        )
        self.not_applicable = self.action(
            "不涉及 F6", lambda: self._ask(asking.NOT_APPLICABLE), icon_name="ban", keys="F6"
        )
        self.whole_group = self.action("整组认领", self._claim_group, icon_name="list-checks", writes=True)
        self._unclaim = self.action("取消认领", self._take_back, icon_name="undo-2", writes=True)
        self.print_action = self.action(
            "打印认领表", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.steps = Steps(self)
        self._all: list[LedgerRow] = []
        self._rows: list[LedgerRow] = []
        self._former: set[str] = set()  # open items of somebody who is not in office any more
        self._group = ""
        self._count = QLabel()
        self._count.setProperty("role", "heading")
        self._hint = QLabel()
        self._hint.setProperty("role", "soft")
        self._hint.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.groups = QListWidget()
        self.groups.setAccessibleName("分组")
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.groups.currentItemChanged.connect(self._show_group)
        self._model: PagedModel[LedgerRow] = PagedModel(
            [
                Column("序号", lambda row: row.number, width=3),
                Column("任务", lambda row: row.content, stretch=True),
                Column("时限", lambda row: row.limit_text, width=9),
                Column("说法", self._said, width=6),
                Column("责任人", lambda row: row.responsible_name, width=4),
                Column("县里答复", _answer, width=10, hint=_answer),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.item,
        )
        alone = context.ws.alone
        own = self.action("去自增任务", lambda: context.navigate("ledger"), icon_name="plus")
        empty = EmptyState(_ALONE if alone else _NONE, own if alone else None, icon_name="clipboard-list")
        self.view: LedgerView[LedgerRow] = LedgerView(self._model, empty=empty)
        self.view.installEventFilter(self)
        self.view.chosen.connect(self._show_text)
        self.view.set_menu(lambda _row: [self.question, self.support, self.not_applicable, self._unclaim])
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.panel = SayPanel()
        self.panel.said.connect(self._say)
        self.panel.closed.connect(self.view.setFocus)
        self.person = PersonField()
        self.finish = DateField(context.ws.today)
        self.finish.setAccessibleName("完成时限")
        self._load = LoadLine(context.ws.today)
        self.person.currentTextChanged.connect(lambda _text: self._show_load())
        self.finish.day_changed.connect(lambda _day: self._show_load())
        self._build()

    @override
    def reload(self) -> None:
        from app.handover.handing import last_handover
        from app.tasks.claims import claim_state
        from app.tasks.ledger import list_ledger
        from app.work.people import list_people
        from app.work.week_load import list_dues

        rows = list_ledger(self.context.ws)
        self._load.dues = list_dues(self.context.ws, rows)
        self._all = [row for row in rows if row.stage != "withdrawn" and not row.own]
        state = claim_state(self.context.ws, self._all)
        people = list_people(self.context.ws)
        present = {"", None, *(person.id for person in people)}
        self._former = {row.item for row in self._all if row.open and row.responsible not in present}
        handover = last_handover(self.context.ws) if self._former else None
        if handover is not None and not self.person.name():
            self.person.set_name(handover.taker)
        self._bar.setRange(0, max(1, state.total))
        self._bar.setValue(state.decided)
        self._bar.setAccessibleName(f"已认领 {state.decided}/{state.total}")
        self._count.setText(f"已有说法 {state.decided}/{state.total}")
        hints = []
        if state.complete and state.total:
            hints.append("每一项都有说法了。")
        elif state.total:
            until = (
                f"，请在 {state.claim_by.month} 月 {state.claim_by.day} 日前完成" if state.claim_by else ""
            )
            hints.append(f"还有 {len(state.left)} 项{until}。")
        if state.unnamed:
            hints.append(f"{state.unnamed} 项还没有责任人。")
        if self._former:
            hints.append(f"{len(self._former)} 项还在前任名下，看过按空格接下来。")
        if state.contact:
            hints.append(f"有事找县里：{state.contact}")
        self._hint.setText("".join(hints))
        self.person.offer([person.name for person in people])
        groups = ((group.group, group.decided, group.total) for group in state.groups)
        self._fit()
        self._show_groups([("", state.decided, state.total), *groups])
        self._fill()

    @override
    def show_record(self, **arguments: str) -> None:
        if "item" in arguments:
            self.groups.setCurrentRow(0)
            self.view.select(arguments["item"])
            self.view.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.Resize:
            self.view.scrollTo(self.view.currentIndex())
        if (
            watched is self.view
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            if self.main_action is not None and self.main_action.isEnabled():
                self.claim()
            return True
        return False

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    def claim(self) -> None:
        """Claim the chosen items and go to the next one that nothing was said to."""
        self._claim(self._chosen())

    def _build(self) -> None:
        head = QFrame()
        head.setProperty("role", "card")
        top = QHBoxLayout(head)
        top.setContentsMargins(14, 2, 8, 2)
        top.setSpacing(14)
        self._bar.setMinimumWidth(theme.scaled(120))
        top.addWidget(self._count)
        top.addWidget(self._bar, 1)
        top.addWidget(self._hint, 2)
        top.addWidget(ActionButton(self.steps.undo_action, "quiet"))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.groups, 1)
        for words, field in (("认领时写上责任人", self.person), ("自定完成时限", self.finish)):
            label = QLabel(words)
            label.setProperty("role", "small")
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for action in (self.question, self.support, self.not_applicable, self.whole_group):
            buttons.addWidget(ActionButton(action))
        buttons.addStretch()
        right = QWidget()
        lines = QVBoxLayout(right)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addWidget(self.view, 1)
        lines.addWidget(self._text)
        lines.addWidget(self._load)
        lines.addWidget(self.panel)
        lines.addLayout(buttons)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([theme.scaled(190), theme.scaled(900)])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(8)
        layout.addWidget(head)
        layout.addWidget(splitter, 1)
        self.papers = PaperStack(self.context, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.papers)
        self.panel.shown.connect(self._text.hide)
        self.panel.hidden.connect(self._text.show)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Keep the table where it is while texts change, and its words wide enough in a small window."""
        self._text.setFixedHeight(theme.current().font_px * 3)
        answered = ("县里答复",) if any(_answer(row) for row in self._all) else ()
        self.view.fit(("序号", "任务", "说法"), ("时限", *answered, "责任人"))

    def _show_groups(self, lines: list[tuple[str, int, int]]) -> None:
        self.groups.blockSignals(True)
        self.groups.clear()
        for name, decided, total in lines:
            item = QListWidgetItem(f"{decided}/{total}　{name or '全部'}")
            item.setData(_GROUP, name)
            self.groups.addItem(item)
            if name == self._group:
                self.groups.setCurrentItem(item)
        self.groups.blockSignals(False)

    def _show_group(self, current: QListWidgetItem | None) -> None:
        if current is not None:
            self._group = current.data(_GROUP)
            self._fill()
            self._to_next()

    def _fill(self) -> None:
        self._rows = [row for row in self._all if self._group in {"", row.level1}]
        fresh = self.view.current_row() is None
        self.view.reload()
        if fresh:
            self._to_next()
        self.whole_group.setEnabled(any(self._waits(row) for row in self._rows))
        assert self.main_action is not None
        for action in (self.main_action, self.question, self.support, self.not_applicable):
            action.setEnabled(bool(self._rows))

    def _chosen(self) -> list[str]:
        return [row.item for row in self.view.selected_rows()]

    def _claim_group(self) -> None:
        self._claim([row.item for row in self._rows if self._waits(row)])

    def _claim(self, items: list[str]) -> None:
        from app.tasks.claims import claim_items

        fresh = [item for item in items if item not in self._former]
        self._take_over(items)
        items = fresh
        if not items:
            self._to_next()
            return
        plan: ClaimPlan = {}
        if self.person.name():
            plan["responsible"] = self.person.name()
        if self.finish.day() is not None:
            plan["finish_on"] = self.finish.day()
        name = f"认领 {len(items)} 项"
        changed = self.steps.do(name, lambda: claim_items(self.context.ws, items, **plan))
        self.context.status(f"已认领 {changed} 项" if changed else "这一项已经认领")
        self._to_next()

    def _take_over(self, items: list[str]) -> None:
        """Put what a predecessor left to the name in the field."""
        from app.tasks.claims import plan_items

        taken, name = [item for item in items if item in self._former], self.person.name()
        if taken:
            self.steps.do(
                f"接办 {len(taken)} 项", lambda: plan_items(self.context.ws, taken, responsible=name)
            )
            self.context.status(f"{len(taken)} 项已接到{name}名下")

    def _waits(self, row: "LedgerRow") -> bool:
        """Tell whether something is still to be said to an item."""
        return row.stage == "unclaimed" or row.item in self._former

    def _said(self, row: "LedgerRow") -> str:
        said = row.ability_label if row.claim and row.ability != "station" else row.stage_label
        return f"前任{said}" if row.item in self._former else said

    def _ask(self, purpose: str) -> None:
        if items := self._chosen():
            self.panel.ask(asking.wanted(purpose, count=len(items)))

    def _say(self, said: Said) -> None:
        items = self._chosen()
        asking.say(self.context.ws, self.steps, self.panel, items, said)
        self._take_over(items)
        self._to_next()

    def _print(self) -> None:
        from app.papers.catalog import Choices

        self.papers.preview("任务认领表", Choices())

    def _take_back(self) -> None:
        from app.tasks.claims import unclaim_items

        items = self._chosen()
        self.steps.do(f"取消认领 {len(items)} 项", lambda: unclaim_items(self.context.ws, items))

    def _to_next(self) -> None:
        """Choose the next item that nothing was said to, from the current one on, then from the top."""
        at = self.view.currentIndex().row()
        order = [*range(max(0, at), len(self._rows)), *range(max(0, at))]
        for position in order:
            if self._waits(self._rows[position]):
                self.view.select(self._rows[position].item)
                break
        self.view.setFocus()

    def _show_load(self) -> None:
        row = self.view.current_row()
        on = self.finish.day() or (None if row is None else row.due_on)
        self._load.show_load(self.person.name(), on, set() if row is None else {row.item})

    def _show_text(self, row: "LedgerRow | None") -> None:
        self._show_load()
        if row is None:
            self._text.clear()
            return
        parts = [
            f"要求：{row.standard}" if row.standard else "",
            f"数量：{row.quantity} {row.quantity_unit}" if row.quantity else "",
            f"佐证：{row.evidence_asked}" if row.evidence_asked else "",
            f"县里答复：{_answer(row)}" if row.questions else "",
            f"理由：{row.reason}" if row.reason else "",
            f"县里意见：{row.ability_word} {row.county_word}".rstrip() if row.ability_word else "",
            f"清单新版{row.revised}了这一项" if row.revised else "",
            f"由本站自增的“{row.takes_over}”纳入，认领后进展都跟过来" if row.takes_over else "",
        ]
        words = "　".join(part for part in parts if part)
        self._text.setText(words)
        self._text.setToolTip(words)


def _answer(row: "LedgerRow") -> str:
    """Return the county's answer to the newest question, or that it is waited for."""
    if row.open_question:
        return "等县里答复"
    return row.answer
