"""Reports to the township: what was said to whom, what came of it, and which items the township knows of."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.errors import InvalidInput
from app.reporting.county_rules import rule_in
from app.reporting.first_report import FirstReport, judge_first_report
from app.reporting.labels import FORMS
from app.tasks.facts import ItemFacts, items_now
from app.workspace import COUNTY, Workspace
from db.models.log import LogLine
from db.models.packages import Intake
from db.models.rectification import Problem
from db.models.reporting import ReportForm, ReportUp
from db.models.tasks import Target, TaskItem, TaskPackage
from db.models.work import EvidenceUse

__all__ = [
    "ListClock",
    "ReportForm",
    "ReportUpForm",
    "ReportUpRow",
    "add_report_up",
    "covered_words",
    "edit_report_up",
    "first_reports",
    "list_reports_up",
    "reported_on",
    "reports_in",
    "withdraw_report_up",
]


class ReportUpForm(Struct, frozen=True):
    """What a user enters about a report.

    Attributes:
        to_whom: One of `labels.WHOM`, or any words.
        covers: Ids of task items and problems that were told.
        requests: What the station asked for.
        instruction: What the leader said or wrote (批示).
        decision: What was decided.
    """

    on: date
    form: str = ReportForm.ORAL
    to_whom: str = "分管领导"
    covers: tuple[str, ...] = ()
    requests: str = ""
    instruction: str = ""
    decision: str = ""


class ReportUpRow(Struct, frozen=True):
    """A report as lists show it; `files` were attached (a signed sheet, minutes)."""

    id: str
    form: ReportUpForm
    form_label: str
    files: int


class ListClock(Struct, frozen=True):
    """A task list and the clock of its first report.

    Attributes:
        items: How many items it has, `told` of them known to the township.
    """

    package: str
    name: str
    received_on: date | None
    reported_on: date | None
    items: int
    told: int
    first: FirstReport


def add_report_up(ws: Workspace, form: ReportUpForm) -> str:
    """Enter a report to the township and return its id.

    Raises:
        InvalidInput: It lies in the future, or says neither to whom nor about what.
    """
    _check(ws, form)
    with ws.write() as session:
        made = ReportUp(
            on=form.on,
            form=form.form,
            to_whom=form.to_whom.strip()[:64],
            covers=list(form.covers),
            requests=form.requests.strip(),
            instruction=form.instruction.strip(),
            decision=form.decision.strip(),
            received_on=_first_received(session, ws, form.covers),
        )
        return session.create(made, stream=COUNTY).id


def edit_report_up(ws: Workspace, report: str, form: ReportUpForm) -> None:
    """Correct a report, or enter what came of it.

    Raises:
        InvalidInput: As with `add_report_up`.
    """
    _check(ws, form)
    with ws.write() as session:
        found = session.get_one(ReportUp, report)
        found.on, found.form, found.to_whom = form.on, form.form, form.to_whom.strip()[:64]
        if list(form.covers) != found.covers:
            found.covers = list(form.covers)
            found.received_on = _first_received(session, ws, form.covers)
        found.requests, found.instruction = form.requests.strip(), form.instruction.strip()
        found.decision = form.decision.strip()


def withdraw_report_up(ws: Workspace, report: str) -> None:
    """Take back a report that was entered by mistake."""
    with ws.write() as session:
        session.withdraw(session.get_one(ReportUp, report), "登记错了")


def list_reports_up(ws: Workspace, *, site: str | None = None) -> list[ReportUpRow]:
    """Return the reports of a station (our own when None), the newest first."""
    with ws.read() as session:
        found = reports_in(session, site or ws.site)
        counts = select(EvidenceUse.target, func.count().label("files")).where(
            EvidenceUse.target_kind == Target.REPORT_UP, EvidenceUse.void.is_(False)
        )
        files = {row.target: row.files for row in session.execute(counts.group_by(EvidenceUse.target))}
        return [
            ReportUpRow(
                report.id, _form_of(report), FORMS.get(report.form, report.form), files.get(report.id, 0)
            )
            for report in reversed(found)
        ]


def reports_in(session: Session, site: str | None = None) -> Sequence[ReportUp]:
    """Return the reports of a station, or of all, the oldest first."""
    wanted = select(ReportUp).where(ReportUp.void.is_(False)).order_by(ReportUp.on, ReportUp.id)
    return session.scalars(wanted if site is None else wanted.where(ReportUp.site == site)).all()


def reported_on(ws: Workspace, *, site: str | None = None) -> Mapping[str, date]:
    """Return by id of a task item or problem the day on which the township first heard of it."""
    with ws.read() as session:
        return first_told(reports_in(session, site or ws.site))


def first_told(reports: Sequence[ReportUp]) -> dict[str, date]:
    """Return by id of what `reports`, the oldest first, cover the day of the first that does."""
    told: dict[str, date] = {}
    for report in reports:
        for covered in report.covers:
            told.setdefault(covered, report.on)
    return told


def first_reports(ws: Workspace) -> list[ListClock]:
    """Return our own task lists, each with the clock of its first report; the newest first."""
    with ws.read() as session:
        days = received_days(session)
        told = first_told(reports_in(session, ws.site))
        limit = rule_in(session).report_up_days
        lists = items_by_list(session)
        return [
            clock_of(items, told, days.get(package), limit_days=limit, today=ws.today)
            for package, items in reversed(lists.items())
        ]


def clock_of(
    items: Sequence[ItemFacts],
    told: Mapping[str, date],
    received_on: date | None,
    *,
    limit_days: int,
    today: date,
) -> ListClock:
    """Return the clock of the list that has `items`, of which `told` says what the township knows."""
    days = [told[item.item] for item in items if item.item in told]
    reported = min(days, default=None)
    return ListClock(
        package=items[0].package,
        name=items[0].package_name,
        received_on=received_on,
        reported_on=reported,
        items=len(items),
        told=len(days),
        first=judge_first_report(received_on, reported, limit_days=limit_days, today=today),
    )


def items_by_list(session: Session) -> dict[str, list[ItemFacts]]:
    """Return the items in force by task list, the oldest list first."""
    lists: dict[str, list[ItemFacts]] = {}
    for item in items_now(session):
        if not item.withdrawn:
            lists.setdefault(item.package, []).append(item)
    return lists


def received_days(session: Session) -> dict[str, date]:
    """Return by task list the day on which its first version came to this station."""
    found = session.execute(
        select(TaskPackage.package, TaskPackage.written_at, func.min(Intake.at).label("at"))
        .outerjoin(LogLine, LogLine.record == TaskPackage.id)
        .outerjoin(Intake, Intake.id == LogLine.intake)
        .where(TaskPackage.version > 0, TaskPackage.void.is_(False))
        .group_by(TaskPackage.id)
        .order_by(TaskPackage.version.desc())
    )
    return {row.package: civil_date(row.at or row.written_at) for row in found}


def covered_words(session: Session, covers: Sequence[str]) -> dict[str, str]:
    """Return what task items and problems are called, by id, in the order of `covers`; unknown ones are left out."""
    items = session.execute(
        select(TaskItem.item, TaskItem.content).where(TaskItem.item.in_(covers)).order_by(TaskItem.version)
    )
    words = {row.item: row.content for row in items}
    problems = session.execute(select(Problem.id, Problem.description).where(Problem.id.in_(covers)))
    words.update({row.id: row.description for row in problems})
    return {key: words[key] for key in covers if key in words}


def _first_received(session: Session, ws: Workspace, covers: Sequence[str]) -> date | None:
    """Return when the list arrived that `covers` is the first report on, so that the county can judge it."""
    told = first_told(reports_in(session, ws.site))
    days = received_days(session)
    wanted = set(covers)
    new = [
        days[package]
        for package, items in items_by_list(session).items()
        if package in days
        and wanted.intersection(item.item for item in items)
        and not any(item.item in told for item in items)
    ]
    return max(new, default=None)


def _check(ws: Workspace, form: ReportUpForm) -> None:
    if form.on > ws.today:
        raise InvalidInput("汇报日期还没有到。请填已经汇报的日期。")
    if not form.to_whom.strip():
        raise InvalidInput("请填写向谁汇报。")
    if not (form.covers or form.requests.strip() or form.decision.strip()):
        raise InvalidInput("请至少选一项汇报的事项，或写一句汇报了什么。")


def _form_of(report: ReportUp) -> ReportUpForm:
    return ReportUpForm(
        on=report.on,
        form=report.form,
        to_whom=report.to_whom,
        covers=tuple(report.covers),
        requests=report.requests,
        instruction=report.instruction,
        decision=report.decision,
    )
