"""底数: the register of venues kept once a year, and two years held against each other."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.errors import InvalidInput
from app.facilities.labels import label
from app.facilities.venue_rows import VenueRow
from app.facilities.venues import list_venues
from app.ids import made_at
from app.office.versions import Change, DiffRow, Entry, compare
from app.workspace import COUNTY, Workspace
from db.models.baselines import BaselineVenue, RegisterBaseline
from db.models.facilities import Venue

__all__ = [
    "BaselineRow",
    "Change",
    "DiffRow",
    "compare_baselines",
    "list_baselines",
    "owed_year",
    "take_baseline",
]

_FACTS: Final[Mapping[str, str]] = {
    "name": "名称",
    "kind": "类型",
    "unit_name": "所在",
    "state": "状况",
    "indoor_m2": "建筑面积",
    "outdoor_m2": "室外面积",
    "built_year": "建成年份",
    "hours": "开放时间",
    "keeper": "管理员",
    "address": "地址",
    "not_met": "不达标",
}
"""What is compared, with its words."""


class BaselineRow(Struct, frozen=True):
    """The register of a year."""

    id: str
    year: int
    taken_on: date
    venues: int


def list_baselines(ws: Workspace) -> list[BaselineRow]:
    """Return the station's registers that were kept, the newest year first."""
    with ws.read() as session:
        found = session.execute(
            select(RegisterBaseline, func.count(BaselineVenue.id))
            .outerjoin(BaselineVenue, BaselineVenue.baseline == RegisterBaseline.id)
            .where(RegisterBaseline.site == ws.site, RegisterBaseline.void.is_(False))
            .group_by(RegisterBaseline.id)
            .order_by(RegisterBaseline.year.desc())
        )
        return [BaselineRow(row.id, row.year, row.taken_on, venues) for row, venues in found]


def owed_year(ws: Workspace) -> int | None:
    """Return the year whose register should be kept now: this one in December, else the last; None: none.

    Nothing is owed for a year at whose end there was no venue.
    """
    year = ws.today.year if ws.today.month == 12 else ws.today.year - 1
    with ws.read() as session:
        first = session.scalar(select(func.min(Venue.id)).where(Venue.site == ws.site, Venue.void.is_(False)))
        if first is None or civil_date(made_at(first)).year > year:
            return None
        kept = select(RegisterBaseline.id).where(
            RegisterBaseline.site == ws.site, RegisterBaseline.year == year, RegisterBaseline.void.is_(False)
        )
        return year if session.scalar(kept.limit(1)) is None else None


def take_baseline(ws: Workspace, year: int) -> str:
    """Keep the register of venues as it stands as that of `year`, and return its id.

    An earlier one of the same year is withdrawn.

    Raises:
        InvalidInput: There is no venue, or the year has not begun.
    """
    rows = list_venues(ws, station=ws.unit)
    if not rows:
        raise InvalidInput("还没有登记场所，先登记，再定底数。")
    if year > ws.today.year:
        raise InvalidInput(f"{year} 年还没有到，不能定底数。")
    with ws.write() as session:
        for former in session.scalars(
            select(RegisterBaseline).where(
                RegisterBaseline.site == ws.site,
                RegisterBaseline.year == year,
                RegisterBaseline.void.is_(False),
            )
        ).all():
            session.withdraw(former, "重新定底数")
        baseline = session.create(RegisterBaseline(year=year, taken_on=ws.today), stream=COUNTY)
        session.flush()
        for row in rows:
            form = row.form
            kept = BaselineVenue(
                baseline=baseline.id,
                venue=row.id,
                unit=form.unit,
                unit_name=row.unit_name,
                name=form.name,
                kind=form.kind,
                state=form.state,
                built_year=form.built_year,
                indoor_m2=form.indoor_m2,
                outdoor_m2=form.outdoor_m2,
                hours=form.hours,
                keeper=form.keeper,
                address=form.address,
                checked_on=row.last_on,
                not_met=row.not_met,
            )
            session.create(kept, stream=COUNTY)
        return baseline.id


def compare_baselines(ws: Workspace, before: str, after: str = "") -> list[DiffRow]:
    """Return what became of every venue between two registers; the code of a row is the place's name.

    Args:
        ws: The station.
        before: Id of a baseline.
        after: Id of another; "": as it stands today.
    """
    with ws.read() as session:
        old = _kept(session, before)
        new = _kept(session, after) if after else None
    return compare(
        old, [_entry(row.id, _now(row)) for row in list_venues(ws, station=ws.unit)] if new is None else new
    )


def _kept(session: Session, baseline: str) -> list[Entry]:
    rows = session.scalars(
        select(BaselineVenue)
        .where(BaselineVenue.baseline == baseline, BaselineVenue.void.is_(False))
        .order_by(BaselineVenue.id)
    )
    return [
        _entry(
            row.venue, {name: getattr(row, name) for name in _FACTS} | _standing(row.checked_on, row.not_met)
        )
        for row in rows
    ]


def _now(row: VenueRow) -> Mapping[str, object]:
    values = {name: getattr(row.form, name, None) for name in _FACTS}
    return values | {"unit_name": row.unit_name} | _standing(row.last_on, row.not_met)


def _standing(checked_on: date | None, not_met: int) -> dict[str, object]:
    return {"not_met": "未核查" if checked_on is None else f"{not_met} 项"}


def _entry(venue: str, values: Mapping[str, object]) -> Entry:
    facts = {words: _word(name, values[name]) for name, words in _FACTS.items()}
    return Entry(key=venue, code=str(values["unit_name"]), title=str(values["name"]), facts=facts)


def _word(name: str, value: object) -> str:
    if name == "kind":
        return label("venue_kind", str(value))
    if name == "state":
        return label("venue_state", str(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
