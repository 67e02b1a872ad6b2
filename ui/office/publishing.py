"""Looking through what a new version changes before it is published: tasks and standards alike."""

from collections.abc import Iterable

from PySide6.QtGui import QAction

from app.office.versions import Change, DiffRow
from app.tasks.labels import LABELS
from ui.office.review import Review
from ui.paged_model import Cell, Column

__all__ = ["change_review", "changes_first", "changes_text", "counts_text"]


def change_review(*, what: str, back: QAction, publish: QAction) -> Review[DiffRow]:
    """Return a review of the items of a version; `what` is the head of the column with their titles."""
    return Review(
        [
            Column("变化", lambda row: [row.change_label], cell=Cell.TAGS, width=4),
            Column("编码", lambda row: row.code, width=5),
            Column(what, lambda row: row.title, width=18),
            Column("改了什么", changes_text, stretch=True),
        ],
        key=lambda row: row.key,
        groups=[(change.value, LABELS["change"][change]) for change in Change],
        group_of=lambda row: {row.change.value},
        explain=lambda row: changes_text(row) or row.title,
        back=back,
        accept=publish,
    )


def changes_first(rows: Iterable[DiffRow]) -> list[DiffRow]:
    """Return the rows with those that did not change last."""
    return sorted(rows, key=lambda row: row.change is Change.SAME)


def changes_text(row: DiffRow) -> str:
    """Return the changed facts of an item in one line."""
    return "；".join(_fact(change.name, change.before, change.after) for change in row.fields)


def _fact(name: str, before: str, after: str) -> str:
    return f"{name}：{before or '（空）'} → {after or '（空）'}"


def counts_text(rows: Iterable[DiffRow]) -> str:
    """Return "新增 2 项、修改 1 项、撤回 1 项", or that nothing changed."""
    counts = dict.fromkeys(Change, 0)
    for row in rows:
        counts[row.change] += 1
    told = [
        f"{LABELS['change'][change]} {counts[change]} 项"
        for change in (Change.ADDED, Change.CHANGED, Change.WITHDRAWN)
        if counts[change]
    ]
    return "、".join(told) or "没有变化"
