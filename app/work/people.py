"""Who answers for items: the station's people, made by typing a name."""

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.workspace import COUNTY, Workspace
from db.models.tasks import Claim
from db.models.units import Person

__all__ = ["PersonRow", "list_people", "person_named"]


class PersonRow(Struct, frozen=True):
    """Somebody in office, with the number of items that name them."""

    id: str
    name: str
    post: str
    items: int


def list_people(ws: Workspace) -> list[PersonRow]:
    """Return the station's people in office today, those with most items first."""
    with ws.read() as session:
        items = func.count(Claim.id)
        found = session.execute(
            select(Person.id, Person.name, Person.post, items.label("items"))
            .outerjoin(Claim, (Claim.responsible == Person.id) & Claim.void.is_(False))
            .where(*_in_office(ws))
            .group_by(Person.id, Person.name, Person.post)
            .order_by(items.desc(), Person.id)
        )
        return [PersonRow(row.id, row.name, row.post, row.items) for row in found]


def person_named(ws: Workspace, session: WriteSession, name: str) -> str:
    """Return the id of the person in office with this name, entered now if there is none.

    Raises:
        InvalidInput: `name` is blank.
    """
    name = " ".join(name.split())
    if not name:
        raise InvalidInput("请填写责任人的姓名。")
    return _find(ws, session, name) or session.create(Person(name=name[:64]), stream=COUNTY).id


def _find(ws: Workspace, session: Session, name: str) -> str | None:
    return session.scalars(
        select(Person.id).where(*_in_office(ws), Person.name == name).order_by(Person.id).limit(1)
    ).one_or_none()


def _in_office(ws: Workspace) -> tuple[ColumnElement[bool], ...]:
    return (
        Person.site == ws.site,
        Person.void.is_(False),
        (Person.until.is_(None)) | (Person.until >= ws.today),
    )
