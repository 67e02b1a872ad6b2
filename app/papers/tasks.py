"""任务书 (task book) with its receipt slip, and 任务认领表 (claim sheet)."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from app.papers.blocks import CutLine, Fact, Facts, Signatures, Space, Stack, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, A4_PORTRAIT, Imprint, Paper, Section, Strip, Table
from app.papers.table import Boxes, Column, Value, make_table
from app.papers.workbook import Book

__all__ = [
    "ClaimLine",
    "ClaimSheet",
    "TaskBook",
    "TaskBookItem",
    "claim_sheet_book",
    "claim_sheet_pages",
    "task_book_pages",
    "task_book_receipt",
]


class TaskBookItem(Struct, frozen=True):
    """One task as the county hands it down."""

    record_id: str
    code: str
    level1: str
    level2: str
    content: str
    standard: str
    owner: str
    responsible: str
    limit: str
    evidence: str
    note: str = ""
    basis: str = ""


class TaskBook(Struct, frozen=True):
    """A published task package for one station, or for all when `addressee` is empty."""

    office: str
    package: str
    version: int
    published: date
    addressee: str
    claim_by: date | None
    items: tuple[TaskBookItem, ...]
    imprint: Imprint
    telephone: str = ""


class ClaimLine(Struct, frozen=True):
    """One task with what the station decided about it."""

    record_id: str
    code: str
    group: str
    content: str
    decision: str
    """认领, 有疑问, 有异议, 需支持, 申请不涉及, or empty while undecided."""
    responsible: str
    start: date | None
    finish: date | None
    measures: str
    remark: str


class ClaimSheet(Struct, frozen=True):
    """What a station claims of one task package."""

    unit: str
    office: str
    package: str
    version: int
    claim_by: date | None
    lines: tuple[ClaimLine, ...]
    imprint: Imprint
    telephone: str = ""


class _Numbered(Struct, frozen=True):
    number: int
    item: TaskBookItem


class _Claim(Struct, frozen=True):
    number: int
    line: ClaimLine


_TASK_COLUMNS: tuple[Column[_Numbered], ...] = (
    Column("序号", 9, lambda r: str(r.number), "center"),
    Column("编码", 20, lambda r: r.item.code, "center"),
    Column("二级指标", 22, lambda r: r.item.level2),
    Column("任务内容", 47, lambda r: r.item.content),
    Column("标准要求", 44, lambda r: r.item.standard),
    Column("责任单位", 21, lambda r: r.item.owner, "center"),
    Column("责任人", 15, lambda r: r.item.responsible, "center"),
    Column("完成时限", 31, lambda r: r.item.limit, "center"),
    Column("佐证材料", 30, lambda r: r.item.evidence),
    Column("依据、备注", 25, lambda r: "\n".join(part for part in (r.item.basis, r.item.note) if part)),
)


def _package_name(package: str, version: int) -> str:
    return f"《{package}》第{version}版"


def task_book_pages(book: TaskBook, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the task book: first-level indicators as group rows, the county's stamp at the end."""
    width = paper.frame_width
    numbered = [_Numbered(number, item) for number, item in enumerate(book.items, start=1)]
    opening = f"{book.addressee or '各乡镇综合文化站'}："
    order = f"现将{_package_name(book.package, book.version)}（共{len(book.items)}项）下达给你们。请逐项认领并抓好落实"
    order += f"，认领结果于{chinese_date(book.claim_by)}前报{book.office}。" if book.claim_by else "。"
    return Section(
        title="任务书",
        imprint=book.imprint,
        body=(
            Title("任务书", width, 22),
            Facts(
                (
                    Fact("任务包：", _package_name(book.package, book.version), 3),
                    Fact("下发单位：", book.office, 2),
                    Fact("发布日期：", chinese_date(book.published), 1.4),
                ),
                width,
            ),
            Space(1.5),
            *paragraph(opening, width, 12, keep=True),
            *paragraph(order, width, 12, indent=True, keep=True),
            Space(2),
            make_table(_TASK_COLUMNS, numbered, width, group=lambda r: r.item.level1),
        ),
        closing=Signatures(("签发人",), width, f"{book.office}（盖章）", book.telephone),
        paper=paper,
        unit=book.office,
    )


def task_book_receipt(books: Sequence[TaskBook]) -> Section:
    """Lay out receipt slips (任务书签收回执), two on a page, one for each task book."""
    width = A4_PORTRAIT.frame_width
    body: list[Strip | Table] = []
    for index, book in enumerate(books):
        if index % 2:
            body.append(CutLine(width))
        body.append(_slip(book, width))
    return Section("任务书签收回执", books[0].imprint, tuple(body), unit=books[0].office)


