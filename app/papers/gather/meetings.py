"""The meeting whose papers are printed: the chosen one, or the newest."""

from app.meetings.meetings import MeetingRow, meeting_in
from app.office.units import get_unit
from app.papers.flow import Section
from app.papers.gather.subject import Choices, imprint, office_name
from app.papers.meetings import Decision, Meeting, minutes_pages, notice_pages, sign_in_pages
from app.workspace import Workspace

__all__ = ["minutes", "notice", "sign_in"]


def notice(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the notice."""
    return [notice_pages(_meeting(ws, choices))]


def sign_in(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the sheet to sign on."""
    return [sign_in_pages(_meeting(ws, choices))]


def minutes(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the minutes."""
    return [minutes_pages(_meeting(ws, choices))]


def _meeting(ws: Workspace, choices: Choices) -> Meeting:
    row: MeetingRow = meeting_in(ws, choices.meeting)
    unit = get_unit(ws, ws.unit)
    names = dict(row.invited)
    form, kept = row.form, row.minutes
    return Meeting(
        office=office_name(ws),
        title=form.title,
        number=row.notice.number,
        when=row.when,
        place=form.place,
        chair=form.chair,
        agenda=tuple(line.strip() for line in form.agenda.splitlines() if line.strip()),
        bring=form.bring,
        acknowledge_by=form.acknowledge_by,
        invited=tuple(names.values()),
        everybody=not form.addressees,
        attended=None
        if kept.attended is None
        else tuple(name for one, name in row.invited if one in kept.attended),
        guests=kept.guests,
        materials=kept.materials,
        minutes=kept.minutes,
        recorder=kept.recorder,
        decisions=tuple(
            Decision(number, one.text, one.station_name, one.person, one.due_on, one.outcome_label)
            for number, one in enumerate(row.decisions, start=1)
        ),
        issued_on=row.notice.issued_on,
        contact=f"{unit.contact} {unit.phone}".strip(),
        imprint=imprint(ws, unit, "HY", "", ws.now()),
    )
