"""Chinese names of what reporting stores and computes."""

from collections.abc import Mapping
from typing import Final

from db.models.reporting import ReportForm
from db.models.support import SupportKind, SupportLevel, SupportState

__all__ = ["FORMS", "KINDS", "LEVELS", "STATES", "WHOM"]

FORMS: Final[Mapping[str, str]] = {
    ReportForm.ORAL: "口头",
    ReportForm.WRITTEN: "书面",
    ReportForm.MEETING: "会议",
}
WHOM: Final = ("分管领导", "主要领导", "党委会")
"""To whom a station usually reports; any other words may be typed."""
KINDS: Final[Mapping[str, str]] = {
    SupportKind.FUNDS: "资金",
    SupportKind.PLACE: "场地",
    SupportKind.STAFF: "人员",
    SupportKind.EQUIPMENT: "设备",
    SupportKind.POLICY: "政策",
    SupportKind.COORDINATION: "部门协调",
}
LEVELS: Final[Mapping[str, str]] = {
    SupportLevel.TOWNSHIP: "乡镇",
    SupportLevel.BUREAU: "县局",
    SupportLevel.COUNTY: "县委县政府",
}
STATES: Final[Mapping[str, str]] = {
    SupportState.RAISED: "提出",
    SupportState.TOWNSHIP_ACCEPTED: "乡镇已受理",
    SupportState.SENT_TO_COUNTY: "已报县",
    SupportState.COORDINATING: "协调中",
    SupportState.SOLVED: "已解决",
    SupportState.PARTLY_SOLVED: "部分解决",
    SupportState.REFUSED: "不予支持",
}
