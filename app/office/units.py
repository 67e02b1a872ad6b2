"""The office's stations and villages: entering, changing, withdrawing, listing."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.office.codes import clean_code, county_part, is_township, township_part
from app.office.labels import SIZE_LABELS, UNIT_KIND_LABELS, StationSize, station_size
from app.office.unit_rows import township_of
from app.workspace import ALL, Workspace
from db.models.units import Contact, Unit, UnitKind

__all__ = [
    "UnitForm",
    "UnitKind",
    "UnitRegister",
    "UnitRow",
    "add_unit",
    "count_units",
    "edit_unit",
    "form_of",
    "get_unit",
    "list_units",
    "withdraw_units",
]


class UnitForm(Struct, frozen=True):
    """What a user types about a unit.

    Attributes:
        code: Area code of 9 or 12 digits; may be empty for a village.
        parent: Of a village its station; ignored for a station.
        contact: Name of whom to call.
        post: That person's post.
    """

    kind: UnitKind
    name: str
    code: str = ""
    parent: str = ""
    township: str = ""
    population: int | None = None
    contact: str = ""
    post: str = ""
    phone: str = ""


class UnitRow(Struct, frozen=True):
    """A unit as lists show it.

    Attributes:
        number: Short number of a station ("01"); empty for villages.
        size: Size class of a station, which thresholds follow; None for villages.
        villages: How many villages a station has.
    """

    id: str
    kind: UnitKind
    kind_label: str
    name: str
    code: str
    number: str
    parent: str
    parent_name: str
    township: str
    population: int | None
    size: StationSize | None
    size_label: str
    contact: str
    post: str
    phone: str
    villages: int


def form_of(row: UnitRow) -> UnitForm:
    """Return what is typed about `row`, to be changed and given to `edit_unit`."""
    return UnitForm(
        kind=row.kind,
        name=row.name,
        code=row.code,
        parent=row.parent,
        township=row.township,
        population=row.population,
        contact=row.contact,
        post=row.post,
        phone=row.phone,
    )


def list_units(
    ws: Workspace,
    *,
    kind: UnitKind | None = None,
    parent: str | None = None,
    text: str = "",
    order: str = "code",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[UnitRow]:
    """Return units that are in force, by area code unless said otherwise.

    Args:
        kind: Only these; None: stations and villages.
        parent: Only those directly under this unit.
        text: Part of a name, code, township, contact or phone.
        order: code, name, number, township, population or contact.
    """
    wanted = _rows().offset(offset).limit(limit)
    wanted = wanted.where(Unit.kind == kind if kind else Unit.kind != UnitKind.OFFICE)
    if parent is not None:
        wanted = wanted.where(Unit.parent == parent)
    if text.strip():
        wanted = wanted.where(_matches(text.strip()))
    column = _ORDERS[order]
    with ws.read() as session:
        found = session.execute(wanted.order_by(column.desc() if descending else column, Unit.code, Unit.id))
        return [_row(*one) for one in found]


def get_unit(ws: Workspace, unit: str) -> UnitRow:
    """Return one unit that is in force, the office included.

    Raises:
        InvalidInput: It is not here any more.
    """
    with ws.read() as session:
        found = session.execute(_rows().where(Unit.id == unit)).one_or_none()
    if found is None:
        raise InvalidInput("这个单位已经撤下，请刷新后再选。")
    return _row(*found)


def count_units(ws: Workspace, kind: UnitKind) -> int:
    """Return how many units of `kind` are in force."""
    with ws.read() as session:
        return (
            session.scalar(
                select(func.count()).select_from(Unit).where(Unit.kind == kind, Unit.void.is_(False))
            )
            or 0
        )


def add_unit(ws: Workspace, form: UnitForm) -> str:
    """Enter a station or village and return its id; a station gets the next short number.

    Raises:
        InvalidInput: A name or parent is missing, or the code is not one of this county, not under its
            parent's, or taken.
    """
    with ws.write() as session:
        return UnitRegister(session, ws).add(form)


def edit_unit(ws: Workspace, unit: str, form: UnitForm) -> None:
    """Change a unit; when a station's code changes, the codes of its villages follow.

    Raises:
        InvalidInput: As `add_unit`, or the unit was withdrawn.
    """
    with ws.write() as session:
        UnitRegister(session, ws).edit(unit, form)


def withdraw_units(ws: Workspace, units: Sequence[str], *, reason: str = "") -> None:
    """Withdraw units, stations with their villages."""
    with ws.write() as session:
        below = session.scalars(select(Unit.id).where(Unit.parent.in_(units), Unit.void.is_(False)))
        for unit in dict.fromkeys([*units, *below]):
            session.withdraw(session.get_one(Unit, unit), reason)


class UnitRegister:
    """The units in force and their contacts, read once, for entering and changing many in one transaction."""

    def __init__(self, session: WriteSession, ws: Workspace) -> None:
        self._session = session
        self._ws = ws
        units = session.scalars(select(Unit)).all()
        self._units = {unit.id: unit for unit in units if not unit.void}
        self._by_code = {unit.code: unit for unit in self._units.values() if unit.code}
        self._county = county_part(self._units[ws.unit].code)
        contacts = session.scalars(
            select(Contact).where(Contact.void.is_(False)).order_by(Contact.id.desc())
        ).all()
        self._contacts = {contact.unit: contact for contact in contacts}  # of each unit the first
        given = [unit.number for unit in units if unit.kind == UnitKind.STATION]  # also of withdrawn ones
        self._number = max((int(number) for number in given if number.isdigit()), default=0)

    def add(self, form: UnitForm) -> str:
        """Enter a unit and return its id; raises as `add_unit`."""
        form = self._checked(form, unit=None)
        number = ""
        if form.kind is UnitKind.STATION:
            self._number += 1
            number = f"{self._number:02}"
        unit = Unit(
            kind=form.kind,
            name=form.name,
            code=form.code,
            number=number,
            parent=form.parent,
            township=form.township,
            population=form.population,
        )
        self._session.create(unit, stream=ALL)
        self._units[unit.id] = unit
        if unit.code:
            self._by_code[unit.code] = unit
        self._set_contact(unit.id, form)
        return unit.id

    def edit(self, unit: str, form: UnitForm) -> None:
        """Change a unit; raises as `edit_unit`."""
        stored = self._units.get(unit)
        if stored is None:
            raise InvalidInput("这个单位已经撤下，没有改动。请刷新后再选。")
        form = self._checked(form, unit=stored)
        if stored.kind == UnitKind.STATION and form.code != stored.code:
            before, after = township_part(stored.code), township_part(form.code)
            for village in self._units.values():
                if village.parent == unit and village.code.startswith(before):
                    village.code = after + village.code[len(after) :]
        stored.name, stored.code, stored.township = form.name, form.code, form.township
        stored.population, stored.parent = form.population, form.parent
        self._by_code = {one.code: one for one in self._units.values() if one.code}
        self._set_contact(unit, form)

    def _checked(self, form: UnitForm, *, unit: Unit | None) -> UnitForm:
        name = form.name.strip()
        if not name:
            raise InvalidInput("请填写名称。")
        code = clean_code(form.code) if form.code.strip() else ""
        if form.kind is UnitKind.OFFICE:
            raise InvalidInput("县级单位只有一个，在“设置”里修改。")
        if code and not code.startswith(self._county):
            raise InvalidInput(f"代码 {code} 不属于本县（本县代码以 {self._county} 开头），请核对。")
        if form.kind is UnitKind.STATION:
            if not code:
                raise InvalidInput("请填写文化站所在乡镇的 12 位区划代码。")
            if not is_township(code):
                raise InvalidInput(f"代码 {code} 不是乡镇一级的。乡镇代码的后三位是 000。")
            parent, township = self._ws.unit, form.township.strip() or township_of(name)
        else:
            above = self._units.get(form.parent)
            if above is None or above.kind != UnitKind.STATION:
                raise InvalidInput(f"请选择“{name}”属于哪个文化站。")
            if code and (is_township(code) or not code.startswith(township_part(above.code))):
                raise InvalidInput(
                    f"代码 {code} 不在“{above.name}”之下"
                    f"（应以 {township_part(above.code)} 开头，后三位不是 000）。"
                )
            parent, township = above.id, above.township
        if code and (taken := self._by_code.get(code)) is not None and taken is not unit:
            raise InvalidInput(f"代码 {code} 已经是“{taken.name}”的，请核对。")
        if form.population is not None and form.population < 0:
            raise InvalidInput("人口不能是负数。")
        return replace(
            form,
            name=name,
            code=code,
            parent=parent,
            township=township,
            contact=form.contact.strip(),
            post=form.post.strip(),
            phone=form.phone.strip(),
        )

    def _set_contact(self, unit: str, form: UnitForm) -> None:
        stored = self._contacts.get(unit)
        if not (form.contact or form.phone):
            if stored is not None:
                self._session.withdraw(stored, "")
            return
        if stored is None:
            contact = Contact(unit=unit, name=form.contact, post=form.post, phone=form.phone)
            self._contacts[unit] = self._session.create(contact, stream=ALL)
            return
        stored.name, stored.post, stored.phone = form.contact, form.post, form.phone


_Parent = aliased(Unit)
_ORDERS: dict[str, ColumnElement[Any]] = {
    "code": Unit.code.expression,
    "name": Unit.name.expression,
    "number": Unit.number.expression,
    "township": Unit.township.expression,
    "population": Unit.population.expression,
    "contact": Contact.name.expression,
}


def _rows() -> Select[Unit, str | None, Contact | None, int]:
    village = aliased(Unit)
    villages = (
        select(func.count())
        .select_from(village)
        .where(village.parent == Unit.id, village.void.is_(False))
        .correlate(Unit)
        .scalar_subquery()
    )
    first_contact = (
        select(func.min(Contact.id))
        .where(Contact.unit == Unit.id, Contact.void.is_(False))
        .correlate(Unit)
        .scalar_subquery()
    )
    return (
        select(Unit, _Parent.name, Contact, villages)
        .outerjoin(_Parent, _Parent.id == Unit.parent)
        .outerjoin(Contact, Contact.id == first_contact)
        .where(Unit.void.is_(False))
    )


def _matches(text: str) -> ColumnElement[bool]:
    columns = (Unit.name, Unit.code, Unit.township, Contact.name, Contact.phone)
    return or_(*(column.contains(text, autoescape=True) for column in columns))


def _row(unit: Unit, parent_name: str | None, contact: Contact | None, villages: int) -> UnitRow:
    size = station_size(unit.population) if unit.kind == UnitKind.STATION else None
    return UnitRow(
        id=unit.id,
        kind=UnitKind(unit.kind),
        kind_label=UNIT_KIND_LABELS.get(unit.kind, unit.kind),
        name=unit.name,
        code=unit.code,
        number=unit.number,
        parent=unit.parent or "",
        parent_name=parent_name or "",
        township=unit.township,
        population=unit.population,
        size=size,
        size_label=SIZE_LABELS[size] if size else "",
        contact=contact.name if contact else "",
        post=contact.post if contact else "",
        phone=contact.phone if contact else "",
        villages=villages,
    )
