"""今日: what to do, in ten seconds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui.handover.first_day_strip import FirstDayStrip
from ui.page import Context, Page
from ui.paper_stack import PaperStack
from ui.station.attaching import attach
from ui.station.log_line import LogLine
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.ring import CompletionRing
from ui.widgets.task_card import CARDS_SHOWN, CardList, CardText

if TYPE_CHECKING:
    from app.work.log import Suggestion
    from app.work.today import Card

__all__ = ["TodayPage"]

_TWO_COLUMNS_FROM_PX = 900
_TARGETS = {  # page and name of its argument, by the kind of a card
    "task": ("ledger", "item"),
    "claim": ("claim", "item"),
    "problem": ("problems", "problem"),
    "order": ("problems", "order"),
}
_CLOSE, _COUNT = "close", "count"
_WEEKDAYS = "一二三四五六日"


class TodayPage(Page):
    """Four lists of cards, the ring, and the line into which everything is typed."""

    title = "今日"
    help_text = (
        "这里是今天要办的事：逾期和今天到期的、本周的、在等别人的、县里新来的。"
        "点卡片打开那一项；点“办完了”再按回车就申请办结。\n"
        "做了什么，按 Ctrl+N 写一句、回车，日志和台账就都有了。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("记一笔", self._write, icon_name="notebook-pen", keys="Ctrl+N")
        self.print_action = self.action(
            "今日工作单", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.steps = Steps(self)
        self._cards: dict[str, Card] = {}
        self._date = QLabel()
        self._date.setProperty("role", "title")
        self._summary = QLabel()
        self._summary.setProperty("role", "soft")
        self._summary.setWordWrap(True)
        self._mine = QCheckBox("只看我的")
        self._mine.toggled.connect(lambda _on: self.reload())
        self._ring = CompletionRing("已办结")
        self.lists = {
            "due": CardList("逾期与今天", "今天没有到期的事。"),
            "week": CardList("本周", "七天以内没有到期的事。"),
            "waiting": CardList("等别人", "没有等别人的事。"),
            "news": CardList("县里新来的", "县里没有新的答复和任务。"),
        }
        for cards in self.lists.values():
            cards.opened.connect(self._open)
            cards.ticked.connect(self._tick)
        self.lists["due"].more.connect(lambda: context.navigate("ledger", lights="red,yellow"))
        self.lists["week"].more.connect(lambda: context.navigate("ledger", order="due"))
        self.lists["waiting"].more.connect(lambda: context.navigate("ledger", lights="blue"))
        self.lists["news"].more.connect(lambda: context.navigate("ledger", stages="returned,unclaimed"))
        self.line = LogLine(self._suggest)
        self.line.entered.connect(self._enter)
        self.line.offer_pictures(context.ws)
        self.first_day = FirstDayStrip(context)
        self._grid = QGridLayout()
        self._columns = 0
        self._build()
        context.jobs.started.connect(lambda _title: self.line.setEnabled(False))
        context.jobs.ended.connect(lambda: self.line.setEnabled(True))

    @override
    def reload(self) -> None:
        from app.work.today import read_today

        self.first_day.reload()
        person = self._me() if self._mine.isChecked() else ""
        today = read_today(self.context.ws, person=person)
        self.count = None if person else len(today.due)
        self._ring.set_numbers(today.done, today.total)
        day = self.context.ws.today
        self._date.setText(f"{day.month} 月 {day.day} 日　星期{_WEEKDAYS[day.weekday()]}")
        self._summary.setText(_summary(len(today.due), len(today.week), len(today.waiting), len(today.news)))
        self._cards = {}
        self._show("due", today.due)
        self._show("week", today.week)
        self._show("waiting", today.waiting)
        self._show("news", today.news)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._date)
        words.addWidget(self._summary)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._ring)
        head.addLayout(words, 1)
        head.addWidget(self._mine, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(ActionButton(self.steps.undo_action, "quiet"), 0, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        content.setProperty("role", "plain")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(14)
        inside.addLayout(head)
        inside.addWidget(self.first_day)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(18)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        below = QHBoxLayout()
        below.setContentsMargins(16, 4, 16, 10)
        below.addWidget(self.line)
        day = QWidget()
        layout = QVBoxLayout(day)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(below)
        self.papers = PaperStack(self.context, day)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.papers)

    def _arrange(self) -> None:
        columns = 2 if self.width() >= _TWO_COLUMNS_FROM_PX else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, cards in enumerate(self.lists.values()):
            self._grid.addWidget(cards, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _show(self, name: str, cards: "Sequence[Card]") -> None:
        texts = []
        for number, card in enumerate(cards[:CARDS_SHOWN]):
            key = f"{name}{number}"
            self._cards[key] = card
            tick = "" if name not in {"due", "week"} else _tick(card)
            texts.append(CardText(key, card.title, card.light, card.word, card.detail, card.lack, tick))
        self.lists[name].show_cards(texts, len(cards))

    def _open(self, key: str) -> None:
        card = self._cards[key]
        page, name = _TARGETS[card.kind]
        self.context.navigate(page, **({name: card.key} if card.key else {}))

    def _tick(self, key: str) -> None:
        card = self._cards[key]
        if card.can_close:
            self.line.ask(_CLOSE, card.key, card.title, "怎么办成的？写一句（也可不写），按回车申请办结")
        else:
            self.line.ask(_COUNT, card.key, card.title, "这一次做了什么？写一句，按回车记一次")

    def _print(self) -> None:
        from app.papers.catalog import Choices

        self.papers.preview("今日工作单", Choices())

    def _write(self) -> None:
        self.line.take_focus()

    def _enter(self, text: str) -> None:
        from app.tasks.progress import request_closing
        from app.work.log import add_log

        line, ws = self.line, self.context.ws
        item, files = line.item, line.files
        if line.purpose == _CLOSE and item is not None:
            self.steps.do("申请办结", lambda: request_closing(ws, item, result=text.strip() or "已完成"))
            self.context.status("已申请办结，等县里核验。按 Ctrl+Z 可以撤回")
            line.clear()
            return
        quantity = 1 if line.purpose == _COUNT else None
        added = self.steps.do("记一笔", lambda: add_log(ws, text, item=item, quantity=quantity))
        line.clear()
        self.context.status("已记入日志和台账" if added.progress else "已记入日志")
        if files:
            from app.evidence.attach import Target

            attach(self.context, self.steps, files, lambda: [(Target.LOG_ENTRY, added.log_entry)])

    def _suggest(self, text: str) -> "Sequence[Suggestion]":
        from app.work.log import suggest_tasks

        return suggest_tasks(self.context.ws, text)

    def _me(self) -> str:
        """Return the id of whoever sits here; a name without items shows what nobody answers for."""
        from app.work.people import list_people

        ws = self.context.ws
        return next((row.id for row in list_people(ws) if row.name == ws.person), "nobody")


def _tick(card: "Card") -> str:
    if card.can_close:
        return "办完了"
    return "记一次" if card.counts else ""


def _summary(due: int, week: int, waiting: int, news: int) -> str:
    if not (due or week or waiting or news):
        return "没有要办的事。"
    parts = [
        f"要马上办 {due} 项" if due else "今天没有到期的事",
        f"七天内 {week} 项" if week else "",
        f"等别人 {waiting} 项" if waiting else "",
        f"县里新来 {news} 项" if news else "",
    ]
    return "　".join(part for part in parts if part)
