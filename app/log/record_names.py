"""Chinese names of the fields of records, and of the values some fields hold: for their history."""

from collections.abc import Mapping
from typing import Final

from app.documents.labels import URGENCIES
from app.facilities.labels import LABELS as FACILITIES
from app.rectification.labels import LABELS as RECTIFICATION
from app.tasks.labels import LABELS as TASKS
from app.work.labels import ACTIVITIES

__all__ = ["FIELD_NAMES", "VALUE_NAMES"]

_LIMIT: Final = {"limit_text": "时限", "limit_end": "截止日期"}
_PEOPLE: Final = {"responsible": "责任人", "leader": "责任领导"}

FIELD_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "claim": {
        "decision": "说法",
        "reason": "理由",
        "ability": "办理能力",
        **_PEOPLE,
        "claimed_on": "认领日期",
        "start_on": "开始日期",
        "finish_on": "自定完成时限",
        "method": "措施",
        "output": "预期成果",
        "near_goal": "近期目标",
        "long_goal": "长远目标",
        "document_no": "文号",
        "item_version": "看过的清单版本",
    },
    "progress": {
        "on": "日期",
        "text": "内容",
        "percent": "进度（%）",
        "quantity": "数量",
        "obstacle": "困难",
        "next_step": "下一步",
    },
    "step": {"text": "步骤", "weight": "权重", "due_on": "期限", "done_on": "完成日期", "result": "结果"},
    "own_task": {
        "content": "任务",
        "standard": "要求",
        **_LIMIT,
        "category": "类别",
        "quantity": "数量",
        "quantity_unit": "单位",
        "note": "备注",
    },
    "closure_request": {
        "turn": "第几次",
        "result": "完成情况",
        "completed_on": "完成日期",
        "requested_on": "申请日期",
    },
    "extension_request": {
        "limit_end": "原截止日期",
        "wanted_end": "想延到",
        "reason": "理由",
        "requested_on": "申请日期",
    },
    "question": {
        "kind": "种类",
        "reason_code": "原因",
        "text": "内容",
        "wanted": "希望怎么处理",
        "asked_on": "日期",
    },
    "verdict": {
        "decision": "决定",
        "reason": "原因",
        "until": "延到",
        "decided_on": "日期",
        "verifier": "核验人",
    },
    "answer": {"result": "答复", "text": "内容", "answered_on": "日期"},
    "problem": {
        "number": "编号",
        "source": "来源",
        "description": "问题",
        "found_on": "发现日期",
        "found_by": "发现人",
        "clause": "标准要求",
        "severity": "程度",
        "ability": "办理能力",
        "goal": "目标",
        "measures": "措施",
        **_LIMIT,
        **_PEOPLE,
        "commitment": "公开承诺",
        "commitment_place": "公开地点",
        "commitment_on": "公开日期",
        "relapsed_on": "反弹日期",
        "relapse_note": "反弹情况",
    },
    "order_slip": {
        "number": "编号",
        "place": "地点",
        "description": "问题",
        "requirement": "要求",
        "limit_end": "期限",
        "inspectors": "检查人",
        "receiver": "接收人",
    },
    "official_document": {
        "number": "登记号",
        "title": "标题",
        "document_no": "文号",
        "issuer": "发文单位",
        "issued_on": "成文日期",
        "registered_on": "登记日期",
        "pages": "页数",
        "urgency": "紧急程度",
        "addressees": "主送",
        "handler": "承办人",
        "note": "办理情况",
    },
    "venue": {
        "name": "名称",
        "kind": "类型",
        "unit": "所在村（站）",
        "address": "地址",
        "built_year": "建成年份",
        "indoor_m2": "室内面积",
        "outdoor_m2": "室外面积",
        "hours": "开放时间",
        "keeper": "管理员",
        "phone": "电话",
        "state": "状况",
        "note": "备注",
    },
    "check_run": {"on": "日期", "kind": "方式", "checker": "核查人", "finished": "已查完", "note": "备注"},
    "check_result": {"item_code": "项目", "value": "实有", "finding": "结论", "note": "说明"},
    "log_entry": {
        "on": "日期",
        "text": "内容",
        "place": "地点",
        "unit": "村",
        "activity": "种类",
        "people": "人数",
        "organiser": "主办",
    },
    "activity": {
        "topic": "主题",
        "hours": "时间",
        "partner": "协办",
        "audience": "参加对象",
        "content": "经过",
        "handler": "经办人",
    },
    "service": {"unit": "村", "on": "日期", "times": "场次", "people": "人数"},
}
"""What is shown of each kind; ids that say nothing to a reader are left out."""

VALUE_NAMES: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("claim", "decision"): TASKS["decision"],
    ("claim", "ability"): TASKS["ability"],
    ("question", "kind"): TASKS["question"],
    ("question", "reason_code"): TASKS["reason"],
    ("answer", "result"): TASKS["answer"],
    ("verdict", "decision"): TASKS["verdict"],
    ("problem", "source"): RECTIFICATION["source"],
    ("problem", "severity"): RECTIFICATION["severity"],
    ("problem", "ability"): RECTIFICATION["ability"],
    ("venue", "kind"): FACILITIES["venue_kind"],
    ("venue", "state"): FACILITIES["venue_state"],
    ("check_run", "kind"): FACILITIES["check_kind"],
    ("check_result", "finding"): FACILITIES["finding"],
    ("log_entry", "activity"): ACTIVITIES,
    ("official_document", "urgency"): URGENCIES,
}
