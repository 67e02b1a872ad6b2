"""Guessing what a table column holds from its printed header."""

import hashlib
import re
from functools import cache, lru_cache

from app.reading.labels import NAMES, label_field
from app.reading.model import ColumnGuess
from app.script import fold

__all__ = ["guess_column", "guess_columns", "signature"]

# field -> headers as folded; what one header means in one sort of table it means in all
_HEADERS = {
    "no": "序号 编号 号 项次 顺序号 项目编号 任务编号 任务编码 编码 问题编号 no no. 行号 件号 序 代码",
    "title": """任务内容 工作任务 任务名称 工作内容 具体任务 主要任务 整改项目 整改事项 设施名称 场所名称 名称 项目名称 工作事项 事项
重点工作 任务 内容 主要工作任务 整改内容 建设内容 活动名称 检查项目 核查项目 目标任务 重点任务 项目 任务事项 具体事项 工作项目 主要内容 重点工作任务
具体工作 具体工作任务 主要工作 场馆名称 书屋名称 器材名称 设备名称 工作任务内容 任务清单 具体内容 年度任务 任务项 事项名称 设施 做什么 干什么""",
    "problem": "问题描述 存在问题 问题 具体问题 问题内容 存在的问题 主要问题 整改问题 问题表现 反馈问题 问题清单 发现问题 存在的主要问题 问题事项 隐患内容",
    "category": """类别 分类 任务类别 一级指标 类型 项目类别 工作类别 板块 指标 线口 任务分类 问题类别 问题类型 设施类型 场所类型 指标类别
领域 大类 所属类别 工作领域 一级""",
    "subcategory": "二级指标 小类 三级指标 二级",
    "standard": "做到什么程度 干到什么程度 标准要求 标准 工作要求 要求 完成标准 验收标准 考核标准 质量要求 工作标准 达标标准 任务要求 建设标准 具体要求 完成要求 核查标准",
    "goal": "整改目标 目标 工作目标 目标要求 预期目标 年度目标 达到目标 整改标准",
    "quantity": "数量 数量指标 目标数 任务数 指标值 任务量 目标值 数量要求 数量目标 数 个数 次数 完成数量 目标数量",
    "unit": "计量单位 数量单位",
    "units_or_unit": "单位",
    "cycle": "周期 频次 频率 完成周期 报送周期 开展频次 时间频次 任务周期",
    "evidence": "留什么材料 交什么材料 佐证材料 佐证 印证材料 成果形式 佐证资料 证明材料 支撑材料 档案资料 需提供材料 提交材料 资料清单 备查资料 完成形式 印证资料",
    "basis": "依据 文件依据 政策依据 任务来源 工作依据 来源依据 依据文件 检查依据",
    "source": "来源 问题来源 发现渠道 来源渠道 出处",
    "found_on": "发现时间 发现日期 检查时间 检查日期 登记日期 提出时间 反馈时间",
    "place": "地点 点位 地址 地点点位 位置 所在地 详细地址 存放地点 问题地点",
    "responsible": "谁来做 谁负责 谁来干 责任人 负责人 经办人 承办人 具体责任人 整改责任人 直接责任人 责任人员 落实人 包抓人 具体负责人 责任人姓名 第一责任人",
    "leaders": "责任领导 分管领导 牵头领导 包保领导 挂点领导 主管领导 包抓领导 督办领导 县级领导 牵头县领导 带班领导",
    "cause": "原因分析 问题原因 产生原因 原因 原因剖析",
    "measures": "整改措施 工作措施 措施 具体措施 整改举措 整改办法 主要措施 工作举措 推进措施 工作步骤 方法措施 落实措施 举措",
    "limit": "什么时候做完 什么时候完成 何时完成 完成时限 整改时限 时限 完成时间 整改期限 期限 办结时限 时间要求 完成日期 截止时间 计划完成时间 时间节点 整改时间 完成期限 计划完成 截止日期 时间安排 落实时限 起止时间 时间",
    "start_plan": "计划开始 开始时间 启动时间 计划开始时间 开工时间",
    "done_on": "实际完成时间 完成整改时间 销号时间 销号日期 办结日期 办结时间 整改完成时间 实际完成日期",
    "status": "状态 完成状态 是否销号 是否完成 整改状态 销号情况 办理状态 是否整改 是否整改到位 是否达标 是否认领 当前状态",
    "progress": "进展情况 完成情况 整改情况 工作进展 进展 落实情况 整改进展 目前进展 整改落实情况 整改成效 推进情况 完成进度 办理情况 进度 工作进度",
    "date": "日期 活动日期 工作日期 登记时间",
    "headcount": "参加人数 人数 参与人数 受益人数",
    "next_step": "下周计划 下月计划 下步打算 下一步打算 下步计划 下一步计划 下一步工作 下步措施",
    "nature": "任务性质 性质 规定自选 必选可选 任务属性",
    "ability": "可解决性 办理能力 能否解决 解决类型",
    "severity": "严重程度 问题等级 等级",
    "points": "分值 分数 得分 标准分",
    "note": "备注 说明 备 注 其他",
    "township": "乡镇 乡镇街道 所属乡镇 所在乡镇 镇 街道 乡镇名称 乡(镇)",
    "village": "村 行政村 村名 所属村 村社区 所在村 村居 村名称",
    "area_code": "行政区划代码 区划代码 行政区划",
    "floor_area": "建筑面积 面积 室内面积 使用面积 建筑总面积",
    "outdoor_area": "室外面积 室外活动场地面积 广场面积 室外场地面积 占地面积 文体广场面积 文化广场面积 活动广场面积 广场面积",
    "built": "建成年份 建成时间 建设时间 建成年月 建设年份 投入使用时间",
    "tenure": "产权 产权情况 产权归属 权属 产权单位",
    "opening": "开放时间 开放时段 每周开放时间 开放情况",
    "keeper": "管理员 管理人员 管理人 专管员 保管人 管护人",
    "phone": "电话 联系电话 联系方式 手机 手机号 手机号码 电话号码",
    "condition": "状况 使用状况 使用情况 设施状况 现状",
    "photo": "照片 图片 现场照片 整改前照片 整改后照片 照片号 佐证照片",
}
_PART_OF_YEAR = re.compile(
    r"\d+(?:[-~至]\d+)?(?:月|季度)|[上下]半年|[一二三四]季度"
)  # 1-6月目标: a share of the field
# Where two headers share a field, both texts are wanted.
_SEVERAL = frozenset({"units", "leaders", "responsible", "measures", "photo"})


