"""The papers of reporting: to the township, to the county, and the county's own."""

from typing import Final

from app.papers.document import OFFICE, STATION, Document
from app.papers.gather import briefing, dispatch, reporting

__all__ = ["REPORTING"]

_SHEET = frozenset({"paper", "larger"})
REPORTING: Final = (
    Document(
        "汇报单",
        STATION,
        "一页大字，向乡镇领导汇报，领导在上面批示签字",
        "units",
        briefing.briefing,
        word=briefing.briefing_word,
    ),
    Document(
        "工作小结",
        STATION,
        "一周、一月或任意几天：做了什么、下步打算、需要协调的事",
        "log",
        reporting.summary,
        choices=frozenset({"span"}),
        word=reporting.summary_word,
    ),
    Document(
        "月报表",
        STATION,
        "报县里的月报，上报以后数字不再变",
        "units",
        reporting.monthly_return,
        choices=frozenset({"month"}),
        word=reporting.monthly_return_word,
    ),
    Document(
        "各站月报表",
        OFFICE,
        "各站报来的月报，一站一份",
        "returns",
        reporting.monthly_return,
        choices=frozenset({"month", "station"}),
    ),
    Document("每日工作报告", STATION, "迎检期每天一张，没有情况也报", "sprint", reporting.day_report),
    Document(
        "值班表",
        STATION,
        "贴在墙上的值班安排，换班的注明原来是谁",
        "duty",
        reporting.duty_roster,
        choices=frozenset({"span"}),
    ),
    Document(
        "月调度表",
        OFFICE,
        "各站月报汇成一张表，按办结率排列，逾期和更正列在下面",
        "returns",
        dispatch.dispatch,
        dispatch.dispatch_workbook,
        _SHEET | {"month"},
    ),
    Document(
        "需支持事项清单",
        OFFICE,
        "各站办不了、要乡镇和县里解决的事，按乡镇排列，开会议定",
        "support",
        dispatch.agenda,
        dispatch.agenda_workbook,
        _SHEET | {"station"},
    ),
    Document(
        "每日报告情况表",
        OFFICE,
        "迎检期各站哪天报了、零报告、补报和缺报",
        "sprint",
        dispatch.county_days,
    ),
)
