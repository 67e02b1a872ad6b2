"""日志: what was done, day by day; one line is typed once and is in the ledger too."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ui.history_menu import offer_history
from ui.page import Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.paper_stack import fill_page
from ui.station.attaching import attach
from ui.station.log_editor import LogEditor
from ui.station.log_line import LogLine
from ui.station.month_strip import MonthStrip
from ui.station.sort_panel import SortPanel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import SearchField
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.recent_words import RecentWords
from ui.widgets.row_pasting import RowPasting
from ui.widgets.saved_filters import SavedFilters

if TYPE_CHECKING:
    from app.work.log import LogFilter, LogRow

__all__ = ["LogPage"]


class LogPage(Page):
    """Month at the left, lines in the middle, the chosen one in full at the right, and the line to write below."""

    title = "工作日志"
    help_text = (
        "写一句今天做了什么，按回车就存好；选了任务，台账里的进展也就有了。\n"
        "左边点一天只看那一天，再点一下看全部。右边改内容、补日期、勾村、加照片，离开格子就存好。\n"
        "是一场活动的，按“转为活动”，活动台账里就有了。一周归一次类：按 1 到 3 选任务，0 是不归任务。\n"
        "在 Excel 里复制的几行，到这里按 Ctrl+V，核对后一次登记。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("记一笔", self._write, icon_name="notebook-pen", keys="Ctrl+N")
        self._copy = self.action("复制上一条", self._copy_entry, icon_name="copy", keys="Ctrl+D", writes=True)
        self._paste_action = self.action(
            "从 Excel 粘贴（Ctrl+V）",
            lambda: context.navigate("import", paste="log"),
            icon_name="clipboard-list",
            writes=True,
        )
        self._remove = self.action("删除这一条", self._remove_entry, icon_name="trash-2", writes=True)
        self._activity = self.action("转为活动", self._make_activity, icon_name="calendar-days", writes=True)
        self._sort_action = self.action("归类", self._sort, icon_name="list-todo", writes=True)
        self.steps = Steps(self)
        self._whole_month = self.action(
            "看整月", self._show_whole_month, icon_name="calendar-days", keys="F4"
        )
        self._day: date | None = None
        self.month = MonthStrip(context.ws.today)
        self.month.chosen.connect(self._choose_day)
        self.month.turned.connect(lambda *_: self._show_month())
        self.unlinked = QCheckBox("待归类")
        self.unlinked.toggled.connect(lambda _on: self.view.reload())
        self.kind = QComboBox()
        self.kind.setAccessibleName("类型")
        self.kind.activated.connect(lambda _index: self.view.reload())
        self.search = SearchField("找内容、地点、单位")
        self.search.asked.connect(lambda _text: self.view.reload())
        self.saved = SavedFilters(
            context.ws.folder, "log", {"unlinked": self.unlinked, "kind": self.kind, "text": self.search}
        )
        self.saved.chosen.connect(self.reload)
        self._model: PagedModel[LogRow] = PagedModel(
            [
                Column("日期", lambda row: row.on, cell=Cell.DATE, width=6),
                Column("内容", lambda row: row.text, stretch=True),
                Column("关联任务", lambda row: row.task, width=8),
                Column("人数", lambda row: row.people, cell=Cell.NUMBER, width=3),
                Column("照片", lambda row: row.files or None, cell=Cell.NUMBER, width=3),
                Column("补记", lambda row: "补记" if row.late else "", width=3),
            ],
            fetch=self._fetch,
            key=lambda row: row.id,
        )
        empty = EmptyState("写一句今天做了什么，按回车就存好。", icon_name="notebook-pen")
        self.view: LedgerView[LogRow] = LedgerView(self._model, empty=empty)
        self.view.fit(("日期", "内容"), ("照片", "关联任务", "补记", "人数"))
        self.view.set_menu(lambda _row: [self._copy, self._activity, self._remove])
        self.editor = LogEditor(context.ws.today)
        for name, field in (("place", self.editor.place), ("organiser", self.editor.organiser)):
            RecentWords(field, partial(self._written_before, name))
        self.editor.changed.connect(self._save)
        self.editor.linked.connect(self._link)
        self.editor.files.added.connect(self._attach)
        self.editor.files.removed.connect(self._detach)
        self.both = MasterDetail(self.view, self.editor)
        self.view.chosen.connect(self._show)
        self.view.opened.connect(lambda _row: self.both.open_detail("日志"))
        self.sorting = SortPanel(context, self.steps)
        self.line = LogLine(context.ws)
        self.sorting.closed.connect(self.line.field.setFocus)
        self.line.entered.connect(self._enter)
        self.editor.files.offer_pictures(context.ws)
        RowPasting(self._paste_action, self.view, self.line.field)
        self._offer_kinds()
        self._build()
        context.jobs.started.connect(lambda _title: self._set_writable(False))
        context.jobs.ended.connect(lambda: self._set_writable(True))

    @override
    def reload(self) -> None:
        self._offer()
        self._show_month()
        self.view.reload()

    @override
    def show_record(self, **arguments: str) -> None:
        self._day = None
        self.search.clear()
        self.unlinked.setChecked(False)
        self.kind.setCurrentIndex(0)
        self.view.reload()
        self.month.choose(None)
        self.sorting.hide()
        if "entry" in arguments and self.view.reveal(arguments["entry"]):
            self.both.open_detail("日志")
        if "day" in arguments:
            self.month.choose(date.fromisoformat(arguments["day"]))
            self._choose_day(date.fromisoformat(arguments["day"]))
        if "sort" in arguments:
            self.sorting.start(week=True)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.field.setFocus()

    def _build(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.unlinked)
        filters.addWidget(self.kind)
        filters.addWidget(self.search, 1)
        filters.addWidget(self.saved)
        filters.addWidget(ActionButton(self._paste_action, "quiet", icon_only=True))
        filters.addWidget(ActionButton(self._sort_action, "quiet"))
        filters.addWidget(ActionButton(self._activity, "quiet"))
        filters.addWidget(ActionButton(self._copy, "quiet", icon_only=True))
        filters.addWidget(ActionButton(self._remove, "quiet", icon_only=True))
        filters.addWidget(ActionButton(self.steps.undo_action, "quiet", icon_only=True))
        left = QVBoxLayout()
        left.addWidget(self.month)
        left.addWidget(ActionButton(self._whole_month, "link"), 0, Qt.AlignmentFlag.AlignHCenter)
        left.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addLayout(left)
        middle.addWidget(self.both, 1)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(8)
        layout.addLayout(filters)
        layout.addLayout(middle, 1)
        layout.addWidget(self.sorting)
        layout.addWidget(self.line)
        offer_history(self, self.view, fill_page(self, content), lambda row: row.text)

    def _offer_kinds(self) -> None:
        from app.work.labels import ACTIVITIES

        self.kind.addItem("全部类型", None)
        for value, word in ACTIVITIES.items():
            self.kind.addItem(word, value)

    def _offer(self) -> None:
        from app.tasks.ledger import list_ledger
        from app.work.labels import ACTIVITIES
        from app.work.log import list_villages

        ws = self.context.ws
        tasks = [
            (row.item, f"{row.number}　{row.content}") for row in list_ledger(ws) if row.decision == "claimed"
        ]
        villages = [(village.id, village.name) for village in list_villages(ws)]
        self.editor.offer(villages, list(ACTIVITIES.items()), tasks)
        self.sorting.offer(tasks)

    def _wanted(self) -> "LogFilter":
        from app.work.log import LogFilter

        return LogFilter(
            start=self._day,
            end=self._day,
            text=self.search.text(),
            activity=self.kind.currentData(),
            unlinked=self.unlinked.isChecked(),
        )

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "list[LogRow]":
        from app.work.log import list_log

        return list_log(self.context.ws, wanted=self._wanted(), offset=offset, limit=limit)

    def _written_before(self, column: str) -> list[str]:
        from app.recent import recent_words

        return recent_words(self.context.ws, "log_entry", column)

    def _show_month(self) -> None:
        from app.work.log import days_with_entries

        self.month.show_days(days_with_entries(self.context.ws, self.month.year, self.month.month))

    def _choose_day(self, day: "date | None") -> None:
        self._day = day
        self.view.reload()

    def _show(self, row: "LogRow | None") -> None:
        from app.evidence.lists import list_evidence

        for action in (self._copy, self._remove, self._activity):
            action.setEnabled(row is not None)
        self._activity.setText("看活动" if row is not None and row.activity else "转为活动")
        self.editor.setVisible(row is not None)
        if row is None:
            self.editor.entry = None
            return
        self.editor.show_entry(row, list_evidence(self.context.ws, target=row.id))
        if self.both.detail_shown:
            self.both.open_detail("日志")

    def _set_writable(self, writable: bool) -> None:
        self.line.setEnabled(writable)
        self.editor.setEnabled(writable)

    def _write(self) -> None:
        self.line.take_focus()

    def _enter(self, text: str) -> None:
        from app.work.log import add_log

        ws, files, kept = self.context.ws, self.line.files, self.line.kept()
        if kept["on"] is None and self._day is not None and self._day <= ws.today:
            kept["on"] = self._day
        added = self.steps.do("记一笔", lambda: add_log(ws, text, **kept))
        self.line.clear()
        self.view.select(added.log_entry)
        self.line.field.setFocus()
        if files:
            self._attach_to(added.log_entry, files)

    def _save(self, words: str) -> None:
        from app.work.log import edit_log

        editor, entry = self.editor, self.editor.entry
        day = editor.on.day()
        if entry is None or day is None:
            return
        self.steps.do(
            f"修改日志的{words}",
            lambda: edit_log(
                self.context.ws,
                entry.id,
                text=editor.text.toPlainText(),
                on=day,
                unit=None,
                villages=editor.villages.chosen(),
                place=editor.place.text(),
                activity=editor.activity.currentData(),
                people=editor.people.whole(),
                organiser=editor.organiser.text(),
            ),
        )

    def _link(self, item: str) -> None:
        from app.work.log import link_log

        entry = self.editor.entry
        if entry is not None:
            self.steps.do("改关联的任务", lambda: link_log(self.context.ws, entry.id, item or None))

    def _make_activity(self) -> None:
        """Put the line into the register, where its details are filled in; what stands there is shown."""
        from app.work.activities import make_activity
        from app.work.line import kind_of

        row = self.view.current_row()
        if row is None:
            return
        if not row.activity:
            kind = kind_of(row.text) or "other"
            self.steps.do("转为活动", lambda: make_activity(self.context.ws, row.id, kind))
            self.context.status("已转到活动台账，补上名称、人数和协办单位就行")
        self.context.navigate("activities", entry=row.id)

    def _sort(self) -> None:
        self.sorting.start()

    def _show_whole_month(self) -> None:
        day = self._day or self.context.ws.today
        self.context.navigate("today", view="month", day=day.isoformat())

    def _copy_entry(self) -> None:
        from app.work.log import add_log

        row = self.view.current_row()
        if row is None:
            return
        added = self.steps.do(
            "复制日志",
            lambda: add_log(
                self.context.ws,
                row.text,
                item=row.item,
                villages=row.villages,
                place=row.place,
                activity=row.activity,
                people=row.people,
                organiser=row.organiser,
            ),
        )
        self.view.select(added.log_entry)
        self.context.status("已复制到今天，改一改就行")

    def _remove_entry(self) -> None:
        from app.work.log import remove_log

        row = self.view.current_row()
        if row is not None:
            self.steps.do("删除日志", lambda: remove_log(self.context.ws, row.id))
            self.context.status("已删除。按 Ctrl+Z 可以找回来")

    def _attach(self, paths: list[Path]) -> None:
        if self.editor.entry is not None:
            self._attach_to(self.editor.entry.id, paths)

    def _attach_to(self, entry: str, paths: Sequence[Path]) -> None:
        from app.evidence.attach import Target

        attach(self.context, self.steps, paths, lambda: [(Target.LOG_ENTRY, entry)])

    def _detach(self, use: str) -> None:
        from app.evidence.attach import remove_use

        self.steps.do("移除照片", lambda: remove_use(self.context.ws, use))
