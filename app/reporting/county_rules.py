"""What the county sends down for reporting: limits in days, the sprint, days off."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import asdict, fields
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.tasks.light import Thresholds
from app.workspace import ALL, Workspace
from db.models.county_rules import Holiday, ReportingRule, Sprint

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
_LONGEST_SILENCE_DAYS = 366
_MOST_MONTHS = 60
_LONGEST_SPRINT_DAYS = 366


class Rule(Struct, frozen=True):
    """What the county sets for all its stations.

    Attributes:
        report_up_days: Days from receiving a task list to the first report to the township.
        return_day: Day of the following month on which the monthly return is due at the latest.
        quiet_days: Days without a word about a task, problem or order until it is yellow, with `silent_days` until it is red.
        behind: Points of per cent behind the plan from which it is yellow, with `far_behind` red.
        venue_months: Months after which a venue nobody looked at is flagged.
        late_days: Days after which an entry in the log counts as made up later.
    """

    report_up_days: int = 3
    return_day: int = 5
    quiet_days: int = 30
    silent_days: int = 60
    behind: int = 30
    far_behind: int = 60
    venue_months: int = 12
    late_days: int = 7

    @property
    def thresholds(self) -> Thresholds:
        """What lights go by."""
        return Thresholds(
            behind=self.behind / 100,
            far_behind=self.far_behind / 100,
            quiet_days=self.quiet_days,
            silent_days=self.silent_days,
        )

    @property
    def words(self) -> tuple[str, ...]:
        """What applies, a sentence each, for those who have to keep to it."""
        return (
            f"收到任务清单后 {self.report_up_days} 天内向乡镇汇报。",
            f"月报次月 {self.return_day} 日前上报。",
            f"任务、问题和交办单 {self.quiet_days} 天没有动静亮黄灯，{self.silent_days} 天亮红灯。",
            f"进度比计划落后 {self.behind} 个百分点亮黄灯，落后 {self.far_behind} 个百分点亮红灯。",
            f"场所 {self.venue_months} 个月没有核查、也没有更新资料的，标出来。",
            f"日志在事情过后 {self.late_days} 天以后才记的，算补记。",
        )


class SprintRow(Struct, frozen=True):
    """A period of daily reports and a duty roster."""

    id: str
    name: str
    start: date
    end: date
    note: str


class HolidayRow(Struct, frozen=True):
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
    if found is None:
        return Rule()
    return Rule(**{one.name: getattr(found, one.name) for one in fields(Rule)})


def set_rule(ws: Workspace, rule: Rule) -> None:
    """Set the limits at the office; they go down with the next packages.

    Raises:
        InvalidInput: No days, too many, a day that not every month has, or red that comes before yellow.
    """
    _check(rule)
    with ws.write() as session:
        known = _newest_rule(session)
        if known is None:
            session.create(ReportingRule(**asdict(rule)), stream=ALL)
        else:
            for name, value in asdict(rule).items():
                setattr(known, name, value)


def _check(rule: Rule) -> None:
    if not 1 <= rule.report_up_days <= _MOST_DAYS:
        raise InvalidInput(f"向乡镇汇报的期限请填 1 到 {_MOST_DAYS} 天。")
    if not 1 <= rule.return_day <= 28:
        raise InvalidInput("月报期限请填次月 1 日到 28 日之间的一天。")
    if not 1 <= rule.quiet_days < rule.silent_days <= _LONGEST_SILENCE_DAYS:
        raise InvalidInput("亮红灯的天数要比亮黄灯的多，请改一下。")
    if not 1 <= rule.behind < rule.far_behind <= 100:
        raise InvalidInput("落后亮红灯的百分点要比亮黄灯的多，最多 100，请改一下。")
    if not 1 <= rule.venue_months <= _MOST_MONTHS:
        raise InvalidInput(f"场所没人过问的月数请填 1 到 {_MOST_MONTHS}。")
    if not 1 <= rule.late_days <= _MOST_DAYS:
        raise InvalidInput(f"算补记的天数请填 1 到 {_MOST_DAYS} 天。")


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
