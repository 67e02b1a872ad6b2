"""The pages of a station, in the order of the navigation; each is imported when it is first opened."""

from typing import TYPE_CHECKING, Final

from ui.page import EXCHANGE, Context, Page, PageEntry

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["ENTRIES"]


def _today(context: Context) -> Page:
    from ui.station.today_page import TodayPage

    return TodayPage(context)


def _due(ws: "Workspace") -> int:
    from app.work.today import count_due

    return count_due(ws)


def _claim(context: Context) -> Page:
    from ui.station.claim_page import ClaimPage

    return ClaimPage(context)


def _unclaimed(ws: "Workspace") -> int:
    from app.tasks.claims import claim_state

    return len(claim_state(ws).left)


def _ledger(context: Context) -> Page:
    from ui.station.ledger_page import LedgerPage

    return LedgerPage(context)


def _log(context: Context) -> Page:
    from ui.station.log_page import LogPage

    return LogPage(context)


def _activities(context: Context) -> Page:
    from ui.station.activities_page import ActivitiesPage

    return ActivitiesPage(context)


def _facilities(context: Context) -> Page:
    from ui.station.facilities_page import FacilitiesPage

    return FacilitiesPage(context)


def _check(context: Context) -> Page:
    from ui.station.check_page import CheckPage

    return CheckPage(context)


def _problems(context: Context) -> Page:
    from ui.station.problems_page import ProblemsPage

    return ProblemsPage(context)


def _archive(context: Context) -> Page:
    from ui.station.archive_page import ArchivePage

    return ArchivePage(context)


def _reports(context: Context) -> Page:
    from ui.station.reports_page import ReportsPage

    return ReportsPage(context)


def _to_report(ws: "Workspace") -> int:
    from app.reporting.waiting import count_reports_waiting

    return count_reports_waiting(ws)


def _import(context: Context) -> Page:
    from ui.import_page import ImportPage

    return ImportPage(context)


def _exchange(context: Context) -> Page:
    from ui.exchange_page import ExchangePage

    return ExchangePage(context)


def _print(context: Context) -> Page:
    from ui.print_page import PrintPage

    return PrintPage(context)


ENTRIES: Final = (
    PageEntry("today", "今日", "house", _today, _due),
    PageEntry("claim", "认领", "list-checks", _claim, _unclaimed),
    PageEntry("ledger", "任务台账", "clipboard-list", _ledger),
    PageEntry("log", "日志", "notebook-pen", _log),
    PageEntry("activities", "活动", "calendar-days", _activities),
    PageEntry("facilities", "设施清单", "landmark", _facilities),
    PageEntry("check", "录入核查", "clipboard-check", _check),
    PageEntry("problems", "问题整改", "wrench", _problems),
    PageEntry("reports", "汇报", "send", _reports, _to_report),
    PageEntry("archive", "档案", "archive", _archive),
    PageEntry("import", "导入", "file-down", _import),
    PageEntry(EXCHANGE, "收发", "package", _exchange),
    PageEntry("print", "打印", "printer", _print),
)
