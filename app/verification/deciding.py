"""The office's word: verdicts and answers, and taking them back before they went out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput, NotOwner
from app.overview.stations import unit_of_site
from app.verification.asked import Asking, Matter, newest_turn, unanswered, undecided, undecided_ability
from app.workspace import Role, Workspace
from db.models.log import LogLine, StreamHead
from db.models.packages import PackageOut
from db.models.task_depth import ExtensionRequest
from db.models.tasks import (
    Ability,
    Answer,
    AnswerResult,
    Claim,
    ClaimDecision,
    ClosureRequest,
    Decision,
    Question,
    Target,
    Verdict,
)

__all__ = [
    "AnswerResult",
    "Decision",
    "answer_question",
    "decide",
    "recent_answers",
    "recent_reasons",
    "take_back_word",
]

PHRASES: Final = (
    "材料看不出已经完成，请补充能看清结果的照片。",
    "数量没有达到要求，请办够后再申请。",
    "完成情况写得太简单，请写清时间、地点、人数和结果。",
    "材料和这一项要求的不是同一件事，请核对后重报。",
)
"""Reasons offered as long as few of the office's own were written."""

EXTENSION_PHRASES: Final = (
    "理由不充分，请按原时限办。",
    "请先办完已具备条件的部分，余下的再申请。",
)

ABILITY_PHRASES: Final = (
    "这件事本站能办，请先和乡镇商量。",
    "县里已有安排，请按通知自行落实。",
)

ANSWER_PHRASES: Final = (
    "按清单原要求办理。",
    "情况属实，下一版清单里会调整。",
    "先按现有条件办，缺的部分由县里协调。",
)


_REASONS: Final[Mapping[Matter, tuple[Target, Sequence[str]]]] = {
    Matter.EXTENSION: (Target.EXTENSION, EXTENSION_PHRASES),
    Matter.ABILITY: (Target.ABILITY, ABILITY_PHRASES),
}
_APART: Final = [kind for kind, _ in _REASONS.values()]


def decide(
    ws: Workspace,
    record: str,
    *,
    revision: int,
    decision: Decision,
    reason: str = "",
    verifier: str = "",
    until: date | None = None,
) -> str:
    """Write the verdict on what a station asks for and return its id.

    It goes into the stream of the station that asked. What must be looked at on the spot goes on waiting.

    Args:
        record: Id of the closing request, of the request for more time, or of the claim (of "not applicable", or of
            support that is needed).
        revision: The one that was looked at; of support, the turn.
        reason: Why it is returned; of the others a remark.
        verifier: Who verified; empty: who sits here.
        until: The new last day of a request for more time; None: as it was asked for.

    Raises:
        NotOwner: We are not the office, or asked ourselves.
        InvalidInput: It does not wait any more, has changed since, is returned without a reason, or the new
            last day is none.
    """
    reason = reason.strip()
    if decision is Decision.RETURNED and not reason:
        raise InvalidInput("退回要写明原因，站里才知道怎么改。请填写原因，或选一条常用的。")
    with ws.write() as session:
        target = (
            session.get(ClosureRequest, record)
            or session.get(ExtensionRequest, record)
            or session.get(Claim, record)
        )
        stream = _stream(session, ws, target)
        assert target is not None
        kind, stands, waits = _waiting(target)
        if session.scalar(waits.where(type(target).id == record)) is None:
            raise InvalidInput("这件申请已经核验过，或站里又交了新的申请，没有再记一次。请看下一件。")
        _check_revision(stands, revision)
        granted = None
        if isinstance(target, ExtensionRequest) and decision is Decision.PASSED:
            granted = until or target.wanted_end
            if granted <= target.limit_end:
                raise InvalidInput(f"原来的时限是 {target.limit_end}，延期要到更晚的日期。")
        verdict = Verdict(
            target_kind=kind,
            target=record,
            target_revision=revision,
            decision=decision,
            reason=reason,
            decided_on=ws.today,
            verifier=verifier.strip() or ws.person,
            until=granted,
        )
        return session.create(verdict, stream=stream).id


def _waiting(target: Asking) -> tuple[Target, int, Select[str]]:
    """Return what a verdict calls `target`, the revision it must name, and the statement of those that wait."""
    if isinstance(target, ClosureRequest):
        waits = select(ClosureRequest.id).where(undecided(ClosureRequest), newest_turn())
        return Target.CLOSURE_REQUEST, target.revision, waits
    if isinstance(target, ExtensionRequest):
        return (
            Target.EXTENSION,
            target.revision,
            select(ExtensionRequest.id).where(undecided(ExtensionRequest)),
        )
    if target.decision == ClaimDecision.NOT_APPLICABLE:
        return Target.CLAIM, target.revision, select(Claim.id).where(undecided(Claim))
    waits = select(Claim.id).where(undecided_ability(), Claim.ability != Ability.STATION)
    return Target.ABILITY, target.ability_turn, waits


