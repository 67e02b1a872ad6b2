"""The clock of the invented year, moved by whoever plays it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

__all__ = ["DemoClock"]


class DemoClock:
    """Tells the same instant until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.instant

    def to(self, day: date, hour: int = 9) -> None:
        """Move on to `hour` o'clock in China on `day`; never back."""
        self.instant = max(self.instant, _instant(day, hour))

    @contextmanager
    def back_on(self, day: date) -> Iterator[None]:
        """Write as if it were five o'clock in China on an earlier `day`: ids tell when something was entered."""
        now = self.instant
        self.instant = _instant(day, 17)
        try:
            yield
        finally:
            self.instant = now


def _instant(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)
