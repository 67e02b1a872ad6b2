"""Time as the program means it: instants in UTC, civil dates in UTC+8 whatever the PC's zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

__all__ = ["CHINA", "Clock", "civil_date", "local", "system_clock"]

CHINA = timezone(timedelta(hours=8), "UTC+8")

Clock = Callable[[], datetime]
"""Returns the present instant, aware."""


def system_clock() -> datetime:
    """Return the PC's present instant in UTC."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """Return `instant` as wall-clock time in China."""
    return instant.astimezone(CHINA)


def civil_date(instant: datetime) -> date:
    """Return the calendar date in China at `instant`."""
    return local(instant).date()
