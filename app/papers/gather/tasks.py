"""Task book, receipt slips, claim sheet, work ledger, today's slip: from what is known of the tasks."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.errors import InvalidInput
from app.office.units import get_unit
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import (
    LIGHT_KINDS,
    Choices,
    Subject,
    imprint,
    joined,
    landscape,
    office_name,
    subjects,
)
from app.papers.ledger import LedgerRow as PrintedRow
from app.papers.ledger import WorkLedger, ledger_book, ledger_pages
from app.papers.table import Light
from app.papers.tasks import (
    ClaimLine,
    ClaimSheet,
    TaskBook,
    TaskBookItem,
    claim_sheet_book,
    claim_sheet_pages,
    task_book_pages,
    task_book_receipt,
)
from app.papers.workbook import write_workbook
from app.reporting.reports_up import reported_on
from app.tasks.facts import ItemFacts, items_now
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.packages import list_version
from app.tasks.rates import rates_by_category, rates_by_nature
from app.tasks.stage import Holder, Stage
from app.tasks.task_book import write_task_book
from app.workspace import Role, Workspace
from db.models.tasks import Ability, Change, ClaimDecision, Question

__all__ = [
    "basis_of",
    "claim_sheets",
    "claim_workbook",
    "ledger_workbook",
    "ledgers",
    "receipt_slips",
    "task_book_workbook",
    "task_books",
]

_NOT_OURS = {Stage.NOT_APPLICABLE, Stage.WITHDRAWN}


def _light(kind: str, word: str) -> Light:
    """Return a stored light as papers draw it."""
    return Light(LIGHT_KINDS[kind], word.replace(" ", ""))


def _named(name: str, version: int) -> str:
    return f"《{name}》第{version}版"


def _lists(ws: Workspace, choices: Choices) -> list[list[ItemFacts]]:
    """Return the items in force of each list, or of the chosen one."""
    found: dict[str, list[ItemFacts]] = {}
    with ws.read() as session:
        for item in items_now(session):
            if not item.withdrawn and choices.package in {"", item.package}:
                found.setdefault(item.package, []).append(item)
    if not found:
        raise InvalidInput("没有这份任务清单，请重新选择。")
    return list(found.values())


def _task_book(ws: Workspace, items: Sequence[ItemFacts], subject: Subject) -> TaskBook:
    first = items[0]
    name = _named(first.package_name, first.version)
    return TaskBook(
        office=office_name(ws),
        package=first.package_name,
        version=first.version,
        published=first.issued_on,
        addressee="" if subject.unit.id == ws.unit and ws.role is Role.OFFICE else subject.name,
        claim_by=first.claim_by,
        items=tuple(
            TaskBookItem(
                record_id=item.item,
                code=item.code,
                level1=item.level1 or item.package_name,
                level2=item.level2,
                content=item.content,
                standard=item.standard,
                owner=item.responsible_unit,
                responsible="",
                limit=item.limit_text,
                evidence=item.evidence,
                note=item.note,
                basis=item.basis,
            )
            for item in items
        ),
        imprint=imprint(ws, subject.unit, "RWS", f"任务包{name}", first.issued_on),
        telephone=subject.unit.phone,
    )


def task_books(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the task book of each list; at the office for all stations, or for the chosen one."""
    subject = subjects(ws, choices)[0] if choices.station or ws.role is Role.STATION else _office(ws)
    paper = landscape(choices)
    return [task_book_pages(_task_book(ws, items, subject), paper) for items in _lists(ws, choices)]


def _office(ws: Workspace) -> Subject:
    return Subject(get_unit(ws, ws.unit), ws.site, ws.now())


def receipt_slips(ws: Workspace, choices: Choices) -> list[Section]:
    """Return one receipt slip for each station and list, two on a page."""
    books = [
        _task_book(ws, items, subject) for items in _lists(ws, choices) for subject in subjects(ws, choices)
    ]
    return [task_book_receipt(books)]


