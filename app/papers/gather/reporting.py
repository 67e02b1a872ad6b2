"""What a station reports: summary of a span, monthly return, daily report, duty roster."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from app.errors import InvalidInput
from app.papers.dates import chinese_date
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices, Subject, imprint, joined, span_words, subjects
from app.papers.report import Report, ReportSection, report_pages
from app.papers.roster import Roster, RosterDay, RosterShift, roster_pages
from app.papers.word import write_report
from app.reporting.county_rules import read_rule, sprint_on
from app.reporting.daily import read_day
from app.reporting.drafts import read_draft
from app.reporting.duty import list_duty, warnings_of
from app.reporting.facts import SECTIONS
from app.reporting.monthly import Figures, ReturnRow, due_month, list_returns, read_month
from app.reporting.spans import month_of, week_of
from app.workspace import Role, Workspace
from db.models.reporting import DraftKind

__all__ = [
    "day_report",
    "duty_roster",
    "monthly_return",
    "monthly_return_word",
    "summary",
    "summary_word",
]


def _summary(ws: Workspace, choices: Choices) -> Report:
    """Return the summary of the chosen span; of this week where none is chosen."""
    (subject,) = subjects(ws, choices)
    week = week_of(ws.today)
    start, end = choices.start or week[0], choices.end or (week[1] if choices.start is None else ws.today)
    draft = read_draft(ws, DraftKind.SUMMARY, start, end)
    facts = draft.facts
    return Report(
        title="工作小结",
        unit=subject.name,
        period=span_words(start, end),
        figures=(
            ("工作记录", f"{facts.entries} 条"),
            ("开展活动", f"{facts.activities} 场"),
            ("参加群众", f"{facts.people:,} 人次"),
            ("办结任务", f"{facts.items_closed} 项"),
            ("新增问题", f"{facts.problems_found} 个"),
            ("完成整改", f"{facts.problems_closed} 个"),
        ),
        sections=_sections({key: draft.text(key) for key in SECTIONS}),
        imprint=imprint(ws, subject.unit, "XJ", "", ws.now()),
        signatures=("站长（签字）", "分管领导（签字）"),
        telephone=subject.unit.phone,
    )


def _sections(texts: Mapping[str, str]) -> tuple[ReportSection, ...]:
    return tuple(ReportSection(title, texts[key]) for key, title in SECTIONS.items() if texts[key])


def summary(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the summary of a span of days."""
    return [report_pages(_summary(ws, choices))]


