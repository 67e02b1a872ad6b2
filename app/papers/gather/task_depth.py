"""Schedule, who answers for what, questions and answers: from what is known of the tasks."""

from pathlib import Path

from sqlalchemy import select

from app.office.units import get_unit
from app.papers.duties import (
    Duties,
    Duty,
    QuestionLine,
    Questions,
    duties_pages,
    questions_book,
    questions_pages,
)
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import (
    LIGHT_KINDS,
    Choices,
    Subject,
    imprint,
    landscape,
    office_name,
    subjects,
)
from app.papers.schedule import Schedule, ScheduleLine, schedule_book, schedule_pages
from app.papers.table import Light
from app.papers.workbook import write_workbook
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.progress import list_questions
from app.tasks.steps import list_steps
from app.workspace import Role, Workspace
from db.models.tasks import Question

__all__ = ["duties", "questions", "questions_workbook", "schedule_workbook", "schedules"]


def _light(row: LedgerRow) -> Light:
    return Light(LIGHT_KINDS[row.light], row.light_word.replace(" ", ""))


def _group(row: LedgerRow) -> str:
    if row.planned is None:
        return "没有起止日期"
    if row.percent is None:
        return "没有报进度"
    if row.percent == row.planned:
        return "和计划一致"
    return "落后" if row.percent < row.planned else "超前"


def _schedule(ws: Workspace, subject: Subject) -> Schedule:
    lines = []
    for row in list_ledger(ws, site=subject.site):
        if not row.open or row.claim is None or row.decision != "claimed" or row.turn:
            continue
        steps = list_steps(ws, row.item, site=subject.site) if row.steps else []
        lines.append(
            ScheduleLine(
                record_id=row.claim,
                number=row.number,
                group=_group(row),
                task=row.content,
                responsible=row.responsible_name,
                start=row.start_on or row.claimed_on,
                end=row.limit_end or row.finish_on,
                planned=row.planned,
                done=row.percent,
                light=_light(row),
                steps=tuple((step.due_on, step.done_on is not None) for step in steps if step.due_on),
            )
        )
    return Schedule(
        unit=subject.name,
        day=ws.today,
        lines=tuple(lines),
        imprint=imprint(ws, subject.unit, "XSJD", "", subject.as_of),
        telephone=subject.unit.phone,
    )


def schedules(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the schedule of each station asked for."""
    paper = landscape(choices)
    return [
        schedule_pages(_schedule(ws, subject), paper) for subject in subjects(ws, choices) if subject.site
    ] or [schedule_pages(_schedule(ws, subjects(ws, choices)[0]), paper)]


def schedule_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the schedule as a workbook, a sheet for each station."""
    return write_workbook([schedule_book(_schedule(ws, subject)) for subject in subjects(ws, choices)], to)


def duties(ws: Workspace, choices: Choices) -> list[Section]:
    """Return who answers for what, for each station asked for."""
    paper = landscape(choices)
    return [duties_pages(_duties(ws, subject), paper) for subject in subjects(ws, choices)]


def _duties(ws: Workspace, subject: Subject) -> Duties:
    rows = [
        Duty(
            number=row.number,
            person=row.responsible_name,
            task=row.content,
            limit=row.limit_text if row.limit_was is None else f"{row.limit_text}\n延至 {row.limit_end}",
            light=_light(row),
            stage=row.stage_label,
            progress=_progress(row),
            evidence=f"差{row.evidence_missing}份" if row.evidence_missing else "",
            next_step=row.next_step,
        )
        for row in list_ledger(ws, site=subject.site)
        if row.open and row.claim is not None and row.decision == "claimed"
    ]
    return Duties(
        subject.name,
        tuple(rows),
        imprint(ws, subject.unit, "ZRD", "", subject.as_of),
        subject.unit.phone,
    )


def _progress(row: LedgerRow) -> str:
    if row.sessions is not None:
        return f"{row.turn} {row.sessions[0]}/{row.sessions[1]}".strip()
    return "" if row.percent is None else f"{row.percent}%"


def _questions(ws: Workspace, choices: Choices) -> Questions:
    lines: list[QuestionLine] = []
    for subject in subjects(ws, choices):
        with ws.read() as session:
            asked = session.scalars(
                select(Question.item)
                .where(Question.site == subject.site, Question.void.is_(False))
                .group_by(Question.item)
            ).all()
        if not asked:
            continue
        rows = {row.item: row for row in list_ledger(ws, site=subject.site)}
        for item in asked:
            row = rows.get(item)
            for one in reversed(list_questions(ws, item, site=subject.site)):
                lines.append(
                    QuestionLine(
                        record_id=one.id,
                        number=len(lines) + 1,
                        station=subject.name,
                        code="" if row is None else row.code,
                        task="（清单里已没有这一项）" if row is None else row.content,
                        kind=one.kind_label,
                        reason=one.reason_label,
                        text=one.text,
                        wanted=one.wanted,
                        asked=one.asked_on,
                        result=one.result_label,
                        answer=one.answer,
                        answered=one.answered_on,
                    )
                )
    unit = get_unit(ws, ws.unit)
    name = office_name(ws) if ws.role is Role.OFFICE else unit.name
    return Questions(name, tuple(lines), imprint(ws, unit, "YYHZ", "", ws.now()), unit.phone)


def questions(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the questions and objections of the station, or of the county."""
    office = ws.role is Role.OFFICE
    return [questions_pages(_questions(ws, choices), landscape(choices), stations=office)]


def questions_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the questions and objections as a workbook."""
    return write_workbook([questions_book(_questions(ws, choices), stations=ws.role is Role.OFFICE)], to)
