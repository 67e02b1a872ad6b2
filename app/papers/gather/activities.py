"""Activity sheet, activity register, services by village: from what the log says."""

from datetime import date
from pathlib import Path

from app.errors import InvalidInput
from app.evidence.lists import list_evidence
from app.papers.activities import (
    ActivityRegister,
    ActivityRow,
    ActivitySheet,
    activity_sheet_pages,
    register_book,
    register_pages,
)
from app.papers.dates import chinese_date
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices, Subject, imprint, landscape, subjects
from app.papers.pictures import Photo
from app.papers.services import GapRow, ServiceRow, ServiceSheet, service_book, service_pages
from app.papers.workbook import write_workbook
from app.work.activities import ActivityFilter, list_activities, read_activity
from app.work.facts import Happening, add_up
from app.work.services import GridCell, ServiceGrid, ServiceState, read_grid
from app.workspace import Workspace

__all__ = [
    "activity_sheet",
    "register",
    "register_workbook",
    "service_sheet",
    "service_workbook",
]


def activity_sheet(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the form of one event; of the last one where none is chosen.

    Raises:
        InvalidInput: The chosen entry was deleted, or there is no activity yet.
    """
    subject = _subject(ws)
    if choices.entry:
        chosen = read_activity(ws, choices.entry)
    else:
        found = list_activities(ws, limit=1)
        if not found:
            raise InvalidInput("还没有登记活动，印不出活动登记表。")
        (chosen,) = found
    return [activity_sheet_pages(_sheet(ws, subject, chosen))]


def register(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the register of the chosen span; of this year where none is chosen."""
    return [register_pages(_register(ws, choices), landscape(choices))]


def register_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the register as a workbook."""
    return write_workbook([register_book(_register(ws, choices))], to)


def service_sheet(ws: Workspace, choices: Choices) -> list[Section]:
    """Return who was served when in the year of the chosen span; in this year where none is chosen."""
    return [service_pages(_services(ws, choices), landscape(choices))]


def service_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the grid as a workbook."""
    return write_workbook([service_book(_services(ws, choices))], to)


def _subject(ws: Workspace) -> Subject:
    (subject,) = subjects(ws, Choices())
    return subject


def _sheet(ws: Workspace, subject: Subject, event: Happening) -> ActivitySheet:
    files = list_evidence(ws, target=event.entry)
    photos = tuple(Photo(row.picture, row.title or row.file_name) for row in files if row.picture is not None)
    villages = list(dict.fromkeys(reached.village for reached in event.villages if reached.village))
    parts = []
    for reached in event.villages if len(villages) > 1 else ():
        day = f"{reached.on.month}月{reached.on.day}日" if reached.on != event.on else ""
        people = f"{reached.people}人" if reached.people is not None else ""
        said = "，".join(part for part in (day, people) if part)
        parts.append(f"{reached.village}（{said}）" if said else reached.village)
    return ActivitySheet(
        unit=subject.name,
        topic=event.topic,
        kind=event.kind_label,
        day=event.on,
        hours=event.hours,
        place=event.place or (villages[0] if len(villages) == 1 else ""),
        villages="、".join(parts),
        people=event.people,
        audience=event.audience,
        organiser=event.organiser,
        partner=event.partner,
        content=event.content or (event.text if event.text != event.topic else ""),
        task=event.task,
        handler=event.handler,
        entered_on=event.entered_on if event.late else None,
        photos=photos,
        files=len(files),
        imprint=imprint(ws, subject.unit, "HDDJ", "", ws.now()),
    )


def _register(ws: Workspace, choices: Choices) -> ActivityRegister:
    subject = _subject(ws)
    start = choices.start or date(ws.today.year, 1, 1)
    end = choices.end or ws.today
    wanted = ActivityFilter(start=start, end=end, kind=choices.kind)
    events = list_activities(ws, wanted=wanted, newest_first=False)
    totals = add_up(events)
    return ActivityRegister(
        unit=subject.name,
        period=f"{chinese_date(start)}至{chinese_date(end)}",
        rows=tuple(
            ActivityRow(
                record_id=event.entry,
                day=event.on,
                topic=event.topic,
                kind=event.kind_label,
                place=event.where,
                times=event.times,
                people=event.people,
                organiser=event.organiser,
                partner=event.partner,
                handler=event.handler,
                photos=event.files,
                late=event.late,
            )
            for event in events
        ),
        times=totals.times,
        people=totals.people,
        by_kind=tuple((kind.label, kind.times, kind.people) for kind in totals.by_kind),
        imprint=imprint(ws, subject.unit, "HDTZ", "", ws.now()),
        telephone=subject.unit.phone,
    )


def _services(ws: Workspace, choices: Choices) -> ServiceSheet:
    subject = _subject(ws)
    grid = read_grid(ws, (choices.start or ws.today).year, kind=choices.kind)
    return ServiceSheet(
        unit=subject.name,
        year=grid.year,
        label=grid.label,
        target=grid.target.words,
        heads=grid.heads,
        rows=tuple(
            ServiceRow(
                row.village,
                tuple(_cell(cell, grid.target.times) for cell in row.cells),
                row.times,
                row.people,
            )
            for row in grid.rows
        ),
        totals=grid.totals,
        gaps=_gaps(grid),
        imprint=imprint(ws, subject.unit, "ACFW", "", ws.now()),
    )


def _cell(cell: GridCell, wanted: int) -> int | str:
    if cell.state is ServiceState.GAP:
        return "缺"
    if cell.state is ServiceState.SHORT:
        return f"{cell.times}/{wanted}"
    if cell.state is ServiceState.BEFORE and not cell.times:
        return "—"
    return cell.times


def _gaps(grid: ServiceGrid) -> tuple[GapRow, ...]:
    found: dict[str, list[str]] = {}
    for gap in grid.gaps:
        words = f"{gap.period}（{gap.times}/{gap.wanted}）" if gap.times else gap.period
        found.setdefault(gap.village, []).append(words)
    return tuple(GapRow(village, "、".join(periods), len(periods)) for village, periods in found.items())
