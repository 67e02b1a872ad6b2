"""The pages of an office, in the order of the navigation; each is imported when it is first opened."""

from typing import TYPE_CHECKING, Final

from ui.office.keys import STATIONS, VERIFICATION
from ui.page import EXCHANGE, Context, Page, PageEntry

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["ENTRIES"]


def _overview(context: Context) -> Page:
    from ui.office.overview_page import OverviewPage

    return OverviewPage(context)


def _stations(context: Context) -> Page:
    from ui.office.station_page import StationPage

    return StationPage(context)


def _verification(context: Context) -> Page:
    from ui.office.verification_page import VerificationPage

    return VerificationPage(context)


def _waiting(ws: "Workspace") -> int:
    from app.verification.queue import count_waiting

    return count_waiting(ws)


def _dispatch(context: Context) -> Page:
    from ui.office.dispatch_page import DispatchPage

    return DispatchPage(context)


def _asked(ws: "Workspace") -> int:
    from app.reporting.support import count_support_waiting

    return count_support_waiting(ws)


def _exchange(context: Context) -> Page:
    from ui.exchange_page import ExchangePage

    return ExchangePage(context)


def _orders(context: Context) -> Page:
    from ui.office.orders_page import OrdersPage

    return OrdersPage(context)


def _tasks(context: Context) -> Page:
    from ui.office.tasks_page import TasksPage

    return TasksPage(context)


def _standards(context: Context) -> Page:
    from ui.office.standards_page import StandardsPage

    return StandardsPage(context)


def _units(context: Context) -> Page:
    from ui.office.units_page import UnitsPage

    return UnitsPage(context)


def _import(context: Context) -> Page:
    from ui.import_page import ImportPage

    return ImportPage(context)


def _print(context: Context) -> Page:
    from ui.print_page import PrintPage

    return PrintPage(context)


ENTRIES: Final = (
    PageEntry("overview", "总览", "grid-3x3", _overview),
    PageEntry(STATIONS, "文化站", "building-2", _stations),
    PageEntry(VERIFICATION, "核验", "badge-check", _verification, _waiting),
    PageEntry("dispatch", "调度", "megaphone", _dispatch, _asked),
    PageEntry(EXCHANGE, "收发", "package", _exchange),
    PageEntry("orders", "交办单", "file-text", _orders),
    PageEntry("tasks", "任务下达", "clipboard-list", _tasks),
    PageEntry("standards", "标准", "scale", _standards),
    PageEntry("units", "名单", "users", _units),
    PageEntry("import", "导入", "file-down", _import),
    PageEntry("print", "打印", "printer", _print),
)
