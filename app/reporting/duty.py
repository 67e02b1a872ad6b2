"""The duty roster of a sprint: who keeps which post on which day; swaps leave the original standing."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import select

from app.errors import InvalidInput
from app.reporting.county_rules import holidays_in
from app.reporting.spans import days_between
from app.workspace import COUNTY, Workspace
from db.models.reporting import DutyShift

__all__ = [
    "DutyDay",
    "DutyWarning",
    "ShiftForm",
    "ShiftRow",
    "add_shift",
    "day_kind",
    "edit_shift",
    "list_duty",
    "plan_duty",
    "remove_shift",
    "swap_shift",
    "warnings_of",
]

_MOST_SHIFTS = 400
_DAY, _NIGHT = ("08:30", "17:30"), ("17:30", "08:30")


class ShiftForm(Struct, frozen=True):
    """What a user enters about a shift.

    Attributes:
        begins, ends: On the clock: "08:30". Ending before it begins means the next morning.
        leader: Who leads (带班领导).
        note: What was handed over, what happened.
    """

    on: date
    post: str
    begins: str = "08:30"
    ends: str = "17:30"
    leader: str = ""
    person: str = ""
    phone: str = ""
    note: str = ""


class ShiftRow(Struct, frozen=True):
    """A shift in force.

    Attributes:
        before: Who was to keep it before a swap, with the reason; empty without one.
    """

    id: str
    form: ShiftForm
    before: str


class DutyDay(Struct, frozen=True):
    """A day of the roster; `kind` as `day_kind` says, "" on a working day."""

    on: date
    kind: str
    shifts: tuple[ShiftRow, ...]


class DutyWarning(Struct, frozen=True):
    """Something wrong with the roster, in words, and the day."""

    on: date
    words: str


def day_kind(on: date, holiday: str | None, *, working: bool = False) -> str:
    """Return what a day is called in the roster: a holiday's name, 周末, 调休上班, or "" on a working day."""
    if holiday is not None:
        return "调休上班" if working else holiday
    return "周末" if on.weekday() >= 5 else ""


def list_duty(ws: Workspace, start: date, end: date, *, site: str | None = None) -> list[DutyDay]:
    """Return the roster of a station (our own when None) for every day of a span."""
    with ws.read() as session:
        days = holidays_in(session, start, end)
        found = session.scalars(
            select(DutyShift)
            .where(
                DutyShift.site == (site or ws.site),
                DutyShift.void.is_(False),
                DutyShift.on >= start,
                DutyShift.on <= end,
            )
            .order_by(DutyShift.on, DutyShift.begins, DutyShift.post, DutyShift.id)
        ).all()
        by_id = {shift.id: shift for shift in found}
        replaced = {shift.replaces for shift in found if shift.replaces}
        by_day: dict[date, list[ShiftRow]] = {}
        for shift in found:
            if shift.id not in replaced:
                row = ShiftRow(shift.id, _form_of(shift), _before(shift, by_id))
                by_day.setdefault(shift.on, []).append(row)
    roster = []
    for day in days_between(start, end):
        holiday = days.get(day)
        kind = day_kind(
            day, holiday.name if holiday else None, working=holiday is not None and holiday.working
        )
        roster.append(DutyDay(day, kind, tuple(by_day.get(day, ()))))
    return roster


def warnings_of(days: Sequence[DutyDay], *, sprint: tuple[date, date] | None = None) -> list[DutyWarning]:
    """Return empty posts and double bookings.

    A post that is kept on any of the days must be kept on every day of the sprint; nobody keeps two posts
    whose hours overlap.

    Args:
        days: A span of the roster.
        sprint: First and last day on which posts must be kept; None: only days with any shift.
    """
    posts = list(dict.fromkeys(shift.form.post for day in days for shift in day.shifts))
    found: list[DutyWarning] = []
    for day in days:
        if sprint[0] <= day.on <= sprint[1] if sprint else bool(day.shifts):
            kept = {shift.form.post for shift in day.shifts if shift.form.person.strip()}
            found += [DutyWarning(day.on, f"“{post}”没有人值班") for post in posts if post not in kept]
        found += [DutyWarning(day.on, words) for words in _double(day.shifts)]
    return found


def plan_duty(
    ws: Workspace,
    start: date,
    end: date,
    *,
    posts: Sequence[str],
    people: Sequence[tuple[str, str]],
    leaders: Sequence[str],
    only_off: bool = False,
) -> int:
    """Fill the empty posts of a span in turn and return how many shifts were made.

    Args:
        ws: The station.
        start: First day.
        end: Last day.
        posts: What is kept each day; one with 夜 in its name from the evening to the morning.
        people: (name, phone), in the order of turns; goes on where the roster before `start` ended.
        leaders: In the order of turns, one a day.
        only_off: Only weekends and holidays.

    Raises:
        InvalidInput: Nobody is named, the span is none or too long, or there are more posts than people.
    """
    if end < start:
        raise InvalidInput("结束日期早于开始日期，请改一下。")
    wanted = [post.strip() for post in posts if post.strip()]
    if not wanted or not people:
        raise InvalidInput("请填写值班岗位和轮值人员。")
    if len(wanted) > len(people):
        raise InvalidInput("岗位比轮值人员多，有人要同时值两个岗。请增加人员或减少岗位。")
    if (end - start).days * len(wanted) > _MOST_SHIFTS:
        raise InvalidInput("一次排得太多了，请按月排。")
    roster = list_duty(ws, start, end)
    turn, made = _next_turn(ws, start, [name for name, _ in people]), 0
    with ws.write() as session:
        for place, day in enumerate(roster):
            if only_off and (not day.kind or day.kind == "调休上班"):
                continue
            busy = {shift.form.person for shift in day.shifts}
            kept = {shift.form.post for shift in day.shifts}
            for post in wanted:
                if post in kept:
                    continue
                turn, (name, phone) = _free(people, turn, busy)
                busy.add(name)
                leader = leaders[place % len(leaders)] if leaders else ""
                begins, ends = _NIGHT if "夜" in post else _DAY
                shift = DutyShift(
                    on=day.on, post=post, begins=begins, ends=ends, leader=leader, person=name, phone=phone
                )
                session.create(shift, stream=COUNTY)
                made += 1
    return made


