"""The columns of the ledger."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ui.paged_model import Cell, Column

if TYPE_CHECKING:
    from app.tasks.ledger import LedgerRow

__all__ = ["ledger_columns"]


def ledger_columns(told_on: Callable[[str], date | None]) -> "list[Column[LedgerRow]]":
    """Return them in their order; which of them are shown depends on the room.

    Args:
        told_on: Says by item when the township first heard of it.
    """
    return [
        Column("序号", lambda row: row.number, sort="number", width=3),
        Column("指标", lambda row: row.level1, sort="group", width=6),
        Column("任务", lambda row: row.content, sort="content", stretch=True),
        Column(
            "时限",
            lambda row: row.due_on or row.limit_text,
            sort="due",
            width=6,
            hint=_limit_words,
        ),
        Column("时限原文", lambda row: row.limit_text, width=8),
        Column("要求", lambda row: row.standard, width=12),
        Column("变动", lambda row: "自增" if row.own else row.revised, width=3),
        Column("灯", lambda row: (row.light, row.light_word), sort="light", cell=Cell.LIGHT),
        Column("阶段", lambda row: row.stage_label, sort="stage", width=5),
        Column("责任方", lambda row: row.holder_label, sort="holder", width=4),
        Column("办理能力", lambda row: row.ability_label, sort="ability", width=5),
        Column("责任人", lambda row: row.responsible_name, sort="responsible", width=4),
        Column("进度", _progress, sort="percent", width=5),
        Column("佐证", _evidence, sort="evidence", width=3),
        Column("已汇报", lambda row: told_on(row.item), cell=Cell.DATE, width=6),
        Column("最近记录", lambda row: row.last_on, sort="last", cell=Cell.DATE, width=6),
    ]


def _limit_words(row: "LedgerRow") -> str:
    if row.limit_was:
        return f"{row.limit_text}（{row.limit_was}），已延到 {row.limit_end}"
    return row.limit_text


def _progress(row: "LedgerRow") -> str:
    if row.sessions is not None:
        return f"{row.sessions[0]}/{row.sessions[1]}"
    return "" if row.percent is None else f"{row.percent}%"


def _evidence(row: "LedgerRow") -> str:
    if row.evidence_missing:
        return f"差 {row.evidence_missing}"
    return "够" if row.evidence_count else ""
