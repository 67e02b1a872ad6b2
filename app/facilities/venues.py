"""Venues of a station: entering, proposing, changing, withdrawing, listing."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.clock import civil_date
from app.errors import InvalidInput
from app.facilities.applying import Packs, packs_in_force
from app.facilities.labels import label
from app.facilities.queries import findings_by_check, items_by_pack, numbered_checks, station_of, venues_of
from app.facilities.venue_rows import VenueForm, VenueRow, form_of, months_alone, set_fields
from app.log.changes import WriteSession
from app.office.labels import StationSize, station_size
from app.workspace import COUNTY, Workspace
from db.models.facilities import Check, Venue, VenueKind, VenueState
from db.models.units import Unit, UnitKind

__all__ = [
    "Proposal",
    "VenueForm",
    "VenueKind",
    "VenueRow",
    "VenueState",
    "add_proposed",
    "add_venue",
    "edit_venue",
    "form_of",
    "get_venue",
    "list_venues",
    "months_alone",
    "own_units",
    "propose_venues",
    "withdraw_venues",
]


class Proposal(Struct, frozen=True):
    """A venue that every village, or the station, should have and that is not listed yet."""

    form: VenueForm
    unit_name: str
    kind_label: str


_SHEET_CODE = re.compile(r"HC-?([0-9A-HJKMNP-TV-Z]{6})\b")  # its digits end the venue's id
_Station = aliased(Unit)
_KIND_ORDER = case({kind.value: place for place, kind in enumerate(VenueKind)}, value=Venue.kind, else_=99)
_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "place": (_Station.code.expression, Unit.code.expression, _KIND_ORDER, Venue.name.expression),
    "name": (Venue.name.expression,),
    "kind": (_KIND_ORDER,),
    "unit": (Unit.name.expression,),
    "state": (Venue.state.expression,),
    "built_year": (Venue.built_year.expression,),
}


def list_venues(
    ws: Workspace,
    *,
    station: str | None = None,
    unit: str | None = None,
    kind: str | None = None,
    with_standard: bool = False,
    text: str = "",
    order: str = "place",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[VenueRow]:
    """Return venues with how their last check stands, by station, village and kind unless said otherwise.

    Args:
        station: Only those of this station (id of its unit), its villages' included.
        unit: Only those of this village, or of the station's own house.
        kind: A VenueKind.
        with_standard: Only those that a published standard applies to.
        text: Part of a name, village or keeper, or the code of a printed sheet.
        order: place, name, kind, unit, state, built_year, last_on, not_met.
        descending: The other way round; ties stay as they are.
    """
    wanted, checks, counts = _rows(ws.site, venues_of(station))
    if station is not None:
        wanted = wanted.where(station_of(Unit) == station)
    if unit is not None:
        wanted = wanted.where(Venue.unit == unit)
    if kind is not None:
        wanted = wanted.where(Venue.kind == kind)
    if text.strip():
        wanted = wanted.where(_matches(text.strip()))
    orders = _ORDERS | {"last_on": (checks.c.on,), "not_met": (counts.c.not_met,)}
    columns = [column.desc() if descending else column for column in orders[order]]
    wanted = wanted.order_by(*columns, Unit.code, Venue.id).offset(offset).limit(limit)
    with ws.read() as session:
        packs = packs_in_force(session, ws)
        if with_standard:
            wanted = wanted.where(
                Venue.pack.in_([ref.pack for ref in packs.refs])
                | (Venue.pack.is_(None) & Venue.kind.in_(packs.kinds()))
            )
        return [_row(found, packs) for found in session.execute(wanted)]


def get_venue(ws: Workspace, venue: str) -> VenueRow:
    """Return one venue.

    Raises:
        InvalidInput: It is not here, or was withdrawn.
    """
    with ws.read() as session:
        return venue_in(session, ws, venue)


def venue_in(session: Session, ws: Workspace, venue: str) -> VenueRow:
    """Do what `get_venue` does inside a session."""
    found = session.execute(_one(ws.site), {"venue": venue}).one_or_none()
    if found is None:
        raise InvalidInput("这个场所已经撤下，或还没有收到它的资料。请刷新后再选。")
    return _row(found, packs_in_force(session, ws))


def size_in(session: Session, venue: str) -> StationSize:
    """Return the size class of the station a venue belongs to."""
    population = session.scalars(
        select(_Station.population)
        .join(Unit, station_of(Unit) == _Station.id)
        .join(Venue, Venue.unit == Unit.id)
        .where(Venue.id == venue)
    ).first()
    return station_size(population)


def own_units(ws: Workspace) -> list[tuple[str, str]]:
    """Return (id, name) of the station itself and of its villages, by area code."""
    with ws.read() as session:
        return [(unit.id, unit.name) for unit in _own_units(session, ws)]


def propose_venues(ws: Workspace) -> list[Proposal]:
    """Return the station's house and each village's centre, as far as they are not listed.

    One that was withdrawn is not proposed again.
    """
    with ws.read() as session:
        units = _own_units(session, ws)
        here = {
            (unit, kind) for unit, kind in session.execute(select(Venue.unit, Venue.kind).where(_ours(ws)))
        }
    proposals = []
    for unit in units:
        village = unit.kind == UnitKind.VILLAGE
        kind = VenueKind.VILLAGE_CENTRE if village else VenueKind.STATION_HOUSE
        if (unit.id, kind) not in here:
            name = f"{unit.name}综合性文化服务中心" if village else unit.name
            form = VenueForm(unit=unit.id, name=name, kind=kind)
            proposals.append(Proposal(form, unit.name, label("venue_kind", kind)))
    return proposals


def add_proposed(ws: Workspace, proposals: Sequence[Proposal]) -> list[str]:
    """Enter proposed venues in one transaction and return their ids."""
    with ws.write() as session:
        return [add_in(session, ws, proposal.form).id for proposal in proposals]


def add_venue(ws: Workspace, form: VenueForm) -> str:
    """Enter a venue and return its id.

    Raises:
        InvalidInput: A name or place is missing, a figure is impossible, or the same venue is listed already.
    """
    with ws.write() as session:
        return add_in(session, ws, form).id


def edit_venue(ws: Workspace, venue: str, form: VenueForm) -> None:
    """Change a venue.

    Raises:
        InvalidInput: As `add_venue`.
        NotOwner: It is another site's.
    """
    with ws.write() as session:
        set_fields(session.get_one(Venue, venue), checked(session, ws, form, venue=venue))


def withdraw_venues(ws: Workspace, venues: Sequence[str], *, reason: str) -> None:
    """Withdraw venues; their checks stay."""
    with ws.write() as session:
        for venue in venues:
            session.withdraw(session.get_one(Venue, venue), reason)


def add_in(session: WriteSession, ws: Workspace, form: VenueForm) -> Venue:
    """Do what `add_venue` does inside a transaction."""
    venue = Venue(unit=form.unit, name=form.name, kind=form.kind)
    set_fields(venue, checked(session, ws, form))
    return session.create(venue, stream=COUNTY)


def checked(session: Session, ws: Workspace, form: VenueForm, *, venue: str = "") -> VenueForm:
    """Return `form` tidied; `venue` is the one that is being changed.

    Raises:
        InvalidInput: As `add_venue`.
    """
    form = replace(form, name=form.name.strip())
    if not form.name:
        raise InvalidInput("请填写场所名称。")
    if not form.unit:
        raise InvalidInput(f"请选择“{form.name}”在哪个村，或选本站。")
    if form.built_year is not None and not 1900 <= form.built_year <= ws.today.year + 1:
        raise InvalidInput(f"建成年份 {form.built_year} 不对，请填四位年份，比如 2016。")
    if any(area is not None and not 0 <= area < 10**7 for area in (form.indoor_m2, form.outdoor_m2)):
        raise InvalidInput("面积不对，请填平方米数，比如 320 或 85.5。")
    same = select(Venue.id).where(_ours(ws), Venue.void.is_(False), Venue.id != venue)
    same = same.where(Venue.unit == form.unit, Venue.name == form.name)
    if session.scalars(same.limit(1)).first() is not None:
        raise InvalidInput(f"“{form.name}”已经登记过了，不用再加。")
    return form


def _ours(ws: Workspace) -> ColumnElement[bool]:
    return Venue.site == ws.site


def _matches(text: str) -> ColumnElement[bool]:
    code = _SHEET_CODE.search(unicodedata.normalize("NFKC", text).upper())
    if code is not None:
        return Venue.id.endswith(code[1].lower())
    columns = (Venue.name, Unit.name, Venue.keeper)
    return or_(*(column.contains(text, autoescape=True) for column in columns))


def _own_units(session: Session, ws: Workspace) -> Sequence[Unit]:
    return session.scalars(
        select(Unit)
        .where((Unit.id == ws.unit) | (Unit.parent == ws.unit), Unit.void.is_(False))
        .where(Unit.valid_to.is_(None) | (Unit.valid_to >= ws.today))
        .order_by(case((Unit.id == ws.unit, 0), else_=1), Unit.code, Unit.id)
    ).all()


@cache
def _one(site: str) -> Select[Any]:
    """Return the question for one venue, the parameter `venue`: putting it together takes longer than asking."""
    this = select(Venue.id).where(Venue.id == bindparam("venue"))
    return _rows(site, this)[0].where(Venue.id == bindparam("venue"))


def _rows(site: str, venues: Select[str] | None) -> tuple[Select[Any], Any, Any]:
    checks, items = numbered_checks(venues), items_by_pack()
    counts = findings_by_check(select(checks.c.id).where(checks.c.number == 1))
    ongoing = (
        select(Check.venue, func.max(Check.id).label("id"))
        .where(Check.site == site, Check.finished.is_(False), Check.void.is_(False))
        .group_by(Check.venue)
        .subquery()
    )
    wanted = (
        select(
            Venue,
            Unit,
            _Station,
            checks.c.id.label("last_check"),
            checks.c.on.label("last_on"),
            items.c["items"].label("asked"),
            counts.c.met,
            counts.c.basically_met,
            counts.c.not_met,
            counts.c.not_applicable,
            ongoing.c.id.label("open_check"),
        )
        .outerjoin(Unit, Unit.id == Venue.unit)
        .outerjoin(_Station, _Station.id == station_of(Unit))
        .outerjoin(checks, and_(checks.c.venue == Venue.id, checks.c.number == 1))
        .outerjoin(items, and_(items.c.pack == checks.c.pack, items.c.version == checks.c.pack_version))
        .outerjoin(counts, counts.c.check == checks.c.id)
        .outerjoin(ongoing, ongoing.c.venue == Venue.id)
        .where(Venue.void.is_(False))
    )
    return wanted, checks, counts


def _row(found: Any, packs: Packs) -> VenueRow:
    venue, unit, station = found.Venue, found.Unit, found[2]
    ref = packs.for_venue(venue.kind, venue.pack)
    return VenueRow(
        id=venue.id,
        form=form_of(venue),
        kind_label=label("venue_kind", venue.kind),
        state_label=label("venue_state", venue.state),
        unit_name=unit.name if unit else "（单位资料未到）",
        is_village=unit is not None and unit.kind == UnitKind.VILLAGE,
        code=unit.code if unit else "",
        township=unit.township if unit else "",
        station=station.id if station else "",
        station_name=station.name if station else "",
        size=station_size(station.population if station else None),
        standard=ref.name if ref else "",
        pack=ref.pack if ref else None,
        pack_version=ref.version if ref else None,
        last_check=found.last_check,
        last_on=found.last_on,
        items=found.asked or 0,
        met=found.met or 0,
        basically_met=found.basically_met or 0,
        not_met=found.not_met or 0,
        not_applicable=found.not_applicable or 0,
        open_check=found.open_check,
        written_on=civil_date(venue.written_at),
    )
