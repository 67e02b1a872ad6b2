"""The monthly return: drafted from the ledger, frozen when it is handed in, corrected by notes only."""

from collections import Counter
from datetime import date

from msgspec import Struct
from sqlalchemy import select

from app.errors import InvalidInput
from app.rectification.problems import OPEN_STAGES, list_problems
from app.reporting.county_rules import rule_in
from app.reporting.drafts import Draft, read_draft
from app.reporting.facts import Facts, as_on
from app.reporting.return_state import ReturnState, return_states
from app.reporting.spans import month_of, next_month
from app.reporting.support import list_support
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Holder, Stage
from app.work.late_entries import late_share
from app.workspace import COUNTY, Workspace
from db.models.reporting import DraftKind
from db.models.returns import MonthlyReturn, ReturnNote

__all__ = [
    "Figures",
    "MonthView",
    "ReturnRow",
    "add_return_note",
    "due_month",
    "list_returns",
    "read_month",
    "submit_return",
]


class Figures(Struct, frozen=True):
    """What a return counts. `closing` waits for the county's check, `waiting` for support or an answer.

    Attributes:
        total: Items that concern the station: closed, running, closing, waiting and unstarted together.
        late: Of the running and unstarted ones, those past their limit; `late_items` names them.
        entries: Lines of the log of the month, `late_entries` of them entered long after their day.
    """

    total: int
    closed: int
    running: int
    closing: int
    waiting: int
    unstarted: int
    late: int
    late_items: tuple[str, ...]
    problems_found: int
    problems_closed: int
    problems_open: int
    activities: int
    people: int
    support_open: int
    entries: int = 0
    late_entries: int = 0

    @property
    def log_words(self) -> str:
        """How much of the log was entered late, in one sentence; "" of a return that does not say it."""
        if not self.entries:
            return ""
        late = f"，其中补记 {self.late_entries} 条" if self.late_entries else ""
        return f"当月日志 {self.entries} 条{late}。"


class ReturnRow(Struct, frozen=True):
    """A return as it was handed in.

    Attributes:
        number: Which of the month, from 1: a new one is handed in when the office sends one back.
        state: What was said of it since.
    """

    id: str
    site: str
    month: date
    as_of: date
    submitted_on: date
    late_days: int
    signed_by: str
    figures: Figures
    done: str
    problems: str
    help_wanted: str
    next_steps: str
    state: ReturnState = ReturnState()
    number: int = 1


class MonthView(Struct, frozen=True):
    """A month at a station: the return as handed in, or what it would say now.

    Attributes:
        due_on: Last day for handing it in.
        as_of: The cut-off: the month's last day, or today while the month still runs.
        draft: None once it was handed in and stands.
        handed_in: The newest return of the month, also one that was sent back.
    """

    month: date
    due_on: date
    as_of: date
    figures: Figures
    draft: Draft | None
    handed_in: ReturnRow | None


def due_month(today: date, return_day: int) -> date:
    """Return the first day of the month whose return is to be written now.

    Until the last day for it that is last month's, then the running one's.
    """
    first = today.replace(day=1)
    return month_of(date.fromordinal(first.toordinal() - 1))[0] if today.day <= return_day else first


def read_month(ws: Workspace, month: date) -> MonthView:
    """Return a month's return, or its draft at the cut-off."""
    first, last = month_of(month)
    with ws.read() as session:
        day = rule_in(session).return_day
    due = next_month(first).replace(day=day)
    ours = [row for row in list_returns(ws, month=first) if row.site == ws.site]
    handed_in = ours[-1] if ours else None
    if handed_in is not None and handed_in.state.stands:
        return MonthView(first, due, handed_in.as_of, handed_in.figures, None, handed_in)
    as_of = min(last, ws.today)
    draft = read_draft(ws, DraftKind.MONTHLY, first, last)
    return MonthView(first, due, as_of, _count(ws, first, as_of, draft.facts), draft, handed_in)


def submit_return(ws: Workspace, month: date, *, signed_by: str) -> str:
    """Hand in a month's return as it is drafted now; its words and figures never change after.

    One that the office sent back stays as it was; this is another one.

    Args:
        ws: The station.
        month: Any day of it.
        signed_by: The head who answers for it (第一责任人).

    Raises:
        InvalidInput: The month has not begun, its return was handed in, or nobody signs.
    """
    view = read_month(ws, month)
    if view.draft is None:
        raise InvalidInput(f"{view.month.month} 月的月报已经上报。数字有出入，请写一条更正。")
    if view.month > ws.today:
        raise InvalidInput("这个月还没有到，不能上报。")
    if not signed_by.strip():
        raise InvalidInput("请填写审签人（站长）的姓名。")
    figures, draft = view.figures, view.draft
    with ws.write() as session:
        made = MonthlyReturn(
            month=view.month,
            as_of=view.as_of,
            submitted_on=ws.today,
            signed_by=signed_by.strip()[:64],
            total=figures.total,
            closed=figures.closed,
            running=figures.running,
            closing=figures.closing,
            waiting=figures.waiting,
            unstarted=figures.unstarted,
            late=figures.late,
            late_items=list(figures.late_items),
            problems_found=figures.problems_found,
            problems_closed=figures.problems_closed,
            problems_open=figures.problems_open,
            activities=figures.activities,
            people=figures.people,
            support_open=figures.support_open,
            done=draft.text("done"),
            problems=draft.text("problems"),
            help_wanted=draft.text("help_wanted"),
            next_steps=draft.text("next_steps"),
            entries=figures.entries,
            late_entries=figures.late_entries,
        )
        return session.create(made, stream=COUNTY).id


