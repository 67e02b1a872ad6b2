"""Chinese names of what is stored about units."""

from collections.abc import Mapping
from enum import StrEnum

from db.models.units import UnitKind

__all__ = ["DRAFT_LABELS", "SIZE_LABELS", "UNIT_KIND_LABELS", "DraftState", "StationSize", "station_size"]

UNIT_KIND_LABELS: Mapping[str, str] = {
    UnitKind.OFFICE: "县级主管单位",
    UnitKind.STATION: "文化站",
    UnitKind.VILLAGE: "村（社区）",
}


class StationSize(StrEnum):
    """The size class of a station, which its thresholds may follow."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


SIZE_LABELS: Mapping[str, str] = {
    StationSize.SMALL: "小型",
    StationSize.MEDIUM: "中型",
    StationSize.LARGE: "大型",
}


def station_size(population: int | None) -> StationSize:
    """Return the size class for a served population; an unknown one counts as small.

    Source: 建标160-2012《乡镇综合文化站建设标准》: below 30,000 small, up to 50,000 medium, above large.
    """
    if population is None or population < 30_000:
        return StationSize.SMALL
    return StationSize.MEDIUM if population < 50_000 else StationSize.LARGE


class DraftState(StrEnum):
    """What adding a row of a list would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


DRAFT_LABELS: Mapping[str, str] = {
    DraftState.NEW: "新增",
    DraftState.CHANGED: "更新",
    DraftState.SAME: "已有",
    DraftState.REFUSED: "不能用",
}
