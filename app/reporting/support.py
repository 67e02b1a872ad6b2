"""Requests for support: raised and followed by the station, answered by the office in records of its own."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.overview.stations import unit_of_site
from app.reporting.labels import KINDS, LEVELS, STATES
from app.reporting.reports_up import covered_words
from app.reporting.support_state import FINAL, OFFICE_STATES, Move, next_steps, state_after
from app.tasks.ledger import list_ledger
from app.workspace import COUNTY, Role, Workspace
from db.models.support import (
    SupportKind,
    SupportLevel,
    SupportReply,
    SupportRequest,
    SupportState,
    SupportStep,
)
from db.models.tasks import Ability
from db.models.trust import Certificate
from db.models.units import Unit

__all__ = [
    "MoveRow",
    "SupportForm",
    "SupportKind",
    "SupportLevel",
    "SupportRow",
    "SupportState",
    "add_step",
    "count_support_waiting",
    "list_support",
    "propose_support",
    "raise_support",
    "reply_support",
    "revise_support",
    "withdraw_support",
]


class SupportForm(Struct, frozen=True):
    """What a station enters about a request.

    Attributes:
        amount: In yuan.
        covers: Ids of the task items and problems it is about.
    """

    subject: str
    kind: str = SupportKind.FUNDS
    level: str = SupportLevel.TOWNSHIP
    amount: Decimal | None = None
    reason: str = ""
    wanted_by: date | None = None
    covers: tuple[str, ...] = ()


class MoveRow(Struct, frozen=True):
    """A step or reply in words."""

    on: date
    who: str
    state_label: str
    text: str


class SupportRow(Struct, frozen=True):
    """A request, where it stands and what may come next.

    Attributes:
        station: Unit of the station that raised it; `township` and `station_name` of that unit.
        light: Blue while others have it, red past the day it is wanted by, green when solved, grey otherwise.
        days_late: Days past the day it is wanted by, while the light is red; else 0.
        last: What was said last.
        next_states: What this side may enter now.
    """

    id: str
    revision: int
    form: SupportForm
    kind_label: str
    level_label: str
    raised_on: date
    state: SupportState
    state_label: str
    light: str
    days_late: int
    about: tuple[str, ...]
    moves: tuple[MoveRow, ...]
    last: str
    next_states: tuple[SupportState, ...]
    station: str
    station_name: str
    township: str

    @property
    def open(self) -> bool:
        """Whether it is still to be settled."""
        return self.state not in FINAL

    @property
    def late_words(self) -> str:
        """过了希望日期 5 天; "" while it is not late."""
        return f"过了希望日期 {self.days_late} 天" if self.days_late else ""

    @property
    def state_words(self) -> str:
        """The state in a table, with why it is red: 乡镇已受理，过了 5 天."""
        return f"{self.state_label}，过了 {self.days_late} 天" if self.days_late else self.state_label


def raise_support(ws: Workspace, form: SupportForm) -> str:
    """Raise a request and return its id.

    Raises:
        InvalidInput: It says not what is asked for.
    """
    _check(form)
    with ws.write() as session:
        made = SupportRequest(
            subject=form.subject.strip(),
            kind=form.kind,
            level=form.level,
            amount=form.amount,
            reason=form.reason.strip(),
            wanted_by=form.wanted_by,
            covers=list(form.covers),
            raised_on=ws.today,
        )
        return session.create(made, stream=COUNTY).id


def revise_support(ws: Workspace, request: str, form: SupportForm) -> None:
    """Change what a request asks for.

    Raises:
        InvalidInput: It says not what is asked for.
    """
    _check(form)
    with ws.write() as session:
        found = session.get_one(SupportRequest, request)
        found.subject, found.kind, found.level = form.subject.strip(), form.kind, form.level
        found.amount, found.reason, found.wanted_by = form.amount, form.reason.strip(), form.wanted_by
        if list(form.covers) != found.covers:
            found.covers = list(form.covers)


def withdraw_support(ws: Workspace, request: str, reason: str) -> None:
    """Take a request back."""
    with ws.write() as session:
        session.withdraw(session.get_one(SupportRequest, request), reason)


def add_step(
    ws: Workspace, request: str, state: SupportState, *, text: str = "", on: date | None = None
) -> None:
    """Enter what became of a request in the township, or that it was sent to the county.

    Raises:
        InvalidInput: It cannot come next, lies in the future, or refuses without a reason.
    """
    day = on or ws.today
    _check_move(ws, state, text, day)
    with ws.write() as session:
        found = session.get_one(SupportRequest, request)
        now = state_after(_moves(session, [request]).get(request, ()))
        if state not in next_steps(SupportLevel(found.level), now):
            raise InvalidInput(f"这件事现在是“{STATES[now]}”，不能改成“{STATES[state]}”。")
        session.create(SupportStep(request=request, state=state, on=day, text=text.strip()), stream=COUNTY)


def reply_support(
    ws: Workspace, request: str, state: SupportState, *, text: str = "", on: date | None = None
) -> None:
    """Answer a request at the office; the answer goes down with the station's next package.

    Raises:
        InvalidInput: The office does not say that, it lies in the future, refuses without a reason, or the
            station is not known any more.
    """
    day = on or ws.today
    if state not in OFFICE_STATES:
        raise InvalidInput("请选择协调中、已解决、部分解决或不予支持。")
    _check_move(ws, state, text, day)
    with ws.write() as session:
        found = session.get_one(SupportRequest, request)
        station = unit_of_site(session, found.site)
        if station is None:
            raise InvalidInput("提出这件事的文化站已经不在名单里，答复送不到。")
        made = SupportReply(
            request=request, request_revision=found.revision, state=state, on=day, text=text.strip()
        )
        session.create(made, stream=station)


def list_support(ws: Workspace, *, open_only: bool = False, station: str | None = None) -> list[SupportRow]:
    """Return the requests: a station's own, at the office all or one station's; open ones first, then by age.

    At the office they are ordered by township, as the agenda is.
    """
    with ws.read() as session:
        query = select(SupportRequest).where(SupportRequest.void.is_(False)).order_by(SupportRequest.id)
        if ws.role is Role.STATION:
            query = query.where(SupportRequest.site == ws.site)
        found = session.scalars(query).all()
        moves = _moves(session, [request.id for request in found])
        units = _stations(session)
        own = session.get(Unit, ws.unit)
        rows = []
        for request in found:
            unit = own if ws.role is Role.STATION else units.get(request.site)
            if station is None or (unit is not None and unit.id == station):
                rows.append(_row(session, ws, request, moves.get(request.id, []), unit))
    if open_only:
        rows = [row for row in rows if row.open]
    by_township = ws.role is Role.OFFICE
    return sorted(
        rows, key=lambda row: (not row.open, row.township if by_township else "", row.raised_on, row.id)
    )


def count_support_waiting(ws: Workspace) -> int:
    """Return how many open requests wait for the office's first word."""
    waiting = {SupportState.RAISED, SupportState.TOWNSHIP_ACCEPTED, SupportState.SENT_TO_COUNTY}
    return sum(
        row.state in waiting
        for row in list_support(ws, open_only=True)
        if row.form.level != SupportLevel.TOWNSHIP or row.state is SupportState.SENT_TO_COUNTY
    )


