"""The handover list, from the records of the day; and the how-to cards."""

from app.handover.handing import last_handover
from app.handover.inventory import take_inventory
from app.handover.stock import found_at
from app.office.units import get_unit
from app.papers.dates import chinese_date
from app.papers.flow import Section
from app.papers.gather.subject import Choices, imprint
from app.papers.handover import HandoverList, handover_pages, stock_pages
from app.papers.howto import card_pages, read_cards
from app.workspace import Role, Workspace

__all__ = ["handover_lists", "how_to_cards", "stock_differences"]


def handover_lists(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return three copies, with the names of a handover that is under way or took place within a month."""
    return handover_pages(_list(ws, "JJQD"))


def stock_differences(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return what was not found or is not as listed, three copies."""
    return stock_pages(_list(ws, "QDCY"))


def _list(ws: Workspace, code: str) -> HandoverList:
    unit = get_unit(ws, ws.unit)
    last = last_handover(ws)
    recent = last if last is not None and abs((ws.today - last.on).days) <= 31 else None
    return HandoverList(
        unit=unit.name,
        giver=recent.giver if recent else ws.person,
        taker=recent.taker if recent else "",
        witness=recent.witness if recent else "",
        day=chinese_date(recent.on if recent else ws.today),
        differences=recent.differences if recent else "",
        inventory=take_inventory(ws),
        imprint=imprint(ws, unit, code, "", ws.now()),
        telephone=unit.phone,
        found=found_at(ws, recent.on if recent else ws.today),
    )


def how_to_cards(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return the cards of our side."""
    unit = get_unit(ws, ws.unit)
    side = "station" if ws.role is Role.STATION else "office"
    return card_pages(read_cards(side), unit.name, imprint(ws, unit, "CZKP", "", ws.now()))
