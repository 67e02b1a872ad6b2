"""Which page shows a record that was found, and what that page is told."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ui.office.keys import STATIONS

if TYPE_CHECKING:
    from app.search.finding import Hit

__all__ = ["place_of"]

_AT_STATION = {
    "task_item": ("ledger", "item"),
    "log_entry": ("log", "entry"),
    "problem": ("problems", "problem"),
    "order_slip": ("problems", "order"),
    "venue": ("facilities", "venue"),
    "person": ("settings", "person"),
    "unit": ("settings", "unit"),
    "evidence": ("archive", "file"),
}
_TABS = {"support_request": "support", "report_up": "up", "instruction": "instructions"}  # of the reports
_MEETINGS = {"meeting": "meeting", "meeting_decision": "decision"}
_AT_OFFICE = {
    "order_slip": ("orders", "order"),
    "unit": ("units", "id"),
}
_OF_A_STATION = {"task_item": "item", "problem": "problem", "person": "person", "log_entry": "entry"}


def place_of(hit: "Hit", *, office: bool, pages: Collection[str]) -> tuple[str, dict[str, str]] | None:
    """Return (key, arguments for `show_record`) of the page for `hit`; None: no page shows it.

    Args:
        hit: What was found.
        office: Whether this is an office, which shows what stations wrote on the station's page.
        pages: Keys of the pages there are.
    """
    if office and hit.station:
        if hit.about_kind == "evidence" and hit.within:
            return STATIONS, {"unit": hit.station, "item": hit.within}
        name = _OF_A_STATION.get(hit.about_kind)
        return STATIONS, {"unit": hit.station} | ({name: hit.about} if name else {})
    if office and hit.about_kind == "task_item":
        return "tasks", {"package": hit.within, "find": hit.title}
    if hit.about_kind == "official_document":
        key = "dispatch" if office else "reports"
        return (key, {"tab": "documents", "document": hit.about}) if key in pages else None
    if hit.about_kind in _MEETINGS:
        key, shown = ("dispatch", "meetings") if office else ("reports", "instructions")
        return (key, {"tab": shown, _MEETINGS[hit.about_kind]: hit.about}) if key in pages else None
    if hit.about_kind in _TABS and not office and "reports" in pages:
        tab = {"tab": _TABS[hit.about_kind]}
        return "reports", tab | ({"request": hit.about} if hit.about_kind == "support_request" else {})
    key, name = (_AT_OFFICE if office else _AT_STATION).get(hit.about_kind, ("", ""))
    return (key, {name: hit.about}) if key in pages else None
