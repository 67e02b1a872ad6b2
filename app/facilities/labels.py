"""Chinese names of what facilities store and compute."""

from collections.abc import Mapping
from typing import Final

from app.facilities.judging import Standing
from db.models.facilities import CheckKind, Confidence, Finding, PackLevel, ValueKind, VenueKind, VenueState

__all__ = ["LABELS", "label"]

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "venue_kind": {
        VenueKind.STATION_HOUSE: "综合文化站",
        VenueKind.VILLAGE_CENTRE: "村级综合性文化服务中心",
        VenueKind.BOOKROOM: "农家书屋",
        VenueKind.SQUARE: "文体广场",
        VenueKind.STAGE: "戏台（舞台）",
        VenueKind.SPORTS_GROUND: "体育健身场地",
        VenueKind.OTHER: "其他场所",
    },
    "venue_state": {
        VenueState.IN_USE: "在用",
        VenueState.CLOSED: "停用",
        VenueState.MISUSED: "挪用",
        VenueState.BUILDING: "在建",
        VenueState.REPAIR: "待修",
    },
    "level": {PackLevel.STATION: "乡镇综合文化站", PackLevel.VILLAGE: "村级文化服务中心"},
    "value_kind": {ValueKind.NUMBER: "数量", ValueKind.YES_NO: "是否", ValueKind.LIST: "清单"},
    "confidence": {Confidence.HIGH: "可靠", Confidence.MEDIUM: "较可靠", Confidence.LOW: "待核"},
    "check_kind": {
        CheckKind.SELF: "自查",
        CheckKind.INSPECTION: "督查",
        CheckKind.SPOT_CHECK: "抽查",
    },
    "finding": {
        Finding.MET: "达标",
        Finding.BASICALLY_MET: "基本达标",
        Finding.NOT_MET: "不达标",
        Finding.NOT_APPLICABLE: "不适用",
        Finding.NOT_CHECKED: "未查",
    },
    "standing": {
        Standing.VETOED: "一票否决",
        Standing.SHORT: "有缺口",
        Standing.INCOMPLETE: "没查完",
        Standing.BASIC: "基本达标",
        Standing.MET: "全部达标",
    },
}


def label(subject: str, value: str) -> str:
    """Return the Chinese name of a stored value; what is unknown here is shown as it is."""
    return LABELS[subject].get(value, value)
