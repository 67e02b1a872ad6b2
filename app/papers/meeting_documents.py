"""The papers of meetings, as the list of papers knows them."""

from typing import Final

from app.papers.document import OFFICE, Document
from app.papers.gather import meetings

__all__ = ["MEETINGS"]

_CHOICES = frozenset({"meeting"})
MEETINGS: Final = (
    Document(
        "会议通知",
        OFFICE,
        "最近一次会议的通知；以前的在“调度”的“会议”里印",
        "meetings",
        meetings.notice,
        None,
        _CHOICES,
    ),
    Document(
        "会议签到表",
        OFFICE,
        "请来的站都印好了，留有空行",
        "meetings",
        meetings.sign_in,
        None,
        _CHOICES,
    ),
    Document(
        "会议纪要",
        OFFICE,
        "谁到会、说了什么、定了什么事由谁办",
        "meetings",
        meetings.minutes,
        None,
        _CHOICES,
    ),
)
