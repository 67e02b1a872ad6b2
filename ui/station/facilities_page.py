"""设施清单: the station's venues by village, and how each stands against its standard."""

from functools import partial

from msgspec.structs import fields, replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.errors import UserError
from app.facilities.baselines import owed_year, take_baseline
from app.facilities.checks import CheckSheet, SheetLine, read_venue_sheet
from app.facilities.coverage import list_coverage
from app.facilities.venue_lists import add_venues, read_venues
from app.facilities.venues import (
    Proposal,
    VenueForm,
    VenueRow,
    add_proposed,
    add_venue,
    edit_venue,
    get_venue,
    list_venues,
    months_alone,
    own_units,
    propose_venues,
    withdraw_venues,
)
from app.office.labels import DraftState
from app.papers.catalog import Choices
from app.recent import recent_words
from app.rectification.reporting import ReportedAs, report_problem_from_result
from app.reporting.county_rules import read_rule
from ui import messages, theme
from ui.history_menu import history_action
from ui.page import Context, Page
from ui.paged_model import Order, PagedModel
from ui.paper_stack import PaperStack
from ui.station.baseline_panel import BaselinePanel
from ui.station.venue_parts import FIELDS, coverage_words, headline, item_columns, make_review
from ui.station.venue_tree import VenueTree
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.form_panel import FormPanel
from ui.widgets.ledger_view import LedgerView

__all__ = ["FacilitiesPage"]


