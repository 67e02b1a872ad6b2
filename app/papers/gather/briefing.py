"""Briefing: what the township's leader is told, and what is asked of him."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.papers.briefing import Briefing, SupportNeeded, briefing_page
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices, imprint, joined, subjects
from app.papers.report import Report, ReportSection
from app.papers.word import write_report
from app.rectification.problems import list_problems
from app.rectification.standing import OPEN_STAGES
from app.reporting.reports_up import list_reports_up
from app.reporting.support import SupportRow, list_support
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Holder, Stage
from app.workspace import Workspace
from db.models.support import SupportLevel, SupportState
from db.models.tasks import Ability

__all__ = ["briefing", "briefing_covers", "briefing_word"]

_NOT_OURS = {Stage.NOT_APPLICABLE, Stage.WITHDRAWN}


def briefing(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return the one page for the township's leader."""
    return [briefing_page(_briefing(ws))]


def briefing_word(ws: Workspace, _choices: Choices, to: Path) -> Written:
    """Write the page for the township's leader as a Word document."""
    page = _briefing(ws)
    return write_report(
        Report(
            title="公共文化服务工作汇报单",
            unit=page.unit,
            period=f"送：{page.leader}",
            figures=(),
            sections=tuple(ReportSection(title, text) for title, text in page.in_words()),
            imprint=page.imprint,
            signatures=("领导签字", "站长签字"),
        ),
        to,
    )


def _briefing(ws: Workspace) -> Briefing:
    (subject,) = subjects(ws, Choices())
    rows = _concern(ws)
    waiting = [row for row in rows if row.holder in {Holder.COUNTY, Holder.TOWNSHIP}]
    alone = sorted((row for row in rows if row.holder is Holder.STATION), key=_urgency)
    done = sum(row.stage is Stage.CLOSED for row in rows)
    late = sum(row.light == "red" for row in rows)
    basis = joined(f"任务包《{row.package_name}》" for row in rows)
    return Briefing(
        unit=subject.name,
        leader=f"{subject.unit.township or '乡镇'}党委、政府",
        total=len(rows),
        done=done,
        running=len(rows) - done - late - len(waiting),
        late=late,
        waiting=len(waiting),
        alone=tuple(_first_line(row.content) for row in alone),
        support=_support(ws, rows),
        imprint=imprint(ws, subject.unit, "HBD", basis, ws.now()),
        telephone=subject.unit.phone,
        told=_told_before(ws),
    )


def briefing_covers(ws: Workspace) -> tuple[str, ...]:
    """Return the ids of what the briefing tells of: every item that concerns the station."""
    return tuple(row.item for row in _concern(ws))


def _concern(ws: Workspace) -> list[LedgerRow]:
    return [row for row in list_ledger(ws) if not row.own and row.stage not in _NOT_OURS]


def _support(ws: Workspace, rows: Sequence[LedgerRow]) -> tuple[SupportNeeded, ...]:
    """Return what the township is asked: open requests first, then items and problems without one."""
    requests = [row for row in list_support(ws, open_only=True) if _asks_township(row)]
    covered = {key for row in requests for key in row.form.covers}
    needed = [
        SupportNeeded(row.form.subject.rstrip("。"), row.form.reason, _asked(row), _by(row.form.wanted_by))
        for row in sorted(requests, key=lambda row: row.form.wanted_by or date.max)
    ]
    needed += [
        SupportNeeded(_first_line(row.content), row.reason or row.obstacle, "", _by(row.due_on))
        for row in sorted(rows, key=_urgency)
        if row.open and row.ability == Ability.TOWNSHIP and row.item not in covered
    ]
    needed += [
        SupportNeeded(_first_line(problem.form.description), problem.form.clause, "", _by(problem.limit_end))
        for problem in list_problems(ws, station=ws.unit, stages=OPEN_STAGES)
        if problem.form.ability == Ability.TOWNSHIP and problem.id not in covered
    ]
    return tuple(needed)


def _asks_township(row: SupportRow) -> bool:
    return row.form.level == SupportLevel.TOWNSHIP and row.state is not SupportState.SENT_TO_COUNTY


def _asked(row: SupportRow) -> str:
    money = f"{row.form.amount:,.0f}元" if row.form.amount else ""
    return f"给予{row.kind_label}支持{money}"


def _told_before(ws: Workspace) -> str:
    reports = list_reports_up(ws)
    if not reports:
        return ""
    form = reports[0].form
    answer = "；".join(part.rstrip("。") for part in (form.instruction, form.decision) if part)
    return f"上次于{form.on.month}月{form.on.day}日向{form.to_whom}汇报" + (
        f"：{answer}。" if answer else "。"
    )


def _urgency(row: LedgerRow) -> tuple[int, date]:
    return -row.days_late, row.due_on or date.max


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0].rstrip("。")


def _by(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