def propose_support(ws: Workspace) -> list[SupportForm]:
    """Return a form for each claimed item that needs others and is in no open request yet."""
    covered = {key for row in list_support(ws, open_only=True) for key in row.form.covers}
    proposed = []
    for row in list_ledger(ws):
        if row.claim is None or not row.open or row.ability == Ability.STATION or row.item in covered:
            continue
        level = SupportLevel.TOWNSHIP if row.ability == Ability.TOWNSHIP else SupportLevel.COUNTY
        proposed.append(
            SupportForm(
                subject=row.reason or f"请求支持：{row.content}",
                kind=SupportKind.COORDINATION,
                level=level,
                reason=row.obstacle,
                wanted_by=row.due_on,
                covers=(row.item,),
            )
        )
    return proposed


def _check(form: SupportForm) -> None:
    if not form.subject.strip():
        raise InvalidInput("请写清楚请求支持什么。")
    if form.amount is not None and form.amount < 0:
        raise InvalidInput("金额不能小于零。")


def _check_move(ws: Workspace, state: SupportState, text: str, on: date) -> None:
    if on > ws.today:
        raise InvalidInput("日期还没有到，请改一下。")
    if state is SupportState.REFUSED and not text.strip():
        raise InvalidInput("不予支持要写明理由。")


def _moves(session: Session, requests: Sequence[str]) -> dict[str, list[Move]]:
    steps = select(SupportStep).where(SupportStep.request.in_(requests), SupportStep.void.is_(False))
    replies = select(SupportReply).where(SupportReply.request.in_(requests), SupportReply.void.is_(False))
    found: dict[str, list[Move]] = {}
    for row in (*session.scalars(steps), *session.scalars(replies)):
        ours = isinstance(row, SupportStep)
        found.setdefault(row.request, []).append(
            Move(SupportState(row.state), row.on, row.text, ours, row.id)
        )
    for moves in found.values():
        moves.sort(key=lambda move: (move.on, not move.ours, move.at))
    return found


def _stations(session: Session) -> dict[str, Unit]:
    """Return the units of stations by the site that writes for them."""
    found = session.execute(
        select(Certificate.holder, Unit)
        .join(Unit, Unit.id == Certificate.unit)
        .where(Certificate.void.is_(False))
        .order_by(Certificate.id)
    )
    return {row.holder: row[1] for row in found}


def _row(
    session: Session, ws: Workspace, request: SupportRequest, moves: Iterable[Move], unit: Unit | None
) -> SupportRow:
    steps = list(moves)
    state = state_after(steps)
    level = SupportLevel(request.level)
    allowed = next_steps(level, state) if ws.role is Role.STATION else OFFICE_STATES
    last = steps[-1] if steps else None
    return SupportRow(
        id=request.id,
        revision=request.revision,
        form=SupportForm(
            subject=request.subject,
            kind=request.kind,
            level=request.level,
            amount=request.amount,
            reason=request.reason,
            wanted_by=request.wanted_by,
            covers=tuple(request.covers),
        ),
        kind_label=KINDS.get(request.kind, request.kind),
        level_label=LEVELS.get(request.level, request.level),
        raised_on=request.raised_on,
        state=state,
        state_label=STATES[state],
        light=(light := _light(state, request.wanted_by, ws.today)),
        days_late=(ws.today - request.wanted_by).days if light == "red" and request.wanted_by else 0,
        about=tuple(covered_words(session, request.covers).values()),
        moves=tuple(
            MoveRow(move.on, "本站" if move.ours else "县里", STATES[move.state], move.text) for move in steps
        ),
        last=last.text if last is not None else "",
        next_states=tuple(allowed),
        station=unit.id if unit else "",
        station_name=unit.name if unit else "",
        township=unit.township if unit else "",
    )


def _light(state: SupportState, wanted_by: date | None, today: date) -> str:
    if state is SupportState.SOLVED:
        return "green"
    if state in FINAL:
        return "grey"
    return "red" if wanted_by is not None and wanted_by < today else "blue"
