"""录入核查: a checked sheet typed by digits in paper order."""

from functools import partial
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.errors import UserError
from app.facilities.checks import (
    CheckSheet,
    SheetLine,
    discard_check,
    edit_check,
    finish_check,
    read_check,
    start_check,
)
from app.facilities.entering import enter_results, like_last
from app.facilities.judging import Entry, Finding
from app.rectification.reporting import ReportedAs, report_problem_from_result
from ui import messages, theme
from ui.page import Context, Page
from ui.station.check_grid import CheckGrid
from ui.station.finding_line import FindingLine
from ui.station.sheet_picker import SheetPicker
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import DateField

__all__ = ["CheckPage"]

_TELL_AFTER_MS: Final = 400  # a pause in typing: only then the frame counts anew


class _Ending(Struct, frozen=True):
    """What to do with shortfalls at the end of a sheet."""

    words: str
    report: bool
    show: bool


_ENDINGS: Final = (
    _Ending("都转成问题", report=True, show=True),
    _Ending("先看缺口", report=False, show=True),
    _Ending("以后再说", report=False, show=False),
)


class CheckPage(Page):
    """First the venue is picked, by name or by the code of its sheet; then its lines are typed."""

    title = "录入核查"
    help_text = (
        "照着填好的核查表，从上往下一项按一个数字：1 达标，2 不达标，3 不适用，4 现场已改。\n"
        "数量项直接输入数字，按标准自动判定，回车到下一项；有几样的项目按有的那几样的序号。\n"
        "数量项不适用按 / ，现场已改按 * 。没查的空着，就是“未查”，不算达标。\n"
        "写完按 Ctrl+回车 结束；录错了按 Ctrl+Z 撤销。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._steps = Steps(self)
        self._sheet: CheckSheet | None = None
        self.picker = SheetPicker(context.ws)
        self.grid = CheckGrid()
        self.finding = FindingLine(context.ws.today)
        self._finish_action = self.action(
            "结束核查", self._finish, icon_name="check", keys="Ctrl+Return", writes=True
        )
        self._finish_action.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self._start_action = self.action(
            "录入这张表", self.picker.open_current, icon_name="clipboard-check", writes=True
        )
        self._words_action = self.action("写说明", self._write_words, icon_name="pencil", keys="F2")
        self._not_action = self.action("不适用", partial(self.grid.press, "/"), keys="F3", writes=True)
        self._fixed_action = self.action("现场已改", partial(self.grid.press, "*"), keys="F4", writes=True)
        self._last_action = self.action(
            "按上次填未录的", self._like_last, icon_name="history", keys="F8", writes=True
        )
        self._scrap_action = self.action(
            "灭火器报废日期", self.finding.reckon_scrap, icon_name="calendar-days", keys="F6"
        )
        self._discard_action = self.action("放弃这次核查", self._discard, icon_name="trash-2", writes=True)
        self._back_action = self.action("换一张表", self._back, icon_name="arrow-left")
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(_TELL_AFTER_MS)
        self._tell.timeout.connect(context.written)
        self.picker.opened.connect(self._open)
        self.grid.entered.connect(self._enter)
        self.grid.explain.connect(lambda _code, entry: self.finding.ask(entry))
        self.grid.refused.connect(self._refuse)
        self.grid.chosen.connect(self.finding.show_line)
        self.finding.done.connect(self._explained)
        self.finding.left.connect(self.grid.setFocus)
        self._standard = QLabel()
        self._standard.setProperty("role", "soft")
        self._standard.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._counts = QLabel()
        self._on = DateField(context.ws.today)
        self._on.setAccessibleName("核查日期")
        self._on.day_changed.connect(lambda _day: self._edit())
        self._checker = QLineEdit()
        self._checker.setAccessibleName("核查人")
        self._checker.editingFinished.connect(self._edit)
        self._stack = QStackedWidget()
        self._build()
        self._turn_to_picker()

    @override
    def reload(self) -> None:
        self._tell.stop()
        if self._sheet is None or self._sheet.check is None:
            self.picker.reload()
            return
        try:
            sheet = read_check(self.context.ws, self._sheet.check)
        except UserError:  # taken back by undo, or its venue is gone
            self._turn_to_picker()
            return
        if sheet.finished:
            self._turn_to_picker()
        else:
            self._show(sheet)

    @override
    def show_record(self, **arguments: str) -> None:
        """Open the sheet of `venue`, started if need be."""
        self._open(arguments["venue"])

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._tell.isActive():
            self._tell.stop()
            if self.window().isVisible():  # another page is shown, the window stays
                self.context.written()

    @property
    def sheet(self) -> CheckSheet | None:
        """The sheet that is being typed."""
        return self._sheet

    # -- picking --------------------------------------------------------------------------------------------

    def _open(self, venue: str) -> None:
        ws = self.context.ws
        check = self._steps.do("开始核查", lambda: start_check(ws, venue), tell=False)
        self._show(read_check(ws, check))
        self._tell.start()
        self.picker.search.clear()  # while it is in sight: hidden, it would search once more
        self._stack.setCurrentIndex(1)
        self._follow()
        first = next((line for line in self._lines if line.finding is Finding.NOT_CHECKED), None)
        self.grid.select(first.code if first else self._lines[0].code)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_to_picker(self) -> None:
        self._sheet = None
        self._stack.setCurrentIndex(0)
        self.picker.reload()
        self._follow()

    def _back(self) -> None:
        self._turn_to_picker()
        self.picker.search.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- typing ---------------------------------------------------------------------------------------------

    @property
    def _lines(self) -> tuple[SheetLine, ...]:
        return self._sheet.lines if self._sheet else ()

    def _show(self, sheet: CheckSheet) -> None:
        self._sheet = sheet
        self._standard.setText(f"《{sheet.pack_name}》第{sheet.pack_version}版")
        if not self._on.hasFocus():
            self._on.set_day(sheet.on)
        if not self._checker.hasFocus():
            self._checker.setText(sheet.checker)
        outcome = sheet.outcome
        counts = [
            f"还剩 <b>{sheet.left}</b> 项",
            f"达标 {outcome.met}",
            f"基本达标 {outcome.basically_met}",
            f"不达标 {outcome.not_met}",
            f"不适用 {outcome.not_applicable}",
            f"现场已改 {outcome.fixed}" if outcome.fixed else "",
            f"<b>否决项 {'、'.join(outcome.vetoes)}</b>" if outcome.vetoes else "",
        ]
        self._counts.setText("&nbsp;&nbsp;&nbsp; ".join(count for count in counts if count))
        self._last_action.setEnabled(sheet.last_on is not None and sheet.left > 0)
        self.grid.show_sheet(sheet)

    def _write(self, name: str, code: str, entry: Entry) -> bool:
        sheet = self._sheet
        if sheet is None or sheet.check is None:
            return False
        check, ws = sheet.check, self.context.ws
        try:
            self._steps.do(name, lambda: enter_results(ws, check, {code: entry}), tell=False)
        except UserError as error:
            self._refuse(str(error))
            return False
        self._show(read_check(ws, check))
        self._tell.start()
        return True

    def _enter(self, code: str, entry: Entry) -> None:
        self._write(f"录入 {code}" if entry != Entry() else f"清空 {code}", code, entry)

    def _explained(self, code: str, entry: Entry) -> None:
        if self._write(f"{code} 的说明", code, entry):
            self.grid.select(code)
            self.grid.go_on()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_words(self) -> None:
        line = self.grid.current_row()
        if line is not None and self.grid.enter_typed():
            self.finding.ask(next(one for one in self._lines if one.code == line.code).entry)

    def _refuse(self, sentence: str) -> None:
        self.context.status(sentence)

    def _edit(self) -> None:
        sheet, day = self._sheet, self._on.day()
        if sheet is None or sheet.check is None or day is None:
            return
        checker = self._checker.text().strip()
        if (day, checker) == (sheet.on, sheet.checker):
            return
        check, ws = sheet.check, self.context.ws
        self._steps.do("修改核查日期和核查人", lambda: edit_check(ws, check, on=day, checker=checker))

    def _like_last(self) -> None:
        sheet = self._sheet
        if sheet is None or sheet.check is None:
            return
        check, ws = sheet.check, self.context.ws
        found = like_last(ws, check)
        if not found.entries:
            messages.say("上次没有可以照填的结果，请逐项录入。")
            return
        if messages.ask(
            f"“{sheet.venue.form.name}”还有 {sheet.left} 项没录，其中 {len(found.entries)} 项上次"
            f"（{found.on:%Y-%m-%d}）有结果。\n确实到现场看过、这 {len(found.entries)} 项都和上次一样吗？",
            "看过，都一样",
            "没有，逐项录",
        ):
            self._steps.do(
                f"按上次填 {len(found.entries)} 项", lambda: enter_results(ws, check, found.entries)
            )

    def _discard(self) -> None:
        sheet = self._sheet
        if sheet is None or sheet.check is None:
            return
        check, ws = sheet.check, self.context.ws
        done = len(sheet.lines) - sheet.left
        if messages.ask(f"放弃这次核查？已录的 {done} 项不再算数，按 Ctrl+Z 可以恢复。", "放弃", danger=True):
            self._steps.do("放弃核查", lambda: discard_check(ws, check, reason="录入时放弃"))

    def _finish(self) -> None:
        sheet = self._sheet
        if sheet is None or sheet.check is None or not self.grid.enter_typed():
            return
        ended = self._steps.do("结束核查", partial(finish_check, self.context.ws, sheet.check))
        outcome = ended.outcome
        left = f"，未查 {outcome.not_checked} 项（不算达标）" if outcome.not_checked else ""
        words = f"“{ended.venue.form.name}”录完：达标 {outcome.met} 项，不达标 {outcome.not_met} 项{left}。"
        self.context.status(words)
        short = [line for line in ended.lines if line.short]
        if not short:
            messages.say(f"{words}\n没有缺口。")
            return
        question = f"{words}\n有 {len(short)} 项缺口要整改。现在怎么办？"
        chosen = messages.choose(question, [ending.words for ending in _ENDINGS])
        ending = _ENDINGS[2 if chosen is None else chosen]
        if ending.report:
            self._report(short)
        if ending.show:
            self.context.navigate("facilities", venue=ended.venue.id, short="1")

    def _report(self, short: list[SheetLine]) -> None:
        ws = self.context.ws

        def report() -> list[ReportedAs]:
            return [report_problem_from_result(ws, line.result).how for line in short if line.result]

        done = self._steps.do(f"{len(short)} 项缺口转问题", report)
        new = sum(how is ReportedAs.NEW for how in done)
        open_now = sum(how is ReportedAs.OPEN for how in done)
        self.context.status(
            f"新转问题 {new} 个，原来就在整改 {open_now} 个，反弹 {len(done) - new - open_now} 个。"
        )

    # -- looks ----------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        typing = self._sheet is not None
        for action in (
            self._finish_action,
            self._words_action,
            self._not_action,
            self._fixed_action,
            self._scrap_action,
            self._discard_action,
            self._back_action,
        ):
            action.setEnabled(typing)
        if not typing:
            self._last_action.setEnabled(False)
        self._start_action.setEnabled(not typing)
        self.title = f"录入核查　{self._sheet.venue.form.name}" if self._sheet else "录入核查"
        self.main_action = self._finish_action if typing else self._start_action
        self.frame_changed.emit()

    def _build(self) -> None:
        typing = QWidget()
        column = QVBoxLayout(typing)
        column.setContentsMargins(12, 4, 12, 6)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(ActionButton(self._back_action, "quiet", icon_only=True))
        for caption, field in (("日期", self._on), ("核查人", self._checker)):
            top.addWidget(QLabel(caption))
            top.addWidget(field)
        top.addWidget(self._standard, 1)
        top.addWidget(ActionButton(self._last_action))
        for action in (self._steps.undo_action, self._steps.redo_action, self._discard_action):
            top.addWidget(ActionButton(action, "quiet", icon_only=True))
        column.addLayout(top)
        column.addWidget(self._counts)
        column.addWidget(self.grid, 1)
        column.addWidget(self.finding)
        self._stack.addWidget(self.picker)
        self._stack.addWidget(typing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        character = theme.current().font_px
        self._on.setFixedWidth(character * 5 + theme.scaled(44))
        self._checker.setFixedWidth(character * 4 + theme.scaled(30))
