"""What the registers of documents print: a year, or the chosen span of days."""

from datetime import date
from functools import partial
from pathlib import Path

from app.documents.labels import URGENCIES
from app.documents.register import Direction, list_register, list_resting
from app.office.units import get_unit
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices, imprint, landscape, span_words
from app.papers.registers import Register, RegisterLine, register_book, register_pages
from app.papers.workbook import write_workbook
from app.workspace import Workspace

__all__ = ["incoming", "incoming_workbook", "outgoing", "outgoing_workbook"]

_MOST_CODES = 3


def _register(ws: Workspace, choices: Choices, direction: Direction) -> Register:
    """Return the register of the chosen span; of this year where none is chosen."""
    start = choices.start or date(ws.today.year, 1, 1)
    end = choices.end or ws.today
    unit = get_unit(ws, ws.unit)
    lines = []
    for row in reversed(list_register(ws, direction=direction)):
        form, day = row.form, row.form.registered_on
        if row.from_county or day is None or not start <= day <= end:
            continue
        codes = [one.code or one.content[:6] for one in list_resting(ws, row)]
        more = f"等 {len(codes)} 项" if len(codes) > _MOST_CODES else ""
        lines.append(
            RegisterLine(
                record_id=row.id,
                number=row.number,
                registered_on=day,
                issuer=form.issuer,
                document_no=form.document_no,
                title=form.title,
                issued_on=form.issued_on,
                pages=form.pages,
                urgency=URGENCIES.get(form.urgency, form.urgency),
                addressees=form.addressees,
                handler=form.handler,
                note=form.note,
                tasks="、".join(codes[:_MOST_CODES]) + more,
            )
        )
    return Register(
        unit=unit.name,
        outgoing=direction is Direction.OUTGOING,
        span=span_words(start, end),
        lines=tuple(lines),
        imprint=imprint(ws, unit, "FWB" if direction is Direction.OUTGOING else "SWB", "", ws.now()),
    )


def _pages(ws: Workspace, choices: Choices, direction: Direction) -> list[Section]:
    return [register_pages(_register(ws, choices, direction), landscape(choices))]


def _workbook(ws: Workspace, choices: Choices, to: Path, direction: Direction) -> Written:
    return write_workbook([register_book(_register(ws, choices, direction))], to)


incoming = partial(_pages, direction=Direction.INCOMING)
outgoing = partial(_pages, direction=Direction.OUTGOING)
incoming_workbook = partial(_workbook, direction=Direction.INCOMING)
outgoing_workbook = partial(_workbook, direction=Direction.OUTGOING)
