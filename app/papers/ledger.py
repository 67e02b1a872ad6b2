"""工作台账 (work ledger): the whole ledger of a station, in print and as a workbook."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section, Strip, Table
from app.papers.table import Column, Light, Percent, Value, make_table
from app.papers.workbook import Book

__all__ = ["LedgerRow", "WorkLedger", "ledger_book", "ledger_pages"]


class LedgerRow(Struct, frozen=True):
    """One task of the ledger as it is printed."""

    record_id: str
    number: int
    """Its place in the ledger, the same on screen and paper."""
    code: str
    group: str
    """First-level indicator; rows of one group stand together."""
    task: str
    requirement: str
    leader: str
    unit: str
    responsible: str
    measures: str
    limit: str
    """The county's time limit in its own words."""
    due: date | None
    """The day it is expected on."""
    own: date | None
    """The station's own limit where it is the earlier one."""
    percent: int | None
    amount: str
    """Quantity done of the quantity wanted, such as 3/12; empty without quantity."""
    problem: str
    next_step: str
    evidence: str
    light: Light
    stage: str
    holder: str
    note: str = ""
    extended: date | None = None
    """The day to which the county extended its limit."""
    late_days: int = 0
    """Days late: of what is overdue, or was done late."""
    ability: str = ""
    missed: str = ""
    """Turns of what comes round that passed without being done: 2月、4月."""
    told: date | None = None
    """The day on which the township first heard of it."""


class WorkLedger(Struct, frozen=True):
    """What the work ledger prints."""

    unit: str
    period: str
    """Such as 2026年 or 2026年1月至6月."""
    rows: tuple[LedgerRow, ...]
    imprint: Imprint
    telephone: str = ""
    summary: str = ""
    """How far it is, required and optional items apart."""


def _limit(row: LedgerRow) -> str:
    day = f"{row.due:%Y-%m-%d}" if row.due else ""
    own = f"自定\n{row.own:%Y-%m-%d}" if row.own else ""
    extended = f"延至\n{row.extended:%Y-%m-%d}" if row.extended else ""
    return "\n".join(part for part in (row.limit or ("" if own else day), extended, own) if part)


def _progress(row: LedgerRow) -> str:
    percent = "" if row.percent is None else f"{row.percent}%"
    return "\n".join(part for part in (percent, row.amount) if part)


def _note(row: LedgerRow) -> str:
    told = f"{row.told:%m-%d}\n已报" if row.told else ""
    return "\n".join(part for part in (row.note, told) if part)


def _state(row: LedgerRow) -> Light:
    words = "\n".join(dict.fromkeys(part for part in (row.light.word, row.stage, row.holder) if part))
    return replace(row.light, word=words)


_COLUMNS: tuple[Column[LedgerRow], ...] = (
    Column("序号", 8.6, lambda r: str(r.number), "center"),
    Column("工作任务", 30, lambda r: r.task),
    Column("目标要求", 34, lambda r: r.requirement),
    Column("牵头\n领导", 13.6, lambda r: r.leader, "center"),
    Column("责任\n单位", 17.4, lambda r: r.unit, "center"),
    Column("责任人", 13.6, lambda r: r.responsible, "center"),
    Column("工作措施", 29, lambda r: r.measures),
    Column("完成时限", 22, _limit, "center"),
    Column("进展\n情况", 13, _progress, "center"),
    Column("存在问题", 19, lambda r: r.problem),
    Column("下步打算", 19, lambda r: r.next_step),
    Column("佐证", 10.5, lambda r: r.evidence, "center"),
    Column("完成状态", 22.5, _state),
    Column("备注", 12.5, _note),
)


def ledger_pages(ledger: WorkLedger, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the work ledger, landscape, grouped by first-level indicator."""
    width = paper.frame_width
    body: tuple[Strip | Table, ...] = (
        Title("工作台账", width, 20),
        Facts(
            (
                Fact("填报单位：", ledger.unit, 2),
                Fact("期间：", ledger.period),
                Fact("填报日期：", chinese_date(ledger.imprint.day)),
                Fact("编号：", ledger.imprint.code, 1.3),
            ),
            width,
        ),
        *paragraph(ledger.summary, width),
        Space(1),
        make_table(
            _COLUMNS,
            ledger.rows,
            width,
            group=lambda r: r.group,
        ),
    )
    return Section(
        title="工作台账",
        imprint=ledger.imprint,
        body=body,
        closing=Signatures(
            ("填表人", "审核人", "单位负责人（签字）"), width, "单位（盖章）", ledger.telephone
        ),
        paper=paper,
        unit=ledger.unit,
        legend=True,
    )


def _percent(row: LedgerRow) -> Value:
    return None if row.percent is None else Percent(row.percent)


_BOOK_COLUMNS: tuple[Column[LedgerRow], ...] = (
    Column("序号", 9, lambda r: r.number, "center"),
    Column("工作任务", 34, lambda r: r.task),
    Column("编码", 16, lambda r: r.code, "center"),
    Column("一级指标", 16, lambda r: r.group, "center"),
    Column("目标要求", 34, lambda r: r.requirement),
    Column("牵头领导", 13, lambda r: r.leader, "center"),
    Column("责任单位", 17, lambda r: r.unit, "center"),
    Column("责任人", 14, lambda r: r.responsible, "center"),
    Column("工作措施", 34, lambda r: r.measures),
    Column("时限要求", 19, lambda r: r.limit, "center"),
    Column("完成时限", 21, lambda r: r.due, "center"),
    Column("延期至", 19, lambda r: r.extended, "center"),
    Column("进展(%)", 12, _percent, "center"),
    Column("数量", 12, lambda r: r.amount, "center"),
    Column("存在问题", 24, lambda r: r.problem),
    Column("下步打算", 24, lambda r: r.next_step),
    Column("佐证", 12, lambda r: r.evidence, "center"),
    Column("完成状态", 21, lambda r: r.light),
    Column("逾期或补办(天)", 13, lambda r: r.late_days or None, "center"),
    Column("漏办", 17, lambda r: r.missed),
    Column("办理能力", 19, lambda r: r.ability, "center"),
    Column("环节", 15, lambda r: r.stage, "center"),
    Column("当前责任方", 15, lambda r: r.holder, "center"),
    Column("已汇报", 15, lambda r: r.told, "center"),
    Column("备注", 13, lambda r: r.note),
)


def ledger_book(ledger: WorkLedger) -> Book[LedgerRow]:
    """Return the work ledger as a workbook."""
    return Book(
        title="工作台账",
        unit=ledger.unit,
        facts=f"填报单位：{ledger.unit}　　期间：{ledger.period}　　"
        f"填报日期：{chinese_date(ledger.imprint.day)}　　编号：{ledger.imprint.code}",
        imprint=ledger.imprint,
        columns=_BOOK_COLUMNS,
        rows=ledger.rows,
        record_id=lambda r: r.record_id,
        note=(f"{ledger.summary}　　" if ledger.summary else "")
        + "● 正常或已办结　▲ 临期　■ 逾期　◆ 等待县里或乡镇　○ 未启动、不涉及、挂账",
        closing="填表人：　　　　　　　　审核人：　　　　　　　　单位负责人（签字）：　　　　　　　　"
        "单位（盖章）　　　　　　年　　月　　日",
    )
