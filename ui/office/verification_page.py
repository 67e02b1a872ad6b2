"""核验: what waits for the office at the left, the proof in the middle, the request and the verdict at the right."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.office.names import short_name
from ui.office.verdict_panel import VerdictPanel
from ui.page import Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.ledger_view import LedgerView
from ui.widgets.photo_pair import PhotoPair

if TYPE_CHECKING:
    from app.verification.case import Case
    from app.verification.queue import WaitingRow

__all__ = ["VerificationPage"]

_NARROW_PX: Final = 1000
_EVERYTHING: Final = "all"
_VISIT: Final = "visit"
_FILTERS: Final = (
    (_EVERYTHING, "全部"),
    ("task", "办结"),
    ("problem", "销号"),
    ("questions", "疑问"),
    ("extension", "延期"),
    ("ability", "需支持"),
    ("not_applicable", "不涉及"),
    (_VISIT, "现场"),
)
_ANSWERS: Final = ("explained", "kept", "adjusted", "withdrawn", "transferred")
_VERDICTS: Final = ("passed", "returned", "site_visit")
_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "task": ("通过，记为办结", "退回，站里重办", "需到现场，先不定"),
    "problem": ("通过，这个问题销号", "退回，站里重改", "需到现场，先不定"),
    "extension": ("同意延期", "不同意，按原时限办"),
    "ability": ("确认，不计入本站未完成", "不同意，站里自己办"),
    "not_applicable": ("同意，不再要求这一项", "不同意，站里要认领", "需到现场，先不定"),
    "question": ("说明清楚，站里照办", "维持原来的要求", "调整，下一版清单改", "撤销这一项", "移交其他单位"),
}
_REFUSED: Final = frozenset({"extension", "ability"})  # what is agreed to or not, rather than sent back
_VERDICT_NAMES: Final[Mapping[str, str]] = {"passed": "通过", "returned": "退回", "site_visit": "需到现场"}
_REFUSAL: Final[Mapping[str, str]] = {"passed": "同意", "returned": "不同意"}


class VerificationPage(Page):
    """A queue worked through by keyboard."""

    title = "核验"
    help_text = (
        "左边是等县里核验、答复的事，等得最久的在最上面；中间是照片；右边是站里交的内容。\n"
        "按 1 通过，2 退回（要写原因，F3 到原因栏，也可从常用说法里选），3 或 F4 需到现场，4 或回车看下一条。\n"
        "申请延期按 1 同意（日期可改）、2 不同意；提出需支持的，县里确认后才不算站里没完成。\n"
        "疑问和异议按 1 说明、2 维持、3 调整，先写答复。定错了按 Ctrl+Z，下发包写出之前都能撤销。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case: Case | None = None
        self._narrow: bool | None = None
        self._text = ""
        self._rows: Sequence[WaitingRow] = ()
        self._done: list[
            tuple[str, str, str]
        ] = []  # (verdict or answer, what it was about, name), newest last
        self._filter = FilterBar(_FILTERS, single=True)
        self._filter.changed.connect(self._show_list)
        search = SearchField("查找站、事项")
        search.asked.connect(self._search)
        self._actions = self._make_actions()
        self._undo = self.action("撤销", self._take_back, icon_name="undo-2", keys="Ctrl+Z", writes=True)
        self._undo.setEnabled(False)
        self._model: PagedModel[WaitingRow] = PagedModel(
            [
                Column(
                    "站",
                    lambda row: short_name(row.station),
                    sort="station",
                    width=4,
                    hint=lambda row: row.station,
                ),
                Column("天", lambda row: row.days, cell=Cell.NUMBER, sort="days", width=2),
                Column(
                    "事项",
                    lambda row: row.subject,
                    sort="subject",
                    stretch=True,
                    hint=lambda row: (
                        f"{row.matter_label}　{row.code} {row.subject}\n{row.text}\n{row.evidence_label}"
                    ),
                ),
            ],
            self._fetch,
            key=lambda row: row.id,
        )
        self._list = LedgerView(
            self._model, empty=EmptyState("没有等县里核验的事。", icon_name="badge-check")
        )
        self._list.fit(("事项",), ("站", "天"))
        self._list.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
        self._list.setAccessibleName("等县里核验的事")
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(lambda _row: self._next())
        self._photos = PhotoPair()
        self._panel = VerdictPanel(self._actions, context.ws.today)
        self.action("写原因或答复", self._panel.focus_words, keys="F3")
        self._build(search)

    def _make_actions(self) -> list[QAction]:
        actions = [
            self.action("通过", partial(self._decide, 0), keys="1", writes=True),
            self.action("退回", partial(self._decide, 1), keys="2", writes=True),
            self.action("需到现场", partial(self._decide, 2), keys="3", writes=True),
            self.action("下一条", self._next, keys="4"),
            self.action("撤销这一项", partial(self._decide, 3), keys="5", writes=True),
            self.action("移交其他单位", partial(self._decide, 4), keys="6", writes=True),
        ]
        actions[2].setShortcuts([QKeySequence("3"), QKeySequence("F4")])
        return actions

    def _build(self, search: QWidget) -> None:
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._sides.setChildrenCollapsible(False)
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._panel)
        self._work = QStackedWidget()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._photos)
        split.addWidget(right)
        split.setSizes([480, 420])
        self._work.addWidget(split)
        self._work.addWidget(EmptyState("选左边的一件，这里显示它的材料和内容。", icon_name="badge-check"))
        left = QWidget()
        queue = QVBoxLayout(left)
        queue.setContentsMargins(0, 0, 0, 0)
        queue.addWidget(search)
        queue.addWidget(self._list, 1)
        self._sides.addWidget(left)
        self._sides.addWidget(self._work)
        self._sides.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self._filter)
        layout.addWidget(self._sides, 1)
        self.setFocusProxy(self._list)

    # -- showing --------------------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        from app.verification.queue import list_waiting

        self._rows = list_waiting(self.context.ws)
        counts = Counter(row.matter.value for row in self._rows)
        counts["questions"] = counts["question"] + counts["objection"]
        counts[_EVERYTHING] = len(self._rows)
        counts[_VISIT] = sum(row.site_visit for row in self._rows)
        self._filter.set_counts({value: counts[value] for value, _ in _FILTERS})
        self._show_list()

    @override
    def show_record(self, **arguments: str) -> None:
        """Select what waits about the task or problem `about` of the station `unit`."""
        self._filter.select(_EVERYTHING)
        unit, about = arguments.get("unit", ""), arguments.get("about", "")
        for row in self._rows:
            if row.unit == unit and about in {row.item, row.target, row.id} and self._list.select(row.id):
                return
        self.context.status("这一项现在没有等县里核验或答复的。")

    def _search(self, text: str) -> None:
        self._text = text
        self._show_list()

    def _show_list(self) -> None:
        self._list.reload()
        self._choose(self._list.current_row())

    def _fetch(self, offset: int, limit: int, order: Order | None) -> "Sequence[WaitingRow]":
        from app.verification.queue import Matter, sift

        (chosen,) = self._filter.selected()
        matters: Mapping[str, Sequence[Matter]] = {
            _EVERYTHING: (),
            _VISIT: (),
            "questions": (Matter.QUESTION, Matter.OBJECTION),
        }
        rows = sift(
            self._rows,
            matters=matters[chosen] if chosen in matters else (Matter(chosen),),
            site_visit=True if chosen == _VISIT else None,
            text=self._text,
            order="days" if order is None else order.key,
            descending=True if order is None else order.descending,
        )
        return rows[offset : offset + limit]

    def _choose(self, row: "WaitingRow | None") -> None:
        from app.verification.case import open_case
        from app.verification.deciding import recent_answers, recent_reasons

        if row is not None and self._case is not None and self._case.row == row:
            return
        case = self._case = None if row is None else open_case(self.context.ws, row.id, row)
        self._name_actions()
        self._work.setCurrentIndex(1 if case is None else 0)
        if case is None:
            return
        self._photos.setVisible(bool(case.before or case.after))
        self._photos.show_files(case.before, case.after)
        if _asks(case):
            phrases = recent_answers(self.context.ws)
            self._panel.show_case(case, "答复内容（必须写，会随下发包给站里）", phrases)
        elif case.row.matter in _REFUSED:
            phrases = recent_reasons(self.context.ws, case.row.matter)
            self._panel.show_case(case, "不同意的原因（不同意时必须写，站里会看到）", phrases)
        else:
            phrases = recent_reasons(self.context.ws)
            self._panel.show_case(case, "退回原因（退回时必须写，站里会看到）", phrases)

    def _name_actions(self) -> None:
        case = self._case
        key = "task" if case is None else "question" if _asks(case) else str(case.row.matter)
        words = _WORDS[key]
        for place, action in enumerate(self._actions[:3]):
            action.setVisible(place < len(words))
            if place < len(words):
                action.setText(f"{place + 1} {words[place]}")
        self._actions[3].setText("4 下一条")
        for place, action in enumerate(self._actions[4:], start=3):
            shown = len(words) > 3
            action.setVisible(shown)
            if shown:
                action.setText(f"{place + 2} {words[place]}")
        for action in self._actions:
            action.setEnabled(case is not None and not self.context.jobs.busy)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the case where there is little: the list then shows stations and days only."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_PX
        if narrow != self._narrow:
            self._narrow = narrow
            self._list.setColumnHidden(2, narrow)
            width = theme.scaled(165 if narrow else 390)
            self._sides.setSizes([width, self.width() - width])

    # -- deciding -------------------------------------------------------------------------------------

    def _decide(self, place: int) -> None:
        case = self._case
        if case is None:
            return
        if _asks(case):
            self._answer(case, _ANSWERS[place])
        elif place < min(len(_VERDICTS), len(_WORDS[case.row.matter])):
            self._judge(case, _VERDICTS[place])

    def _judge(self, case: "Case", verdict: str) -> None:
        from app.verification.deciding import Decision, decide

        words = self._panel.words
        decision = Decision(verdict)
        refused = case.row.matter in _REFUSED
        if decision is Decision.RETURNED and not words:
            word = "不同意" if refused else "退回"
            self._panel.ask_for_words(
                f"{word}要写明原因，站里才知道怎么改。按向下键选一条常用的，或按 F3 自己写，再按 2。"
            )
            return
        if case.row.until is not None and self._panel.until_is_wrong:
            self._panel.ask_for_words("同意延到的日期看不懂，请写成 7.5 或 2026-07-05。")
            return
        self._speak(
            case,
            lambda: decide(
                self.context.ws,
                case.row.id,
                revision=case.row.revision,
                decision=decision,
                reason=words,
                until=self._panel.until,
            ),
            (_REFUSAL if refused else _VERDICT_NAMES)[verdict],
        )

    def _answer(self, case: "Case", result: str) -> None:
        from app.verification.deciding import AnswerResult, answer_question

        words = self._panel.words
        if not words:
            self._panel.ask_for_words("请先写答复内容：按向下键选一条常用的，或按 F3 自己写。")
            return
        self._speak(
            case,
            lambda: answer_question(
                self.context.ws,
                case.row.id,
                revision=case.row.revision,
                result=AnswerResult(result),
                text=words,
            ),
            "答复",
        )
        if result in {"adjusted", "withdrawn"}:
            self.context.status("已答复。请记得在“任务下达”里改这一项，发布新版后站里才会看到新要求。")

    def _speak(self, case: "Case", work: Callable[[], str], name: str) -> None:
        place = self._model.position(case.row.id)
        record = work()
        self._done.append((record, case.row.id, f"{name} {short_name(case.row.station)}"))
        self._case = None
        self._follow_undo()
        self.context.written()
        self._go_to(place or 0)
        self.context.status(f"已记下：{name}　{case.row.station}　{case.row.subject}")

    def _go_to(self, place: int) -> None:
        """Make the row at this place the current one, or the last where there are fewer."""
        rows = self._model.rowCount()
        if rows:
            self._list.select(self._model.row(min(place, rows - 1)).id)
        self._list.setFocus()

    def _next(self) -> None:
        row = self._list.current_row()
        place = None if row is None else self._model.position(row.id)
        if place is not None:
            if place + 1 == self._model.rowCount():
                self._model.fetchMore(QModelIndex())
            self._go_to((place + 1) % self._model.rowCount())

    def _take_back(self) -> None:
        from app.verification.deciding import take_back_word

        if not self._done:
            return
        record, about, name = self._done.pop()
        try:
            take_back_word(self.context.ws, record)
        finally:
            self._follow_undo()
        self._case = None
        self._filter.select(_EVERYTHING)
        self.context.written()
        self._list.select(about)
        self.context.status(f"已撤销：{name}")

    def _follow_undo(self) -> None:
        self._undo.setEnabled(bool(self._done))
        self._undo.setText(f"撤销：{self._done[-1][2]}" if self._done else "撤销")


def _asks(case: "Case") -> bool:
    """Tell whether an answer is wanted, not a verdict."""
    return case.row.matter in {"question", "objection"}
