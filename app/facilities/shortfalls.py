"""What falls short by the last check of each venue, for one station or a whole county in a fixed number of queries."""

from datetime import date

from msgspec import Struct
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.facilities.applying import rule_of
from app.facilities.checks import entry_of, found_text
from app.facilities.judging import shortfall_text, standard_text
from app.facilities.labels import label
from app.facilities.queries import numbered_checks, station_of, venues_of
from app.office.labels import StationSize, station_size
from app.workspace import Workspace
from db.models.facilities import CheckResult, Confidence, Finding, StandardItem, Venue
from db.models.rectification import Problem
from db.models.units import Unit

__all__ = ["ShortfallRow", "list_shortfalls"]

_Station = aliased(Unit)
_SHORT = (Finding.NOT_MET, Finding.BASICALLY_MET)


class ShortfallRow(Struct, frozen=True):
    """An item that was not met, or basically met only, at the last finished check of a venue.

    Attributes:
        result: Id of the stored result: what a problem is made from.
        shortfall: What is short in words; `actual` what was found.
        doubtful: The standard's figure carries the mark 待核.
        problem: Id of the live problem about it; None: none was made yet.
    """

    result: str
    check: str
    checked_on: date
    venue: str
    venue_name: str
    state_label: str
    unit_name: str
    station: str
    station_name: str
    code: str
    section: str
    name: str
    veto: bool
    standard: str
    doubtful: bool
    actual: str
    shortfall: str
    finding: Finding
    finding_label: str
    note: str
    photo_no: str
    problem: str | None
    problem_number: str


def list_shortfalls(
    ws: Workspace,
    *,
    station: str | None = None,
    without_problem: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[ShortfallRow]:
    """Return what falls short, by place, venue and place on the sheet.

    Args:
        station: Only at this station (id of its unit) and its villages.
        without_problem: Only those that no problem was made from.
    """
    last = numbered_checks(venues_of(station))
    newest_problem = (
        select(func.max(Problem.id).label("id"), Problem.venue, Problem.item_code)
        .where(Problem.item_code != "", Problem.venue.is_not(None), Problem.void.is_(False))
        .group_by(Problem.venue, Problem.item_code)
        .subquery()
    )
    wanted = (
        select(
            CheckResult,
            StandardItem,
            Venue,
            Unit.name.label("unit_name"),
            _Station,
            last.c.id.label("check"),
            last.c.on.label("checked_on"),
            Problem.id.label("problem"),
            Problem.number.label("problem_number"),
        )
        .join(last, and_(last.c.id == CheckResult.check, last.c.number == 1))
        .join(Venue, Venue.id == last.c.venue)
        .join(
            StandardItem,
            and_(
                StandardItem.pack == last.c.pack,
                StandardItem.version == last.c.pack_version,
                StandardItem.code == CheckResult.item_code,
                StandardItem.void.is_(False),
            ),
        )
        .outerjoin(Unit, Unit.id == Venue.unit)
        .outerjoin(_Station, _Station.id == station_of(Unit))
        .outerjoin(
            newest_problem,
            and_(newest_problem.c.venue == Venue.id, newest_problem.c.item_code == CheckResult.item_code),
        )
        .outerjoin(Problem, Problem.id == newest_problem.c.id)
        .where(CheckResult.finding.in_(_SHORT), CheckResult.void.is_(False), Venue.void.is_(False))
        .order_by(_Station.code, Unit.code, Venue.id, StandardItem.position, CheckResult.id)
        .offset(offset)
        .limit(limit)
    )
    if without_problem:
        wanted = wanted.where(newest_problem.c.id.is_(None))
    with ws.read() as session:
        return [_row(*found) for found in session.execute(wanted)]


def _row(
    result: CheckResult,
    item: StandardItem,
    venue: Venue,
    unit_name: str | None,
    station: Unit | None,
    check: str,
    checked_on: date,
    problem: str | None,
    problem_number: str | None,
) -> ShortfallRow:
    rule = rule_of(item)
    size = StationSize(station_size(station.population if station else None))
    return ShortfallRow(
        result=result.id,
        check=check,
        checked_on=checked_on,
        venue=venue.id,
        venue_name=venue.name,
        state_label=label("venue_state", venue.state),
        unit_name=unit_name or "（单位资料未到）",
        station=station.id if station else "",
        station_name=station.name if station else "",
        code=item.code,
        section=item.section,
        name=item.name,
        veto=item.veto,
        standard=standard_text(rule, size),
        doubtful=item.confidence == Confidence.LOW,
        actual=found_text(rule, entry_of(result)),
        shortfall=shortfall_text(rule, result.value, size),
        finding=Finding(result.finding),
        finding_label=label("finding", result.finding),
        note=result.note,
        photo_no=result.photo_no,
        problem=problem,
        problem_number=problem_number or "",
    )