def _slip(book: TaskBook, width: float) -> Stack:
    received = (
        f"你办下达的{_package_name(book.package, book.version)}（共{len(book.items)}项，"
        f"{chinese_date(book.published)}发布）已收到，项数核对无误，我站将逐项认领。"
    )
    remark = f"认领结果请于{chinese_date(book.claim_by)}前报回。" if book.claim_by else ""
    return Stack(
        (
            Title("任务书签收回执", width, 18),
            Space(3),
            Facts((Fact("编号：", book.imprint.code), Fact("联系电话：", book.telephone)), width),
            Space(2),
            *paragraph(f"{book.office}：", width, 12),
            *paragraph(received, width, 12, indent=True, leading=1.8),
            *paragraph(remark, width, 12, indent=True, leading=1.8),
            Space(3),
            Facts(
                (Fact("签收单位：", book.addressee), Fact("收到日期：", "　　　　年　　月　　日")),
                width,
                12,
                11,
            ),
            Space(3),
            Signatures(("签收人", "站长（签字）"), width, "单位（盖章）", size=11),
        ),
        least_mm=122,
    )


_DECISIONS = ("认领", "需支持", "异议", "不涉及")


def _decision(line: ClaimLine) -> Value:
    return line.decision or Boxes(_DECISIONS)


_CLAIM_COLUMNS: tuple[Column[_Claim], ...] = (
    Column("序号", 9, lambda r: str(r.number), "center"),
    Column("任务编码", 20, lambda r: r.line.code, "center"),
    Column("任务内容", 66, lambda r: r.line.content),
    Column("是否认领", 36, lambda r: _decision(r.line), "center"),
    Column("责任人", 18, lambda r: r.line.responsible, "center"),
    Column("计划开始", 23, lambda r: r.line.start, "center"),
    Column("计划完成", 23, lambda r: r.line.finish, "center"),
    Column("工作措施", 40, lambda r: r.line.measures),
    Column("异议或说明", 28, lambda r: r.line.remark),
)


def _claim_summary(sheet: ClaimSheet) -> str:
    counts = dict.fromkeys(("认领", "有疑问", "有异议", "需支持", "申请不涉及"), 0)
    undecided = 0
    for line in sheet.lines:
        if line.decision in counts:
            counts[line.decision] += 1
        else:
            undecided += 1
    parts = [f"{word} {count} 项" for word, count in counts.items() if count]
    if undecided:
        parts.append(f"尚未决定 {undecided} 项")
    return f"共 {len(sheet.lines)} 项" + ("：" + "，".join(parts) if parts else "") + "。"


def claim_sheet_pages(sheet: ClaimSheet, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the claim sheet; lines without decision get boxes to tick by hand."""
    width = paper.frame_width
    claims = [_Claim(number, line) for number, line in enumerate(sheet.lines, start=1)]
    by_hand = any(not line.decision for line in sheet.lines)
    return Section(
        title="任务认领表",
        imprint=sheet.imprint,
        body=(
            Title("任务认领表", width, 22),
            Facts(
                (
                    Fact("填报单位：", sheet.unit, 2),
                    Fact("任务包：", _package_name(sheet.package, sheet.version), 3),
                    Fact("填报日期：", chinese_date(sheet.imprint.day), 1.4),
                ),
                width,
            ),
            *paragraph(_claim_note(sheet), width, keep=True),
            Space(1),
            make_table(
                _CLAIM_COLUMNS,
                claims,
                width,
                group=lambda r: r.line.group,
                least_mm=9 if by_hand else 0,
            ),
        ),
        closing=Signatures(
            ("填表人", "站长（签字）"), width, "文化站（盖章）", sheet.telephone, note=f"报送：{sheet.office}"
        ),
        paper=paper,
        unit=sheet.unit,
    )


def _claim_note(sheet: ClaimSheet) -> str:
    limit = f"　认领截止：{chinese_date(sheet.claim_by)}。" if sheet.claim_by else ""
    return _claim_summary(sheet) + limit + "　每一项都要有结果，不认领的写明理由。"


_CLAIM_BOOK_COLUMNS: tuple[Column[_Claim], ...] = (
    Column("序号", 10, lambda r: r.number, "center"),
    Column("任务编码", 22, lambda r: r.line.code, "center"),
    Column("一级指标", 22, lambda r: r.line.group),
    Column("任务内容", 60, lambda r: r.line.content),
    Column("是否认领", 22, lambda r: r.line.decision, "center"),
    *_CLAIM_COLUMNS[4:],
)


def claim_sheet_book(sheet: ClaimSheet) -> Book[_Claim]:
    """Return the claim sheet as a workbook."""
    return Book(
        title="任务认领表",
        unit=sheet.unit,
        facts=f"填报单位：{sheet.unit}　　任务包：{_package_name(sheet.package, sheet.version)}　　"
        f"填报日期：{chinese_date(sheet.imprint.day)}",
        imprint=sheet.imprint,
        columns=_CLAIM_BOOK_COLUMNS,
        rows=tuple(_Claim(number, line) for number, line in enumerate(sheet.lines, start=1)),
        record_id=lambda r: r.line.record_id,
        note=_claim_summary(sheet),
        closing="填表人：　　　　　　　　站长（签字）：　　　　　　　　文化站（盖章）　　　　　　年　　月　　日",
    )
