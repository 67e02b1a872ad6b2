"""What a meeting decided: who does it by when, and making an order or a task of it in one step."""

from datetime import date

from msgspec import Struct

from app.errors import InvalidInput
from app.rectification.orders import OrderForm, issue_in
from app.tasks.draft import add_in
from app.tasks.draft_forms import TaskForm
from app.workspace import ALL, Workspace
from db.models.meetings import Meeting, MeetingDecision
from db.models.tasks import TaskItem
from db.models.units import Unit

__all__ = [
    "DecisionForm",
    "add_decision",
    "decision_to_order",
    "decision_to_task",
    "edit_decision",
    "remove_decision",
]


class DecisionForm(Struct, frozen=True):
    """What is typed about a decision; `station` is the unit that has to do it, None: all that were called."""

    text: str
    station: str | None = None
    person: str = ""
    due_on: date | None = None


def add_decision(ws: Workspace, meeting: str, form: DecisionForm) -> str:
    """Write down a decision and return its id.

    Raises:
        InvalidInput: It has no words.
    """
    with ws.write() as session:
        made = MeetingDecision(meeting=meeting, text="")
        _fill(made, form)
        return session.create(made, stream=ALL).id


def edit_decision(ws: Workspace, decision: str, form: DecisionForm) -> None:
    """Change a decision; an order or task that was made of it stays as it is.

    Raises:
        InvalidInput: It has no words.
    """
    with ws.write() as session:
        _fill(session.get_one(MeetingDecision, decision), form)


def remove_decision(ws: Workspace, decision: str) -> None:
    """Take a decision out.

    Raises:
        InvalidInput: An order or task was made of it.
    """
    with ws.write() as session:
        record = session.get_one(MeetingDecision, decision)
        _refuse_done(record)
        session.withdraw(record, "删除会议决定")


def decision_to_order(ws: Workspace, decision: str) -> str:
    """Make an order of a decision, to its station, with person and last day; return the order's id.

    Raises:
        InvalidInput: It names no station or no day, or something was made of it already.
    """
    with ws.write() as session:
        record = session.get_one(MeetingDecision, decision)
        _refuse_done(record)
        meeting = session.get_one(Meeting, record.meeting)
        if record.station is None:
            raise InvalidInput("交办单要下给一个文化站，请先在这条决定里选站。要各站都办的，列为任务。")
        if record.due_on is None:
            raise InvalidInput("请先写这条决定的完成期限。")
        form = OrderForm(
            description=record.text,
            limit_end=record.due_on,
            issued_on=ws.today,
            requirement=f"会议定由{record.person}负责。" if record.person else "",
            clause=_basis(meeting),
            inspectors=meeting.chair,
        )
        order = issue_in(session, ws, record.station, form)
        record.outcome, record.outcome_record = "order", order
        return order


def decision_to_task(ws: Workspace, decision: str, package: str) -> str:
    """Put a decision at the end of a list's draft, with person and last day; return the draft item's record id.

    Raises:
        InvalidInput: Something was made of it already.
    """
    with ws.write() as session:
        record = session.get_one(MeetingDecision, decision)
        _refuse_done(record)
        station = session.get(Unit, record.station) if record.station else None
        whose = "".join(part for part in (station.name if station else "", record.person) if part)
        due = record.due_on
        form = TaskForm(
            content=record.text,
            level1="会议定的事",
            responsible_unit=whose,
            limit_text=f"{due.year}年{due.month}月{due.day}日前" if due else "",
            basis=_basis(session.get_one(Meeting, record.meeting)),
        )
        (made,) = add_in(session, ws, package, [form])
        session.flush()
        record.outcome, record.outcome_record = "task", session.get_one(TaskItem, made).item
        return made


def _basis(meeting: Meeting) -> str:
    on = meeting.on
    return f"{on.year}年{on.month}月{on.day}日{meeting.title}"


def _fill(record: MeetingDecision, form: DecisionForm) -> None:
    if not form.text.strip():
        raise InvalidInput("请写会上定了什么事。")
    record.text, record.station = form.text.strip(), form.station or None
    record.person, record.due_on = form.person.strip()[:64], form.due_on


def _refuse_done(record: MeetingDecision) -> None:
    if record.outcome:
        done = "下了交办单" if record.outcome == "order" else "列入任务清单草稿"
        raise InvalidInput(f"这件事已经{done}，请到那边改。")
