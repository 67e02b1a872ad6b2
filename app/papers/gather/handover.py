"""The handover list, from the records of the day; and the how-to cards."""

from app.handover.handing import last_handover
from app.handover.inventory import take_inventory
from app.office.units import get_unit
from app.papers.dates import chinese_date
from app.papers.flow import Section
from app.papers.gather.subject import Choices, imprint
from app.papers.handover import HandoverList, handover_pages
from app.papers.howto import card_pages, read_cards
from app.workspace import Role, Workspace

__all__ = ["handover_lists", "how_to_cards"]


def handover_lists(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return three copies, with the names of a handover that is under way or took place within a month."""
    unit = get_unit(ws, ws.unit)
    last = last_handover(ws)
    recent = last if last is not None and abs((ws.today - last.on).days) <= 31 else None
    return handover_pages(
        HandoverList(
            unit=unit.name,
            giver=recent.giver if recent else ws.person,
            taker=recent.taker if recent else "",
            witness=recent.witness if recent else "",
            day=chinese_date(recent.on if recent else ws.today),
            differences=recent.differences if recent else "",
            inventory=take_inventory(ws),
            imprint=imprint(ws, unit, "JJQD", "", ws.now()),
            telephone=unit.phone,
        )
    )


def how_to_cards(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return the cards of our side."""
    unit = get_unit(ws, ws.unit)
    side = "station" if ws.role is Role.STATION else "office"
    return card_pages(read_cards(side), unit.name, imprint(ws, unit, "CZKP", "", ws.now()))
