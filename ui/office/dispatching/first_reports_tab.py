"""首次汇报: which station has told its township of the newest task list."""

from html import escape

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout
from typing_extensions import override

from app.reporting.county import FirstReportLine, first_report_table
from app.reporting.county_rules import read_rule
from app.reporting.reports_up import list_reports_up
from ui.office.dispatching.side_words import SideWords
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["FirstReportsTab"]


class FirstReportsTab(Page):
    """The overdue first; at the right the reports of one station."""

    title = "首次汇报"
    help_text = (
        "站里收到任务清单，要在期限内第一时间向乡镇党委政府汇报，逾期没有汇报的亮红灯、排在前面。\n"
        "期限在“期限”里改，随下发包送到各站。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._lines: list[FirstReportLine] = []
        self._limit = QLabel()
        self._limit.setProperty("role", "soft")
        self._limit.setWordWrap(True)
        model: PagedModel[FirstReportLine] = PagedModel(
            [
                Column("文化站", lambda line: line.station.name, width=10),
                Column(
                    "首次汇报",
                    lambda line: (line.clock.first.light, line.clock.first.word),
                    cell=Cell.LIGHT,
                    width=11,
                ),
                Column("收到清单", lambda line: line.clock.received_on, cell=Cell.DATE, width=6),
                Column(
                    "已汇报事项",
                    lambda line: (line.clock.told, line.clock.items),
                    cell=Cell.PROGRESS,
                    width=6,
                ),
                Column("最近一次", lambda line: line.last, stretch=True),
            ],
            fetch=lambda offset, limit, _order: self._lines[offset : offset + limit],
            key=lambda line: line.station.unit,
        )
        self.view: LedgerView[FirstReportLine] = LedgerView(
            model, empty=EmptyState("还没有发布任务清单，或还没有录入文化站。", icon_name="flag")
        )
        self.view.fit(("文化站", "首次汇报"), ("最近一次", "已汇报事项", "收到清单"))
        self.view.chosen.connect(self._show)
        self._side = SideWords()
        sides = MasterDetail(self.view, self._side)
        self.view.opened.connect(lambda line: sides.open_detail(line.station.name))
        change = self.action("改期限", lambda: context.navigate("dispatch", tab="rules"))
        bar = QHBoxLayout()
        bar.addWidget(self._limit, 1)
        bar.addWidget(ActionButton(change, "link"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(bar)
        layout.addWidget(sides, 1)

    @override
    def reload(self) -> None:
        days = read_rule(self.context.ws).report_up_days
        self._limit.setText(f"收到任务清单后 {days} 天内要向乡镇汇报，逾期没有汇报的亮红灯。")
        self._lines = first_report_table(self.context.ws)
        self.view.reload()
        self._show(self.view.current_row())

    def _show(self, line: FirstReportLine | None) -> None:
        if line is None:
            self._side.words.setText("")
            return
        reports = list_reports_up(self.context.ws, site=line.station.site) if line.station.site else []
        told = [
            f"<p>{row.form.on:%Y-%m-%d} {row.form_label}，向{escape(row.form.to_whom)}，{len(row.form.covers)} 项"
            + "".join(
                f"<br>{name}：{escape(text)}"
                for name, text in (
                    ("请求", row.form.requests),
                    ("批示", row.form.instruction),
                    ("定下", row.form.decision),
                )
                if text
            )
            + "</p>"
            for row in reports
        ]
        self._side.words.setText(
            f"<p><b>{escape(line.station.name)}</b></p>" + ("".join(told) or "<p>还没有汇报过。</p>")
        )
