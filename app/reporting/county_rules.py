"""What the county sends down for reporting: limits in days, the sprint, days off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.workspace import ALL, Workspace
from db.models import Holiday, ReportingRule, Sprint

__all__ = [
    "HolidayRow",
    "Rule",
    "SprintRow",
    "coming_sprint",
    "holidays_in",
    "list_holidays",
    "read_rule",
    "remove_holiday",
    "rule_in",
    "set_holiday",
    "set_rule",
    "set_sprint",
    "sprint_in",
    "sprint_on",
    "stop_sprint",
]

_MOST_DAYS = 60
_LONGEST_SPRINT_DAYS = 366


@dataclass(frozen=True)
class Rule:
    """Limits for reports.

    Attributes:
        report_up_days: Days from receiving a task list to the first report to the township.
        return_day: Day of the following month on which the monthly return is due at the latest.
    """

    report_up_days: int = 3
    return_day: int = 5


@dataclass(frozen=True)
class SprintRow:
    """A period of daily reports and a duty roster."""

    id: str
    name: str
    start: date
    end: date
    note: str


@dataclass(frozen=True)
class HolidayRow:
    """A day off, or a weekend day on which people work (`working`)."""

    id: str
    on: date
    name: str
    working: bool


def read_rule(ws: Workspace) -> Rule:
    """Return the limits in force."""
    with ws.read() as session:
        return rule_in(session)


def rule_in(session: Session) -> Rule:
    """Do what `read_rule` does inside a session."""
    found = _newest_rule(session)
    return Rule() if found is None else Rule(found.report_up_days, found.return_day)


def set_rule(ws: Workspace, rule: Rule) -> None:
    """Set the limits at the office; they go down with the next packages.

    Raises:
        InvalidInput: No days, too many, or a day that not every month has.
    """
    if not 1 <= rule.report_up_days <= _MOST_DAYS:
        raise InvalidInput(f"向乡镇汇报的期限请填 1 到 {_MOST_DAYS} 天。")
    if not 1 <= rule.return_day <= 28:
        raise InvalidInput("月报期限请填次月 1 日到 28 日之间的一天。")
    with ws.write() as session:
        known = _newest_rule(session)
        if known is None:
            made = ReportingRule(report_up_days=rule.report_up_days, return_day=rule.return_day)
            session.create(made, stream=ALL)
        else:
            known.report_up_days, known.return_day = rule.report_up_days, rule.return_day


def sprint_on(ws: Workspace, day: date | None = None) -> SprintRow | None:
    """Return the sprint that covers `day` (today when None); None: ordinary times."""
    with ws.read() as session:
        return sprint_in(session, day or ws.today)


def sprint_in(session: Session, day: date) -> SprintRow | None:
    """Do what `sprint_on` does inside a session; of several the one that ends last."""
    found = session.scalars(
        select(Sprint)
        .where(Sprint.void.is_(False), Sprint.start <= day, Sprint.end >= day)
        .order_by(Sprint.end.desc(), Sprint.id.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else SprintRow(found.id, found.name, found.start, found.end, found.note)


def coming_sprint(ws: Workspace) -> SprintRow | None:
    """Return the sprint that runs or is to come; None: there is none."""
    with ws.read() as session:
        found = session.scalars(_coming(ws)).one_or_none()
        return None if found is None else SprintRow(found.id, found.name, found.start, found.end, found.note)


def _coming(ws: Workspace) -> Select[Sprint]:
    return (
        select(Sprint)
        .where(Sprint.void.is_(False), Sprint.end >= ws.today)
        .order_by(Sprint.id.desc())
        .limit(1)
    )


def set_sprint(ws: Workspace, *, name: str, start: date, end: date, note: str = "") -> str:
    """Switch sprint mode on for a period, or change the one that runs or is to come, and return its id.

    Raises:
        InvalidInput: There is no name, or the period is none.
    """
    if not name.strip():
        raise InvalidInput("请填写迎检期的名称，如“迎接省级验收”。")
    if end < start:
        raise InvalidInput("迎检期的结束日期早于开始日期，请改一下。")
    if (end - start).days >= _LONGEST_SPRINT_DAYS:
        raise InvalidInput("迎检期超过一年了。每日报告和值班只在迎检期要求，请改短一些。")
    with ws.write() as session:
        known = session.scalars(_coming(ws)).one_or_none()
        if known is None:
            made = Sprint(name=name.strip(), start=start, end=end, note=note.strip())
            return session.create(made, stream=ALL).id
        known.name, known.start, known.end, known.note = name.strip(), start, end, note.strip()
        return known.id


def stop_sprint(ws: Workspace) -> bool:
    """End what runs yesterday, and withdraw what has not begun; tell whether there was anything to stop."""
    with ws.write() as session:
        found = session.scalars(select(Sprint).where(Sprint.void.is_(False), Sprint.end >= ws.today)).all()
        for sprint in found:
            if sprint.start < ws.today:
                sprint.end = date.fromordinal(ws.today.toordinal() - 1)
            else:
                session.withdraw(sprint, "取消")
        return bool(found)


def list_holidays(ws: Workspace, start: date, end: date) -> list[HolidayRow]:
    """Return the county's table of days off and worked weekends, by day."""
    with ws.read() as session:
        return list(holidays_in(session, start, end).values())


def holidays_in(session: Session, start: date, end: date) -> Mapping[date, HolidayRow]:
    """Do what `list_holidays` does inside a session, by day; of two entries the later one stands."""
    found = session.scalars(
        select(Holiday)
        .where(Holiday.void.is_(False), Holiday.on >= start, Holiday.on <= end)
        .order_by(Holiday.on, Holiday.id)
    )
    return {row.on: HolidayRow(row.id, row.on, row.name, row.working) for row in found}


def set_holiday(ws: Workspace, on: date, name: str, *, days: int = 1, working: bool = False) -> int:
    """Enter a day off, or several in a row, and return how many; what stood there is replaced.

    Raises:
        InvalidInput: There is no name, or the number of days is out of range.
    """
    if not name.strip():
        raise InvalidInput("请填写节日名称，如“国庆节”。")
    if not 1 <= days <= 31:
        raise InvalidInput("天数请填 1 到 31。")
    with ws.write() as session:
        for place in range(days):
            day = date.fromordinal(on.toordinal() + place)
            known = session.scalars(select(Holiday).where(Holiday.void.is_(False), Holiday.on == day)).first()
            if known is None:
                session.create(Holiday(on=day, name=name.strip()[:32], working=working), stream=ALL)
            else:
                known.name, known.working = name.strip()[:32], working
    return days


def remove_holiday(ws: Workspace, holiday: str) -> None:
    """Take a day out of the table."""
    with ws.write() as session:
        session.withdraw(session.get_one(Holiday, holiday), "不再放假")


def _newest_rule(session: Session) -> ReportingRule | None:
    return session.scalars(
        select(ReportingRule).where(ReportingRule.void.is_(False)).order_by(ReportingRule.id.desc()).limit(1)
    ).one_or_none()
