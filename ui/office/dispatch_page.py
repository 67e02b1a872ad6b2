"""调度: what stations ask for, report and acknowledge, and what the county sets for it."""

from typing import TYPE_CHECKING

from ui.page import Context, Page
from ui.tabbed_page import Tab, TabbedPage

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["DispatchPage"]


def _support(context: Context) -> Page:
    from ui.office.dispatching.support_tab import SupportTab

    return SupportTab(context)


def _waiting(ws: "Workspace") -> int:
    from app.reporting.support import count_support_waiting

    return count_support_waiting(ws)


def _months(context: Context) -> Page:
    from ui.office.dispatching.months_tab import MonthsTab

    return MonthsTab(context)


def _first(context: Context) -> Page:
    from ui.office.dispatching.first_reports_tab import FirstReportsTab

    return FirstReportsTab(context)


def _instructions(context: Context) -> Page:
    from ui.office.dispatching.instructions_tab import InstructionsTab

    return InstructionsTab(context)


def _meetings(context: Context) -> Page:
    from ui.office.dispatching.meetings_tab import MeetingsTab

    return MeetingsTab(context)


def _documents(context: Context) -> Page:
    from ui.documents.register_tab import RegisterTab

    return RegisterTab(context)


def _sprint(context: Context) -> Page:
    from ui.office.dispatching.sprint_tab import SprintTab

    return SprintTab(context)


def _holidays(context: Context) -> Page:
    from ui.office.dispatching.holidays_tab import HolidaysTab

    return HolidaysTab(context)


def _rules(context: Context) -> Page:
    from ui.office.dispatching.rules_tab import RulesTab

    return RulesTab(context)


class DispatchPage(TabbedPage):
    """What comes between two dispatch meetings."""

    title = "调度"
    tabs = (
        Tab("support", "需支持", _support, _waiting),
        Tab("months", "月报", _months),
        Tab("first", "首次汇报", _first),
        Tab("instructions", "通知", _instructions),
        Tab("meetings", "会议", _meetings),
        Tab("documents", "收发文", _documents),
        Tab("sprint", "迎检期", _sprint),
        Tab("holidays", "节假日", _holidays),
        Tab("rules", "期限", _rules),
    )
