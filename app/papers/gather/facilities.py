"""Register of venues, checklists, shortfalls: from what is known of the venues."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from app.errors import InvalidInput
from app.facilities.checks import CheckSheet, SheetLine, blank_in, read_venue_sheet
from app.facilities.queries import numbered_checks, venues_of
from app.facilities.shortfalls import ShortfallRow, list_shortfalls
from app.facilities.venues import VenueRow, list_venues
from app.papers.checklist import Checklist, ChecklistItem, checklist_pages
from app.papers.facilities import (
    Shortfall,
    ShortfallList,
    VenueList,
    shortfall_book,
    shortfall_pages,
    venue_list_book,
    venue_list_pages,
)
from app.papers.facilities import VenueRow as PrintedVenue
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices, Subject, imprint, joined, landscape, subjects
from app.papers.table import Light
from app.papers.workbook import write_workbook
from app.workspace import Workspace
from db.models.facilities import Finding, StandardPack, ValueKind

__all__ = [
    "blank_checklists",
    "filled_checklists",
    "shortfall_lists",
    "shortfall_workbook",
    "venue_lists",
    "venue_workbook",
]


def _venues(ws: Workspace, subject: Subject, choices: Choices) -> list[VenueRow]:
    return [venue for venue in list_venues(ws, station=subject.unit.id) if choices.venue in {"", venue.id}]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _venue_list(ws: Workspace, subject: Subject) -> VenueList:
    rows = tuple(
        PrintedVenue(
            record_id=venue.id,
            area_code=venue.code,
            township=venue.township,
            village=venue.unit_name if venue.is_village else "",
            name=venue.form.name,
            kind=venue.kind_label,
            built_year=venue.form.built_year,
            indoor_m2=_number(venue.form.indoor_m2),
            outdoor_m2=_number(venue.form.outdoor_m2),
            tenure="",
            hours=venue.form.hours,
            keeper=venue.form.keeper,
            phone=venue.form.phone,
            state=venue.state_label,
            note=venue.form.note,
        )
        for venue in list_venues(ws, station=subject.unit.id)
    )
    return VenueList(
        subject.name, rows, imprint(ws, subject.unit, "SSQD", "", subject.as_of), subject.unit.phone
    )


def venue_lists(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the register of each station asked for."""
    paper = landscape(choices)
    return [venue_list_pages(_venue_list(ws, subject), paper) for subject in subjects(ws, choices)]


def venue_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the register as a workbook, a sheet for each station."""
    return write_workbook(
        [venue_list_book(_venue_list(ws, subject)) for subject in subjects(ws, choices)], to
    )


def _pack(sheet: CheckSheet) -> str:
    return f"《{sheet.pack_name}》第{sheet.pack_version}版" if sheet.pack_version else ""


def _item(line: SheetLine, *, blank: bool) -> ChecklistItem:
    rule = line.rule
    name = rule.name
    if rule.value_kind == ValueKind.LIST:
        name += "：" + " ".join(f"{place}{option}" for place, option in enumerate(rule.options, start=1))
    if blank:
        return ChecklistItem(rule.code, line.section, name, line.standard, rule.veto, line.last)
    return ChecklistItem(
        code=rule.code,
        section=line.section,
        name=name,
        standard=line.standard,
        veto=rule.veto,
        last=line.last,
        measured="" if line.finding is Finding.NOT_APPLICABLE else line.actual,
        conclusion=line.finding.value,
        fixed_on_spot=line.entry.fixed_on_spot,
        note=line.entry.note,
        photo=line.entry.photo_no,
    )


def _checklist(ws: Workspace, subject: Subject, sheet: CheckSheet, *, blank: bool) -> Checklist:
    venue = sheet.venue
    # the end of a record's id is random; six digits tell a station's venues apart
    code = f"{subject.unit.number or '00'}-HC-{venue.id[-6:].upper()}-V{sheet.pack_version}"
    own = imprint(ws, subject.unit, "HC", f"标准包{_pack(sheet)}", subject.as_of)
    return Checklist(
        unit=venue.station_name,
        village=venue.unit_name if venue.is_village else "",
        venue=venue.form.name,
        kind=venue.kind_label,
        keeper=venue.form.keeper,
        standard=_pack(sheet),
        sheet_code=code,
        items=tuple(_item(line, blank=blank) for line in sheet.lines),
        imprint=own,
        checked_on=None if blank else sheet.on,
        checker="" if blank else sheet.checker,
    )


def blank_checklists(ws: Workspace, choices: Choices) -> list[Section]:
    """Return a sheet to fill by hand for each venue that has a standard, what was found last beside it.

    Raises:
        InvalidInput: No published standard applies to any of them.
    """
    lists = []
    for subject in subjects(ws, choices):
        for venue in _venues(ws, subject, choices):
            with ws.read() as session:
                sheet = blank_in(session, venue)
            if sheet.lines:
                lists.append(_checklist(ws, subject, sheet, blank=True))
    if not lists:
        raise InvalidInput(
            "这些场所还没有适用的标准，印不出核查表。请先接收县里的标准，或在场所资料里选一套标准。"
        )
    return checklist_pages(lists)


def filled_checklists(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the last finished check of each venue.

    Raises:
        InvalidInput: None of them was checked yet.
    """
    lists = []
    for subject in subjects(ws, choices):
        for venue in _venues(ws, subject, choices):
            if venue.last_check is not None:
                lists.append(_checklist(ws, subject, read_venue_sheet(ws, venue.id), blank=False))
    if not lists:
        raise InvalidInput("还没有录完的核查，印不出已填的核查表。可以先印空白的。")
    return checklist_pages(lists)


