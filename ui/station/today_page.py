"""今日: what to do, in ten seconds."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.errors import StorageError
from ui.handover.first_day_strip import FirstDayStrip
from ui.page import Context, Page
from ui.paper_stack import PaperStack
from ui.station.attaching import attach
from ui.station.digest_strip import DigestStrip
from ui.station.log_line import LogLine
from ui.station.month_pane import MonthPane
from ui.station.putting_off import PUT_OFF, day_of, put_off_wanted, reason_of, why_wanted
from ui.station.say_panel import Said, SayPanel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.ring import CompletionRing
from ui.widgets.task_card import CARDS_SHOWN, CardList, CardText

if TYPE_CHECKING:
    from app.work.ticking import Ticked
    from app.work.today import Card, Today

__all__ = ["TodayPage"]

_TWO_COLUMNS_FROM_PX = 900
_TARGETS = {  # page and name of its argument, by the kind of a card
    "task": ("ledger", "item"),
    "claim": ("claim", "item"),
    "problem": ("problems", "problem"),
    "order": ("problems", "order"),
    "report": ("reports", ""),
}
_ALONE = "还没有和县里连上。县里的开站包来了，拖到窗口里或按 F5；自己要办的事，在任务台账里按 F12 自增。"
_HOW = "how"  # purpose of the line after a tick
_WEEKDAYS = "一二三四五六日"


class TodayPage(Page):
    """Four lists of cards, the ring, and the line into which everything is typed."""

    title = "今日"
    help_text = (
        "这里是今天要办的事：逾期和今天到期的、本周的、在等别人的、县里新来的。"
        "点卡片打开那一项；点“办完了”就申请办结，怎么办的写不写都行。今天办不了，点钟表推后（F6）。\n"
        "“月历”里看一个月的时限和活动，也能给哪天排上事。\n"
        "做了什么，按 Ctrl+N 写一句、回车，日志和台账就都有了；和上次差不多的，按 Ctrl+D 带出来改。\n"
        "写拼音首字母（wtgc）会提示文体广场这样的地名，按向下键选。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("记一笔", self._write, icon_name="notebook-pen", keys="Ctrl+N")
        self.print_action = self.action(
            "今日工作单", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.steps = Steps(self)
        self._week_action = self.action("本周工作单", self._print_week, icon_name="printer", writes=True)
        self.action("复制上一条", self._copy_last, keys="Ctrl+D")
        self._month_action = self.action("月历", self._show_month, icon_name="calendar-days", keys="F4")
        self._since = _last_opening(context)
        self._ticked: Ticked | None = None
        self._planned: Card | None = None  # what the strip asks about
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
            "news": CardList("县里新来的", _ALONE if context.ws.alone else "县里没有新的答复和任务。"),
        }
        for cards in self.lists.values():
            cards.opened.connect(self._open)
            cards.ticked.connect(self._tick)
            cards.asked.connect(self._ask_why)
            cards.put_off.connect(self._ask_put_off)
            cards.filed.connect(self._pick_files)
        self.digest = DigestStrip()
        self.digest.sort.connect(lambda: context.navigate("log", sort="week"))
        self.asking = SayPanel()
        self.asking.said.connect(self._say)
        self.month = MonthPane(context, self.steps)
        self.month.back.connect(self._show_day)
        self._views = QStackedWidget()
        self.lists["due"].more.connect(lambda: context.navigate("ledger", lights="red,yellow"))
        self.lists["week"].more.connect(lambda: context.navigate("ledger", order="due"))
        self.lists["waiting"].more.connect(lambda: context.navigate("ledger", lights="blue"))
        self.lists["news"].more.connect(lambda: context.navigate("ledger", stages="returned,unclaimed"))
        self.line = LogLine(context.ws)
        self.line.entered.connect(self._enter)
        self.first_day = FirstDayStrip(context)
        self._grid = QGridLayout()
        self._columns = 0
        self._build()
        context.jobs.started.connect(lambda _title: self.line.setEnabled(False))
        context.jobs.ended.connect(lambda: self.line.setEnabled(True))

    @override
    def reload(self) -> None:
        if self._views.currentWidget() is self.month:
            self.month.reload()
        from app.work.today import read_today

        self.first_day.reload()
        person = self._me() if self._mine.isChecked() else ""
        today = read_today(self.context.ws, person=person)
        self.count = None if person else len(today.due)
        self._ring.set_numbers(today.done, today.total)
        day = self.context.ws.today
        self._date.setText(f"{day.month} 月 {day.day} 日　星期{_WEEKDAYS[day.weekday()]}")
        self._summary.setText(_summary(today))
        self._show_digest()
        self._cards = {}
        self._show("due", today.due)
        self._show("week", today.week)
        self._show("waiting", today.waiting)
        self._show("news", today.news)

    @override
    def show_record(self, **arguments: str) -> None:
        """Show `view` "month", with the day `day`; anything else shows the day."""
        if arguments.get("view") == "month":
            if "day" in arguments:
                self.month.choose(date.fromisoformat(arguments["day"]))
            self._show_month()
        else:
            self._show_day()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(16)
        first.addWidget(self._date, 1)
        first.addWidget(self._mine)
        for action in (self._month_action, self._week_action, self.steps.undo_action):
            first.addWidget(ActionButton(action, "quiet"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self._summary)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._ring)
        head.addLayout(words, 1)
        content = QWidget()
        content.setProperty("role", "plain")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(14)
        inside.addWidget(self.digest)
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
        below = QVBoxLayout()
        below.setContentsMargins(16, 4, 16, 10)
        below.addWidget(self.asking)
        below.addWidget(self.line)
        day = QWidget()
        layout = QVBoxLayout(day)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(below)
        self._views.addWidget(day)
        self._views.addWidget(self.month)
        self.papers = PaperStack(self.context, self._views)
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
            texts.append(_text(key, card, to_do=name in {"due", "week"}))
        self.lists[name].show_cards(texts, len(cards))

    def _open(self, key: str) -> None:
        card = self._cards[key]
        if card.kind == "event":
            self.month.choose(card.due_on or self.context.ws.today)
            self._show_month()
            return
        page, name = _TARGETS[card.kind]
        self.context.navigate(page, **({name: card.key} if card.key else {}))

    def _tick(self, key: str) -> None:
        from app.work.ticking import tick

        card = self._cards[key]
        name = "记一次" if card.counts and not card.can_close else "办完"
        self._ticked = self.steps.do(name, lambda: tick(self.context.ws, card))
        self.context.status(f"{self._ticked.said}。按 Ctrl+Z 可以撤回")
        self.line.ask(_HOW, "", card.title, "怎么办成的？写一句按回车补上，不写按 Esc")

    def _ask_why(self, key: str) -> None:
        self._planned = self._cards[key]
        self.asking.ask(why_wanted(self._planned))

    def _ask_put_off(self, key: str) -> None:
        self._planned = self._cards[key]
        self.asking.ask(put_off_wanted(self._planned, self.context.ws.today))

    def _say(self, said: Said) -> None:
        from app.work.plans import explain, postpone

        ws, card = self.context.ws, self._planned
        if card is None:
            return
        if said.key == PUT_OFF:
            day = day_of(said, ws.today)
            self.steps.do("推后", lambda: postpone(ws, card.key, to=day, why=reason_of(said)))
            self.context.status(f"已推到 {day.month} 月 {day.day} 日。时限和灯不变。按 Ctrl+Z 可以撤回")
        else:
            self.steps.do("写明原因", lambda: explain(ws, card.key, reason_of(said)))
            self.context.status("原因记下了")
        self.asking.leave()

    def _pick_files(self, key: str) -> None:
        from ui.station.picture_picker import pick_pictures

        pick_pictures(self.context.ws, partial(self._attach, self._cards[key]), self)

    def _attach(self, card: "Card", paths: list[Path]) -> None:
        from app.evidence.attach import Target

        kind = Target.PROBLEM if card.kind == "problem" else Target.CLAIM
        attach(self.context, self.steps, paths, lambda: [(kind, card.record)])

    def _show_month(self) -> None:
        self._views.setCurrentWidget(self.month)
        self.month.reload()
        self.month.grid.setFocus()

    def _show_day(self) -> None:
        self._views.setCurrentIndex(0)

    def _show_digest(self) -> None:
        from app.work.digest import read_digest

        self.digest.show_digest(read_digest(self.context.ws, self._since), self.context.ws.today)

    def _print(self) -> None:
        from app.papers.catalog import Choices

        self.papers.preview("今日工作单", Choices())

    def _print_week(self) -> None:
        from app.papers.catalog import Choices

        self.papers.preview("本周工作单", Choices())

    def _write(self) -> None:
        self._show_day()
        self.line.take_focus()

    def _copy_last(self) -> None:
        from app.work.log import list_log

        last = list_log(self.context.ws, limit=1)
        if last:
            self._show_day()
            self.line.copy(last[0])

    def _enter(self, text: str) -> None:
        from app.work.log import add_log
        from app.work.ticking import tell_how

        line, ws = self.line, self.context.ws
        files = line.files
        if line.purpose == _HOW:
            ticked = self._ticked
            if ticked is not None and text.strip():
                self.steps.do("补一句怎么办的", lambda: tell_how(ws, ticked, text))
            line.clear()
            return
        kept = line.kept()
        added = self.steps.do("记一笔", lambda: add_log(ws, text, **kept))
        line.clear()
        self.context.status("已记入日志和台账" if added.progress else "已记入日志")
        if files:
            from app.evidence.attach import Target

            attach(self.context, self.steps, files, lambda: [(Target.LOG_ENTRY, added.log_entry)])

    def _me(self) -> str:
        """Return the id of whoever sits here; a name without items shows what nobody answers for."""
        from app.work.people import list_people

        ws = self.context.ws
        return next((row.id for row in list_people(ws) if row.name == ws.person), "nobody")


def _last_opening(context: Context) -> datetime | None:
    """Return when this ledger was opened before, and keep this opening in its place."""
    from app.settings import last_opening, remember_opening

    since = last_opening(context.ws.folder)
    with suppress(StorageError):  # a full disk is told where something is lost by it
        remember_opening(context.ws.folder, context.ws.now())
    return since


def _text(key: str, card: "Card", *, to_do: bool) -> CardText:
    if not to_do:
        return CardText(key, card.title, card.light, card.word, card.detail, card.lack)
    carried = f"顺延 {card.carried} 个工作日" if card.ask_why else ""
    return CardText(
        key,
        card.title,
        card.light,
        card.word,
        " · ".join(part for part in (card.detail, carried) if part),
        card.lack,
        tick="办完了" if card.can_close else "记一次" if card.counts else "",
        ask="写明原因" if card.ask_why else "",
        plans=card.kind not in {"claim", "report"},
        takes=bool(card.record),
    )


def _summary(today: "Today") -> str:
    due, week, waiting, news = map(len, (today.due, today.week, today.waiting, today.news))
    if not (due or week or waiting or news or today.later):
        return "没有要办的事。"
    parts = [
        f"要马上办 {due} 项" if due else "今天没有到期的事",
        f"七天内 {week} 项" if week else "",
        f"推到以后 {today.later} 项" if today.later else "",
        f"等别人 {waiting} 项" if waiting else "",
        f"县里新来 {news} 项" if news else "",
    ]
    return "　".join(part for part in parts if part)