def add_return_note(ws: Workspace, monthly_return: str, text: str) -> None:
    """Correct a return that was handed in; the correction goes up with the next package.

    Of one that the office sent back it is the answer: the return counts again.

    Raises:
        InvalidInput: Nothing is written.
    """
    if not text.strip():
        raise InvalidInput("请写明更正的内容，如“活动场次应为 6 场，漏报 1 场”。")
    found = next((row for row in list_returns(ws) if row.id == monthly_return), None)
    with ws.write() as session:
        note = ReturnNote(
            monthly_return=monthly_return,
            on=ws.today,
            text=text.strip(),
            answers=None if found is None or found.state.stands else found.state.verdict,
        )
        session.create(note, stream=COUNTY)


def list_returns(ws: Workspace, *, month: date | None = None) -> list[ReturnRow]:
    """Return the returns that are here, a station's own or at the office all: the newest month first, in it in order."""
    with ws.read() as session:
        day = rule_in(session).return_day
        query = (
            select(MonthlyReturn)
            .where(MonthlyReturn.void.is_(False))
            .order_by(MonthlyReturn.month.desc(), MonthlyReturn.id)
        )
        found = session.scalars(query if month is None else query.where(MonthlyReturn.month == month)).all()
        ids = [row.id for row in found]
        states = return_states(session, ids)
        count = Counter[tuple[str, date]]()
        rows = []
        for row in found:
            count[row.site, row.month] += 1
            rows.append(_row(row, states[row.id], day, count[row.site, row.month]))
        return rows


def _row(stored: MonthlyReturn, state: ReturnState, return_day: int, number: int) -> ReturnRow:
    due = next_month(stored.month).replace(day=return_day)
    return ReturnRow(
        id=stored.id,
        site=stored.site,
        month=stored.month,
        as_of=stored.as_of,
        submitted_on=stored.submitted_on,
        late_days=max(0, (stored.submitted_on - due).days),
        signed_by=stored.signed_by,
        figures=Figures(
            total=stored.total,
            closed=stored.closed,
            running=stored.running,
            closing=stored.closing,
            waiting=stored.waiting,
            unstarted=stored.unstarted,
            late=stored.late,
            late_items=tuple(stored.late_items),
            problems_found=stored.problems_found,
            problems_closed=stored.problems_closed,
            problems_open=stored.problems_open,
            activities=stored.activities,
            people=stored.people,
            support_open=stored.support_open,
            entries=stored.entries,
            late_entries=stored.late_entries,
        ),
        done=stored.done,
        problems=stored.problems,
        help_wanted=stored.help_wanted,
        next_steps=stored.next_steps,
        state=state,
        number=number,
    )


def _count(ws: Workspace, first: date, as_of: date, facts: Facts) -> Figures:
    """Count the ledger with the lights of the cut-off day; what was confirmed after it is still waiting then."""
    then = as_on(ws, as_of)
    log = late_share(ws, first, as_of)
    dropped = {Stage.NOT_APPLICABLE, Stage.WITHDRAWN}
    rows = [row for row in list_ledger(then) if not row.own and row.stage not in dropped]
    closed = [row for row in rows if _closed(row, as_of)]
    closing = [row for row in rows if row.stage in {Stage.CLOSING, Stage.CLOSED} and not _closed(row, as_of)]
    rest = [row for row in rows if row.stage not in {Stage.CLOSING, Stage.CLOSED}]
    waiting = [row for row in rest if row.holder in {Holder.COUNTY, Holder.TOWNSHIP}]
    ours = [row for row in rest if row.holder is Holder.STATION]
    unstarted = [row for row in ours if row.stage is Stage.UNCLAIMED or not row.entries]
    late = [row for row in ours if row.light == "red"]
    problems = [row for row in list_problems(then) if row.ours]
    return Figures(
        total=len(rows),
        closed=len(closed),
        running=len(ours) - len(unstarted),
        closing=len(closing),
        waiting=len(waiting),
        unstarted=len(unstarted),
        late=len(late),
        late_items=tuple(
            f"{row.code} {row.content}（{row.light_word.replace(' ', '')}）".strip() for row in late
        ),
        problems_found=facts.problems_found,
        problems_closed=facts.problems_closed,
        problems_open=sum(row.stage in OPEN_STAGES for row in problems),
        activities=facts.activities,
        people=facts.people,
        support_open=len(list_support(then, open_only=True)),
        entries=log.entries,
        late_entries=log.late,
    )


def _closed(row: LedgerRow, as_of: date) -> bool:
    return row.stage is Stage.CLOSED and (row.decided_on is None or row.decided_on <= as_of)