def task_book_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the newest list, or the chosen one, as the workbook that can be read in again."""
    items = _lists(ws, choices)[-1]
    first = items[0]
    forms = [
        item.form
        for item in list_version(ws, first.package, first.version)
        if item.change is not Change.WITHDRAWN
    ]
    facts = f"{_named(first.package_name, first.version)}　　发布单位：{office_name(ws)}"
    return write_task_book(forms, to, title="任务书", facts=facts, now=ws.now())


def _rows(ws: Workspace, subject: Subject) -> list[LedgerRow]:
    rows = list_ledger(ws, site=subject.site)
    # before a station's first package only the list is known of it
    return rows if subject.site else [row for row in rows if row.claim is None]


def basis_of(rows: Iterable[LedgerRow]) -> str:
    """Return the lists that the rows come from, each in its newest version."""
    versions: dict[str, int] = {}
    for row in rows:
        if row.own:
            continue
        versions[row.package_name] = max(row.item_version, versions.get(row.package_name, 0))
    return joined(f"任务包{_named(name, version)}" for name, version in versions.items())


def _goals(row: LedgerRow) -> tuple[str, ...]:
    """Return what is to be reached first, and in the end, of what runs over years."""
    near = f"近期目标：{row.near_goal}" if row.near_goal else ""
    return near, f"长远目标：{row.long_goal}" if row.long_goal else ""


def _latest(row: LedgerRow) -> str:
    """Return the newest progress in words, with its day."""
    if not row.last_text or row.last_on is None:
        return ""
    return f"{row.last_on.month}月{row.last_on.day}日：{row.last_text}"


def _printed(subject: Subject, row: LedgerRow, told: date | None) -> PrintedRow:
    if row.evidence_count:
        evidence = f"差{row.evidence_missing}份" if row.evidence_missing else "够"
    else:
        evidence = f"{row.evidence}份" if row.evidence else ""
    amount = ""
    if row.sessions is not None:
        amount = f"{row.turn} {row.sessions[0]}/{row.sessions[1]}".strip()
    county_day = row.limit_was or row.limit_end
    days = [day for day in (county_day, row.finish_on) if day is not None]
    return PrintedRow(
        record_id=row.claim or row.item,
        number=row.number,
        code=row.code,
        group=row.level1 or row.package_name,
        task=row.content,
        requirement=row.standard,
        leader=row.leader,
        unit=subject.unit.township + "文化站" if subject.unit.township else subject.name,
        responsible=row.responsible_name,
        measures="\n".join(part for part in (row.method, *_goals(row), _latest(row)) if part),
        limit=row.limit_text,
        due=min(days, default=None),
        own=row.finish_on if row.finish_on and row.finish_on == min(days) else None,
        percent=row.percent,
        amount=amount,
        problem=row.obstacle,
        next_step=row.next_step,
        evidence=evidence,
        light=_light(row.light, row.light_word),
        stage=row.stage_label,
        holder="" if row.holder is Holder.NOBODY else row.holder_label,
        note=_remarks(row),
        extended=row.limit_end if row.limit_was else None,
        late_days=row.days_late,
        ability="，".join(part for part in (row.ability_label, row.ability_word) if part),
        missed=row.missed_words,
        told=told,
    )


def _remarks(row: LedgerRow) -> str:
    """Return what must be known beside the columns; the county's own remark comes last."""
    parts = (
        "本站自增" if row.own else row.revised,
        f"退回：{row.returned_reason}" if row.returned_reason else "",
        f"{row.ability_label}（{row.ability_word}）" if row.ability_word else "",
        f"漏办{row.missed_words}" if row.missed else "",
        f"步骤{row.steps_done}/{row.steps}" if row.steps else "",
        "延期待批" if row.extension == "asked" else "",
        "" if row.returned_reason else row.note,
    )
    return "\n".join(part for part in parts if part)


