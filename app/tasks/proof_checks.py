"""Checks of venues that may prove a building task: finished, and nothing in them is short."""

from sqlalchemy import select

from app.workspace import Workspace
from db.models.facilities import Check, CheckResult, Finding, Venue

__all__ = ["list_proof_checks"]

_MOST = 30


def list_proof_checks(ws: Workspace) -> list[tuple[str, str]]:
    """Return (id, words) of the station's last finished checks that found nothing amiss, the newest first."""
    failed = select(CheckResult.check).where(
        CheckResult.finding.in_([Finding.NOT_MET, Finding.NOT_CHECKED]), CheckResult.void.is_(False)
    )
    with ws.read() as session:
        found = session.execute(
            select(Check.id, Check.on, Venue.name)
            .join(Venue, Venue.id == Check.venue)
            .where(Check.site == ws.site, Check.finished, Check.void.is_(False), Check.id.not_in(failed))
            .order_by(Check.on.desc(), Check.id.desc())
            .limit(_MOST)
        )
        return [(row.id, f"{row.on}　{row.name}") for row in found]
