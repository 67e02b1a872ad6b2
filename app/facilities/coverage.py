"""Which places were looked at and which never: coverage without blind spots, set-based."""

from datetime import date

from msgspec import Struct
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.facilities.queries import findings_by_check, numbered_checks, station_of, venues_of
from app.rectification.queries import closings, stage_of
from app.rectification.standing import ProblemStage
from app.workspace import Workspace
from db.models.facilities import Venue
from db.models.rectification import Problem
from db.models.units import Unit, UnitKind

__all__ = ["CoverageRow", "list_coverage"]

_Station = aliased(Unit)


class CoverageRow(Struct, frozen=True):
    """A village, or a station itself, and how far its venues were checked.

    Attributes:
        venues: How many are listed; `never` how many of them were never checked.
        oldest_on: Oldest of the venues' last checks; None: nothing was ever checked.
        days: Days since then.
        not_met: Items not met by the last checks.
        open_problems: Problems there that are not closed.
    """

    unit: str
    unit_name: str
    is_village: bool
    code: str
    station: str
    station_name: str
    venues: int
    never: int
    oldest_on: date | None
    newest_on: date | None
    days: int | None
    not_met: int
    open_problems: int

    @property
    def blind(self) -> bool:
        """Whether nobody has ever looked at anything there."""
        return self.newest_on is None


def list_coverage(
    ws: Workspace, *, station: str | None = None, older_than_days: int | None = None
) -> list[CoverageRow]:
    """Return every station and village in force, by area code, also those without a venue.

    Args:
        station: Only this station (id of its unit) and its villages.
        older_than_days: Only those with a venue never checked or last checked longer ago, or with no venue.
    """
    last = numbered_checks(venues_of(station))
    counts = findings_by_check(select(last.c.id).where(last.c.number == 1))
    checked = (
        select(
            Venue.unit,
            func.count().label("venues"),
            func.count(last.c.id).label("checked"),
            func.min(last.c.on).label("oldest_on"),
            func.max(last.c.on).label("newest_on"),
            func.sum(counts.c.not_met).label("not_met"),
        )
        .outerjoin(last, and_(last.c.venue == Venue.id, last.c.number == 1))
        .outerjoin(counts, counts.c.check == last.c.id)
        .where(Venue.void.is_(False))
        .group_by(Venue.unit)
        .subquery()
    )
    closing = closings()
    problems = (
        select(Problem.unit, func.count().label("open"))
        .outerjoin(closing, closing.c.problem == Problem.id)
        .where(Problem.void.is_(False), stage_of(closing) != ProblemStage.CLOSED)
        .group_by(Problem.unit)
        .subquery()
    )
    wanted = (
        select(Unit, _Station.id, _Station.name, checked, problems.c.open)
        .outerjoin(_Station, _Station.id == station_of(Unit))
        .outerjoin(checked, checked.c.unit == Unit.id)
        .outerjoin(problems, problems.c.unit == Unit.id)
        .where(Unit.kind != UnitKind.OFFICE, Unit.void.is_(False))
        .where(Unit.valid_to.is_(None) | (Unit.valid_to >= ws.today))
        .order_by(_Station.code, Unit.kind == UnitKind.VILLAGE, Unit.code, Unit.id)
    )
    if station is not None:
        wanted = wanted.where(station_of(Unit) == station)
    rows = []
    with ws.read() as session:
        for found in session.execute(wanted):
            unit: Unit = found.Unit
            venues = found.venues or 0
            never = venues - (found.checked or 0)
            days = (ws.today - found.oldest_on).days if found.oldest_on else None
            fresh = venues and not never and days is not None and days <= (older_than_days or 0)
            if older_than_days is not None and fresh:
                continue
            rows.append(
                CoverageRow(
                    unit=unit.id,
                    unit_name=unit.name,
                    is_village=unit.kind == UnitKind.VILLAGE,
                    code=unit.code,
                    station=found[1] or "",
                    station_name=found[2] or "",
                    venues=venues,
                    never=never,
                    oldest_on=found.oldest_on,
                    newest_on=found.newest_on,
                    days=days,
                    not_met=found.not_met or 0,
                    open_problems=found.open or 0,
                )
            )
    return rows