def _shortfall(row: ShortfallRow) -> Shortfall:
    return Shortfall(
        record_id=row.result,
        place=row.unit_name,
        venue=row.venue_name,
        code=row.code,
        item=row.name,
        standard=row.standard,
        actual=row.actual,
        missing=row.shortfall,
        light=Light("red" if row.finding is Finding.NOT_MET else "yellow", row.finding_label),
        note=row.note,
        problem=row.problem_number,
        checked_on=row.checked_on,
    )


def _shortfalls(ws: Workspace, subject: Subject) -> ShortfallList:
    station = subject.unit.id
    checked = [venue for venue in list_venues(ws, station=station) if venue.last_check is not None]
    counts = (
        ("达标", sum(venue.met for venue in checked)),
        ("基本达标", sum(venue.basically_met for venue in checked)),
        ("不达标", sum(venue.not_met for venue in checked)),
        ("不适用", sum(venue.not_applicable for venue in checked)),
        ("未查", sum(venue.not_checked for venue in checked)),
    )
    standards = _standards(ws, station)
    return ShortfallList(
        unit=subject.name,
        standard=standards,
        counts=tuple((word, count) for word, count in counts if count),
        rows=tuple(_shortfall(row) for row in list_shortfalls(ws, station=station)),
        imprint=imprint(ws, subject.unit, "QKQD", f"标准包{standards}" if standards else "", subject.as_of),
        telephone=subject.unit.phone,
    )


def _standards(ws: Workspace, station: str) -> str:
    """Return the standards that the last checks of a station's venues were held against."""
    last = numbered_checks(venues_of(station))
    with ws.read() as session:
        found = session.execute(
            select(StandardPack.name, StandardPack.version)
            .join(last, (last.c.pack == StandardPack.pack) & (last.c.pack_version == StandardPack.version))
            .where(last.c.number == 1)
            .distinct()
            .order_by(StandardPack.name, StandardPack.version)
        )
        return joined(f"《{name}》第{version}版" for name, version in found)


def _lists(ws: Workspace, choices: Choices) -> Sequence[ShortfallList]:
    return [_shortfalls(ws, subject) for subject in subjects(ws, choices)]


def shortfall_lists(ws: Workspace, choices: Choices) -> list[Section]:
    """Return what falls short at each station asked for, by its venues' last checks."""
    paper = landscape(choices)
    return [shortfall_pages(shortfalls, paper) for shortfalls in _lists(ws, choices)]


def shortfall_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write what falls short as a workbook, a sheet for each station."""
    return write_workbook([shortfall_book(shortfalls) for shortfalls in _lists(ws, choices)], to)