class FacilitiesPage(Page):
    """A tree of venues at the left; at the right the current one's items, or what is known about it."""

    title = "设施清单"
    help_text = (
        "左边是站和各村的场所，右边是所选场所最近一次核查的逐项结果。\n"
        "“打印空白核查表”带到现场填写，晚上在“录入核查”里按数字录入，是否达标由程序按标准判定。\n"
        "选中有缺口的项目按“缺口转整改”，条款和地点自动带过去。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._venue: VenueRow | None = None
        self._sheet: CheckSheet | None = None
        self._check_action = self.action(
            "录入核查", self._check, icon_name="clipboard-check", keys="F7", writes=True
        )
        self._new_action = self.action("新增场所", self._new, icon_name="plus", keys="Ctrl+N", writes=True)
        self._save_action = self.action("登记这个场所", self._save_new, icon_name="check", writes=True)
        self._propose_action = self.action("一次登记", self._add_proposed, icon_name="check", writes=True)
        self._paste_action = self.action(
            "从 Excel 粘贴", self._paste, icon_name="clipboard-list", keys="Ctrl+V", writes=True
        )
        self._remove_action = self.action("撤下这个场所", self._remove, icon_name="trash-2", writes=True)
        self._report_action = self.action(
            "缺口转整改", self._report, icon_name="wrench", keys="F4", writes=True
        )
        self._accept_action = self.action("登记", self._accept, icon_name="check", writes=True)
        self._back_action = self.action("返回清单", self._back, icon_name="arrow-left")
        self.print_action = self.action(
            "打印空白核查表", self._print_blank, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.export_action = self.action(
            "缺口清单", self._print_shortfalls, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self.main_action = self._check_action
        self._years_action = self.action("年度对比", self._show_years, icon_name="history")
        self._take_action = self.action("定今年底数", self._take_baseline, icon_name="check", writes=True)
        self.only = FilterBar([("short", "只看缺口"), ("changed", "只看变化"), ("alone", "久没人过问")])
        self.only.changed.connect(self.reload)
        self._search = SearchField("找场所、村、管理员")
        self._search.asked.connect(lambda _text: self.reload())
        self.tree = VenueTree()
        self.tree.chosen.connect(self._show)
        self._model = PagedModel(item_columns(), self._fetch, lambda line: line.code)
        self._empty = EmptyState("", icon_name="clipboard-list")
        self.view: LedgerView[SheetLine] = LedgerView(self._model, empty=self._empty)
        self.view.fit(("项目", "结论", "实有"), ("标准", "差额", "整改", "编码", "上次", "照片", "说明"))
        self.view.opened.connect(self._open_problem)
        self.view.set_menu(lambda _line: [self._report_action])
        self.form = FormPanel(FIELDS)
        for name in ("hours", "keeper", "phone", "address"):
            self.form.offer(name, partial(recent_words, context.ws, "venue", name))
        self.form.foot.addWidget(ActionButton(self._save_action, "main"), 0, Qt.AlignmentFlag.AlignLeft)
        self.form.foot.addWidget(ActionButton(self._remove_action, "danger"), 0, Qt.AlignmentFlag.AlignLeft)
        self.form.left.connect(lambda _key: self._leave())
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))
        self._head = QLabel()
        self._head.setWordWrap(True)
        self.tabs = QTabWidget()
        self._coverage = QLabel()
        self._coverage.setProperty("role", "soft")
        self._coverage.setWordWrap(True)
        self._proposed: list[Proposal] = []
        self._proposal = QLabel()
        self._proposal.setProperty("role", "warning")
        self._proposal.setWordWrap(True)
        self.proposal_row = QWidget()
        self._review = make_review(back=self._back_action, accept=self._accept_action)
        self._years = BaselinePanel(context.ws, back=self._back_action, take=self._take_action)
        self._stack = QStackedWidget()
        self.papers = PaperStack(context, self._stack)
        told = history_action(self, self.papers, self._told)
        self.form.foot.addWidget(ActionButton(told, "quiet"), 0, Qt.AlignmentFlag.AlignLeft)
        self._build()

    @override
    def reload(self) -> None:
        ws = self.context.ws
        rows = list_venues(ws, station=ws.unit, text=self._search.text())
        only = self.only.selected()
        months = read_rule(ws).venue_months
        alone = {row.id: past for row in rows if (past := months_alone(row, ws.today)) >= months}
        shown = [
            row
            for row in rows
            if ("short" not in only or row.not_met or row.basically_met)
            and ("alone" not in only or row.id in alone)
        ]
        units = own_units(ws)
        self.form.set_choices("unit", units)
        short = sum(row.not_met > 0 or row.basically_met > 0 for row in rows)
        self.only.set_counts({"short": short, "alone": len(alone)})
        self.tree.show_venues(units, shown, whole=not only and not self._search.text(), alone=alone)
        self._coverage.setText(coverage_words(list_coverage(ws, station=ws.unit)))
        self._show_owed()
        self._proposed = propose_venues(ws)
        self.proposal_row.setVisible(bool(self._proposed))
        names = "、".join(dict.fromkeys(proposal.unit_name for proposal in self._proposed[:4]))
        more = f"等 {len(self._proposed)} 处" if len(self._proposed) > 4 else ""
        self._proposal.setText(f"{names}{more}还没有登记{'场所' if more else '站舍或村文化服务中心'}。")

    @override
    def show_record(self, **arguments: str) -> None:
        """Show `venue`; with `short` only its shortfalls."""
        self._search.clear()
        self.only.select(*(["short"] if arguments.get("short") else []))
        self.reload()
        self.tree.select(arguments["venue"])
        self.tabs.setCurrentIndex(0)

    def _show_owed(self) -> None:
        """Say that a year's register should be kept, while it is not."""
        year = owed_year(self.context.ws)
        self._years_action.setText("年度对比" if year is None else f"年度对比（{year} 年底数还没有定）")
        if self._stack.currentWidget() is self._years:
            self._show_years()

    def _told(self) -> tuple[str, str] | None:
        return None if self._venue is None else (self._venue.form.name, self._venue.id)

    # -- the current venue ----------------------------------------------------------------------------------

    def _show(self, venue: str) -> None:
        ws = self.context.ws
        self._venue = get_venue(ws, venue) if venue else None
        self._sheet = read_venue_sheet(ws, venue) if venue else None
        self._head.setText(headline(self._venue, self._sheet))
        self._head.setToolTip(f"按《{self._venue.standard}》" if self._venue and self._venue.pack else "")
        has_standard = self._venue is not None and self._venue.pack is not None
        self._check_action.setEnabled(has_standard)
        self._check_action.setText("接着录核查" if self._venue and self._venue.open_check else "录入核查")
        self._empty.set_text(self._nothing())
        self.view.reload()
        self._show_form(self._venue.form if self._venue else None)
        self._report_action.setEnabled(self._sheet is not None and self._sheet.check is not None)
        self.frame_changed.emit()

    def _nothing(self) -> str:
        if self._venue is None:
            return "还没有场所。点“一次登记”登记站舍和各村的文化服务中心，或从 Excel 粘贴。"
        if self._venue.pack is None:
            return "这类场所还没有适用的标准，只登记资料。县里下发标准后会自动出现核查项目。"
        return "没有符合条件的项目。"

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> list[SheetLine]:
        only = self.only.selected()
        lines = self._sheet.lines if self._sheet else ()
        shown = [
            line
            for line in lines
            if ("short" not in only or line.short) and ("changed" not in only or line.changed)
        ]
        return shown[offset : offset + limit]

    def _check(self) -> None:
        if self._venue is not None:
            self.context.navigate("check", venue=self._venue.id)

    def _open_problem(self, line: SheetLine) -> None:
        if line.problem is not None:
            self.context.navigate("problems", problem=line.problem)

    def _report(self) -> None:
        lines = [line for line in self.view.selected_rows() if line.short and line.result]
        if not lines:
            self.context.status("请先选有缺口的项目（不达标或基本达标），可以选多项。")
            return
        ws = self.context.ws
        done = self.steps.do(
            f"{len(lines)} 项缺口转整改",
            lambda: [report_problem_from_result(ws, line.result) for line in lines if line.result],
        )
        new = [one.number for one in done if one.how is ReportedAs.NEW]
        known = [one.number for one in done if one.how is not ReportedAs.NEW]
        said = [f"新编号 {'、'.join(new)}"] if new else []
        said += [f"已在整改 {'、'.join(known)}"] if known else []
        self.context.status("；".join(said))

    # -- what is known about it -----------------------------------------------------------------------------

    def _show_form(self, form: VenueForm | None) -> None:
        self.form.setVisible(form is not None)
        self._save_action.setVisible(False)
        self._remove_action.setVisible(form is not None)
        if form is not None:
            self.form.show_values({field.key: getattr(form, field.key) for field in FIELDS})

    def _typed(self, before: VenueForm) -> VenueForm:
        values = self.form.values()
        known = {field.name for field in fields(VenueForm)}
        return replace(before, **{key: value for key, value in values.items() if key in known})

    def _leave(self) -> None:
        venue = self._venue
        if venue is None or self._save_action.isVisible():
            return
        form = self._typed(venue.form)
        try:
            self.steps.do(f"修改{venue.form.name}", lambda: edit_venue(self.context.ws, venue.id, form))
        except UserError as error:
            self.form.say(str(error))

    def _new(self) -> None:
        unit = self._venue.form.unit if self._venue else self.context.ws.unit
        self._show_form(VenueForm(unit=unit, name="", kind="bookroom"))
        self._save_action.setVisible(True)
        self._remove_action.setVisible(False)
        self._head.setText("<b>新增场所</b>")
        self.tabs.setCurrentIndex(1)
        self.form.field("name").setFocus()

    def _save_new(self) -> None:
        form = self._typed(VenueForm(unit="", name=""))
        try:
            added = self.steps.do(f"新增{form.name}", lambda: add_venue(self.context.ws, form))
        except UserError as error:
            self.form.say(str(error))
            return
        self.tree.select(added)
        self.context.status(f"已登记：{form.name}")

    def _remove(self) -> None:
        venue = self._venue
        if venue is None:
            return
        name = venue.form.name
        if messages.ask(f"撤下“{name}”？它的核查记录都还在，按 Ctrl+Z 可以恢复。", "撤下", danger=True):
            ws = self.context.ws
            self.steps.do(f"撤下{name}", lambda: withdraw_venues(ws, [venue.id], reason="撤下"))

    def _add_proposed(self) -> None:
        wanted = self._proposed
        self.steps.do(f"登记 {len(wanted)} 处场所", lambda: add_proposed(self.context.ws, wanted))

    # -- a pasted list --------------------------------------------------------------------------------------

    def _paste(self) -> None:
        drafts = read_venues(self.context.ws, QGuiApplication.clipboard().text())
        useful = sum(draft.state in {DraftState.NEW, DraftState.CHANGED} for draft in drafts)
        refused = sum(draft.state is DraftState.REFUSED for draft in drafts)
        notice = f"有 {refused} 行不能用，登记时会跳过；原因在最后一列。" if refused else ""
        self._review.show_rows(drafts, headline=f"粘贴的清单共 {len(drafts)} 行，请核对。", notice=notice)
        self._accept_action.setText(f"登记 {useful} 处")
        self._accept_action.setEnabled(useful > 0)
        self._stack.setCurrentWidget(self._review)

    def _accept(self) -> None:
        drafts = self._review.rows()
        done = self.steps.do("登记粘贴的场所", lambda: add_venues(self.context.ws, drafts))
        self._back()
        self.context.status(f"登记了 {done} 处场所。")

    def _back(self) -> None:
        self._stack.setCurrentIndex(0)

    # -- years ----------------------------------------------------------------------------------------------

    def _show_years(self) -> None:
        ws = self.context.ws
        year = owed_year(ws) or ws.today.year
        self._take_action.setText(f"定 {year} 年底数")
        self._years.reload()
        self._stack.setCurrentWidget(self._years)

    def _take_baseline(self) -> None:
        ws = self.context.ws
        year = owed_year(ws) or ws.today.year
        self.steps.do(f"定 {year} 年底数", lambda: take_baseline(ws, year))
        self.context.status(f"{year} 年的设施底数已定，以后可以和它比。")

    # -- paper ----------------------------------------------------------------------------------------------

    def _print_blank(self) -> None:
        answers = ["全部场所各一张"]
        venue = self._venue if self._venue is not None and self._venue.pack else None
        if venue is not None:
            answers.insert(0, f"只印“{venue.form.name}”")
        chosen = messages.choose("打印哪些空白核查表？", answers)
        if chosen is not None:
            one = venue is not None and chosen == 0
            self.papers.preview("空白设施核查表", Choices(venue=venue.id if one and venue else ""))

    def _print_shortfalls(self) -> None:
        self.papers.preview("达标与缺口清单", Choices())

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.only)
        bar.addWidget(self._search, 1)
        bar.addWidget(ActionButton(self._new_action))
        bar.addWidget(ActionButton(self._paste_action, "quiet", icon_only=True))
        bar.addWidget(ActionButton(self.steps.undo_action, "quiet", icon_only=True))
        bar.addWidget(ActionButton(self.steps.redo_action, "quiet", icon_only=True))
        row = QHBoxLayout(self.proposal_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._proposal, 1)
        row.addWidget(ActionButton(self._propose_action))
        self.tabs.addTab(self.view, "核查结果")
        self.tabs.addTab(self.form, "场所资料")
        self.tabs.setCornerWidget(ActionButton(self._report_action, "link"))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._head)
        column.addWidget(self.tabs, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.tree)
        splitter.addWidget(right)
        splitter.setSizes([theme.scaled(300), theme.scaled(700)])
        splitter.setStretchFactor(1, 1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 10, 12, 8)
        column.addLayout(bar)
        column.addWidget(self.proposal_row)
        column.addWidget(splitter, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._coverage, 1)
        foot.addWidget(ActionButton(self._years_action, "link"))
        column.addLayout(foot)
        for shown in (content, self._review, self._years):
            self._stack.addWidget(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.tree.setMinimumWidth(theme.scaled(230))