def answer_question(ws: Workspace, question: str, *, revision: int, result: AnswerResult, text: str) -> str:
    """Answer a question or objection and return the answer's id.

    Raises:
        NotOwner: We are not the office, or asked ourselves.
        InvalidInput: Nothing was written, it was answered already, or has changed since.
    """
    text = text.strip()
    if not text:
        raise InvalidInput("请写答复内容，或选一条常用的。")
    with ws.write() as session:
        asked = session.get(Question, question)
        stream = _stream(session, ws, asked)
        assert asked is not None
        if session.scalar(select(Question.id).where(Question.id == question, unanswered())) is None:
            raise InvalidInput("这个疑问已经答复过，没有再记一次。请看下一件。")
        _check_revision(asked.revision, revision)
        answer = Answer(
            question=question, question_revision=revision, result=result, text=text, answered_on=ws.today
        )
        return session.create(answer, stream=stream).id


def take_back_word(ws: Workspace, record: str) -> None:
    """Take back a verdict or answer that no package has carried yet.

    Raises:
        InvalidInput: It was taken back already or went out with a package.
    """
    with ws.write() as session:
        word = session.get(Verdict, record) or session.get(Answer, record)
        if word is None or word.void:
            raise InvalidInput("这一步已经撤销过了。")
        number = _sent_with(session, ws, word)
        if number is not None:
            raise InvalidInput(
                f"这件核验已经随第 {number} 号下发包写出，不能再撤销。"
                "站里收到后可以重新申请，到时再核验一次。"
            )
        session.withdraw(word, "撤销")


def recent_reasons(ws: Workspace, matter: Matter = Matter.TASK, *, limit: int = 6) -> list[str]:
    """Return reasons for refusing such a matter: the ones last used here, then the offered ones."""
    kind, offered = _REASONS.get(matter, (None, PHRASES))
    with ws.read() as session:
        used = session.scalars(
            select(Verdict.reason)
            .where(
                Verdict.site == ws.site,
                Verdict.decision == Decision.RETURNED,
                Verdict.void.is_(False),
                Verdict.reason != "",
                Verdict.target_kind == kind if kind else Verdict.target_kind.not_in(_APART),
            )
            .group_by(Verdict.reason)
            .order_by(func.max(Verdict.id).desc())
            .limit(limit)
        )
        return _phrases(used, offered, limit)


def recent_answers(ws: Workspace, *, limit: int = 6) -> list[str]:
    """Return answers: the ones last used here, then the offered ones."""
    with ws.read() as session:
        used = session.scalars(
            select(Answer.text)
            .where(Answer.site == ws.site, Answer.void.is_(False))
            .group_by(Answer.text)
            .order_by(func.max(Answer.id).desc())
            .limit(limit)
        )
        return _phrases(used, ANSWER_PHRASES, limit)


def _phrases(used: Iterable[str], offered: Sequence[str], limit: int) -> list[str]:
    return list(dict.fromkeys([*used, *offered]))[:limit]


def _stream(session: Session, ws: Workspace, asked: Asking | Question | None) -> str:
    """Return the stream of the station that wrote `asked`, once it is sure that we may speak on it."""
    if ws.role is not Role.OFFICE:
        raise NotOwner("核验和答复由县创建办来做，本机只能查看结果。")
    if asked is None or asked.void:
        raise InvalidInput("站里已经撤回这件申请，不用核验了。请看下一件。")
    if asked.site == ws.site:
        raise NotOwner("申请单位不能核验自己的申请，请由另一个单位核验。")
    unit = unit_of_site(session, asked.site)
    if unit is None:
        raise InvalidInput("这件申请的文化站已经停用，没有地方可以答复。请先在收发里核对这个站。")
    return unit


def _check_revision(stands: int, seen: int) -> None:
    if stands != seen:
        raise InvalidInput("站里刚改过这件申请，现在显示的是旧内容，没有记下。请重新看一遍再定。")


def _sent_with(session: Session, ws: Workspace, word: Verdict | Answer) -> int | None:
    """Return the number of the first package that carried `word`; None: none did."""
    epoch, place = session.execute(
        select(StreamHead.epoch, LogLine.number)
        .join(LogLine, LogLine.head == StreamHead.id)
        .where(LogLine.record == word.id, StreamHead.site == ws.site)
        .order_by(LogLine.number)
        .limit(1)
    ).one()
    for number, covers in session.execute(
        select(PackageOut.number, PackageOut.covers)
        .where(PackageOut.peer == word.stream)
        .order_by(PackageOut.made_at)
    ):
        for sent, sent_epoch, last in json.loads(covers):
            if (sent, sent_epoch) == (word.stream, epoch) and last >= place:
                return int(number)
    return None
