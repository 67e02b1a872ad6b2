"""What counts as proof, by the category of an item. Nothing is asked where the list asks for no files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.tasks.station_facts import StationFacts

__all__ = ["BUILDING", "DOCUMENT", "proof_asked", "proof_lack"]

DOCUMENT: Final = "政策文件"
ACTIVITY: Final = "活动开展"
BUILDING: Final = "基础设施"

_ASKED: Final[Mapping[str, str]] = {
    DOCUMENT: "文号和扫描件",
    ACTIVITY: "有人数的活动记录和照片",
    BUILDING: "一次达标的设施核查",
}


def proof_asked(category: str, evidence_count: int) -> str:
    """Return what proves an item of this category, in words; "" where files alone do, or nothing is asked."""
    return _ASKED.get(category, "") if evidence_count else ""


def proof_lack(category: str, evidence_count: int, facts: "StationFacts") -> str:
    """Return what the category asks for beside files and is not there: "文号"; "" where nothing lacks."""
    if not evidence_count:
        return ""
    if category == DOCUMENT and not facts.document_no:
        return "文号"
    if category == ACTIVITY and not facts.activities:
        return "有人数的活动记录"
    if category == BUILDING and facts.proof_check is None:
        return "一次达标的设施核查"
    return ""
