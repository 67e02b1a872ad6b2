"""The pages of a station, in the order of the navigation; each is imported when it is first opened."""

from typing import TYPE_CHECKING, Final

from ui.page import Context, Page, PageEntry

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


ENTRIES: Final = (
    PageEntry("today", "今日", "house", _today, _due),
    PageEntry("claim", "认领", "list-checks", _claim, _unclaimed),
    PageEntry("ledger", "任务台账", "clipboard-list", _ledger),
    PageEntry("log", "日志", "notebook-pen", _log),
)
