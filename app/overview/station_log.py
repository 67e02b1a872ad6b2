"""What a station wrote into its log, as the office reads it."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select

from app.work.labels import ACTIVITIES
from app.workspace import Workspace
from db.models.work import LogEntry

__all__ = ["StationLogRow", "list_station_log"]


class StationLogRow(Struct, frozen=True):
    """One entry; `activity_label` is empty for a plain line."""

    id: str
    on: date
    text: str
    place: str
    activity_label: str
    people: int | None


def list_station_log(ws: Workspace, *, site: str, offset: int = 0, limit: int = 256) -> list[StationLogRow]:
    """Return the entries of the station `site`, the newest day first."""
    with ws.read() as session:
        found = session.scalars(
            select(LogEntry)
            .where(LogEntry.site == site, LogEntry.void.is_(False))
            .order_by(LogEntry.on.desc(), LogEntry.id.desc())
            .offset(offset)
            .limit(limit)
        )
        return [
            StationLogRow(
                entry.id,
                entry.on,
                entry.text,
                entry.place,
                ACTIVITIES.get(entry.activity, entry.activity),
                entry.people,
            )
            for entry in found
        ]
