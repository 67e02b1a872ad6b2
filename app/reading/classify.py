"""Which kind of document it is: by its title, then by its columns or labels."""

import re
from collections import Counter

from app.reading.labels import find_labels
from app.reading.model import Kind, Line, Text
from app.reading.table_cells import TableItems
from app.script import fold

__all__ = ["classify"]

_LEDGER = "(?:台账|台帐|清单|一览|登记|汇总|统计|明细)"
_VENUE = "设施|场所|场馆|阵地|文化室|文化中心|书屋|广场|设备|器材"
# In order: the first that matches the folded title decides.
_TITLES = (
    (
        Kind.RECTIFICATION_LEDGER,
        rf"整改.{{0,6}}{_LEDGER}|整改.{{0,6}}情况.{{0,2}}表|销号|隐患.{{0,4}}整改.{{0,4}}{_LEDGER}",
    ),
    (Kind.PROBLEM_LEDGER, rf"(?:问题|隐患|缺口).{{0,4}}{_LEDGER}|踏查登记"),
    (Kind.RECTIFICATION_PLAN, r"整改"),
    (
        Kind.TASK_LIST,
        r"任务(?:$|书|清单|分解|分工|一览|表|认领|安排|计划|明细)|责任(?:分解|清单|书)|工作清单|工作要点|重点工作(?:安排|计划|清单)?|目标(?:任务|责任)|指标(?:任务|分解)|分解表|推进表",
    ),
    (
        Kind.VENUE_LIST,
        rf"(?:{_VENUE})(?!.*(?:工作|任务|活动|整改|问题|方案|计划)).{{0,14}}(?:{_LEDGER}|普查|名录|目录|花名册|表)",
    ),
    (Kind.WORK_LEDGER, r"台账|台帐"),
    (
        Kind.ACTIVITY_PLAN,
        r"方案|安排意见|(?:活动|实施|工作|学习|教育|宣传|创建|行动|竞赛|演出|培训|讨论|专项|推进)[^。]{0,12}(?:计划|安排|意见)",
    ),
)
_COMPILED = [(kind, re.compile(pattern)) for kind, pattern in _TITLES]
_PHASE = re.compile(
    r"第\s*[一二三四五六1-6]\s*(?:阶段|步|个阶段)|[(\[]?[一二三四五六][)\]、]?\s*[^。,;]{2,12}阶段\s*[(\[:]|阶段\s*[(\[][^)\]]{0,20}\d{1,2}\s*月"
)


def classify(title: Text | None, prose: list[Line], tables: list[TableItems]) -> Kind:
    """Return the kind of document."""
    folded = re.sub(r"\s", "", fold(title.text)) if title else ""
    named = next((kind for kind, pattern in _COMPILED if pattern.search(folded)), None)
    fields = {name for table in tables for name in table.fields}
    items = sum(len(table.drafts) for table in tables)
    labels = Counter(label.field for line in prose for label in find_labels(line) if label.colon)
    phases = sum(1 for line in prose if _PHASE.search(line.folded))
    if named is Kind.ACTIVITY_PLAN and labels["measures"] > 1 and labels["units"] + labels["limit"] > 1:
        top = " ".join(line.folded for line in prose[:30])
        named = Kind.RECTIFICATION_PLAN if re.search(r"整[改治]|治理", top) else named
    if named is Kind.RECTIFICATION_PLAN and phases >= 2 and not labels["measures"] and not items:
        return Kind.ACTIVITY_PLAN
    if named is Kind.ACTIVITY_PLAN and items >= 3 and not phases:
        return _by_columns(fields) or Kind.TASK_LIST
    if named is not None:
        return named
    if items and (kind := _by_columns(fields)):
        return kind
    if labels["measures"] and labels["limit"] + labels["units"] + labels["goal"] > 1:
        return Kind.RECTIFICATION_PLAN
    if phases >= 2:
        return Kind.ACTIVITY_PLAN
    tasks = min(labels["units"] + labels["leaders"], labels["limit"])
    return Kind.TASK_LIST if items or tasks > 1 else Kind.UNKNOWN


def _by_columns(fields: set[str]) -> Kind | None:
    if len(fields & {"floor_area", "outdoor_area", "built", "tenure", "opening", "keeper", "condition"}) >= 2:
        return Kind.VENUE_LIST
    if "problem" in fields or "goal" in fields:
        return (
            Kind.RECTIFICATION_LEDGER
            if "measures" in fields
            else Kind.PROBLEM_LEDGER
            if "problem" in fields
            else None
        )
    if "title" in fields and ("progress" in fields or ("date" in fields and "limit" not in fields)):
        return Kind.WORK_LEDGER
    return (
        Kind.TASK_LIST
        if "title" in fields and fields & {"limit", "units", "responsible", "evidence", "standard"}
        else None
    )
