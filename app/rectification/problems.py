"""Problems of a station: entering, changing, listing."""

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.errors import InvalidInput
from app.facilities.queries import station_of
from app.log.changes import WriteSession
from app.rectification.numbers import take_number
from app.rectification.problem_rows import ProblemForm, ProblemRow, form_of, row_of, set_fields
from app.rectification.queries import closings, proofs_of_targets, stage_of, turns_of
from app.rectification.standing import OPEN_STAGES, ProblemStage
from app.reporting.county_rules import rule_in
from app.work.people import person_named
from app.workspace import COUNTY, Workspace
from db.models.facilities import Venue
from db.models.rectification import Order, Problem
from db.models.units import Person, Unit

__all__ = [
    "OPEN_STAGES",
    "ProblemForm",
    "ProblemRow",
    "ProblemStage",
    "add_problem",
    "count_problems",
    "edit_problem",
    "enter_person",
    "get_problem",
    "list_problems",
    "withdraw_problem",
]

_Station = aliased(Unit)
_ORDERS: dict[str, ColumnElement[Any]] = {
    "number": Problem.number.expression,
    "limit": Problem.limit_end.expression,
    "found": Problem.found_on.expression,
    "place": Unit.code.expression,
    "responsible": Person.name.expression,
}


def list_problems(
    ws: Workspace,
    *,
    station: str | None = None,
    stages: Collection[str] | None = None,
    venue: str | None = None,
    text: str = "",
    order: str = "limit",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[ProblemRow]:
    """Return problems, those with the nearest limit first unless said otherwise.

    Args:
        station: Only those at this station (id of its unit) and its villages.
        stages: Only those that stand there; `OPEN_STAGES` wait for the station.
        venue: Only those of this venue.
        text: Part of a number, description, place or person.
        order: limit, number, found, place, responsible or stage.
    """
    wanted, stage = _select(station=station)
    if stages is not None:
        wanted = wanted.where(stage.in_(stages))
    if venue is not None:
        wanted = wanted.where(Problem.venue == venue)
    if text.strip():
        columns = (Problem.number, Problem.description, Unit.name, Venue.name, Person.name)
        parts = [column.contains(text.strip(), autoescape=True) for column in columns]
        wanted = wanted.where(parts[0] | parts[1] | parts[2] | parts[3] | parts[4])
    column = stage if order == "stage" else _ORDERS[order]
    wanted = wanted.order_by(column.is_(None), column.desc() if descending else column)
    wanted = wanted.order_by(Problem.number, Problem.id)
    with ws.read() as session:
        return _rows(session, ws, wanted.offset(offset).limit(limit))


def get_problem(ws: Workspace, problem: str) -> ProblemRow:
    """Return one problem.

    Raises:
        InvalidInput: It is not here, or was withdrawn.
    """
    with ws.read() as session:
        return problem_in(session, ws, problem)


def problem_in(session: Session, ws: Workspace, problem: str) -> ProblemRow:
    """Do what `get_problem` does inside a session."""
    rows = _rows(session, ws, _select()[0].where(Problem.id == problem))
    if not rows:
        raise InvalidInput("这个问题已经撤下，或还没有收到。请刷新后再选。")
    return rows[0]


def count_problems(ws: Workspace, *, station: str | None = None) -> dict[ProblemStage, int]:
    """Return how many problems stand where."""
    wanted, stage = _select(station=station)
    counted = wanted.with_only_columns(stage.label("stage"), func.count()).group_by(stage).order_by(None)
    with ws.read() as session:
        found = {str(value): count for value, count in session.execute(counted)}
    return {value: found.get(value, 0) for value in ProblemStage}


def enter_person(ws: Workspace, name: str) -> str:
    """Return the id of our person in office with this name, entered now if there is none; "" for a blank name."""
    if not name.strip():
        return ""
    with ws.write() as session:
        return person_named(ws, session, name)


def add_problem(ws: Workspace, form: ProblemForm) -> str:
    """Enter a problem under the next number and return its id; parts of it may be filled in later.

    Raises:
        InvalidInput: It has no words, or was found on a day to come.
    """
    with ws.write() as session:
        return add_in(session, ws, form).id


def add_in(session: WriteSession, ws: Workspace, form: ProblemForm) -> Problem:
    """Do what `add_problem` does inside a transaction."""
    problem = Problem(
        number=take_number(session, unit=ws.unit, kind="WT", year=ws.today.year),
        source=form.source,
        description=form.description,
        found_on=form.found_on,
    )
    set_fields(problem, _checked(ws, form), today=ws.today)
    return session.create(problem, stream=COUNTY)


def edit_problem(ws: Workspace, problem: str, form: ProblemForm) -> None:
    """Change what was typed about a problem.

    Raises:
        InvalidInput: As `add_problem`; or it answers an order and would end after that order's limit, or lose
            what was fixed on the spot.
        NotOwner: It is another site's.
    """
    with ws.write() as session:
        edit_in(session, ws, problem, form)


def edit_in(session: WriteSession, ws: Workspace, problem: str, form: ProblemForm) -> Problem:
    """Do what `edit_problem` does inside a transaction."""
    stored = session.get_one(Problem, problem)
    before = form_of(stored)
    set_fields(stored, _checked(ws, form), today=ws.today)
    if stored.order is not None:
        _keep_to_order(session, stored, before)
    return stored


def withdraw_problem(ws: Workspace, problem: str, *, reason: str) -> None:
    """Withdraw a problem; its number is not used again.

    Raises:
        InvalidInput: There is no reason.
    """
    if not reason.strip():
        raise InvalidInput("撤下问题要写原因，比如“与 A0003 重复”。")
    with ws.write() as session:
        session.withdraw(session.get_one(Problem, problem), reason.strip())


def _checked(ws: Workspace, form: ProblemForm) -> ProblemForm:
    if not form.description.strip():
        raise InvalidInput("请写清是什么问题。")
    if form.found_on > ws.today:
        raise InvalidInput("发现日期还没有到，请填今天或以前的日期。")
    if form.commitment_on is not None and form.commitment_on > ws.today:
        raise InvalidInput("承诺的公布日期还没有到，请在公布以后再填。")
    return replace(form, unit=form.unit or ws.unit)


def _keep_to_order(session: Session, problem: Problem, before: ProblemForm) -> None:
    order = session.get(Order, problem.order)
    last = order.limit_end if order else None
    if problem.limit_end is None or (last is not None and problem.limit_end > last):
        day = f"（{last:%Y-%m-%d}）" if last else ""
        raise InvalidInput(
            f"这是交办单定下的整改，完成日期不能晚于交办单的时限{day}。确要延期，请先请县里改交办单。"
        )
    if not problem.measures or not problem.responsible:
        raise InvalidInput("交办单要求当场定下措施和责任人，可以改，不能空着。")
    if problem.description != before.description.strip():
        raise InvalidInput("问题内容是交办单上写的，不能改。情况不符请打电话给县里。")


def _select(*, station: str | None = None) -> tuple[Select[Any], ColumnElement[str]]:
    closing = closings()
    stage = stage_of(closing)
    proofs = proofs_of_targets()
    wanted = (
        select(
            Problem,
            Unit.name.label("unit_name"),
            _Station.id.label("station"),
            _Station.name.label("station_name"),
            Venue.name.label("venue_name"),
            Person.name.label("responsible_name"),
            Order.number.label("order_number"),
            Order.limit_end.label("order_end"),
            proofs.c.proofs,
            proofs.c.proved_at,
        )
        .outerjoin(Unit, Unit.id == Problem.unit)
        .outerjoin(_Station, _Station.id == station_of(Unit))
        .outerjoin(Venue, Venue.id == Problem.venue)
        .outerjoin(Person, Person.id == Problem.responsible)
        .outerjoin(Order, Order.id == Problem.order)
        .outerjoin(closing, closing.c.problem == Problem.id)
        .outerjoin(proofs, proofs.c.target == Problem.id)
        .where(Problem.void.is_(False))
    )
    if station is not None:
        wanted = wanted.where(station_of(Unit) == station)
    return wanted, stage


def _rows(session: Session, ws: Workspace, wanted: Select[Any]) -> list[ProblemRow]:
    found = session.execute(wanted).all()
    turns = turns_of(session, [one.Problem.id for one in found])
    today, thresholds = ws.today, rule_in(session).thresholds
    return [
        row_of(one, turns.get(one.Problem.id, ()), today=today, site=ws.site, thresholds=thresholds)
        for one in found
    ]
