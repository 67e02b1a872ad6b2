"""A problem as lists, the detail card and papers show it, and how it is made from what is stored."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from app.rectification.four_clear import Mark, marks_of
from app.rectification.labels import label
from app.rectification.queries import Turn, held_days
from app.rectification.silence import news_days, quiet_days
from app.rectification.standing import Course, Holder, ProblemStage, Standing, standing_of
from app.tasks.light import Lamp, Limit, Thresholds, light_of
from db.models.rectification import Problem, ProblemSource, Severity
from db.models.tasks import Ability, Decision

__all__ = ["ProblemForm", "ProblemRow", "form_of", "row_of", "set_fields"]


class ProblemForm(Struct, frozen=True):
    """What a user types about a problem.

    Attributes:
        unit: Id of the village or station it is at; None: the station itself.
        clause: What the standard asks for, as printed.
        limit_text: The time limit as it is worded: "2026年9月底前", "立行立改".
        measures: One each.
        responsible: Id of a person of the station.
        commitment: Published text, with place and day of publishing.
    """

    description: str
    found_on: date
    found_by: str = ""
    source: str = ProblemSource.SELF_CHECK
    unit: str | None = None
    venue: str | None = None
    clause: str = ""
    severity: str = Severity.NORMAL
    ability: str = Ability.STATION
    goal: str = ""
    limit_text: str = ""
    measures: tuple[str, ...] = ()
    leader: str = ""
    responsible: str | None = None
    commitment: str = ""
    commitment_place: str = ""
    commitment_on: date | None = None


class ProblemRow(Struct, frozen=True):
    """A problem, where it stands, and what is still to be filled in.

    Attributes:
        place: Village or station, and venue.
        order: Id of the office's order it answers; `order_number` and `order_end` of that order.
        limit_end: Last day, where the wording names one.
        marks: 四明确一承诺.
        turn: How many requests to close there were.
        returned: How many of them came back; `return_reason` of the newest, while it stands.
        requested_on: Of the newest request; `result` what it says.
        closed_on: The day it was put right, once closed.
        proofs: How many files are attached.
        ours: Whether this site may change it.
    """

    id: str
    number: str
    form: ProblemForm
    source_label: str
    severity_label: str
    ability_label: str
    place: str
    unit_name: str
    venue_name: str
    station: str
    station_name: str
    item_code: str
    check: str | None
    order: str | None
    order_number: str
    order_end: date | None
    limit_end: date | None
    responsible_name: str
    stage: ProblemStage
    stage_label: str
    holder: Holder
    holder_label: str
    lamp: Lamp
    marks: tuple[Mark, ...]
    turn: int
    returned: int
    return_reason: str
    requested_on: date | None
    result: str
    closed_on: date | None
    relapsed_on: date | None
    relapse_note: str
    proofs: int
    ours: bool


def form_of(problem: Problem) -> ProblemForm:
    """Return what was typed about a stored problem."""
    values = {field.name: getattr(problem, field.name) for field in fields(ProblemForm)}
    return ProblemForm(**values | {"measures": tuple(problem.measures or ())})


def set_fields(problem: Problem, form: ProblemForm, *, today: date) -> None:
    """Write what was typed, texts trimmed, and understand the time limit."""
    from app.time_limit import parse_time_limit  # late: its patterns take a while, and reading needs none

    for field in fields(ProblemForm):
        value = getattr(form, field.name)
        setattr(problem, field.name, value.strip() if isinstance(value, str) else value)
    problem.measures = [measure.strip() for measure in form.measures if measure.strip()]
    limit = parse_time_limit(form.limit_text, year=today.year) if form.limit_text.strip() else None
    problem.limit_kind = limit.kind if limit else None
    problem.limit_start = limit.start if limit else None
    problem.limit_end = limit.end if limit else None
    problem.limit_precision = limit.precision if limit else None


def row_of(
    found: Any, turns: Sequence[Turn], *, today: date, site: str, thresholds: Thresholds
) -> ProblemRow:
    """Return the row of a result of `problems`; `turns` are its requests, oldest first."""
    problem: Problem = found.Problem
    standing = problem_standing(problem, turns)
    closed = standing.stage is ProblemStage.CLOSED
    request, verdict = turns[-1] if turns else (None, None)
    limit = Limit(problem.limit_kind, problem.limit_start, problem.limit_end, problem.limit_precision)
    lamp = light_of(
        limit,
        today=today,
        since=problem.relapsed_on or problem.found_on,
        started=standing.stage is not ProblemStage.FOUND,
        held_days=held_days(turns, today=today),
        quiet_days=quiet_days(problem, turns, standing, found.proved_at, today),
        news_days=news_days(limit),
        waiting=standing.waiting,
        finished_on=request.completed_on if closed and request else None,
        finished_word="已销号",
        thresholds=thresholds,
    )
    venue_name = found.venue_name or ""
    unit_name = found.unit_name or ""
    return ProblemRow(
        id=problem.id,
        number=problem.number,
        form=form_of(problem),
        source_label=label("source", problem.source),
        severity_label=label("severity", problem.severity),
        ability_label=label("ability", problem.ability),
        place=venue_name if venue_name.startswith(unit_name) else f"{unit_name} {venue_name}".strip(),
        unit_name=unit_name,
        venue_name=venue_name,
        station=found.station or "",
        station_name=found.station_name or "",
        item_code=problem.item_code,
        check=problem.check,
        order=problem.order,
        order_number=found.order_number or ("（交办单未到）" if problem.order else ""),
        order_end=found.order_end,
        limit_end=problem.limit_end,
        responsible_name=found.responsible_name or "",
        stage=standing.stage,
        stage_label=label("stage", standing.stage),
        holder=standing.holder,
        holder_label=label("holder", standing.holder),
        lamp=lamp,
        marks=marks_of(
            description=problem.description,
            goal=problem.goal,
            limit_kind=problem.limit_kind,
            measures=problem.measures or (),
            responsible=problem.responsible,
            commitment=problem.commitment,
            commitment_place=problem.commitment_place,
            commitment_on=problem.commitment_on,
        ),
        turn=request.turn if request else 0,
        returned=sum(answer is not None and answer.decision == Decision.RETURNED for _, answer in turns),
        return_reason=verdict.reason if verdict and standing.stage is ProblemStage.RETURNED else "",
        requested_on=request.requested_on if request else None,
        result=request.result if request else "",
        closed_on=request.completed_on if closed and request else None,
        relapsed_on=problem.relapsed_on,
        relapse_note=problem.relapse_note,
        proofs=found.proofs or 0,
        ours=problem.site == site,
    )


def problem_standing(problem: Problem, turns: Sequence[Turn]) -> Standing:
    """Return where a stored problem stands; `turns` are its requests, oldest first."""
    request, verdict = turns[-1] if turns else (None, None)
    known = set(Ability)
    return standing_of(
        Course(
            planned=bool(problem.measures and problem.responsible and problem.limit_kind),
            ability=Ability(problem.ability) if problem.ability in known else Ability.STATION,
            turn=request.turn if request else None,
            verdict=Decision(verdict.decision) if verdict else None,
            relapsed_turn=problem.relapsed_turn,
        )
    )
