"""What campaigns plan, line by line."""

from datetime import date
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import select

from app.workspace import Workspace
from db.models.campaigns import Campaign, Deliverable, Phase, PhaseStep

__all__ = ["LEVEL_LABELS", "Level", "PlanLine", "list_plan"]


class Level(StrEnum):
    """What a line of a plan is."""

    CAMPAIGN = "campaign"
    PHASE = "phase"
    STEP = "step"
    DELIVERABLE = "deliverable"


LEVEL_LABELS = {Level.CAMPAIGN: "方案", Level.PHASE: "阶段", Level.STEP: "步骤", Level.DELIVERABLE: "成果"}


class PlanLine(Struct, frozen=True):
    """A line of a plan.

    Attributes:
        id: Of the record.
        level: A `Level`; `level_label` in Chinese.
        year_inferred: The year of its dates was not printed.
        printed: Its time or quantity as worded.
        detail: Basis and theme, the four parts, or nothing.
    """

    id: str
    level: Level
    level_label: str
    name: str
    starts_on: date | None
    ends_on: date | None
    year_inferred: bool
    printed: str
    detail: str


def list_plan(ws: Workspace) -> list[PlanLine]:
    """Return all our campaigns, the newest first, each with its phases, their steps and deliverables."""
    with ws.read() as session:
        campaigns = session.scalars(
            select(Campaign)
            .where(Campaign.site == ws.site, Campaign.void.is_(False))
            .order_by(Campaign.id.desc())
        ).all()
        phases = session.scalars(
            select(Phase).where(Phase.site == ws.site, Phase.void.is_(False)).order_by(Phase.position)
        ).all()
        steps = session.scalars(
            select(PhaseStep)
            .where(PhaseStep.site == ws.site, PhaseStep.void.is_(False))
            .order_by(PhaseStep.position)
        ).all()
        products = session.scalars(
            select(Deliverable)
            .where(Deliverable.site == ws.site, Deliverable.void.is_(False))
            .order_by(Deliverable.position)
        ).all()
        lines = []
        for campaign in campaigns:
            lines.append(_campaign_line(campaign))
            for phase in (one for one in phases if one.campaign == campaign.id):
                lines.append(_phase_line(phase))
                lines += [_step_line(one, phase) for one in steps if one.phase == phase.id]
                lines += [_product_line(one) for one in products if one.phase == phase.id]
        return lines


def _campaign_line(one: Campaign) -> PlanLine:
    parts = (f"依据：{one.basis}" if one.basis else "", f"主题：{one.theme}" if one.theme else "")
    lines = [*(part for part in parts if part), *(one.organisation or ()), *(one.requirements or ())]
    return PlanLine(
        one.id,
        Level.CAMPAIGN,
        LEVEL_LABELS[Level.CAMPAIGN],
        one.name,
        one.starts_on,
        one.ends_on,
        year_inferred=False,
        printed=one.document_no,
        detail="\n".join(lines),
    )


def _phase_line(one: Phase) -> PlanLine:
    parts = (("目标", one.goal), ("内容", one.content), ("方法", one.method), ("成果", one.result))
    lines = [f"{name}：{text}" for name, text in parts if text]
    return PlanLine(
        one.id,
        Level.PHASE,
        LEVEL_LABELS[Level.PHASE],
        one.name,
        one.starts_on,
        one.ends_on,
        year_inferred=one.year_inferred,
        printed=one.printed,
        detail="\n".join([*lines, *(one.sessions or ())]),
    )


def _step_line(one: PhaseStep, phase: Phase) -> PlanLine:
    return PlanLine(
        one.id,
        Level.STEP,
        LEVEL_LABELS[Level.STEP],
        one.title,
        one.starts_on,
        one.ends_on,
        year_inferred=phase.year_inferred,
        printed=one.number,
        detail="",
    )


def _product_line(one: Deliverable) -> PlanLine:
    least = f"不少于 {one.minimum} {one.unit}".strip() if one.minimum is not None else ""
    return PlanLine(
        one.id,
        Level.DELIVERABLE,
        LEVEL_LABELS[Level.DELIVERABLE],
        one.text,
        None,
        None,
        year_inferred=False,
        printed=" ".join(part for part in (one.per, least) if part),
        detail="",
    )
