"""Fields of records and their values as people read them, for before and after side by side."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

import msgspec
from msgspec import Struct

__all__ = ["FieldChange", "data_changes", "field_changes", "record_title"]

_WORDS: Final[Mapping[str, str]] = {
    "ability": "办理能力",
    "address": "地址",
    "answered_on": "答复日期",
    "asked_on": "提出日期",
    "audience": "受益对象",
    "built_year": "建成年份",
    "captured_at": "拍摄时间",
    "checker": "核查人",
    "claimed_on": "认领日期",
    "clause": "条款",
    "code": "代码",
    "commitment": "承诺",
    "commitment_on": "承诺日期",
    "commitment_place": "公示地点",
    "completed_on": "完成日期",
    "content": "内容",
    "decided_on": "核验日期",
    "decision": "结论",
    "description": "问题描述",
    "document_no": "文号",
    "evidence": "佐证要求",
    "file_name": "文件名",
    "finding": "核查结论",
    "finish_on": "完成时限",
    "finished": "核查完毕",
    "fixed_on_spot": "当场整改",
    "found_by": "发现人",
    "found_on": "发现日期",
    "goal": "目标",
    "handler": "经办人",
    "hours": "开放时间",
    "indoor_m2": "室内面积",
    "issued_on": "交办日期",
    "keeper": "管理员",
    "leader": "分管领导",
    "limit_end": "时限",
    "limit_text": "时限要求",
    "long_goal": "长期目标",
    "measures": "整改措施",
    "method": "工作措施",
    "name": "名称",
    "near_goal": "近期目标",
    "next_step": "下一步",
    "note": "备注",
    "number": "编号",
    "obstacle": "存在问题",
    "on": "日期",
    "organiser": "组织者",
    "outdoor_m2": "室外面积",
    "output": "成果",
    "partner": "合作单位",
    "people": "人数",
    "percent": "完成百分比",
    "phone": "电话",
    "photo_no": "照片号",
    "place": "地点",
    "population": "人口",
    "post": "职务",
    "quantity": "数量",
    "reason": "原因",
    "receiver": "签收人",
    "requirement": "要求",
    "requested_on": "申请日期",
    "result": "结果",
    "severity": "严重程度",
    "since": "开始",
    "standard": "标准",
    "start_on": "开始日期",
    "state": "状况",
    "text": "内容",
    "title": "标题",
    "topic": "主题",
    "township": "乡镇",
    "until": "到期",
    "value": "实测",
    "verifier": "核验人",
    "wanted": "希望",
    "why": "原因",
}
_TITLES: Final = ("title", "name", "text", "description", "content", "number", "file_name", "topic", "result")
_READABLE = re.compile(r"[-0-9.: TZ]*\Z")


class FieldChange(Struct, frozen=True):
    """One field before and after; empty texts stand for nothing.

    Attributes:
        word: What people call the field.
        field: What the program calls it; "" of what is no field.
    """

    word: str
    before: str
    after: str
    field: str = ""


def record_title(data: Mapping[str, Any]) -> str:
    """Return the words by which people know a record, shortened to 40 characters; "" where it has none."""
    for name in _TITLES:
        value = data.get(name)
        if isinstance(value, str) and value:
            first = value.splitlines()[0]
            return first if len(first) <= 40 else f"{first[:39]}…"
    return ""


def field_changes(before: bytes | None, after: bytes) -> list[FieldChange]:
    """Return the fields of a record that differ between two log lines, in the order of its table.

    Args:
        before: The older line; None: the record is new.
        after: The newer line.
    """
    found = data_changes(_data(before) if before is not None else {}, _data(after))
    was, now = (b'"op":"void"' in (line or b"")[:400] for line in (before, after))
    if was != now:
        found.append(FieldChange("状态", "已撤下" if was else "有效", "已撤下" if now else "有效"))
    return found


def data_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """Return the fields that differ between the data of two lines."""
    found = []
    for name in new:
        if old.get(name) != new[name] and name in _WORDS:
            shown = FieldChange(_WORDS[name], value_word(old.get(name)), value_word(new[name]), name)
            if shown.before != shown.after:
                found.append(shown)
    return found


def value_word(value: object) -> str:
    """Return a stored value as people read it; codes of the program are only called so."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if text.isascii() and not _READABLE.match(text):
        return _codes().get(text, "另一种")
    return text


@cache
def _codes() -> Mapping[str, str]:
    """Return the words for stored codes; those of facilities first, where a code has several."""
    found: dict[str, str] = {}
    for module in ("app.tasks.labels", "app.rectification.labels", "app.facilities.labels"):
        for words in import_module(module).LABELS.values():
            found |= {str(value): word for value, word in words.items()}
    return found


def _data(line: bytes) -> dict[str, Any]:
    found = msgspec.json.decode(line).get("d")
    return found if isinstance(found, dict) else {}
