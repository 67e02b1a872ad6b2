"""The papers that look at the tasks from one side: time, people, questions."""

from typing import Final

from app.papers.document import BOTH, Document
from app.papers.gather import task_depth

__all__ = ["TASK_DOCUMENTS"]

_SHEET = frozenset({"paper", "larger"})
TASK_DOCUMENTS: Final = (
    Document(
        "序时进度表",
        BOTH,
        "应到和实到的进度，谁超前谁落后，一年的横道图",
        "work",
        task_depth.schedules,
        task_depth.schedule_workbook,
        _SHEET | {"station"},
    ),
    Document(
        "责任人任务单",
        BOTH,
        "每个人手里有几件、哪些急，没有责任人的列在最前",
        "work",
        task_depth.duties,
        None,
        _SHEET | {"station"},
    ),
    Document(
        "疑问异议汇总表",
        BOTH,
        "提出的疑问、异议和县里的答复",
        "tasks",
        task_depth.questions,
        task_depth.questions_workbook,
        _SHEET | {"station"},
    ),
)
