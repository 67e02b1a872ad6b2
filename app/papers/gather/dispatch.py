"""The county's dispatch table, agenda of requests for support, and table of daily reports."""

from datetime import date
from pathlib import Path

from app.errors import InvalidInput
from app.office.units import get_unit
from app.papers.dispatch import (
    Agenda,
    AgendaLine,
    DailyTable,
    DailyTableLine,
    DispatchLine,
    DispatchTable,
    agenda_book,
    agenda_pages,
    daily_table_pages,
    dispatch_book,
    dispatch_pages,
)
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import LIGHT_KINDS, Choices, imprint, landscape, office_name, span_words
from app.papers.table import Light
from app.papers.workbook import write_workbook
from app.reporting.county import daily_table, month_table
from app.reporting.county_rules import sprint_on
from app.reporting.monthly import Figures
from app.reporting.spans import days_between
from app.reporting.support import list_support
from app.workspace import Workspace

__all__ = ["agenda", "agenda_workbook", "county_days", "dispatch", "dispatch_workbook"]


def _dispatch(ws: Workspace, choices: Choices) -> DispatchTable:
    """Return the table of the chosen month; of last month where none is chosen."""
    last = date.fromordinal(ws.today.replace(day=1).toordinal() - 1)
    table = month_table(ws, choices.start or last)
    lines, late, corrections = [], [], []
    for line in table.lines:
        found = line.found
        name = line.station.name
        lines.append(
            DispatchLine(
                record_id=found.id if found else line.station.unit,
                station=name,
                as_of=found.as_of if found else None,
                figures=_columns(found.figures) if found else None,
                state=Light(LIGHT_KINDS[line.light], line.word.replace(" ", "")),
            )
        )
        if found is not None:
            late += [(name, item) for item in found.figures.late_items]
            corrections += [
                (name, f"{note.on.month}月{note.on.day}日 {note.text}") for note in found.state.notes
            ]
    return DispatchTable(
        office=office_name(ws),
        month=table.month,
        closed_on=table.closed_on,
        lines=tuple(lines),
        late_items=tuple(late),
        corrections=tuple(corrections),
        imprint=imprint(ws, get_unit(ws, ws.unit), "DDB", "", ws.now()),
    )


def _columns(figures: Figures) -> tuple[int, ...]:
    return (
        figures.total,
        figures.closed,
        figures.running,
        figures.closing,
        figures.waiting,
        figures.unstarted,
        figures.late,
        figures.problems_found,
        figures.problems_closed,
        figures.problems_open,
        figures.activities,
        figures.people,
        figures.support_open,
    )


def dispatch(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the county's table of a month."""
    return [dispatch_pages(_dispatch(ws, choices), landscape(choices))]


def dispatch_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the county's table of a month as a workbook."""
    return write_workbook([dispatch_book(_dispatch(ws, choices))], to)


def _agenda(ws: Workspace, choices: Choices) -> Agenda:
    rows = list_support(ws, open_only=True, station=choices.station or None)
    return Agenda(
        office=office_name(ws),
        lines=tuple(
            AgendaLine(
                record_id=row.id,
                township=row.township,
                station=row.station_name,
                subject=row.form.subject,
                kind=row.kind_label,
                amount=row.form.amount,
                level=row.level_label,
                reason=row.form.reason,
                wanted_by=row.form.wanted_by,
                state=Light(
                    LIGHT_KINDS[row.light],
                    "\n".join(part for part in (row.state_label, row.late_words) if part),
                ),
                last=row.last,
            )
            for row in rows
        ),
        imprint=imprint(ws, get_unit(ws, ws.unit), "ZC", "", ws.now()),
    )


def agenda(ws: Workspace, choices: Choices) -> list[Section]:
    """Return what stations need others for, by township."""
    return [agenda_pages(_agenda(ws, choices), landscape(choices))]


def agenda_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write what stations need others for as a workbook."""
    return write_workbook([agenda_book(_agenda(ws, choices))], to)


def county_days(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return which station reported on which day of the running sprint.

    Raises:
        InvalidInput: There is no sprint.
    """
    sprint = sprint_on(ws)
    if sprint is None:
        raise InvalidInput("现在不是迎检期，没有每日报告情况表。")
    lines = daily_table(ws, sprint)
    days = tuple(days_between(sprint.start, sprint.end))
    table = DailyTable(
        office=office_name(ws),
        name=f"{sprint.name}（{span_words(sprint.start, sprint.end)}）",
        days=days,
        lines=tuple(
            DailyTableLine(
                line.station.name,
                tuple(line.cells[day].word if day in line.cells else "" for day in days),
                line.missing,
            )
            for line in lines
        ),
        imprint=imprint(ws, get_unit(ws, ws.unit), "RBB", "", ws.now()),
    )
    return daily_table_pages(table)
