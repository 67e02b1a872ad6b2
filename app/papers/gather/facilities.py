"""Register of venues, checklists, shortfalls: from what is known of the venues."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from app.errors import InvalidInput
from app.facilities.checks import CheckSheet, SheetLine, blank_in, read_venue_sheet
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
from app.papers.gather.common import Choices, Subject, imprint, joined, landscape, subjects
from app.papers.pen import LightKind
from app.papers.table import Light
from app.papers.workbook import write_workbook
from app.workspace import Workspace
from db.models import Finding, ValueKind

__all__ = [
    "blank_checklists",
    "filled_checklists",
    "shortfall_lists",
    "shortfall_workbook",
    "venue_lists",
    "venue_workbook",
]

_LIGHTS: dict[Finding, LightKind] = {
    Finding.MET: "green",
    Finding.BASICALLY_MET: "yellow",
    Finding.NOT_MET: "red",
    Finding.NOT_APPLICABLE: "grey",
    Finding.NOT_CHECKED: "grey",
}


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


def _shortfall(sheet: CheckSheet, line: SheetLine) -> Shortfall:
    venue = sheet.venue
    return Shortfall(
        record_id=line.result or "",
        place=venue.unit_name,
        venue=venue.form.name,
        code=line.code,
        item=line.rule.name,
        standard=line.standard,
        actual=line.actual,
        missing=line.shortfall,
        light=Light(_LIGHTS[line.finding], line.finding_label),
        note=line.entry.note,
        problem=line.problem_number,
        checked_on=sheet.on,
    )


def _shortfalls(ws: Workspace, subject: Subject) -> ShortfallList:
    sheets = [
        read_venue_sheet(ws, venue.id)
        for venue in list_venues(ws, station=subject.unit.id)
        if venue.last_check is not None
    ]
    found = Counter(line.finding for sheet in sheets for line in sheet.lines)
    words = (
        (Finding.MET, "达标"),
        (Finding.BASICALLY_MET, "基本达标"),
        (Finding.NOT_MET, "不达标"),
        (Finding.NOT_APPLICABLE, "不适用"),
        (Finding.NOT_CHECKED, "未查"),
    )
    standards = joined(_pack(sheet) for sheet in sheets)
    return ShortfallList(
        unit=subject.name,
        standard=standards,
        counts=tuple((word, found[finding]) for finding, word in words if found[finding]),
        rows=tuple(_shortfall(sheet, line) for sheet in sheets for line in sheet.lines if line.short),
        imprint=imprint(ws, subject.unit, "QKQD", f"标准包{standards}" if standards else "", subject.as_of),
        telephone=subject.unit.phone,
    )


def _lists(ws: Workspace, choices: Choices) -> Sequence[ShortfallList]:
    return [_shortfalls(ws, subject) for subject in subjects(ws, choices)]


def shortfall_lists(ws: Workspace, choices: Choices) -> list[Section]:
    """Return what falls short at each station asked for, by its venues' last checks."""
    paper = landscape(choices)
    return [shortfall_pages(shortfalls, paper) for shortfalls in _lists(ws, choices)]


def shortfall_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write what falls short as a workbook, a sheet for each station."""
    return write_workbook([shortfall_book(shortfalls) for shortfalls in _lists(ws, choices)], to)
