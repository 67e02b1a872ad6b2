"""What kinds of records are called, for lists that show any of them."""

from collections.abc import Mapping
from typing import Final

__all__ = ["KIND_WORDS", "OTHER"]

OTHER: Final = "其他记录"
KIND_WORDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "log_entry": ("日志", ("text",)),
    "problem": ("问题", ("description",)),
    "venue": ("场所", ("name",)),
    "check_run": ("核查", ("note", "checker")),
    "order_slip": ("交办单", ("description",)),
    "evidence": ("文件", ("title", "file_name")),
    "claim": ("认领", ("method", "leader")),
    "progress": ("进展", ("text",)),
    "question": ("疑问", ("text",)),
    "closure_request": ("办结申请", ("result",)),
    "person": ("人员", ("name",)),
    "unit": ("单位", ("name",)),
    "task_package": ("任务清单", ("name",)),
    "task_item": ("任务", ("content",)),
    "standard_pack": ("标准", ("name",)),
    "standard_item": ("核查项", ("name",)),
    "campaign": ("活动方案", ("name",)),
    "report_up": ("汇报单", ("requests", "to_whom")),
    "support_request": ("需支持事项", ("subject",)),
    "duty_shift": ("值班", ("post", "person")),
    "file_item": ("归档文件", ("title", "document_no")),
    "archive_box": ("档案盒", ("title", "place")),
    "instruction": ("通知要求", ("title",)),
}
"""Of each kind its word, and the columns that say which record it is; what is not here goes along with one of them."""
