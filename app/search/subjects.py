"""What the search box looks through: of each kind of record, the texts that are searched."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

__all__ = ["GROUPS", "SUBJECTS", "Group", "Subject", "group_of"]


class Group(StrEnum):
    """What results are gathered under."""

    TASK = "task"
    LOG = "log"
    ACTIVITY = "activity"
    PROBLEM = "problem"
    ORDER = "order"
    VENUE = "venue"
    PERSON = "person"
    UNIT = "unit"
    FILE = "file"
    DOCUMENT = "document"
    REPORT = "report"


GROUPS: Final[Mapping[Group, str]] = {
    Group.TASK: "任务",
    Group.PROBLEM: "问题",
    Group.ORDER: "交办单",
    Group.ACTIVITY: "活动",
    Group.LOG: "日志",
    Group.VENUE: "场所",
    Group.PERSON: "人员",
    Group.UNIT: "单位",
    Group.FILE: "文件",
    Group.DOCUMENT: "收文发文",
    Group.REPORT: "汇报和通知",
}
"""The groups in the order in which they are shown, and their words."""


class Subject(Struct, frozen=True):
    """One kind of record that is searched; columns by name.

    Attributes:
        titles: What a record is called: also found by the initials of its syllables. The first that is filled
            is shown.
        texts: What else is searched.
        day: Holds the date that is shown.
        activity: Where it is filled, the record is found among the activities.
    """

    group: Group
    titles: tuple[str, ...]
    texts: tuple[str, ...] = ()
    day: str = ""
    activity: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """All that are searched."""
        return (*self.titles, *self.texts)


SUBJECTS: Final[Mapping[str, Subject]] = {
    "task_item": Subject(Group.TASK, ("content",), ("code", "level1", "level2", "standard", "basis", "note")),
    "own_task": Subject(Group.TASK, ("content",), ("standard", "level1", "basis", "note")),
    "step": Subject(Group.TASK, (), ("text", "result"), "due_on"),
    "claim": Subject(Group.TASK, (), ("method", "output", "reason", "leader", "document_no")),
    "progress": Subject(Group.TASK, (), ("text", "obstacle", "next_step"), "on"),
    "question": Subject(Group.TASK, (), ("text", "wanted"), "asked_on"),
    "problem": Subject(
        Group.PROBLEM,
        ("description",),
        ("number", "clause", "goal", "leader", "commitment", "commitment_place", "found_by", "relapse_note"),
        "found_on",
    ),
    "order_slip": Subject(
        Group.ORDER,
        ("description",),
        ("number", "place", "clause", "requirement", "inspectors", "receiver"),
        "issued_on",
    ),
    "log_entry": Subject(Group.LOG, ("text",), ("place", "organiser"), "on", "activity"),
    "activity": Subject(Group.ACTIVITY, ("topic",), ("partner", "audience", "content", "handler")),
    "support_request": Subject(Group.REPORT, ("subject",), ("reason",), "raised_on"),
    "report_up": Subject(Group.REPORT, (), ("requests", "instruction", "decision", "to_whom"), "on"),
    "instruction": Subject(Group.REPORT, ("title",), ("text", "number"), "issued_on"),
    "meeting": Subject(Group.REPORT, ("title",), ("place", "chair", "agenda", "minutes", "materials"), "on"),
    "meeting_decision": Subject(Group.REPORT, ("text",), ("person",), "due_on"),
    "venue": Subject(Group.VENUE, ("name",), ("address", "keeper", "phone", "note")),
    "person": Subject(Group.PERSON, ("name",), ("post", "phone")),
    "contact": Subject(Group.UNIT, ("name",), ("post", "phone")),
    "unit": Subject(Group.UNIT, ("name",), ("code", "number", "township")),
    "evidence": Subject(Group.FILE, ("title", "file_name"), (), "on"),
    "official_document": Subject(
        Group.DOCUMENT,
        ("title",),
        ("document_no", "issuer", "number", "addressees", "handler", "note"),
        "registered_on",
    ),
    "file_item": Subject(Group.FILE, ("title",), ("document_no", "issuer", "archive_no", "caption", "note")),
}
"""By the name of the kind."""


def group_of(kind: str, data: Mapping[Any, Any]) -> Group:
    """Return where a record belongs: an entry of the log that names a kind of activity is one."""
    subject = SUBJECTS[kind]
    return Group.ACTIVITY if subject.activity and data[subject.activity] else subject.group
