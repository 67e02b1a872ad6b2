"""The daily report of a sprint: from the day's log, or explicitly nothing."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select

from app.errors import InvalidInput
from app.reporting.county_rules import sprint_in
from app.reporting.drafts import Draft, read_draft
from app.workspace import COUNTY, Workspace
from db.models.reporting import DailyReport, DraftKind

__all__ = ["DayRow", "DayView", "list_days", "read_day", "submit_day"]


class DayRow(Struct, frozen=True):
    """A daily report as it was handed in; `late_days` after its day."""

    id: str
    site: str
    on: date
    zero: bool
    done: str
    activities: int
    people: int
    problems: str
    help_wanted: str
    plan: str
    reporter: str
    signed_by: str
    submitted_on: date

    @property
    def late_days(self) -> int:
        """Days after the day it is about."""
        return max(0, (self.submitted_on - self.on).days)

    @property
    def word(self) -> str:
        """How it came: 已报, 零报告, 补报."""
        kind = "零报告" if self.zero else "已报"
        return f"补报（{kind}）" if self.late_days else kind


class DayView(Struct, frozen=True):
    """A day at a station: its report, or what it would say."""

    on: date
    draft: Draft
    handed_in: DayRow | None


def read_day(ws: Workspace, on: date) -> DayView:
    """Return a day's report or its draft."""
    handed_in = next((row for row in list_days(ws, on, on, site=ws.site)), None)
    return DayView(on, read_draft(ws, DraftKind.DAILY, on, on), handed_in)


def submit_day(ws: Workspace, on: date, *, reporter: str, signed_by: str = "", zero: bool = False) -> str:
    """Hand in a day's report as drafted, or a zero report; a second one for the day replaces its words.

    Raises:
        InvalidInput: The day lies ahead or in no sprint, nobody reports, or a zero report is asked for a day
            on which the log says that something was done.
    """
    if on > ws.today:
        raise InvalidInput("这一天还没有到，不能报。")
    if not reporter.strip():
        raise InvalidInput("请填写填报人的姓名。")
    draft = read_draft(ws, DraftKind.DAILY, on, on)
    if zero and not draft.facts.nothing:
        count = len(draft.facts.of("done"))
        raise InvalidInput(f"当天日志里有 {count} 条记录，不能报零报告。请按日志上报。")
    if not zero and draft.facts.nothing and not draft.sections["done"].edited:
        raise InvalidInput("当天没有记录。确实没有新情况，请点“零报告”。")
    with ws.write() as session:
        if sprint_in(session, on) is None:
            raise InvalidInput("这一天不在迎检期内，不要求每日报告。")
        known = session.scalars(
            select(DailyReport).where(
                DailyReport.site == ws.site, DailyReport.on == on, DailyReport.void.is_(False)
            )
        ).first()
        report = known or session.create(DailyReport(on=on, submitted_on=ws.today), stream=COUNTY)
        report.zero = zero
        report.done = "" if zero else draft.text("done")
        report.activities, report.people = draft.facts.activities, draft.facts.people
        report.problems = "" if zero else draft.text("problems")
        report.help_wanted = "" if zero else draft.text("help_wanted")
        report.plan = draft.text("next_steps")
        report.reporter, report.signed_by = reporter.strip()[:64], signed_by.strip()[:64]
        return report.id


def list_days(ws: Workspace, start: date, end: date, *, site: str | None = None) -> list[DayRow]:
    """Return the daily reports of a span, of one site or at the office of all, by day."""
    with ws.read() as session:
        query = select(DailyReport).where(
            DailyReport.void.is_(False), DailyReport.on >= start, DailyReport.on <= end
        )
        if site is not None:
            query = query.where(DailyReport.site == site)
        return [
            DayRow(
                id=row.id,
                site=row.site,
                on=row.on,
                zero=row.zero,
                done=row.done,
                activities=row.activities,
                people=row.people,
                problems=row.problems,
                help_wanted=row.help_wanted,
                plan=row.plan,
                reporter=row.reporter,
                signed_by=row.signed_by,
                submitted_on=row.submitted_on,
            )
            for row in session.scalars(query.order_by(DailyReport.on, DailyReport.id))
        ]
