"""The station's people with their posts and periods of office (人员与任期)."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select

from app.errors import InvalidInput
from app.workspace import COUNTY, Workspace
from db.models.units import Person

__all__ = ["StaffRow", "add_staff", "edit_staff", "list_staff"]


class StaffRow(Struct, frozen=True):
    """Somebody who works or worked here; `until` is the last day in office."""

    id: str
    name: str
    post: str
    phone: str
    since: date | None
    until: date | None

    def in_office(self, day: date) -> bool:
        """Tell whether the period of office holds `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def list_staff(ws: Workspace) -> list[StaffRow]:
    """Return everybody, those in office first, the former ones by the day they left, the latest first."""
    with ws.read() as session:
        found = session.scalars(
            select(Person).where(Person.site == ws.site, Person.void.is_(False)).order_by(Person.id)
        )
        rows = [StaffRow(one.id, one.name, one.post, one.phone, one.since, one.until) for one in found]
    present = [row for row in rows if row.until is None or row.until >= ws.today]
    former = [row for row in rows if row not in present]
    return [*present, *sorted(former, key=lambda row: row.until or ws.today, reverse=True)]


def add_staff(ws: Workspace, name: str) -> str:
    """Enter somebody and return the id; the period of office begins today.

    Raises:
        InvalidInput: The name is blank, or somebody of that name is in office.
    """
    name = " ".join(name.split())[:64]
    if not name:
        raise InvalidInput("请填写姓名。")
    if any(row.name == name and row.in_office(ws.today) for row in list_staff(ws)):
        raise InvalidInput(f"“{name}”已经在名单里。同名的请加上“大”“小”区分。")
    with ws.write() as session:
        return session.create(Person(name=name, since=ws.today), stream=COUNTY).id


def edit_staff(ws: Workspace, row: StaffRow) -> StaffRow:
    """Save somebody as `row` says; what was written before keeps pointing to the same person.

    Raises:
        InvalidInput: The name is blank, or the period of office ends before it begins.
    """
    name = " ".join(row.name.split())[:64]
    if not name:
        raise InvalidInput("姓名不能空着。")
    if row.since is not None and row.until is not None and row.until < row.since:
        raise InvalidInput("离任日期早于到任日期，请再看一下。")
    with ws.write() as session:
        person = session.get_one(Person, row.id)
        person.name, person.post, person.phone = name, row.post.strip()[:64], row.phone.strip()[:32]
        person.since, person.until = row.since, row.until
    return StaffRow(row.id, name, row.post.strip()[:64], row.phone.strip()[:32], row.since, row.until)
