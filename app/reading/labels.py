"""The words that announce a field, in running text and in table headers."""

import re
from functools import cache, lru_cache
from itertools import islice

from msgspec import Struct

from app.reading.model import Line
from app.reading.numbering import find_marker

__all__ = ["NAMES", "Label", "find_labels", "label_field"]


def _words(text: str) -> list[str]:
    return text.split()


_GOAL = """整改目标 整治目标 治理目标 改进目标 提升目标 目标 工作目标 目标要求 整改目的 预期目标 近期目标 中长期目标 中期目标 长期目标 远期目标 整改标准 预期效果
整改目标要求 目标任务 整改要求 达到目标 整改工作目标 具体目标 整改预期目标 整改成效目标 整改承诺目标"""
_MEASURES = """整改措施 整治举措 治理措施 提升措施 措施 工作措施 具体措施 整改办法 主要措施 解决措施 落实措施 整改落实措施 整改举措 方法措施 改进措施
工作举措 整改措施及办法 整改具体措施 主要举措 具体举措 整改方法 整改方法措施 解决办法 工作措施和办法 具体整改措施 整改措施和办法
推进措施 整治措施 防范措施 整改落实举措 具体做法 措施办法 主要整改措施 工作步骤 具体办法"""
_LIMIT = """整改时限 整治时限 治理时限 完成时限 时限 整改期限 完成时间 整改时间 期限 时间要求 完成期限 整改完成时间 时间安排 办结时限 落实时限 时间进度
时间节点 整改限期 完成整改时限 整改完成时限 时限要求 时间 完成日期 办理时限 截止时间 截止日期 计划完成时间 拟完成时间 整改起止时间
起止时间 整改完成日期 限期 计划完成时限 要求完成时间 工作时限 整改时间安排 整改时限要求 承诺时限 解决时限 落实时间"""
_LEADERS = """责任领导 责任人 分管领导 牵头领导 整改责任人 第一责任人 主要责任人 具体责任人 责任人员 包保领导 直接责任人 主管领导
领导责任人 牵头人 整改责任领导 挂点领导 包抓领导 分管责任人 主要责任领导 分管责任领导 整改牵头领导 整改领导 责任领导人 督办领导
负责领导 负责人 责任班子成员 牵头责任人 牵头县领导 包联领导 联系领导"""
_UNITS = """责任单位 责任股室 责任科室 责任部门 牵头单位 配合单位 承办单位 协办单位 主办单位 落实单位 整改单位 牵头部门 配合部门
责任主体 整改责任单位 承办科室 责任处室 牵头科室 协助单位 整改责任部门 承办部门 主办部门 协办部门 牵头责任单位 责任机构 承办股室
主要责任单位 责任中队 责任站所 责任股 责任科 整改责任科室 整改责任股室 配合责任单位 牵头股室 责任股所 责任局 责任办公室 配合科室
主责单位 具体责任单位 落实部门 负责单位 责任乡镇 参与单位 责任股站 责任单位部门 实施单位 办理单位 责任处 责任部室"""
_BOTH = """责任领导及责任单位 责任领导和责任单位 责任领导责任单位 责任单位及责任人 责任单位和责任人 责任人及责任单位 责任单位责任人
责任领导及单位 责任单位及责任领导 责任单位和责任领导 责任人责任单位 整改责任单位及责任人 责任主体和责任人 责任部门及责任人 责任领导及责任人 责任落实
责任领导和责任人 责任人和责任单位 责任单位人 责任分工 整改责任 牵头单位及责任人 责任部门责任人 单位及责任人"""
_TITLE = (
    """整改项目 整改事项 项目 项目名称 整改任务 整改项目名称 整改内容 整改题目 整改课题 任务名称 工作任务"""
)
_PROBLEM = """存在问题 问题 问题表现 具体问题 整改问题 主要问题 突出问题 查摆问题 问题描述 存在的问题 主要表现 具体表现 现状 问题内容
反馈问题 存在的主要问题 存在的突出问题 需整改问题 需解决问题 查找的问题 整改的问题 问题清单"""
_OTHER = {
    "place": "地点 活动地点 学习地点 举办地点 实施地点",
    "participants": "参加人员 参加对象 活动对象 参与人员 参与对象",
    "standard": "标准要求 完成标准 工作标准 验收标准 任务标准 质量要求 数量要求",
    "no": "序号 编号 项目编号 问题编号 整改编号 任务编号",
    "cause": "原因分析 问题原因 产生原因 原因 原因剖析 存在原因",
    "status": "整改情况 整改进展 完成情况 进展情况 落实情况 整改结果 整改成效 整改落实情况 目前进展 整改状态 整改进度 整改完成情况 工作进展",
    "basis": "依据 文件依据 政策依据 任务来源 工作依据",
    "commitment": "公开承诺 承诺 整改承诺 承诺事项",
    "evidence": "佐证材料 佐证 印证材料 成果形式 佐证资料 工作成果 成果",
    "supervisor": "督办单位 督查单位 督导单位 督办人 督办责任人 验收单位 监督人 督查人",
}
NAMES = {
    "goal": _GOAL,
    "measures": _MEASURES,
    "limit": _LIMIT,
    "leaders": _LEADERS,
    "units": _UNITS,
    "leaders_units": _BOTH,
    "title": _TITLE,
    "problem": _PROBLEM,
    **_OTHER,
}