def _summary(rows: Sequence[LedgerRow]) -> str:
    """Say how far the ledger is: required, optional and encouraged items each for themselves."""
    rates = [
        f"{rate.name}动作 {rate.done}/{rate.total}（{rate.percent}%）"
        for rate in rates_by_nature(rows).values()
    ]
    categories = rates_by_category(rows)
    parts = [f"完成情况：{'，'.join(rates)}" if rates else ""]
    if len(categories) > 1:
        parts.append(
            "规定动作按类别：" + "，".join(f"{rate.name} {rate.done}/{rate.total}" for rate in categories)
        )
    late = sum(row.stage is Stage.CLOSED and row.days_late > 0 for row in rows)
    for count, words in (
        (late, "补办"),
        (sum(row.own for row in rows), "本站自增（不计入）"),
        (sum(row.excused for row in rows), "县里确认本站做不到（不计入）"),
    ):
        parts.append(f"{words} {count} 项" if count else "")
    return "；".join(part for part in parts if part)


def _ledger(ws: Workspace, subject: Subject) -> WorkLedger:
    rows = _rows(ws, subject)
    told = reported_on(ws, site=subject.site) if subject.site else {}
    return WorkLedger(
        unit=subject.name,
        period=f"{ws.today.year}年",
        rows=tuple(_printed(subject, row, told.get(row.item)) for row in rows),
        imprint=imprint(ws, subject.unit, "GZTZ", basis_of(rows), subject.as_of),
        telephone=subject.unit.phone,
        summary=_summary(rows),
    )


def ledgers(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the work ledger of each station asked for."""
    paper = landscape(choices)
    return [ledger_pages(_ledger(ws, subject), paper) for subject in subjects(ws, choices)]


def ledger_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the work ledger as a workbook, a sheet for each station."""
    return write_workbook([ledger_book(_ledger(ws, subject)) for subject in subjects(ws, choices)], to)


def _questions(ws: Workspace, site: str | None) -> dict[str, str]:
    """Return by item the text of the newest question or objection of a station."""
    with ws.read() as session:
        found = session.execute(
            select(Question.item, Question.text)
            .where(Question.site == site, Question.void.is_(False))
            .order_by(Question.id)
        )
        return {row.item: row.text for row in found}


def _decision(row: LedgerRow) -> str:
    if row.decision == ClaimDecision.NOT_APPLICABLE:
        return "申请不涉及"
    if row.claim is not None:
        return "认领" if row.ability == Ability.STATION else "需支持"
    return {Stage.QUESTIONED: "有疑问", Stage.CONTESTED: "有异议"}.get(row.stage, "")


def _claim_sheets(ws: Workspace, choices: Choices) -> list[ClaimSheet]:
    sheets = []
    for subject in subjects(ws, choices):
        asked = _questions(ws, subject.site)
        lists: dict[str, list[LedgerRow]] = {}
        for row in _rows(ws, subject):
            if not row.own and choices.package in {"", row.package} and row.stage is not Stage.WITHDRAWN:
                lists.setdefault(row.package, []).append(row)
        for rows in lists.values():
            first = rows[0]
            sheets.append(
                ClaimSheet(
                    unit=subject.name,
                    office=office_name(ws),
                    package=first.package_name,
                    version=max(row.item_version for row in rows),
                    claim_by=first.claim_by,
                    lines=tuple(
                        ClaimLine(
                            record_id=row.claim or row.item,
                            code=row.code,
                            group=row.level1 or row.package_name,
                            content="。".join(
                                part.rstrip("。") for part in (row.content, row.standard) if part
                            ),
                            decision=_decision(row),
                            responsible=row.responsible_name,
                            start=row.start_on,
                            finish=row.finish_on,
                            measures=row.method,
                            remark="\n".join(part for part in (row.reason, asked.get(row.item, "")) if part),
                        )
                        for row in rows
                    ),
                    imprint=imprint(ws, subject.unit, "RLB", basis_of(rows), subject.as_of),
                    telephone=subject.unit.phone,
                )
            )
    if not sheets:
        raise InvalidInput("没有这份任务清单，请重新选择。")
    return sheets


def claim_sheets(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the claim sheet of each list and station asked for."""
    paper = landscape(choices)
    return [claim_sheet_pages(sheet, paper) for sheet in _claim_sheets(ws, choices)]


def claim_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the claim sheets as a workbook, a sheet for each."""
    return write_workbook([claim_sheet_book(sheet) for sheet in _claim_sheets(ws, choices)], to)