def summary_word(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the summary as a Word document."""
    return write_report(_summary(ws, choices), to)


def _returns(ws: Workspace, choices: Choices) -> list[Report]:
    if ws.role is Role.STATION:
        month = choices.start or due_month(ws.today, read_rule(ws).return_day)
        return [_own_return(ws, month.replace(day=1))]
    every = list_returns(ws)
    month = (choices.start or every[0].month).replace(day=1) if every else ws.today
    found = {row.site: row for row in every if row.month == month}
    reports = [
        _return(ws, subject, found[subject.site])
        for subject in subjects(ws, choices)
        if subject.site in found
    ]
    if not reports:
        raise InvalidInput(f"{month.month} 月还没有收到月报，请另选一个月或另一个站。")
    return reports


def _own_return(ws: Workspace, month: date) -> Report:
    (subject,) = subjects(ws, Choices())
    view = read_month(ws, month)
    if view.handed_in is not None and view.draft is None:
        return _return(ws, subject, view.handed_in)
    assert view.draft is not None
    texts = {key: view.draft.text(key) for key in SECTIONS}
    report = _return_of(ws, subject, month, view.figures, texts, view.as_of)
    return replace(report, remark="（草稿，还没有上报）")


def _return(ws: Workspace, subject: Subject, row: ReturnRow) -> Report:
    texts = {key: str(getattr(row, key)) for key in SECTIONS}
    report = _return_of(ws, subject, row.month, row.figures, texts, row.as_of)
    said = [f"{row.submitted_on.month}月{row.submitted_on.day}日上报，审签人：{row.signed_by}。"]
    said += [f"县里退回：{row.state.returned}"] if not row.state.stands else []
    said += [
        f"更正（{note.on.month}月{note.on.day}日）：{note.text.rstrip('。')}。" for note in row.state.notes
    ]
    return replace(report, remark="".join(said))


def _log(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return how much of the log was entered late, where the return says it."""
    if not figures.entries:
        return ()
    return ("当月日志", f"{figures.entries} 条"), ("其中补记", f"{figures.late_entries} 条")


def _return_of(
    ws: Workspace, subject: Subject, month: date, figures: Figures, texts: Mapping[str, str], as_of: date
) -> Report:
    late = "\n".join(figures.late_items)
    sections = _sections(texts)
    if late:
        sections = (*sections, ReportSection(f"逾期事项（{figures.late}项）", late))
    return Report(
        title="月报表",
        unit=subject.name,
        period=f"{month.year}年{month.month}月",
        figures=(
            ("应办任务", f"{figures.total} 项"),
            ("已办结", f"{figures.closed} 项"),
            ("进行中", f"{figures.running} 项"),
            ("申请待核验", f"{figures.closing} 项"),
            ("等支持或答复", f"{figures.waiting} 项"),
            ("未启动", f"{figures.unstarted} 项"),
            ("其中逾期", f"{figures.late} 项"),
            ("本月新增问题", f"{figures.problems_found} 个"),
            ("本月完成整改", f"{figures.problems_closed} 个"),
            ("未销号问题", f"{figures.problems_open} 个"),
            ("本月活动", f"{figures.activities} 场"),
            ("参加群众", f"{figures.people:,} 人次"),
            ("需支持事项", f"{figures.support_open} 件"),
            *_log(figures),
        ),
        sections=sections,
        imprint=imprint(ws, subject.unit, "YB", "", as_of),
        stamp="文化站（盖章）",
        telephone=subject.unit.phone,
    )


def monthly_return(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the return of a month: as it was handed in, or the station's draft."""
    return [report_pages(report) for report in _returns(ws, choices)]


def monthly_return_word(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the station's return as a Word document."""
    return write_report(_returns(ws, choices)[0], to)


def day_report(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the report of a day, as it was handed in or as drafted; of today where none is chosen."""
    (subject,) = subjects(ws, choices)
    day = read_day(ws, choices.start or ws.today)
    facts, handed_in = day.draft.facts, day.handed_in
    texts = {key: day.draft.text(key) for key in SECTIONS}
    remark = "（草稿，还没有上报）"
    if handed_in is not None:
        texts = {
            "done": handed_in.done,
            "problems": handed_in.problems,
            "help_wanted": handed_in.help_wanted,
            "next_steps": handed_in.plan,
        }
        remark = "零报告：当天没有新情况。" if handed_in.zero else ""
        if handed_in.late_days:
            remark += f"{handed_in.submitted_on.month}月{handed_in.submitted_on.day}日补报。"
    page = Report(
        title="每日工作报告",
        unit=subject.name,
        period=chinese_date(day.on),
        figures=(
            ("活动", f"{handed_in.activities if handed_in else facts.activities} 场"),
            ("参加群众", f"{handed_in.people if handed_in else facts.people} 人次"),
            ("填报人", handed_in.reporter if handed_in else ""),
        ),
        sections=_sections(texts),
        imprint=imprint(ws, subject.unit, "RB", "", ws.now()),
        telephone=subject.unit.phone,
        remark=remark,
    )
    return [report_pages(page)]


def duty_roster(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the roster of the chosen span; of this month where none is chosen."""
    (subject,) = subjects(ws, choices)
    month = month_of(ws.today)
    start, end = choices.start or month[0], choices.end or month[1]
    days = list_duty(ws, start, end)
    sprint = sprint_on(ws)
    warned = warnings_of(days, sprint=(sprint.start, sprint.end) if sprint else None)
    page = Roster(
        unit=subject.name,
        period=span_words(start, end),
        days=tuple(
            RosterDay(
                on=day.on,
                kind=day.kind,
                leader=joined(shift.form.leader for shift in day.shifts),
                shifts=tuple(
                    RosterShift(
                        post=shift.form.post,
                        person=shift.form.person,
                        phone=shift.form.phone,
                        hours=f"{shift.form.begins}—{shift.form.ends}",
                        before=shift.before,
                    )
                    for shift in day.shifts
                ),
            )
            for day in days
        ),
        warnings=tuple(f"{warning.on.month}月{warning.on.day}日{warning.words}" for warning in warned),
        imprint=imprint(ws, subject.unit, "ZB", "", ws.now()),
        telephone=subject.unit.phone,
    )
    return [roster_pages(page)]
