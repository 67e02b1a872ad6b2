"""Orders of the office to put something right, and the station's answers to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import fields
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.limit_kinds import LimitKind
from app.log.changes import WriteSession
from app.rectification.labels import label
from app.rectification.numbers import printed_number, take_number
from app.rectification.problem_rows import ProblemForm, problem_standing, set_fields
from app.rectification.queries import closings, held_days, proofs_of_targets, stage_of, turns_of
from app.rectification.silence import quiet_days
from app.rectification.standing import OrderState, ProblemStage
from app.reporting.county_rules import rule_in
from app.tasks.light import Lamp, Limit, light_of
from app.workspace import COUNTY, Role, Workspace
from db.models.facilities import Venue
from db.models.rectification import Order, OrderKind, Problem, ProblemSource, Severity
from db.models.tasks import Decision
from db.models.units import Person, Unit, UnitKind

__all__ = [
    "STATE_LABELS",
    "OrderForm",
    "OrderKind",
    "OrderRow",
    "OrderState",
    "Severity",
    "answer_order",
    "count_orders",
    "edit_order",
    "get_order",
    "issue_order",
    "list_orders",
    "withdraw_order",
]


STATE_LABELS: Final[Mapping[OrderState, str]] = {
    OrderState.ISSUED: "待签收",
    OrderState.WORKING: "整改中",
    OrderState.CLOSING: "待核查",
    OrderState.RETURNED: "退回重改",
    OrderState.CLOSED: "已销号",
    OrderState.RELAPSED: "反弹重改",
}


class OrderForm(Struct, frozen=True):
    """What an officer types about an order.

    Attributes:
        limit_end: Last day.
        inspectors: Who ordered it, as signed.
        receiver: Who took it at the scene.
    """

    description: str
    limit_end: date
    issued_on: date
    kind: str = OrderKind.BY_DATE
    place: str = ""
    venue: str | None = None
    clause: str = ""
    requirement: str = ""
    severity: str = Severity.NORMAL
    inspectors: str = ""
    receiver: str = ""


class OrderRow(Struct, frozen=True):
    """An order, and what the station has made of it.

    Attributes:
        problem: Id of the station's answering problem; None: not answered yet.
        measures: Fixed on the spot, as the station has them now; so `responsible` and `finish_on`.
        lamp: Against the order's limit, and how long the station has been silent.
    """

    id: str
    number: str
    form: OrderForm
    station: str
    station_name: str
    kind_label: str
    severity_label: str
    venue_name: str
    state: OrderState
    state_label: str
    lamp: Lamp
    problem: str | None
    problem_number: str
    measures: tuple[str, ...]
    responsible: str
    finish_on: date | None
    closed_on: date | None
    returned: int
    ours: bool


def issue_order(ws: Workspace, station_unit: str, form: OrderForm, *, printed: str = "") -> str:
    """Issue an order to a station and return its id.

    Args:
        printed: The number on a form that was printed blank and filled in by hand; blank: the next number.

    Raises:
        InvalidInput: It has no words, its limit is before its day, the station is not here, or the printed
            number was never given out or is taken.
    """
    with ws.write() as session:
        return issue_in(session, ws, station_unit, form, printed=printed)


def issue_in(
    session: WriteSession, ws: Workspace, station_unit: str, form: OrderForm, *, printed: str = ""
) -> str:
    """Do what `issue_order` does inside a transaction."""
    unit = session.get(Unit, station_unit)
    if unit is None or unit.void or unit.kind != UnitKind.STATION:
        raise InvalidInput("请选择交办给哪个文化站。")
    if printed.strip():
        number = printed_number(session, printed, kind="ZG")
        if session.scalars(select(Order.id).where(Order.number == number).limit(1)).first():
            raise InvalidInput(f"编号 {number} 已经录过了，请核对纸上的编号。")
    else:
        number = take_number(session, unit=station_unit, kind="ZG", year=form.issued_on.year)
    order = Order(
        number=number,
        station=station_unit,
        kind=form.kind,
        description=form.description,
        issued_on=form.issued_on,
        limit_end=form.limit_end,
    )
    _write(order, form, ws)
    return session.create(order, stream=station_unit).id


def edit_order(ws: Workspace, order: str, form: OrderForm) -> None:
    """Change an order, such as its limit; the station sees the new one with the next package.

    Raises:
        InvalidInput: As `issue_order`.
        NotOwner: It is another site's.
    """
    with ws.write() as session:
        _write(session.get_one(Order, order), form, ws)


def withdraw_order(ws: Workspace, order: str, *, reason: str) -> None:
    """Withdraw an order; its number is not used again.

    Raises:
        InvalidInput: There is no reason.
    """
    if not reason.strip():
        raise InvalidInput("撤销交办单要写原因，文化站会看到。")
    with ws.write() as session:
        session.withdraw(session.get_one(Order, order), reason.strip())


def answer_order(
    ws: Workspace, order: str, *, measures: Sequence[str], responsible: str, finish_on: date
) -> str:
    """Sign for an order: enter its problem with what was fixed on the spot, and return the problem's id.

    Args:
        measures: What will be done, one each.
        responsible: Id of one of our people.
        finish_on: Not after the order's limit.

    Raises:
        InvalidInput: One of the three is missing, the day does not fit, or it was signed for already.
    """
    kept = [measure.strip() for measure in measures if measure.strip()]
    with ws.write() as session:
        row = _order_in(session, ws, order)
        form = row.form
        if row.problem is not None:
            raise InvalidInput(f"{row.number} 已经签收，整改编号是 {row.problem_number}。")
        if not kept:
            raise InvalidInput("请写整改措施：打算怎么改。")
        if not responsible:
            raise InvalidInput("请选整改责任人。")
        if not form.issued_on <= finish_on <= form.limit_end:
            raise InvalidInput(
                f"完成日期要在交办日期（{form.issued_on:%Y-%m-%d}）和时限（{form.limit_end:%Y-%m-%d}）之间。"
            )
        venue = session.get(Venue, form.venue) if form.venue else None
        answer = ProblemForm(
            description=form.description,
            found_on=form.issued_on,
            found_by=form.inspectors,
            source=ProblemSource.ORDER,
            unit=venue.unit if venue else ws.unit,
            venue=form.venue,
            clause=form.clause,
            severity=form.severity,
            goal=form.requirement,
            limit_text=f"{finish_on.year}年{finish_on.month}月{finish_on.day}日前",
            measures=tuple(kept),
            responsible=responsible,
        )
        problem = Problem(
            number=take_number(session, unit=ws.unit, kind="WT", year=ws.today.year),
            source=ProblemSource.ORDER,
            description=form.description,
            found_on=form.issued_on,
            order=order,
        )
        set_fields(problem, answer, today=ws.today)
        return session.create(problem, stream=COUNTY).id


def list_orders(
    ws: Workspace,
    *,
    station: str | None = None,
    states: Collection[str] | None = None,
    text: str = "",
    order: str = "limit",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[OrderRow]:
    """Return orders, those with the nearest limit first unless said otherwise.

    Args:
        station: Only those to this station (id of its unit).
        states: Only those that stand there (`OrderState`).
        text: Part of a number, the words, a place or a station.
        order: limit, number, issued, station or state.
    """
    wanted, state = _select(ws)
    if station is not None:
        wanted = wanted.where(Order.station == station)
    if states is not None:
        wanted = wanted.where(state.in_(states))
    if text.strip():
        columns = (Order.number, Order.description, Order.place, Unit.name)
        parts = [column.contains(text.strip(), autoescape=True) for column in columns]
        wanted = wanted.where(parts[0] | parts[1] | parts[2] | parts[3])
    column = state if order == "state" else _ORDERS[order]
    wanted = wanted.order_by(column.desc() if descending else column, Order.number, Order.id)
    with ws.read() as session:
        return _rows(session, ws, wanted.offset(offset).limit(limit))


def get_order(ws: Workspace, order: str) -> OrderRow:
    """Return one order.

    Raises:
        InvalidInput: It is not here, or was withdrawn.
    """
    with ws.read() as session:
        return _order_in(session, ws, order)


def count_orders(ws: Workspace) -> dict[OrderState, int]:
    """Return how many orders stand where."""
    wanted, state = _select(ws)
    counted = wanted.with_only_columns(state.label("state"), func.count()).group_by(state).order_by(None)
    with ws.read() as session:
        found = {str(value): count for value, count in session.execute(counted)}
    return {value: found.get(value, 0) for value in OrderState}


_ORDERS: dict[str, ColumnElement[Any]] = {
    "limit": Order.limit_end.expression,
    "number": Order.number.expression,
    "issued": Order.issued_on.expression,
    "station": Unit.code.expression,
}


def _write(order: Order, form: OrderForm, ws: Workspace) -> None:
    if not form.description.strip():
        raise InvalidInput("请写清要整改的问题。")
    if form.issued_on > ws.today:
        raise InvalidInput("检查日期还没有到，请填今天或以前的日期。")
    if form.limit_end < form.issued_on:
        raise InvalidInput("整改时限不能早于检查日期。")
    for field in fields(OrderForm):
        value = getattr(form, field.name)
        setattr(order, field.name, value.strip() if isinstance(value, str) else value)


def _select(ws: Workspace) -> tuple[Select[Any], ColumnElement[str]]:
    closing = closings()
    first = (
        select(Problem.order, func.min(Problem.id).label("id"))
        .where(Problem.order.is_not(None), Problem.void.is_(False))
        .group_by(Problem.order)
        .subquery()
    )
    stage, proofs = stage_of(closing), proofs_of_targets()
    state = case(
        (Problem.id.is_(None), OrderState.ISSUED.value),
        (stage == ProblemStage.FOUND, OrderState.WORKING.value),
        else_=stage,
    )
    wanted = (
        select(
            Order,
            Problem,
            Unit.name.label("station_name"),
            Venue.name.label("venue_name"),
            Person.name.label("responsible"),
            state.label("state"),
            proofs.c.proved_at,
        )
        .outerjoin(first, first.c.order == Order.id)
        .outerjoin(Problem, Problem.id == first.c.id)
        .outerjoin(closing, closing.c.problem == Problem.id)
        .outerjoin(proofs, proofs.c.target == Problem.id)
        .outerjoin(Unit, Unit.id == Order.station)
        .outerjoin(Venue, Venue.id == Order.venue)
        .outerjoin(Person, Person.id == Problem.responsible)
        .where(Order.void.is_(False))
    )
    if ws.role is Role.STATION:
        wanted = wanted.where(Order.station == ws.unit)
    return wanted, state


def _order_in(session: Session, ws: Workspace, order: str) -> OrderRow:
    rows = _rows(session, ws, _select(ws)[0].where(Order.id == order))
    if not rows:
        raise InvalidInput("这张交办单已经撤销，或还没有收到。请刷新后再选。")
    return rows[0]


def _rows(session: Session, ws: Workspace, wanted: Select[Any]) -> list[OrderRow]:
    found = session.execute(wanted).all()
    turns = turns_of(session, [one.Problem.id for one in found if one.Problem is not None])
    thresholds, rows = rule_in(session).thresholds, []
    for one in found:
        order, problem, state = one.Order, one.Problem, OrderState(one.state)
        past = turns.get(problem.id, []) if problem else []
        closed_on = past[-1][0].completed_on if state is OrderState.CLOSED else None
        quiet = max(0, (ws.today - order.issued_on).days)
        if problem is not None:
            quiet = quiet_days(problem, past, problem_standing(problem, past), one.proved_at, ws.today)
        rows.append(
            OrderRow(
                id=order.id,
                number=order.number,
                form=OrderForm(**{field.name: getattr(order, field.name) for field in fields(OrderForm)}),
                station=order.station,
                station_name=one.station_name or "（单位资料未到）",
                kind_label=label("order_kind", order.kind),
                severity_label=label("severity", order.severity),
                venue_name=one.venue_name or "",
                state=state,
                state_label=STATE_LABELS[state],
                lamp=light_of(
                    Limit(LimitKind.DATE, order.issued_on, order.limit_end),
                    today=ws.today,
                    started=True,
                    held_days=held_days(past, today=ws.today),
                    quiet_days=quiet,
                    waiting="待核验" if state is OrderState.CLOSING else "",
                    finished_on=closed_on,
                    finished_word="已销号",
                    thresholds=thresholds,
                ),
                problem=problem.id if problem else None,
                problem_number=problem.number if problem else "",
                measures=tuple(problem.measures or ()) if problem else (),
                responsible=one.responsible or "",
                finish_on=problem.limit_end if problem else None,
                closed_on=closed_on,
                returned=sum(
                    verdict is not None and verdict.decision == Decision.RETURNED for _, verdict in past
                ),
                ours=order.site == ws.site,
            )
        )
    return rows
