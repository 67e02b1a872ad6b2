"""What was sent and received, as tables."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.sync.differences import RecordChange
    from app.sync.history import IntakeRow, ReceivedRow, SentRow
    from app.sync.results import FileResult
    from app.workspace import Workspace

__all__ = [
    "CHANGE",
    "file_table",
    "intake_table",
    "moment",
    "receipt_words",
    "received_table",
    "record_table",
    "sent_table",
    "size_words",
]

T = TypeVar("T")

CHANGE: Final = "变化（原来 → 现在）"

RECEIPT_DAYS: Final = 3
"""After so many days without a receipt a package counts as not received."""

_KINDS: Final = {"start": "开站包", "up": "上报包", "down": "下发包", "receipt": "回执", "rebuild": "重建包"}
_LIGHTS: Final = {
    "new": "green",
    "known": "grey",
    "waiting": "blue",
    "damaged": "red",
    "foreign": "red",
    "quarantined": "yellow",
    "newer": "yellow",
    "other": "grey",
    "undone": "grey",
}


def sent_table(ws: "Workspace", *, with_name: bool) -> "LedgerView[SentRow]":
    """Return packages made here with their receipts, newest first."""

    def fetch(offset: int, limit: int, _order: object) -> "Sequence[SentRow]":
        from app.sync.history import list_sent

        return list_sent(ws, offset=offset, limit=limit)

    columns: list[Column[SentRow]] = [
        Column("包号", lambda row: row.number, cell=Cell.NUMBER, width=2),
        Column("做于", lambda row: moment(row.made_at), width=6),
        Column(
            "回执",
            lambda row: receipt_words(row, ws.now()) + ("" if row.sealed else "　没有加密"),
            stretch=True,
        ),
        Column("大小", lambda row: size_words(row.size_bytes), width=4),
        Column("附件", lambda row: row.blobs or None, cell=Cell.NUMBER, width=2),
    ]
    if with_name:
        columns.insert(1, Column("发给", lambda row: row.name, width=8))
        columns.insert(2, Column("类别", lambda row: _KINDS.get(row.kind, row.kind), width=3))
    made = _table(columns, fetch, lambda row: row.digest, "还没有发出过数据包。")
    made.fit(("包号", "发给", "做于", "回执"), ("类别", "大小", "附件"))
    return made


def received_table(ws: "Workspace", *, with_name: bool) -> "LedgerView[ReceivedRow]":
    """Return packages that came, waiting ones first."""

    def fetch(offset: int, limit: int, _order: object) -> "Sequence[ReceivedRow]":
        from app.sync.history import list_received

        return list_received(ws, offset=offset, limit=limit)

    columns: list[Column[ReceivedRow]] = [
        Column("包号", lambda row: row.number, cell=Cell.NUMBER, width=2),
        Column("收到", lambda row: moment(row.received_at), width=6),
        Column("结果", lambda row: (_LIGHTS[row.outcome], row.label), cell=Cell.LIGHT),
        Column("说明", lambda row: row.sentence, stretch=True),
        Column("改动", lambda row: row.entries, cell=Cell.NUMBER, width=3),
        Column("附件", lambda row: row.blobs or None, cell=Cell.NUMBER, width=2),
    ]
    if with_name:
        columns.insert(0, Column("单位", lambda row: row.name, width=8))
    made = _table(columns, fetch, lambda row: row.digest, "还没有收到过数据包。")
    made.fit(("单位", "包号", "收到", "结果", "说明"), ("改动", "附件"))
    return made


def intake_table(ws: "Workspace") -> "LedgerView[IntakeRow]":
    """Return acts of receiving, newest first."""

    def fetch(offset: int, limit: int, _order: object) -> "Sequence[IntakeRow]":
        from app.sync.history import list_intakes

        return list_intakes(ws, limit=offset + limit)[offset:]

    columns: list[Column[IntakeRow]] = [
        Column("接收于", lambda row: moment(row.at), width=8),
        Column("经手", lambda row: row.person, width=4),
        Column("包", lambda row: row.packages, cell=Cell.NUMBER, width=2),
        Column("单位", lambda row: "、".join(row.names), stretch=True),
        Column("状态", _intake_state, width=7),
    ]
    return _table(columns, fetch, lambda row: str(row.batch), "还没有接收过。")


def file_table(rows: "Callable[[], Sequence[FileResult]]") -> "LedgerView[FileResult]":
    """Return what became, or would become, of each file."""
    from app.overview.reports import change_words

    columns: list[Column[FileResult]] = [
        Column("单位", lambda row: row.name, width=8),
        Column("包号", lambda row: row.number, cell=Cell.NUMBER, width=2),
        Column("结果", lambda row: (_LIGHTS[row.outcome], row.label), cell=Cell.LIGHT),
        Column("改动", lambda row: change_words(row.changes), width=12),
        Column("照片附件", lambda row: f"{row.new_blobs}/{row.blobs}" if row.blobs else "", width=4),
        Column(
            "说明",
            lambda row: row.sentence if row.sealed else f"没有加密。{row.sentence}",
            stretch=True,
            hint=lambda row: f"{row.path.name}\n{row.sentence}",
        ),
    ]
    return _table(
        columns,
        lambda offset, limit, _order: rows()[offset : offset + limit],
        lambda row: str(row.path),
        "这里没有数据包。数据包的文件名以 .zwt 结尾，请看是否选错了文件夹。",
    )


def record_table(
    rows: "Callable[[], Sequence[RecordChange]]",
    *,
    with_unit: bool = False,
    empty: str = "选中的文件里没有记录变化。",
) -> "LedgerView[RecordChange]":
    """Return what becomes of each record: where, which, before and after."""
    columns: list[Column[RecordChange]] = [
        Column("村", lambda row: row.village, width=6),
        Column("类别", lambda row: row.kind_word, width=5),
        Column("记录", lambda row: row.title, width=14, hint=lambda row: row.title),
        Column(CHANGE, lambda row: row.words, stretch=True, hint=lambda row: row.words),
    ]
    if with_unit:
        columns.insert(0, Column("单位", lambda row: row.unit_name, width=8))
    return _table(
        columns,
        lambda offset, limit, _order: rows()[offset : offset + limit],
        lambda row: f"{row.unit}{row.village}{row.kind_word}{row.title}{row.words}",
        empty,
    )


def receipt_words(row: "SentRow", now: datetime) -> str:
    """Say whether a package arrived, and since when nothing was heard of it."""
    if answered(row):
        return row.receipt
    if row.kind == "start":
        return "等第一个上报包"
    if row.kind == "receipt":
        return "回执，不用等"
    days = (now - row.made_at).days
    return f"{days} 天没有回执，可能没收到" if days >= RECEIPT_DAYS else "等回执"


def answered(row: "SentRow") -> bool:
    """Tell whether the other side has said anything since a package was made: an empty one proves nothing else."""
    return bool(row.receipt) and row.answered_at is not None and row.answered_at >= row.made_at


def moment(instant: datetime) -> str:
    """Return an instant as day and time in China."""
    from app.clock import local

    return f"{local(instant):%m-%d %H:%M}"


def size_words(size_bytes: int) -> str:
    """Return a size as people read it."""
    from app.sync.rejections import size_text

    return size_text(size_bytes)


def _intake_state(row: "IntakeRow") -> str:
    if row.undone_at is not None:
        return f"{moment(row.undone_at)} 撤销"
    return "" if row.can_undo else "已过撤销期"


def _table(
    columns: "list[Column[T]]",
    fetch: "Callable[[int, int, object], Sequence[T]]",
    key: "Callable[[T], str]",
    empty: str,
) -> "LedgerView[T]":
    view = LedgerView(PagedModel(columns, fetch, key), empty=EmptyState(empty))
    view.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
    return view
