"""The stations, who writes for them, and how old what is known of them is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import String, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.workspace import Workspace
from db.models.packages import Outcome, PackageIn
from db.models.trust import Certificate
from db.models.units import Contact, Unit, UnitKind

__all__ = ["STALE_DAYS", "StationRow", "list_stations", "stations_in", "unit_of_site"]

STALE_DAYS: Final = 30
"""After so many days without a package a station's data counts as old."""


class StationRow(Struct, frozen=True):
    """A station as the office's lists show it.

    Attributes:
        unit: Id of its unit, and the name of the stream that only it receives.
        site: Who writes for it; "" before its first package.
        as_of: The day on which its last package was made, by its clock, but never after it came; None:
            none came.
        package: Number of that package.
        stale: There is no data of the last days.
        confirmed: Its fingerprint was compared by phone.
    """

    unit: str
    site: str
    name: str
    number: str
    code: str
    township: str
    contact: str
    phone: str
    as_of: date | None
    received_on: date | None
    package: int | None
    stale: bool
    confirmed: bool


def list_stations(ws: Workspace, *, stale_days: int = STALE_DAYS) -> list[StationRow]:
    """Return all stations in force by short number."""
    with ws.read() as session:
        return stations_in(session, ws.today, stale_days=stale_days)


def stations_in(session: Session, today: date, *, stale_days: int = STALE_DAYS) -> list[StationRow]:
    """Do what `list_stations` does inside a session."""
    holders = _holders(session)
    packages = _packages(session)
    contacts = {
        row.unit: row
        for row in session.execute(
            select(Contact.unit, Contact.name, Contact.phone)
            .where(Contact.void.is_(False))
            .order_by(Contact.id.desc())
        )
    }
    rows = []
    for unit in session.execute(
        select(Unit.id, Unit.name, Unit.number, Unit.code, Unit.township)
        .where(Unit.kind == UnitKind.STATION, Unit.void.is_(False))
        .order_by(Unit.number, Unit.id)
    ):
        holder, package, contact = holders.get(unit.id), packages.get(unit.id), contacts.get(unit.id)
        as_of = None if package is None else civil_date(_instant(package.as_of))
        rows.append(
            StationRow(
                unit=unit.id,
                site="" if holder is None else holder.holder,
                name=unit.name,
                number=unit.number,
                code=unit.code,
                township=unit.township,
                contact="" if contact is None else contact.name,
                phone="" if contact is None else contact.phone,
                as_of=as_of,
                received_on=None if package is None else civil_date(package.received_at),
                package=None if package is None else package.number,
                stale=as_of is None or (today - as_of).days > stale_days,
                confirmed=holder is not None and holder.confirmed,
            )
        )
    return rows


def unit_of_site(session: Session, site: str) -> str | None:
    """Return the unit that `site` works for, as the office has certified it."""
    return session.scalars(
        select(Certificate.unit)
        .where(Certificate.holder == site, Certificate.void.is_(False))
        .order_by(Certificate.id.desc())
        .limit(1)
    ).one_or_none()


def _holders(session: Session) -> Mapping[str, Any]:
    """Return the newest certificate in force by unit."""
    found = session.execute(
        select(Certificate.unit, Certificate.holder, Certificate.confirmed)
        .where(Certificate.void.is_(False))
        .order_by(Certificate.id)
    )
    return {row.unit: row for row in found}


def _packages(session: Session) -> Mapping[str, Any]:
    """Return by unit how far the packages that were taken in go."""
    received = type_coerce(PackageIn.received_at, String)
    found = session.execute(
        select(
            PackageIn.unit,
            func.max(case((PackageIn.made_at < received, PackageIn.made_at), else_=received)).label("as_of"),
            func.max(PackageIn.received_at).label("received_at"),
            func.max(PackageIn.number).label("number"),
        )
        .where(PackageIn.outcome == Outcome.NEW)
        .group_by(PackageIn.unit)
    )
    return {row.unit: row for row in found}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
