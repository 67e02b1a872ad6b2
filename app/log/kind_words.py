"""What kinds of records are called, for lists that show any of them."""

from collections.abc import Mapping
from typing import Final

__all__ = ["KIND_WORDS", "OTHER", "kind_word"]

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

_WORDS: Final[Mapping[str, str]] = {
    "activity": "活动登记",
    "answer": "县里答复",
    "archive_box": "档案盒",
    "campaign": "活动方案",
    "certificate": "电脑登记",
    "check_result": "核查结果",
    "check_run": "核查",
    "claim": "认领",
    "closure_request": "办结、销号申请",
    "contact": "通讯录",
    "daily_report": "每日报告",
    "day_plan": "每日安排",
    "deliverable": "成果",
    "dispatch_month": "调度月",
    "duty_shift": "值班",
    "evidence": "佐证",
    "evidence_use": "佐证的用处",
    "extension_request": "延期申请",
    "file_item": "卷内文件",
    "first_look": "先看这些",
    "handover": "交接",
    "holiday": "节假日",
    "instruction": "通知要求",
    "instruction_receipt": "通知回执",
    "key_succession": "换钥匙",
    "log_entry": "日志",
    "monthly_return": "月报",
    "order_slip": "交办单",
    "own_task": "自增任务",
    "person": "人员",
    "phase": "阶段",
    "phase_step": "阶段步骤",
    "problem": "问题",
    "progress": "进展",
    "question": "疑问或异议",
    "report_draft": "报表草稿",
    "report_up": "向上汇报",
    "reporting_rule": "报送规则",
    "return_note": "月报更正",
    "service": "服务村",
    "service_target": "服务目标",
    "sprint": "迎检期",
    "standard_item": "标准条目",
    "standard_pack": "标准",
    "step": "步骤",
    "support_reply": "需支持事项答复",
    "support_request": "需支持事项",
    "support_step": "需支持事项进展",
    "task_item": "任务项",
    "task_package": "任务清单",
    "unit": "单位",
    "venue": "场所",
    "verdict": "县里核验",
    "village_adoption": "接收村",
    "village_handover": "移交村",
    "village_record": "移交内容",
}


def kind_word(kind: str) -> str:
    """Return what people call a kind of record; one that has no word yet is a record."""
    return _WORDS.get(kind, OTHER)
