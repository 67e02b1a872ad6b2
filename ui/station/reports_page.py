"""汇报: to the township and to the county; daily reports and the roster only while the county asks for them."""

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.page import Context, Page
from ui.tabbed_page import Tab, TabbedPage

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["ReportsPage"]


def _up(context: Context) -> Page:
    from ui.station.reporting.report_up_tab import ReportUpTab

    return ReportUpTab(context)


def _support(context: Context) -> Page:
    from ui.station.reporting.support_tab import SupportTab

    return SupportTab(context)


def _summary(context: Context) -> Page:
    from ui.station.reporting.summary_tab import SummaryTab

    return SummaryTab(context)


def _monthly(context: Context) -> Page:
    from ui.station.reporting.monthly_tab import MonthlyTab

    return MonthlyTab(context)


def _instructions(context: Context) -> Page:
    from ui.station.reporting.instructions_tab import InstructionsTab

    return InstructionsTab(context)


def _unread(ws: "Workspace") -> int:
    from app.reporting.unread import count_unread

    return count_unread(ws)


def _documents(context: Context) -> Page:
    from ui.documents.register_tab import RegisterTab

    return RegisterTab(context)


def _from_county(ws: "Workspace") -> int:
    from app.documents.register import count_from_county

    return count_from_county(ws)


def _daily(context: Context) -> Page:
    from ui.station.reporting.daily_tab import DailyTab

    return DailyTab(context)


def _unreported(ws: "Workspace") -> int:
    from app.reporting.owed import missing_days

    return len(missing_days(ws))


def _duty(context: Context) -> Page:
    from ui.station.reporting.duty_tab import DutyTab

    return DutyTab(context)


def _sprinting(ws: "Workspace") -> bool:
    from app.reporting.county_rules import sprint_on

    return sprint_on(ws) is not None


class ReportsPage(TabbedPage):
    """The station's reports."""

    title = "汇报"
    tabs = (
        Tab("up", "向上汇报", _up),
        Tab("support", "需支持", _support),
        Tab("summary", "小结", _summary),
        Tab("monthly", "月报", _monthly),
        Tab("instructions", "县里通知", _instructions, _unread),
        Tab("documents", "收发文", _documents, _from_county),
        Tab("daily", "每日报告", _daily, _unreported, shown=_sprinting),
        Tab("duty", "值班表", _duty, shown=_sprinting),
    )

    @override
    def show_record(self, **arguments: str) -> None:
        """Turn to `tab`; a `meeting` stands among the county's notices."""
        if "meeting" in arguments:
            arguments.setdefault("tab", "instructions")
        super().show_record(**arguments)