# Too common in running text to count as a label unless a line begins with it and a colon follows.
_WEAK = frozenset(
    _words(
        "目标 措施 时间 期限 项目 问题 成果 原因 承诺 依据 现状 时限 负责人 限期 成果形式 整改责任 具体做法"
    )
)
# Words of their own that stand one character away from a label.
_NO_MISPRINT = frozenset(
    _words(
        "整改方案 总体目标 工作时间 责任分解 整改工作 整改报告 责任编辑 工作目的 主要目标 责任清单 工作要求 具体要求 整改台账 活动时间 活动目标"
    )
)
_LABELS_LIMIT = 200  # in one line: more is no document
_ALMOST = re.compile(r"(?:^|(?<=[。;,、\s(\[.)\]]))([^\W\d_]{4,8}|[^\W\d_](?:\s*[^\W\d_]){3,7})\s*:\s*")


class Label(Struct, frozen=True):
    """A label found in a line.

    Attributes:
        first: Where it begins, with its own number or bracket.
        last: Where the value begins.
        word: The folded label without blanks.
        lead: Whether only a number stands before it on its line.
        colon: Whether a colon follows.
        meant: The known label it is one character off, when it is misprinted.
    """

    field: str
    word: str
    first: int
    last: int
    lead: bool
    colon: bool
    meant: str | None = None


@cache
def _known() -> dict[str, str]:
    return {word: field for field, words in NAMES.items() for word in words.split()}


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_known(), key=len, reverse=True)
    alone = "|".join(r"\s*".join(word) for word in words)
    responsible = "|".join(
        sorted({*_LEADERS.split(), *_UNITS.split(), "人", "领导", "单位"}, key=len, reverse=True)
    )
    joined = rf"(?:{responsible})\s*[、/及和与()]+\s*(?:{responsible})\)?|{alone}"
    return re.compile(rf"({joined})(\s*[(\[][^()\[\]]{{1,12}}[)\]])?\s*(\]?\s*(?:[:]|-{{2,}})\s*|\]\s*)")


@cache
def _bare_pattern() -> re.Pattern[str]:
    words = sorted(_known(), key=len, reverse=True)
    strong = "|".join(r"\s*".join(word) for word in words if word not in _WEAK)
    weak = "|".join(r"\s*".join(word) for word in words if word in _WEAK)
    return re.compile(rf"({strong})(?:[\s。]+|$)|({weak})\s+(?=\S)")


def label_field(word: str) -> tuple[str, str | None] | None:
    """Return the field a folded label names and, if misprinted, the label meant; None when it names none."""
    bare = re.sub(r"[\s、/()\[\]]", "", word)
    if bare in _known():
        return _known()[bare], None
    if len(bare) < 4 or bare in _NO_MISPRINT:
        return None
    close = {field: known for known, field in _known().items() if len(known) >= 4 and _one_off(bare, known)}
    return close.popitem() if len(close) == 1 else None


def _one_off(a: str, b: str) -> bool:
    """Tell whether two words differ by one changed, missing, added or swapped character."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        differing = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        swapped = (
            len(differing) == 2 and a[differing[0]] == b[differing[1]] and a[differing[1]] == b[differing[0]]
        )
        return len(differing) == 1 or swapped
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def find_labels(line: Line) -> tuple[Label, ...]:
    """Return the labels of a line, left to right.

    A label stands at the start of a line (after a number or bracket) or after a pause, and is followed by a
    colon or closing bracket; at a line's start a blank or the line's end will do.
    """
    return _labels_of(line.folded)


@lru_cache(maxsize=8192)
def _labels_of(folded: str) -> tuple[Label, ...]:
    marker = find_marker(folded)
    begin = marker.last if marker else len(folded) - len(folded.lstrip(" "))
    while folded[begin : begin + 1] in ("[", "(", "*") and folded[begin : begin + 1]:
        begin += 1
    labels: list[Label] = []
    for match in islice(_pattern().finditer(folded), _LABELS_LIMIT):
        at = match.start()
        lead = at == begin
        if not lead and (at == 0 or folded[at - 1] not in "。;,、 [(:!?" or _word(match[1]) in _WEAK):
            continue
        opening = at - 1 if at and folded[at - 1] in "[(" else at
        word = _word(match[1])
        field = _known().get(word) or _known().get(re.sub(r"[、/()]", "", word)) or _joint_field(word)
        begins = 0 if lead and marker else opening
        labels.append(Label(field, word, begins, match.end(), lead, ":" in match[3] or "-" in match[3]))
    bare = None if labels and labels[0].lead else _bare(folded, begin, marker)
    found = [*([bare] if bare else []), *labels]
    return tuple(sorted([*found, *_misprinted(folded, begin, marker, found)], key=lambda label: label.first))


def _joint_field(word: str) -> str:
    """The field of two joined labels: 责任股室(单位) are units, 责任领导、责任人 persons, else both."""
    parts = re.split(r"[、/及和与()]+", word)
    fields = {"units" if one.endswith("单位") or one in _UNITS.split() else "leaders" for one in parts if one}
    return fields.pop() if len(fields) == 1 else "leaders_units"


def _word(printed: str) -> str:
    return re.sub(r"\s", "", printed)


def _bare(folded: str, begin: int, marker: object) -> Label | None:
    match = _bare_pattern().match(folded, begin)
    if not match:
        return None
    word = _word(match[1] or match[2])
    return Label(_known()[word], word, 0 if marker else begin, match.end(), True, False)


def _misprinted(folded: str, begin: int, marker: object, found: list[Label]) -> list[Label]:
    """Labels one character off a known one, followed by a colon, where no other label stands."""
    labels = []
    for match in islice(_ALMOST.finditer(folded), _LABELS_LIMIT):
        first = match.start(1)
        named = label_field(match[1])
        if (
            named is None
            or named[1] is None
            or any(one.first < match.end() and first < one.last for one in found)
        ):
            continue
        lead = first == begin
        word = _word(match[1])
        labels.append(
            Label(named[0], word, 0 if lead and marker else first, match.end(), lead, True, meant=named[1])
        )
    return labels
