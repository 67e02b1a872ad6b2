"""Chinese names of what the log stores."""

from collections.abc import Mapping
from typing import Final

__all__ = ["ACTIVITIES", "PERIODS"]

ACTIVITIES: Final[Mapping[str, str]] = {
    "": "日常工作",
    "show": "文艺演出",
    "training": "培训辅导",
    "lecture": "讲座",
    "exhibition": "展览展示",
    "reading": "阅读活动",
    "sports": "体育健身",
    "film": "电影放映",
    "books": "送书下乡",
    "volunteer": "志愿服务",
    "other": "其他活动",
}
"""Kinds of activity; a line without one is everyday work."""

PERIODS: Final[Mapping[str, str]] = {"month": "每月", "quarter": "每季度"}
"""How often a village is to be served."""
