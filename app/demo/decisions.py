"""What the invented office decides between two exchanges."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from app.demo.county import Station
from app.demo.texts import FINDINGS, RETURN_REASONS
from app.rectification.numbers import take_number
from app.workspace import Workspace
from db.models.rectification import Order, OrderKind
from db.models.tasks import Answer, AnswerResult, ClosureRequest, Decision, Question, Target, Verdict

__all__ = ["decide_all", "order_some"]


def decide_all(ws: Workspace, random: Random, stations: dict[str, Station]) -> None:
    """Answer the questions and judge the requests that came; a few are left waiting.

    Args:
        ws: The office.
        random: Decides.
        stations: By site.
    """
    with ws.write() as session:
        answered = set(session.scalars(select(Answer.question)))
        judged = set(session.scalars(select(Verdict.target)))
        for question in session.scalars(select(Question).where(Question.void.is_(False))):
            if question.id in answered or question.site not in stations or random.random() < 0.1:
                continue
            session.create(
                Answer(
                    question=question.id,
                    question_revision=question.revision,
                    result=AnswerResult.EXPLAINED if question.kind == "question" else AnswerResult.KEPT,
                    text="按任务书要求办理，口径以县里通知为准。",
                    answered_on=ws.today,
                ),
                stream=stations[question.site].unit,
            )
        for request in session.scalars(select(ClosureRequest).where(ClosureRequest.void.is_(False))):
            if request.id in judged or request.site not in stations or random.random() < 0.12:
                continue
            passed = random.random() < 0.82
            session.create(
                Verdict(
                    target_kind=Target.CLOSURE_REQUEST,
                    target=request.id,
                    target_revision=request.revision,
                    decision=Decision.PASSED if passed else Decision.RETURNED,
                    reason="" if passed else random.choice(RETURN_REASONS),
                    decided_on=ws.today,
                    verifier=ws.person,
                ),
                stream=stations[request.site].unit,
            )


def order_some(ws: Workspace, random: Random, stations: dict[str, Station], *, count: int) -> None:
    """Issue orders to `count` stations."""
    with ws.write() as session:
        for station in random.sample(list(stations.values()), min(count, len(stations))):
            limit = ws.today + timedelta(days=random.choice((7, 15, 30)))
            session.create(
                Order(
                    number=take_number(session, unit=station.unit, kind="ZG", year=ws.today.year),
                    station=station.unit,
                    kind=OrderKind.BY_DATE,
                    place=f"{station.township}综合文化站",
                    description=random.choice(FINDINGS),
                    clause="设施核查标准",
                    requirement="请按期整改，并附整改前后照片",
                    issued_on=ws.today,
                    limit_end=limit,
                    inspectors=f"{ws.person}、督查一组",
                    receiver=station.head,
                ),
                stream=station.unit,
            )
