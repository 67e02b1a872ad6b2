"""Who has not reported, what packages brought, and the words for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.log.kind_words import kind_word
from app.overview.stations import StationRow, list_stations
from app.reporting.labels import STATES
from app.sync.taken import Changes
from app.tasks.labels import label
from app.workspace import Workspace
from db.models.county_rules import Sprint
from db.models.instructions import Instruction
from db.models.log import LineState, LogLine
from db.models.rectification import Order
from db.models.support import SupportReply
from db.models.tasks import Answer, Change, Decision, Question, TaskItem, TaskPackage, Verdict

__all__ = ["change_words", "gap_text", "news_of", "not_reported", "reminder_text"]

_KINDS: Final = (
    "claim",
    "progress",
    "log_entry",
    "problem",
    "closure_request",
    "question",
    "venue",
    "check_run",
    "check_result",
    "evidence",
    "person",
    "report_up",
    "support_request",
    "support_step",
    "monthly_return",
    "return_note",
    "daily_report",
    "duty_shift",
    "instruction_receipt",
    "task_package",
    "task_item",
    "answer",
    "verdict",
    "order_slip",
    "support_reply",
    "instruction",
    "sprint",
    "holiday",
    "unit",
    "contact",
    "standard_pack",
    "standard_item",
)
"""What people are told about, in this order; what is left out here works behind the scenes."""


def not_reported(ws: Workspace, since: date) -> list[StationRow]:
    """Return the stations of which no package has come since a day, by number."""
    return [row for row in list_stations(ws) if row.received_on is None or row.received_on < since]


def reminder_text(rows: Sequence[StationRow], today: date) -> str:
    """Return a polite text for the group chat that names only those who have not reported."""
    names = "、".join(row.name for row in rows)
    return (
        f"各位站长：到 {today.month} 月 {today.day} 日还没有收到以下 {len(rows)} 个站本月的上报包：{names}。"
        "请打开“站务台账”，在“收发”里点“检查并生成”，然后回到微信里粘贴发给我。"
        "有困难请直接打电话。谢谢。"
    )


def gap_text(names: Iterable[tuple[str, str]]) -> str:
    """Return a text that asks for missing packages.

    Args:
        names: (station, what the intake says of its package).
    """
    lines = [f"{name}：{sentence}" for name, sentence in names]
    return (
        "下面几个站的包缺了前面的一个，请在“收发”里再点一次“检查并生成”，把新生成的文件发给我就能补齐：\n"
        + "\n".join(lines)
    )


def change_words(changes: Mapping[str, Changes]) -> str:
    """Return what changes by kind of record, in a line: 认领 12，进展 3."""
    counts = [
        (kind_word(kind), one.added + one.changed + one.voided)
        for kind in _KINDS
        if (one := changes.get(kind)) is not None
    ]
    return "，".join(f"{word} {count}" for word, count in counts if count)


def news_of(ws: Workspace, batch: int) -> list[str]:
    """Return what an intake from the office brought, in sentences for the station; most urgent first.

    Args:
        batch: As `receive` returned it.
    """
    with ws.read() as session:

        def brought(kind: str) -> list[str]:
            found = session.scalars(
                select(LogLine.record)
                .where(LogLine.intake == batch, LogLine.kind == kind, LogLine.state == LineState.APPLIED)
                .distinct()
            )
            return list(found)

        news = []
        verdicts = session.scalars(
            select(Verdict).where(Verdict.id.in_(brought("verdict")), Verdict.void.is_(False))
        ).all()
        for decision in (Decision.RETURNED, Decision.SITE_VISIT, Decision.PASSED):
            ours = [one for one in verdicts if one.decision == decision]
            reasons = "；".join(dict.fromkeys(one.reason for one in ours if one.reason))
            if ours:
                why = f"：{reasons}" if reasons and decision is not Decision.PASSED else ""
                news.append(f"核验{label('verdict', decision)} {len(ours)} 件{why}")
        orders = session.scalar(
            select(func.count()).where(Order.id.in_(brought("order_slip")), Order.void.is_(False))
        )
        if orders:
            news.append(f"新的整改交办单 {orders} 张")
        answers = session.execute(
            select(Answer, Question.text)
            .outerjoin(Question, Question.id == Answer.question)
            .where(Answer.id.in_(brought("answer")), Answer.void.is_(False))
        )
        news += [
            f"答复（{label('answer', answer.result)}）：{answer.text}" + (f"（问：{asked}）" if asked else "")
            for answer, asked in answers
        ]
        news += _lists(session, brought("task_package"))
        news += _reporting(session, brought)
        return news


def _lists(session: Session, records: Sequence[str]) -> Iterable[str]:
    """Say what each new version of a list added, changed and withdrew; of several the newest."""
    newest = {
        row.package: row
        for row in session.scalars(
            select(TaskPackage)
            .where(TaskPackage.id.in_(records), TaskPackage.version > 0, TaskPackage.void.is_(False))
            .order_by(TaskPackage.version)
        )
    }
    for package in newest.values():
        counts = {
            row.change: row.items
            for row in session.execute(
                select(TaskItem.change, func.count().label("items"))
                .where(
                    TaskItem.package == package.package,
                    TaskItem.version == package.version,
                    TaskItem.void.is_(False),
                )
                .group_by(TaskItem.change)
            )
        }
        if package.version == 1:
            yield f"任务清单《{package.name}》，共 {sum(counts.values())} 项，请到“认领”逐项认领"
            continue
        words = [
            f"{label('change', change)} {counts[change]} 项"
            for change in (Change.ADDED, Change.CHANGED, Change.WITHDRAWN)
            if counts.get(change)
        ]
        yield f"任务清单《{package.name}》第 {package.version} 版：{'、'.join(words) or '内容没有变化'}；已有的进展都保留"


def _reporting(session: Session, brought: Callable[[str], list[str]]) -> Iterable[str]:
    """Say what came of requests for support, what must be read, and that daily reports are asked for."""
    for reply in session.scalars(
        select(SupportReply).where(
            SupportReply.id.in_(brought("support_reply")), SupportReply.void.is_(False)
        )
    ):
        said = f"：{reply.text}" if reply.text else ""
        yield f"需支持事项的答复（{STATES.get(reply.state, reply.state)}）{said}"
    titles = session.scalars(
        select(Instruction.title).where(
            Instruction.id.in_(brought("instruction")), Instruction.void.is_(False)
        )
    )
    yield from (f"通知《{title}》，请到“汇报”里签收" for title in titles)
    for sprint in session.scalars(
        select(Sprint).where(Sprint.id.in_(brought("sprint")), Sprint.void.is_(False))
    ):
        yield (
            f"迎检期“{sprint.name}”{sprint.start.month} 月 {sprint.start.day} 日至"
            f" {sprint.end.month} 月 {sprint.end.day} 日，每天报告、排好值班"
        )