@cache
def _known() -> dict[str, str]:
    known = {word: name for name, words in _HEADERS.items() for word in words.split()}
    for word in NAMES["units"].split():
        known.setdefault(word, "units")
    for name in (
        "leaders_units",
        "leaders",
        "goal",
        "measures",
        "limit",
        "problem",
        "supervisor",
        "commitment",
    ):
        for word in NAMES[name].split():
            known.setdefault(word, name)
    return known


def guess_column(header: str) -> tuple[str | None, float]:
    """Return the field a header names and how sure that is, from 0 to 1.

    Header levels are separated by line feeds, the lowest last: it decides, then the others, then all together.
    """
    printed = header.split("\n")
    named = [
        level for level in printed if not re.fullmatch(r"\s*[(\[].*[)\]]\s*", fold(level))
    ]  # not "(场/次)"
    levels = [_bare(level) for level in named or printed]
    best: tuple[str | None, float] = (None, 0.0)
    whole = "".join(levels)
    if len(levels) > 1 and whole in _known():  # 文体广场／面积
        return _known()[whole], 1.0
    inside = re.search(r"[(\[](.+)[)\]]\s*$", fold(printed[-1]))
    if (
        inside and inside[1] in _known() and _known()[inside[1]] in ("title", "problem")
    ):  # 三级指标（工作内容）
        return _known()[inside[1]], 0.9
    for weight, word in [(1.0, levels[-1]), (0.9, whole), *((0.8, level) for level in levels[:-1])]:
        name, sure = _guess(word)
        if name is not None and sure * weight > best[1]:
            best = (name, round(sure * weight, 2))
    return best


def _bare(header: str) -> str:
    folded = re.sub(r"[\s、/和及与:*_]", "", fold(header)).lower()
    without = re.sub(r"[(\[].*?[)\]]", "", folded)
    return without or folded.strip("()[]")


@lru_cache(maxsize=4096)
def _guess(word: str) -> tuple[str | None, float]:
    if not word or len(word) > 20 or _PART_OF_YEAR.match(word):
        return None, 0.0
    known = _known()
    if word in known:
        return known[word], 1.0
    ends = [one for one in known if len(one) > 1 and word.endswith(one)]
    if ends:
        return known[max(ends, key=len)], 0.8
    if named := label_field(word):
        return named[0], 0.7
    inside = [one for one in known if len(one) > 1 and one in word]
    if inside and len(word) <= 10:
        return known[max(inside, key=len)], 0.6
    return None, 0.0


def guess_columns(headers: list[str], samples: list[list[str]]) -> tuple[ColumnGuess, ...]:
    """Guess all columns of a table.

    Args:
        headers: Printed headers, levels separated by line feeds.
        samples: Some values of each column, to tell "单位" of a quantity from a responsible unit.
    """
    guesses = [guess_column(header) for header in headers]
    fields = [name for name, _ in guesses]
    result = []
    taken: dict[str, int] = {}
    order = sorted(range(len(headers)), key=lambda at: (-guesses[at][1], at))
    chosen: dict[int, tuple[str | None, float]] = {}
    for at in order:
        name, sure = guesses[at]
        if name == "units_or_unit":
            quantities = "quantity" in fields or all(len(value) <= 2 for value in samples[at])
            name = "unit" if quantities else "units"
            sure = min(sure, 0.7)
        if name is not None and name in taken and name not in _SEVERAL:
            name = _second(name, fields)
            sure = min(sure, 0.5)
        if name is not None:
            taken[name] = at
        chosen[at] = (name, sure if name else 0.0)
    for at, header in enumerate(headers):
        name, sure = chosen[at]
        result.append(ColumnGuess(at, header.replace("\n", "／"), name, sure))
    return tuple(result)


def _second(name: str, fields: list[str | None]) -> str | None:
    """What a second column of a field may be: 任务 and 内容, 项目 and 具体任务."""
    if name == "title" and "content" not in fields:
        return "content"
    if name == "limit" and "done_on" not in fields:
        return "done_on"
    if (
        name == "subcategory" and "title" not in fields
    ):  # 一级指标、二级指标、三级指标: the deepest is the task
        return "title"
    return "subcategory" if name == "category" and "subcategory" not in fields else None


def signature(headers: list[str]) -> str:
    """Return a short key that is equal for tables with the same folded headers in the same order."""
    text = "|".join(_bare(header) for header in headers)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
