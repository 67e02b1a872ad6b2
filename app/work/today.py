"""Today: what to do, what is waited for, what is new. Computed from the records; nothing is marked as read."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from app.rectification.problem_rows import ProblemRow
from app.rectification.problems import list_problems
from app.rectification.queries import has_unanswered_order
from app.rectification.standing import OPEN_STAGES, OrderState, ProblemStage
from app.tasks.labels import label
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.progress import closing_obstacle
from app.tasks.rates import counts
from app.tasks.stage import Holder, Stage
from app.work.cards import Card, CardKind
from app.work.owed import instructions_card, meeting_cards, owed_cards
from app.work.plans import CARRIES_UNASKED, Event, Plans, carries, plans_in, working_days
from app.workspace import Workspace
from db.models.tasks import Change, Nature

__all__ = ["Card", "CardKind", "Today", "count_due", "read_today"]

_OTHERS: Final = frozenset({Holder.COUNTY, Holder.TOWNSHIP})
_WEEK: Final = timedelta(days=7)
_NEWS: Final = timedelta(days=7)  # how long what asks for nothing stays new


class Today(Struct, frozen=True):
    """The page: four lists, each in the order of urgency, and how far the whole ledger is.

    Attributes:
        done: Required items that are closed, of `total` that are asked of this station.
        later: How much is put off for longer than the week.
    """

    done: int
    total: int
    due: tuple[Card, ...]
    week: tuple[Card, ...]
    waiting: tuple[Card, ...]
    news: tuple[Card, ...]
    later: int = 0


def read_today(ws: Workspace, *, person: str = "") -> Today:
    """Return the Today page.

    Args:
        ws: The station.
        person: Only what this person (id) answers for, as far as somebody does; "": everybody's.
    """
    rows = list_ledger(ws)
    concern = [row for row in rows if counts(row) and row.nature == Nature.REQUIRED]
    mine = [row for row in rows if not person or row.responsible in {None, person}]
    problems = [
        row
        for row in list_problems(ws)
        if row.ours and (not person or row.form.responsible in {None, person})
    ]
    due, week, later = _to_do(ws, mine, problems)
    waiting = [(row.waiting_since or ws.today, _waiting_card(row, ws.today)) for row in mine if _waits(row)]
    waiting += [_waiting_problem(row, ws.today) for row in problems if row.holder in _OTHERS]
    return Today(
        done=sum(row.stage is Stage.CLOSED for row in concern),
        total=len(concern),
        due=tuple(due),
        week=tuple(week),
        waiting=tuple(card for _, card in sorted(waiting, key=lambda pair: pair[0])),
        news=(
            *_unclaimed(rows),
            *instructions_card(ws),
            *_orders(ws),
            *_returned_problems(problems),
            *_news(mine, ws.today),
        ),
        later=later,
    )


def count_due(ws: Workspace) -> int:
    """Return how much is overdue or due today and not put off: the number beside 今日."""
    problems = [row for row in list_problems(ws, stages=OPEN_STAGES) if row.ours]
    due, _, _ = _to_do(ws, list_ledger(ws), problems)
    return len(due)


def _to_do(
    ws: Workspace, rows: Iterable[LedgerRow], problems: Iterable[ProblemRow]
) -> tuple[list[Card], list[Card], int]:
    """Return what is due, what comes within the week, and how much is put off for longer."""
    today, found = ws.today, []
    with ws.read() as session:
        plans, working = plans_in(session, ws.site), working_days(session, today)
    for row in rows:
        if (due := _due(row, today)) or _this_week(row, today):
            found.append((_card(row), due))
    for problem in problems:
        if (due := _problem_due(problem, today)) or _problem_this_week(problem, today):
            found.append((_problem_card(problem), due))
    found += [(card, card.due_on is None or card.due_on < today) for card in owed_cards(ws)]
    found += [(card, card.due_on == today) for card in meeting_cards(ws, today + _WEEK)]
    near = [event for event in plans.events if event.on <= today + _WEEK]
    found += [(_event_card(event, today), event.on <= today) for event in near]
    due_cards, week, later = [], [], 0
    for card, due in found:
        planned, day = _planned(card, plans, today, working, due=due)
        if day <= today:
            due_cards.append(planned)
        elif day <= today + _WEEK:
            week.append(planned)
        else:
            later += planned.put_off_to is not None
    return sorted(due_cards, key=_urgency), sorted(week, key=_urgency), later


def _planned(
    card: Card, plans: Plans, today: date, working: Callable[[date], bool], *, due: bool
) -> tuple[Card, date]:
    """Return a card with what is noted about it, and the day it is to be done on."""
    off = plans.put_off.get(card.key)
    if off is not None and off.to <= today and card.due_on is not None and card.due_on > off.to:
        off = None  # of an earlier turn
    if off is not None and off.to > today:
        words = f"推到 {off.to.month} 月 {off.to.day} 日：{off.why}"
        return replace(card, put_off_to=off.to, detail=_joined(card.detail, words)), off.to
    if not due and off is None:
        return card, today + _WEEK  # within the week, whatever its day
    since = off.to if off is not None else card.due_on or today
    carried = carries(since, today, working) if since < today else 0
    explained = plans.explained.get(card.key)
    ask = bool(card.key) and carried > CARRIES_UNASKED and (explained is None or explained <= since)
    words = f"{off.said_on.month} 月 {off.said_on.day} 日推来：{off.why}" if off is not None else ""
    return replace(card, carried=carried, ask_why=ask, detail=_joined(card.detail, words)), today


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _event_card(event: Event, today: date) -> Card:
    late = (today - event.on).days
    if late > 0:
        light, word = "yellow", f"过了 {late} 天"
    elif late == 0:
        light, word = "yellow", "今天"
    else:
        light, word = "grey", f"{event.on.month} 月 {event.on.day} 日"
    return Card(
        kind=CardKind.EVENT,
        key=event.id,
        title=event.text,
        light=light,
        word=word,
        source="自己安排",
        detail="自己安排",
        due_on=event.on,
        responsible="",
        days_late=0,
        can_close=True,
    )


def _waits(row: LedgerRow) -> bool:
    return row.holder in _OTHERS


def _due(row: LedgerRow, today: date) -> bool:
    if row.holder is not Holder.STATION:
        return False
    return row.light == "red" or row.due_on == today or (row.light == "yellow" and _past(row, today))


def _past(row: LedgerRow, today: date) -> bool:
    return row.due_on is not None and row.due_on < today


def _this_week(row: LedgerRow, today: date) -> bool:
    if row.holder is not Holder.STATION or row.stage is Stage.UNCLAIMED:
        return False
    if row.due_on is not None:
        return today < row.due_on <= today + _WEEK
    return row.light == "yellow"


def _urgency(card: Card) -> tuple[int, date]:
    return -card.days_late, card.due_on or date.max


def _card(row: LedgerRow) -> Card:
    obstacle = closing_obstacle(row)
    parts = []
    if row.quantity:
        parts.append(f"已做 {row.quantity_done}/{row.quantity} {row.quantity_unit}".strip())
    if row.due_on is not None:
        parts.append(f"时限 {row.due_on.month} 月 {row.due_on.day} 日")
    if row.responsible_name:
        parts.append(row.responsible_name)
    lack = ""
    if row.evidence_missing:
        lack = f"还差 {row.evidence_lack}"
    elif row.evidence_count:
        lack = "材料已够"
    return Card(
        kind=CardKind.CLAIM if row.stage is Stage.UNCLAIMED else CardKind.TASK,
        key=row.item,
        title=row.content,
        light=row.light,
        word=row.light_word,
        source=row.level1,
        detail=" · ".join(parts),
        due_on=row.due_on,
        responsible=row.responsible_name,
        days_late=row.days_late,
        lack="还没有认领" if row.stage is Stage.UNCLAIMED else lack,
        can_close=not obstacle,
        record=row.claim or "",
        counts=row.claim is not None and bool(row.quantity) and row.quantity_done < (row.quantity or 0),
    )


def _waiting_card(row: LedgerRow, today: date) -> Card:
    return _plain(row, row.light, row.light_word, _waited(row.holder, row.waiting_since or today, today))


def _waited(holder: Holder, since: date, today: date) -> str:
    days, where = (today - since).days, label("holder", holder)
    return f"在{where}，已等 {days} 天" if days else f"在{where}，今天提出"


def _unclaimed(rows: Sequence[LedgerRow]) -> Iterable[Card]:
    """Yield one card for each list with items that nothing was said to."""
    lists: dict[str, list[LedgerRow]] = {}
    for row in rows:
        if row.stage is Stage.UNCLAIMED:
            lists.setdefault(row.package, []).append(row)
    for left in lists.values():
        first = left[0]
        until = (
            f"请在 {first.claim_by.month} 月 {first.claim_by.day} 日前认领"
            if first.claim_by
            else "请逐项认领"
        )
        yield Card(
            kind=CardKind.CLAIM,
            key="",
            title=f"{first.package_name}：{len(left)} 项还没有认领",
            light="yellow",
            word="待认领",
            source="任务清单",
            detail=until,
            due_on=first.claim_by,
            responsible="",
        )


def _news(rows: Iterable[LedgerRow], today: date) -> Iterable[Card]:
    """Yield what the county said: first what asks for something, then what is good to know for a week."""
    returned, changed, answered, told = [], [], [], []
    for row in rows:
        fresh = row.decided_on is not None and row.decided_on > today - _NEWS
        if row.stage is Stage.RETURNED:
            returned.append(_plain(row, "red", "退回", f"原因：{row.returned_reason}"))
        elif row.stage is Stage.CLOSED and fresh:
            told.append(_plain(row, row.light, "核验通过", "县里已确认办结"))
        elif row.stage is Stage.NOT_APPLICABLE and fresh:
            told.append(_plain(row, row.light, "同意不涉及", "县里同意本站不涉及这一项"))
        elif row.stage is Stage.WITHDRAWN and row.change == Change.WITHDRAWN:
            told.append(_plain(row, row.light, "已撤回", "新版清单撤回了这一项，本站的记录都还在"))
        if row.needs_look:
            changed.append(_plain(row, "yellow", "清单有改动", "新版清单改了这一项，请看一眼"))
        if row.answered_on is not None and (row.stage is Stage.UNCLAIMED or row.answered_on > today - _NEWS):
            answered.append(_plain(row, "blue", "有答复", row.answer))
    yield from returned
    yield from changed
    yield from answered
    yield from told


def _plain(row: LedgerRow, light: str, word: str, detail: str) -> Card:
    return Card(
        kind=CardKind.TASK,
        key=row.item,
        title=row.content,
        light=light,
        word=word,
        source=row.level1,
        detail=detail,
        due_on=row.due_on,
        responsible=row.responsible_name,
    )


def _problem_due(row: ProblemRow, today: date) -> bool:
    if row.stage not in OPEN_STAGES or row.holder is not Holder.STATION:
        return False
    return row.lamp.light == "red" or (row.limit_end is not None and row.limit_end <= today)


def _problem_this_week(row: ProblemRow, today: date) -> bool:
    if row.stage not in OPEN_STAGES or row.holder is not Holder.STATION or _problem_due(row, today):
        return False
    soon = row.limit_end is not None and row.limit_end <= today + _WEEK
    return soon or row.lamp.light == "yellow"


def _problem_card(row: ProblemRow, *, word: str = "", detail: str = "") -> Card:
    parts = [row.number, row.place, row.responsible_name]
    return Card(
        kind=CardKind.PROBLEM,
        key=row.id,
        title=row.form.description,
        light=row.lamp.light,
        word=word or row.lamp.word,
        source="整改",
        detail=detail or " · ".join(part for part in parts if part),
        due_on=row.limit_end,
        responsible=row.responsible_name,
        days_late=row.lamp.days,
        record=row.id,
    )


def _waiting_problem(row: ProblemRow, today: date) -> tuple[date, Card]:
    since = row.requested_on or row.form.found_on
    return since, _problem_card(row, detail=_waited(row.holder, since, today))


def _returned_problems(rows: Iterable[ProblemRow]) -> Iterable[Card]:
    for row in rows:
        if row.stage is ProblemStage.RETURNED:
            yield _problem_card(row, word="退回", detail=f"原因：{row.return_reason}")


def _orders(ws: Workspace) -> Iterable[Card]:
    """Yield the orders of the office that are not answered yet."""
    with ws.read() as session:
        if not has_unanswered_order(session, ws.unit):
            return
    from app.rectification.orders import list_orders  # late: on most mornings there is none

    for row in list_orders(ws, station=ws.unit, states=[OrderState.ISSUED]):
        yield Card(
            kind=CardKind.ORDER,
            key=row.id,
            title=row.form.description,
            light=row.lamp.light,
            word="交办单待签收",
            source="交办单",
            detail=f"{row.number} · 时限 {row.form.limit_end.month} 月 {row.form.limit_end.day} 日",
            due_on=row.form.limit_end,
            responsible="",
            days_late=row.lamp.days,
        )
