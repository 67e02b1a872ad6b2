"""What is said about a task above its tabs, and about its proof."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.tasks.ledger import LedgerRow
    from app.tasks.revisions import FieldChange

__all__ = ["enough_of", "note_of"]


def note_of(row: "LedgerRow", changes: "Sequence[FieldChange]") -> str:
    """Return what must be known before anything else, a line each; "" where all is well.

    Args:
        row: The task.
        changes: What a new version of the list did to it, while the station has not looked at that.
    """
    notes = []
    if row.adopted_by:
        notes.append("县里已把这一项纳入清单。点“转到县里清单”，进展、步骤和佐证都跟过去，不用再写一遍。")
    if row.takes_over and row.claim is None:
        notes.append(f"这一项由本站自增的“{row.takes_over}”纳入。认领时，原来的进展、步骤和佐证都跟过来。")
    if row.returned_reason:
        notes.append(f"县里退回：{row.returned_reason}")
    if row.needs_look:
        notes.append("新版清单改了这一项，请看一眼。")
        notes += [f"{one.name}：原“{one.before or '空'}”，现“{one.after or '空'}”" for one in changes]
    if row.open and row.ability_word == "县里未同意":
        notes.append(f"县里认为本站能办：{row.county_word}")
    if row.open and row.extension == "refused":
        notes.append(f"延期没有同意：{row.extension_word}")
    if row.open and row.missed:
        notes.append(f"漏办 {len(row.missed)} 次：{row.missed_words}。补记时把日期写成当时的日期。")
    if not notes and row.open_question:
        notes.append("有疑问或异议在等县里答复。")
    elif not notes and row.obstacle:
        notes.append(f"困难：{row.obstacle}")
    return "\n".join(notes)


def enough_of(row: "LedgerRow") -> str:
    """Return what proof is asked for and how much of it is there."""
    if row.evidence_missing:
        return f"还差 {row.evidence_lack}。把照片或文件拖到这里也行。"
    if row.evidence_count:
        return "材料已够，不用再补。"
    return "这一项不要求佐证。需要时可以把照片或文件拖到这里。"
