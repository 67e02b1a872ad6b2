"""Chinese names of what tasks store and compute."""

from collections.abc import Mapping
from typing import Final

from app.tasks.light import Light
from app.tasks.stage import Holder, Stage
from db.models.tasks import Ability, AnswerResult, Change, ClaimDecision, Decision, Nature, QuestionKind

__all__ = ["LABELS", "QUESTION_REASONS", "label"]

QUESTION_REASONS: Final[Mapping[str, str]] = {
    "unclear": "标准不清",
    "not_ours": "不属本站职责",
    "conditions": "条件不具备",
    "too_soon": "时限过紧",
    "duplicate": "与他项重复",
    "other": "其他",
}

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {
        Light.GREEN: "正常或办结",
        Light.YELLOW: "临期",
        Light.RED: "逾期",
        Light.BLUE: "等别人",
        Light.GREY: "未启动或不涉及",
    },
    "stage": {
        Stage.UNCLAIMED: "待认领",
        Stage.QUESTIONED: "有疑问",
        Stage.CONTESTED: "有异议",
        Stage.ASKED_NOT_APPLICABLE: "申请不涉及",
        Stage.NOT_APPLICABLE: "不涉及",
        Stage.CLAIMED: "已认领",
        Stage.IN_PROGRESS: "进行中",
        Stage.CLOSING: "申请办结",
        Stage.RETURNED: "退回",
        Stage.CLOSED: "已办结",
        Stage.WITHDRAWN: "已撤回",
    },
    "holder": {
        Holder.STATION: "本站",
        Holder.TOWNSHIP: "乡镇",
        Holder.COUNTY: "县里",
        Holder.NOBODY: "—",
    },
    "nature": {Nature.REQUIRED: "规定", Nature.OPTIONAL: "自选", Nature.ENCOURAGED: "鼓励"},
    "change": {
        Change.ADDED: "新增",
        Change.CHANGED: "修改",
        Change.SAME: "未变",
        Change.WITHDRAWN: "撤回",
    },
    "decision": {ClaimDecision.CLAIMED: "认领", ClaimDecision.NOT_APPLICABLE: "申请不涉及"},
    "ability": {Ability.STATION: "能办", Ability.TOWNSHIP: "需乡镇支持", Ability.COUNTY: "需县级解决"},
    "question": {QuestionKind.QUESTION: "疑问", QuestionKind.OBJECTION: "异议"},
    "reason": QUESTION_REASONS,
    "answer": {
        AnswerResult.EXPLAINED: "已说明",
        AnswerResult.KEPT: "维持",
        AnswerResult.ADJUSTED: "调整",
        AnswerResult.WITHDRAWN: "撤销",
        AnswerResult.TRANSFERRED: "移交其他单位",
    },
    "verdict": {
        Decision.PASSED: "通过",
        Decision.RETURNED: "退回",
        Decision.SITE_VISIT: "需到现场",
    },
}


def label(subject: str, value: str) -> str:
    """Return the Chinese name of a stored value; what is unknown here is shown as it is."""
    return LABELS[subject].get(value, value)
