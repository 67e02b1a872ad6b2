"""Meetings of the office: the notice that goes down, who came, the minutes; and what a station sees of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import Select, select

from app.errors import InvalidInput
from app.meetings.labels import MEETING_KINDS, OUTCOMES
from app.overview.stations import stations_in
from app.rectification.numbers import take_number
from app.reporting.instructions import InstructionRow, list_instructions
from app.workspace import ALL, Role, Workspace
from db.models.instructions import Instruction
from db.models.meetings import Meeting, MeetingDecision, MeetingKind
from db.models.units import Unit

__all__ = [
    "DecisionRow",
    "MeetingForm",
    "MeetingKind",
    "MeetingRow",
    "MinutesForm",
    "call_meeting",
    "cancel_meeting",
    "edit_meeting",
    "list_meetings",
    "meeting_in",
    "meeting_of_notice",
    "write_minutes",
]


class MeetingForm(Struct, frozen=True):
    """What is typed before a meeting.

    Attributes:
        begins: On the clock: "09:00".
        agenda: A point a line.
        bring: What those who come bring along.
        addressees: Units of the stations that are called; empty: all.
        acknowledge_by: Until when they sign for the notice; None: the day before.
    """

    title: str
    on: date
    kind: str = MeetingKind.DISPATCH
    begins: str = "09:00"
    place: str = ""
    chair: str = ""
    agenda: str = ""
    bring: str = ""
    addressees: tuple[str, ...] = ()
    acknowledge_by: date | None = None


class MinutesForm(Struct, frozen=True):
    """What is typed at and after a meeting; `attended` are units of stations, None: not written down yet."""

    attended: tuple[str, ...] | None = None
    guests: str = ""
    materials: str = ""
    minutes: str = ""
    recorder: str = ""


class DecisionRow(Struct, frozen=True):
    """Something that was decided.

    Attributes:
        station: Unit that has to do it; None: all that were called.
        outcome: "task", "order", or "" while it became nothing.
    """

    id: str
    text: str
    station: str | None
    station_name: str
    person: str
    due_on: date | None
    outcome: str
    outcome_record: str

    @property
    def outcome_label(self) -> str:
        """`outcome` in Chinese."""
        return OUTCOMES.get(self.outcome, "")


class MeetingRow(Struct, frozen=True):
    """A meeting with its notice.

    Attributes:
        notice: Its instruction, with who has signed for it.
        invited: (unit, name) of the stations that are called, by number; at a station empty.
    """

    id: str
    form: MeetingForm
    minutes: MinutesForm
    notice: InstructionRow
    invited: Sequence[tuple[str, str]]
    decisions: Sequence[DecisionRow]

    @property
    def kind_label(self) -> str:
        """推进会, 调度会."""
        return MEETING_KINDS.get(self.form.kind, self.form.kind)

    @property
    def when(self) -> str:
        """Day, weekday and hour in words."""
        on = self.form.on
        return f"{on.year}年{on.month}月{on.day}日（星期{'一二三四五六日'[on.weekday()]}）{self.form.begins}"


def call_meeting(ws: Workspace, form: MeetingForm) -> str:
    """Call a meeting: write it down with its notice, which goes down with the next packages; return its id.

    Raises:
        InvalidInput: It has no title or place, or its day is over.
    """
    _check(form)
    if form.on < ws.today:
        raise InvalidInput("开会的日期已经过去，请改一下。")
    with ws.write() as session:
        notice = Instruction(
            number=take_number(session, unit=ws.unit, kind="TZ", year=ws.today.year),
            title="",
            text="",
            issued_on=ws.today,
            addressees=[],
        )
        session.create(notice, stream=ALL)
        session.flush()
        meeting = Meeting(instruction=notice.id, title="", on=form.on)
        _fill(meeting, notice, form)
        return session.create(meeting, stream=ALL).id


def edit_meeting(ws: Workspace, meeting: str, form: MeetingForm) -> None:
    """Change what was announced; stations sign again for the changed notice.

    Raises:
        InvalidInput: It has no title or place.
    """
    _check(form)
    with ws.write() as session:
        record = session.get_one(Meeting, meeting)
        _fill(record, session.get_one(Instruction, record.instruction), form)


def write_minutes(ws: Workspace, meeting: str, form: MinutesForm) -> None:
    """Write down who came, what was handed out and what was said; all stations see it."""
    with ws.write() as session:
        record = session.get_one(Meeting, meeting)
        record.guests, record.materials = form.guests.strip(), form.materials.strip()
        record.minutes, record.recorder = form.minutes.strip(), form.recorder.strip()
        attended = None if form.attended is None else list(form.attended)
        if attended != record.attended:
            record.attended = attended


def cancel_meeting(ws: Workspace, meeting: str, reason: str) -> None:
    """Cancel a meeting: it, its notice and its decisions are withdrawn.

    Raises:
        InvalidInput: Something that was decided there became an order or a task.
    """
    with ws.write() as session:
        record = session.get_one(Meeting, meeting)
        decisions = session.scalars(_decisions([meeting])).all()
        if any(decision.outcome for decision in decisions):
            raise InvalidInput("会上定的事已经下了交办单或列入任务，会议不能撤。")
        session.withdraw(record, reason)
        session.withdraw(session.get_one(Instruction, record.instruction), reason)
        for decision in decisions:
            session.withdraw(decision, reason)


def list_meetings(ws: Workspace) -> list[MeetingRow]:
    """Return the meetings, at a station those it is called to, the newest day first."""
    notices = {row.id: row for row in list_instructions(ws)}
    with ws.read() as session:
        found = session.scalars(
            select(Meeting).where(Meeting.void.is_(False)).order_by(Meeting.on.desc(), Meeting.id.desc())
        ).all()
        wanted = [meeting for meeting in found if meeting.instruction in notices]
        decisions: dict[str, list[MeetingDecision]] = {}
        for decision in session.scalars(_decisions([meeting.id for meeting in wanted])):
            decisions.setdefault(decision.meeting, []).append(decision)
        names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
        stations = stations_in(session, ws.today) if ws.role is Role.OFFICE else []
        return [
            _row(
                meeting,
                notices[meeting.instruction],
                [_decision(one, names) for one in decisions.get(meeting.id, ())],
                [(station.unit, station.name) for station in stations],
            )
            for meeting in wanted
        ]


def meeting_of_notice(ws: Workspace, instruction: str) -> MeetingRow | None:
    """Return the meeting that a notice calls; None: it calls none."""
    return next((row for row in list_meetings(ws) if row.notice.id == instruction), None)


def meeting_in(ws: Workspace, meeting: str) -> MeetingRow:
    """Return one meeting.

    Raises:
        InvalidInput: There is none.
    """
    for row in list_meetings(ws):
        if meeting in {"", row.id}:
            return row
    raise InvalidInput("没有这次会议，请重新选择。")


def _check(form: MeetingForm) -> None:
    if not form.title.strip():
        raise InvalidInput("请写会议名称，如“四月份创建工作调度会”。")
    if not form.place.strip():
        raise InvalidInput("请写开会的地点。")


def _fill(meeting: Meeting, notice: Instruction, form: MeetingForm) -> None:
    meeting.kind, meeting.title, meeting.on = form.kind, form.title.strip()[:128], form.on
    meeting.begins, meeting.place = form.begins.strip()[:5], form.place.strip()
    meeting.chair, meeting.agenda, meeting.bring = form.chair.strip(), form.agenda.strip(), form.bring.strip()
    notice.title = f"关于召开{meeting.title}的通知"[:128]
    notice.text = _notice_text(meeting)
    before = date.fromordinal(form.on.toordinal() - 1)
    notice.acknowledge_by = form.acknowledge_by or max(notice.issued_on, before)
    if list(form.addressees) != notice.addressees:
        notice.addressees = list(form.addressees)


def _notice_text(meeting: Meeting) -> str:
    on = meeting.on
    day = f"{on.year}年{on.month}月{on.day}日（星期{'一二三四五六日'[on.weekday()]}）{meeting.begins}"
    lines = [f"时间：{day}".strip(), f"地点：{meeting.place}"]
    if meeting.chair:
        lines.append(f"主持：{meeting.chair}")
    points = [line.strip() for line in meeting.agenda.splitlines() if line.strip()]
    if points:
        lines += ["议程：", *(f"{number}. {point}" for number, point in enumerate(points, start=1))]
    if meeting.bring:
        lines.append(f"请带：{meeting.bring}")
    return "\n".join(lines)


def _decisions(meetings: Sequence[str]) -> Select[MeetingDecision]:
    return (
        select(MeetingDecision)
        .where(MeetingDecision.meeting.in_(meetings), MeetingDecision.void.is_(False))
        .order_by(MeetingDecision.id)
    )


def _decision(row: MeetingDecision, names: Mapping[str, str]) -> DecisionRow:
    return DecisionRow(
        id=row.id,
        text=row.text,
        station=row.station,
        station_name=names.get(row.station, "") if row.station else "各站",
        person=row.person,
        due_on=row.due_on,
        outcome=row.outcome,
        outcome_record=row.outcome_record,
    )


def _row(
    meeting: Meeting,
    notice: InstructionRow,
    decisions: Sequence[DecisionRow],
    stations: Sequence[tuple[str, str]],
) -> MeetingRow:
    called = notice.form.addressees
    return MeetingRow(
        id=meeting.id,
        form=MeetingForm(
            title=meeting.title,
            on=meeting.on,
            kind=meeting.kind,
            begins=meeting.begins,
            place=meeting.place,
            chair=meeting.chair,
            agenda=meeting.agenda,
            bring=meeting.bring,
            addressees=called,
            acknowledge_by=notice.form.acknowledge_by,
        ),
        minutes=MinutesForm(
            attended=None if meeting.attended is None else tuple(meeting.attended),
            guests=meeting.guests,
            materials=meeting.materials,
            minutes=meeting.minutes,
            recorder=meeting.recorder,
        ),
        notice=notice,
        invited=[(unit, name) for unit, name in stations if not called or unit in called],
        decisions=decisions,
    )
