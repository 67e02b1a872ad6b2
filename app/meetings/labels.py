"""Words for meetings."""

from collections.abc import Mapping
from typing import Final

from db.models.meetings import MeetingKind

__all__ = ["MEETING_KINDS", "OUTCOMES"]

MEETING_KINDS: Final[Mapping[str, str]] = {
    MeetingKind.PROMOTION: "推进会",
    MeetingKind.DISPATCH: "调度会",
    MeetingKind.OTHER: "会议",
}
OUTCOMES: Final[Mapping[str, str]] = {"task": "列入任务清单", "order": "已下交办单"}
