"""One station opened: what was asked of it, who works there, what it sent."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, cast

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.overview.stations import StationRow, stations_in
from app.tasks.facts import items_now
from app.tasks.labels import label
from app.work.late_entries import LateShare, late_share_in
from app.workspace import Workspace
from db.models.tasks import Answer, Question
from db.models.units import Person

__all__ = ["AskedRow", "PersonRow", "StationView", "open_station"]

_LOG_DAYS: Final = 90


class AskedRow(Struct, frozen=True):
    """A question or objection of a station; empty answer words while there is none."""

    id: str
    kind_label: str
    code: str
    subject: str
    text: str
    asked_on: date
    answer: str
    answered_on: date | None

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_on is None


class PersonRow(Struct, frozen=True):
    """Somebody of a station, with the period of office."""

    id: str
    name: str
    post: str
    phone: str
    since: date | None
    until: date | None


class StationView(Struct, frozen=True):
    """What is shown of one station beside its tasks, problems and facilities; `log` is of the last three months."""

    station: StationRow
    questions: Sequence[AskedRow]
    people: Sequence[PersonRow]
    log: LateShare


def open_station(ws: Workspace, unit: str) -> StationView:
    """Return a station's questions, the unanswered first, and its people.

    Raises:
        InvalidInput: There is no such station any more.
    """
    with ws.read() as session:
        station = next((row for row in stations_in(session, ws.today) if row.unit == unit), None)
        if station is None:
            raise InvalidInput("这个文化站已经撤下，请在名单里另选一个。")
        log = late_share_in(session, station.site, ws.today - timedelta(days=_LOG_DAYS), ws.today)
        return StationView(station, _questions(session, station.site), _people(session, station.site), log)


def _questions(session: Session, site: str) -> list[AskedRow]:
    items = {item.item: item for item in items_now(session)}
    found: dict[str, AskedRow] = {}
    for row in session.execute(
        select(Question, Answer)
        .outerjoin(
            Answer,
            (Answer.question == Question.id)
            & (Answer.question_revision == Question.revision)
            & Answer.void.is_(False),
        )
        .where(Question.site == site, Question.void.is_(False))
        .order_by(Question.id.desc(), Answer.id)
    ):
        question, answered = row[0], cast("Answer | None", row[1])
        item = items.get(question.item)
        found[question.id] = AskedRow(
            id=question.id,
            kind_label=label("question", question.kind),
            code="" if item is None else item.code,
            subject="" if item is None else item.content,
            text=question.text,
            asked_on=question.asked_on,
            answer=f"{label('answer', answered.result)}：{answered.text}" if answered else "",
            answered_on=answered.answered_on if answered else None,
        )
    return sorted(found.values(), key=lambda row: not row.open)


def _people(session: Session, site: str) -> list[PersonRow]:
    found = session.scalars(
        select(Person)
        .where(Person.site == site, Person.void.is_(False))
        .order_by(Person.until.is_not(None), Person.id)
    )
    return [PersonRow(row.id, row.name, row.post, row.phone, row.since, row.until) for row in found]
