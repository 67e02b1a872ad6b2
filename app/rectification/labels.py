"""Chinese names of what problems and orders store and compute."""

from collections.abc import Mapping
from typing import Final

from app.rectification.standing import Holder, ProblemStage
from db.models.rectification import OrderKind, ProblemSource, Severity
from db.models.tasks import Ability

__all__ = ["LABELS", "label"]

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "source": {
        ProblemSource.SELF_CHECK: "自查",
        ProblemSource.ORDER: "交办单",
        ProblemSource.INSPECTION: "督查",
        ProblemSource.SPOT_CHECK: "抽查",
        ProblemSource.OPINION: "群众意见",
    },
    "severity": {Severity.SEVERE: "严重", Severity.NORMAL: "一般", Severity.SLIGHT: "轻微"},
    "ability": {
        Ability.STATION: "本站能解决",
        Ability.TOWNSHIP: "需乡镇支持",
        Ability.COUNTY: "需县级解决",
    },
    "stage": {
        ProblemStage.FOUND: "待整改",
        ProblemStage.WORKING: "整改中",
        ProblemStage.CLOSING: "申请销号",
        ProblemStage.RETURNED: "退回重改",
        ProblemStage.CLOSED: "已销号",
        ProblemStage.RELAPSED: "反弹重改",
    },
    "holder": {
        Holder.STATION: "本站",
        Holder.TOWNSHIP: "乡镇",
        Holder.COUNTY: "县里",
        Holder.NOBODY: "—",
    },
    "order_kind": {OrderKind.AT_ONCE: "立即整改", OrderKind.BY_DATE: "限期整改"},
}


def label(subject: str, value: str) -> str:
    """Return the Chinese name of a stored value; what is unknown here is shown as it is."""
    return LABELS[subject].get(value, value)