def add_shift(ws: Workspace, form: ShiftForm) -> str:
    """Enter one shift and return its id.

    Raises:
        InvalidInput: The post has no name, or the hours are none.
    """
    form = _checked(form)
    with ws.write() as session:
        return session.create(DutyShift(**_values(form)), stream=COUNTY).id


def edit_shift(ws: Workspace, shift: str, form: ShiftForm) -> None:
    """Correct a shift before it is kept, or note what happened.

    Raises:
        InvalidInput: As with `add_shift`.
    """
    form = _checked(form)
    with ws.write() as session:
        found = session.get_one(DutyShift, shift)
        for key, value in _values(form).items():
            setattr(found, key, value)


def swap_shift(ws: Workspace, shift: str, *, person: str, phone: str = "", why: str = "") -> str:
    """Let somebody else keep a shift; the original stays, and the roster names both. Returns the new one.

    Raises:
        InvalidInput: Nobody else is named.
    """
    with ws.write() as session:
        found = session.get_one(DutyShift, shift)
        if not person.strip() or person.strip() == found.person:
            raise InvalidInput("请填写换成谁值班。")
        form = replace(_form_of(found), person=person.strip(), phone=phone.strip())
        made = DutyShift(**_values(form), replaces=found.id, why=why.strip())
        return session.create(made, stream=COUNTY).id


def remove_shift(ws: Workspace, shift: str) -> None:
    """Take a shift out of the roster; after a swap the original stands again."""
    with ws.write() as session:
        session.withdraw(session.get_one(DutyShift, shift), "不再排班")


def _double(shifts: Sequence[ShiftRow]) -> Iterable[str]:
    """Say who keeps two posts at a time."""
    names = Counter(shift.form.person for shift in shifts if shift.form.person.strip())
    for name, count in names.items():
        mine = [shift.form for shift in shifts if shift.form.person == name]
        if count > 1 and any(_overlap(a, b) for n, a in enumerate(mine) for b in mine[n + 1 :]):
            yield f"{name} 同时排了 {count} 个岗"


def _overlap(one: ShiftForm, other: ShiftForm) -> bool:
    (a, b), (c, d) = _hours(one), _hours(other)
    return a < d and c < b


def _hours(form: ShiftForm) -> tuple[int, int]:
    begin, end = _minutes(form.begins), _minutes(form.ends)
    return begin, end if end > begin else end + 24 * 60


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _checked(form: ShiftForm) -> ShiftForm:
    if not form.post.strip():
        raise InvalidInput("请填写岗位，如“总值班”。")
    return replace(form, begins=_clock(form.begins), ends=_clock(form.ends))


def _clock(text: str) -> str:
    digits = text.strip().replace("：", ":").replace(".", ":")
    hours, _, minutes = digits.partition(":")
    if not (hours.isdecimal() and (minutes or "0").isdecimal()) or int(hours) > 23 or int(minutes or 0) > 59:
        raise InvalidInput(f"“{text}”不是钟点，请写成 8:30 这样。")
    return f"{int(hours):02}:{int(minutes or 0):02}"


def _free(people: Sequence[tuple[str, str]], turn: int, busy: Collection[str]) -> tuple[int, tuple[str, str]]:
    """Return the turn after, and who has it: the next who is not on duty that day."""
    for step in range(len(people)):
        someone = people[(turn + step) % len(people)]
        if someone[0] not in busy:
            return (turn + step + 1) % len(people), someone
    return (turn + 1) % len(people), people[turn % len(people)]


def _next_turn(ws: Workspace, start: date, names: Sequence[str]) -> int:
    """Return whose turn it is on `start`: the one after him who kept the last shift before."""
    with ws.read() as session:
        last = session.scalars(
            select(DutyShift.person)
            .where(DutyShift.site == ws.site, DutyShift.void.is_(False), DutyShift.on < start)
            .order_by(DutyShift.on.desc(), DutyShift.id.desc())
            .limit(1)
        ).one_or_none()
    return (names.index(last) + 1) % len(names) if last in names else 0


def _values(form: ShiftForm) -> dict[str, Any]:
    texts = {key: str(value).strip() for key, value in asdict(form).items() if key != "on"}
    return {"on": form.on, **texts}


def _form_of(shift: DutyShift) -> ShiftForm:
    return ShiftForm(
        on=shift.on,
        post=shift.post,
        begins=shift.begins,
        ends=shift.ends,
        leader=shift.leader,
        person=shift.person,
        phone=shift.phone,
        note=shift.note,
    )


def _before(shift: DutyShift, by_id: dict[str, DutyShift]) -> str:
    original = by_id.get(shift.replaces or "")
    if original is None:
        return ""
    return f"原为 {original.person or '空岗'}" + (f"，{shift.why}" if shift.why else "")
