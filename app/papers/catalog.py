"""The list of papers: who has which, in which form, what is missing for it, and printing one by its name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import ColumnElement, select, true

from app.errors import InvalidInput
from app.papers.archive_documents import ARCHIVE_DOCUMENTS, archive_there
from app.papers.document import BOTH as _BOTH
from app.papers.document import OFFICE as _OFFICE
from app.papers.document import STATION as _STATION
from app.papers.document import Document as _Document
from app.papers.flow import write_pdf
from app.papers.gather import activities, day, facilities, handover, office, tasks
from app.papers.gather.subject import Choices
from app.papers.meeting_documents import MEETINGS
from app.papers.register_documents import REGISTERS
from app.papers.reporting_documents import REPORTING
from app.papers.task_documents import TASK_DOCUMENTS
from app.workspace import Role, Workspace
from db.models.county_rules import Sprint
from db.models.documents import OfficialDocument
from db.models.facilities import Check, StandardPack, Venue
from db.models.meetings import Meeting
from db.models.packages import Outcome, PackageIn
from db.models.rectification import Order
from db.models.reporting import DutyShift
from db.models.returns import MonthlyReturn
from db.models.stock import StockAnswer
from db.models.support import SupportRequest
from db.models.task_depth import OwnTask
from db.models.tasks import TaskItem
from db.models.units import Unit, UnitKind
from db.models.work import LogEntry

__all__ = [
    "Choices",
    "DocumentRow",
    "PrintedDocument",
    "document_names",
    "list_documents",
    "print_document",
]

_SHEET = frozenset({"paper", "larger"})
_DOCUMENTS: Final = (
    _Document(
        "任务书",
        _BOTH,
        "县里下达的任务清单，逐项列出标准、时限和佐证",
        "tasks",
        tasks.task_books,
        tasks.task_book_workbook,
        _SHEET | {"station", "package"},
    ),
    _Document(
        "任务书签收回执",
        _OFFICE,
        "每站一张，签收后交回，一页印两张",
        "stations",
        tasks.receipt_slips,
        None,
        frozenset({"station", "package"}),
    ),
    _Document(
        "任务认领表",
        _BOTH,
        "每项是否认领、责任人和起止日期，站长签字盖章",
        "tasks",
        tasks.claim_sheets,
        tasks.claim_workbook,
        _SHEET | {"station", "package"},
    ),
    _Document(
        "工作台账",
        _BOTH,
        "全部任务的措施、进展、问题和状态",
        "work",
        tasks.ledgers,
        tasks.ledger_workbook,
        _SHEET | {"station"},
    ),
    _Document("今日工作单", _STATION, "今天要办的事，留有填写的地方", "units", day.today_slip),
    _Document("本周工作单", _STATION, "逾期的和这一周逐日要办的事，贴在桌前", "units", day.week_slip),
    _Document(
        "活动登记表",
        _STATION,
        "一场活动一张，照片印在下面，归档用",
        "activities",
        activities.activity_sheet,
        None,
        frozenset({"entry"}),
    ),
    _Document(
        "活动台账",
        _STATION,
        "一段时间的全部活动，场次、人数合计好",
        "activities",
        activities.register,
        activities.register_workbook,
        _SHEET | {"span", "kind"},
    ),
    _Document(
        "按村服务情况表",
        _STATION,
        "每个村每个月去没去过，缺口列在下面",
        "villages",
        activities.service_sheet,
        activities.service_workbook,
        _SHEET | {"kind"},
    ),
    *TASK_DOCUMENTS,
    *REPORTING,
    *REGISTERS,
    *MEETINGS,
    _Document(
        "各站任务进展",
        _OFFICE,
        "各站各项任务的红黄绿灯，调度会用",
        "stations",
        office.county_map,
        None,
        _SHEET,
    ),
    _Document(
        "设施清单",
        _BOTH,
        "站和各村的场所、面积、管理员和状况",
        "venues",
        facilities.venue_lists,
        facilities.venue_workbook,
        _SHEET | {"station"},
    ),
    _Document(
        "空白设施核查表",
        _BOTH,
        "带到现场填写，每个场所一份，右上角有表码",
        "standards",
        facilities.blank_checklists,
        None,
        frozenset({"station", "venue"}),
    ),
    _Document(
        "设施核查表",
        _BOTH,
        "各场所最近一次核查的结果，双方签字",
        "checks",
        facilities.filled_checklists,
        None,
        frozenset({"station", "venue"}),
    ),
    _Document(
        "达标与缺口清单",
        _BOTH,
        "不达标和基本达标的项目，差多少、转没转整改",
        "checks",
        facilities.shortfall_lists,
        facilities.shortfall_workbook,
        _SHEET | {"station"},
    ),
    _Document(
        "空白现场整改交办单",
        _OFFICE,
        "编号已印好，带到现场当场填写，分存根、通知和回执",
        "",
        office.blank_orders,
        None,
        frozenset({"count"}),
    ),
    _Document(
        "现场整改交办单",
        _BOTH,
        "已登记的交办单，连同现场定下的措施、责任人和期限",
        "orders",
        office.orders,
        None,
        frozenset({"station", "order"}),
    ),
    *ARCHIVE_DOCUMENTS,
    _Document(
        "交接清单",
        _BOTH,
        "换人时用：没办完的事、承诺、场所、档案和联系人，一式三份签字",
        "units",
        handover.handover_lists,
    ),
    _Document(
        "清点差异单",
        _STATION,
        "交接时逐项清点，没找到和不相符的列出来，一式三份签字",
        "stock",
        handover.stock_differences,
    ),
    _Document("操作卡片", _BOTH, "每件事一页大字，放在键盘旁边照着做", "units", handover.how_to_cards),
    _Document(
        "回执",
        _OFFICE,
        "各站最近一个上报包收到了的凭据，一页四张",
        "packages",
        office.receipts,
        None,
        frozenset({"station"}),
    ),
)

_NEEDS: Final[Mapping[str, Mapping[Role, str]]] = {
    "": {Role.STATION: "", Role.OFFICE: ""},
    "tasks": {
        Role.STATION: "还没有任务清单，先接收县里的数据包",
        Role.OFFICE: "还没有发布任务清单",
    },
    "work": {
        Role.STATION: "还没有任务，先接收县里的数据包，或在任务台账里自增一项",
        Role.OFFICE: "还没有发布任务清单",
    },
    "stations": {Role.STATION: "", Role.OFFICE: "还没有录入文化站，或还没有发布任务清单"},
    "units": {Role.STATION: "还没有本站资料，先接收县里的数据包", Role.OFFICE: "还没有录入文化站"},
    "venues": {Role.STATION: "还没有登记场所", Role.OFFICE: "各站还没有报来场所"},
    "standards": {
        Role.STATION: "还没有场所，或还没有收到县里的标准",
        Role.OFFICE: "各站还没有报来场所，或还没有发布标准",
    },
    "checks": {Role.STATION: "还没有录完的核查", Role.OFFICE: "还没有各站的核查结果"},
    "activities": {Role.STATION: "还没有登记活动", Role.OFFICE: ""},
    "villages": {Role.STATION: "还没有村的名单，先接收县里的数据包", Role.OFFICE: ""},
    "stock": {Role.STATION: "还没有清点，先在“设置备份”的“交接”里逐项清点", Role.OFFICE: ""},
    "boxes": {Role.STATION: "还没有建档案盒，先在“档案”里把材料归到盒里", Role.OFFICE: ""},
    "pairs": {Role.STATION: "还没有整改前、整改后照片都有的问题", Role.OFFICE: ""},
    "orders": {Role.STATION: "县里没有给本站开过交办单", Role.OFFICE: "还没有开过交办单"},
    "packages": {Role.STATION: "", Role.OFFICE: "还没有收到过上报包"},
    "sprint": dict.fromkeys(Role, "现在不是迎检期，不要求每日报告"),
    "log": {Role.STATION: "还没有写日志", Role.OFFICE: ""},
    "duty": {Role.STATION: "还没有排值班", Role.OFFICE: ""},
    "returns": {Role.STATION: "", Role.OFFICE: "还没有收到月报"},
    "documents": dict.fromkeys(Role, "还没有登记过收文、发文"),
    "meetings": {Role.STATION: "", Role.OFFICE: "还没有开过会，先在“调度”的“会议”里写会议通知"},
    "support": {Role.STATION: "", Role.OFFICE: "各站没有提出需支持的事"},
}
_FORM_WORDS: Final = {".pdf": "PDF（.pdf）", ".xlsx": "Excel（.xlsx）", ".docx": "Word（.docx）"}
_USUAL: Final = Choices()


class DocumentRow(Struct, frozen=True):
    """A paper as the list of papers shows it.

    Attributes:
        formats: ".pdf", and ".xlsx" or ".docx" where it is also a workbook or a Word document.
        missing: Why it cannot be printed yet; empty when it can.
        choices: Names of the fields of `Choices` that it heeds.
    """

    name: str
    about: str
    formats: tuple[str, ...]
    missing: str
    choices: frozenset[str]


class PrintedDocument(Struct, frozen=True):
    """A paper that was written.

    Attributes:
        pages: Of a PDF file; 0 for other forms.
        remarks: What the user must know: another name, characters that cannot be printed.
    """

    name: str
    path: Path
    pages: int
    remarks: tuple[str, ...]


def document_names() -> list[str]:
    """Return the names of all papers of both roles, in their fixed order."""
    return [document.name for document in _DOCUMENTS]


def list_documents(ws: Workspace) -> list[DocumentRow]:
    """Return the papers of this role, always all of them, in their fixed order."""
    there = _there(ws)
    return [
        DocumentRow(
            name=document.name,
            about=document.about,
            formats=document.formats,
            missing="" if document.needs in there else _NEEDS[document.needs][ws.role],
            choices=document.choices if ws.role is Role.OFFICE else document.choices - {"station"},
        )
        for document in _DOCUMENTS
        if ws.role in document.roles
    ]


def print_document(ws: Workspace, name: str, to: Path, choices: Choices = _USUAL) -> PrintedDocument:
    """Write the paper `name` to `to`, whose suffix says the form.

    Blank orders get their numbers by this; everything else only reads.

    Raises:
        InvalidInput: There is no such paper for this role or not in this form, or what it needs is missing.
        StorageError: The file cannot be written.
    """
    document = _find(ws, name)
    suffix = to.suffix.lower()
    if suffix not in document.formats:
        forms = "或 ".join(_FORM_WORDS[form] for form in document.formats)
        raise InvalidInput(f"“{name}”可以存成 {forms}，请改一下文件名的后缀。")
    if document.needs not in _there(ws):
        raise InvalidInput(f"现在印不出“{name}”：{_NEEDS[document.needs][ws.role]}。")
    if (writer := document.writer(suffix)) is not None:
        written = writer(ws, choices, to)
        return PrintedDocument(name, written.path, 0, _said(written.beside_sentence()))
    printed = write_pdf(document.pages(ws, choices), to)
    remarks = _said(printed.beside_sentence(), printed.missing_sentence())
    return PrintedDocument(name, printed.path, printed.pages, remarks)


def _find(ws: Workspace, name: str) -> _Document:
    for document in _DOCUMENTS:
        if document.name == name and ws.role in document.roles:
            return document
    names = "、".join(document.name for document in _DOCUMENTS if ws.role in document.roles)
    raise InvalidInput(f"没有叫“{name}”的文件。有这些：{names}。")


def _said(*sentences: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if sentence)


def _there(ws: Workspace) -> set[str]:
    """Return the needs that are met, by a few looks at whether anything is there at all."""
    ours = Order.station == ws.unit if ws.role is Role.STATION else true()
    questions: dict[str, ColumnElement[bool]] = {
        "tasks": select(TaskItem.id).where(TaskItem.version > 0, TaskItem.void.is_(False)).exists(),
        "own": select(OwnTask.id).where(OwnTask.site == ws.site, OwnTask.void.is_(False)).exists(),
        "units": select(Unit.id).where(Unit.kind == UnitKind.STATION, Unit.void.is_(False)).exists(),
        "venues": select(Venue.id).where(Venue.void.is_(False)).exists(),
        "packs": select(StandardPack.id).where(StandardPack.version > 0).exists(),
        "checks": select(Check.id).where(Check.finished, Check.void.is_(False)).exists(),
        "orders": select(Order.id).where(Order.void.is_(False), ours).exists(),
        "activities": select(LogEntry.id)
        .where(LogEntry.activity != "", LogEntry.void.is_(False), LogEntry.site == ws.site)
        .exists(),
        **archive_there(ws),
        "villages": select(Unit.id).where(Unit.parent == ws.unit, Unit.void.is_(False)).exists(),
        "sprint": select(Sprint.id)
        .where(Sprint.start <= ws.today, Sprint.end >= ws.today, Sprint.void.is_(False))
        .exists(),
        "log": select(LogEntry.id).where(LogEntry.site == ws.site, LogEntry.void.is_(False)).exists(),
        "duty": select(DutyShift.id).where(DutyShift.site == ws.site, DutyShift.void.is_(False)).exists(),
        "documents": select(OfficialDocument.id)
        .where(OfficialDocument.site == ws.site, OfficialDocument.void.is_(False))
        .exists(),
        "meetings": select(Meeting.id).where(Meeting.void.is_(False)).exists(),
        "returns": select(MonthlyReturn.id).where(MonthlyReturn.void.is_(False)).exists(),
        "stock": select(StockAnswer.id)
        .where(StockAnswer.site == ws.site, StockAnswer.void.is_(False))
        .exists(),
        "support": select(SupportRequest.id).where(SupportRequest.void.is_(False)).exists(),
        "packages": select(PackageIn.digest).where(PackageIn.outcome == Outcome.NEW).exists(),
    }
    with ws.read() as session:
        answers = session.execute(select(*[asked.label(name) for name, asked in questions.items()])).one()
    there = {name for name, answer in answers._mapping.items() if answer} | {""}
    if there & {"tasks", "own"}:
        there.add("work")
    if {"tasks", "units"} <= there:
        there.add("stations")
    if {"venues", "packs"} <= there:
        there.add("standards")
    return there
