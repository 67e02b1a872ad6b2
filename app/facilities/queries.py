"""What several questions about venues and checks are built from."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select

from db.models.facilities import Check, CheckResult, Finding, StandardItem, Venue
from db.models.units import Unit, UnitKind

__all__ = ["findings_by_check", "items_by_pack", "numbered_checks", "station_of", "venues_of"]


def station_of(unit: type[Unit]) -> ColumnElement[str | None]:
    """Return the station a unit belongs to: itself, or the one above a village."""
    return case((unit.kind == UnitKind.VILLAGE, unit.parent), else_=unit.id)


def venues_of(station: str | None) -> Select[str] | None:
    """Return the ids of a station's venues; None for no station: all venues."""
    if station is None:
        return None
    return select(Venue.id).join(Unit, Unit.id == Venue.unit).where(station_of(Unit) == station)


def numbered_checks(venues: Select[str] | None = None) -> Subquery:
    """Return finished checks numbered by venue, the newest 1: id, venue, on, kind, pack, pack_version, number.

    Args:
        venues: Only checks of these.
    """
    newest_first = func.row_number().over(
        partition_by=Check.venue, order_by=(Check.on.desc(), Check.id.desc())
    )
    found = select(
        Check.id,
        Check.venue,
        Check.on,
        Check.kind,
        Check.pack,
        Check.pack_version,
        newest_first.label("number"),
    ).where(Check.finished, Check.void.is_(False))
    return (found if venues is None else found.where(Check.venue.in_(venues))).subquery()


def findings_by_check(checks: Select[Any]) -> Subquery:
    """Return counts by check: check, met, basically_met, not_met, not_applicable, fixed.

    Args:
        checks: Selects the ids of the checks to count.
    """

    def count(finding: Finding) -> ColumnElement[int]:
        return func.sum(case((CheckResult.finding == finding, 1), else_=0)).label(finding.value)

    return (
        select(
            CheckResult.check,
            count(Finding.MET),
            count(Finding.BASICALLY_MET),
            count(Finding.NOT_MET),
            count(Finding.NOT_APPLICABLE),
            func.sum(case((CheckResult.fixed_on_spot, 1), else_=0)).label("fixed"),
        )
        .where(CheckResult.void.is_(False), CheckResult.check.in_(checks))
        .group_by(CheckResult.check)
        .subquery()
    )


def items_by_pack() -> Subquery:
    """Return how many items a published version has: pack, version, items."""
    return (
        select(StandardItem.pack, StandardItem.version, func.count().label("items"))
        .where(StandardItem.void.is_(False))
        .group_by(StandardItem.pack, StandardItem.version)
        .subquery()
    )
