"""Column types whose stored form is text on every database, so that a log line can carry it unchanged."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

__all__ = ["CivilDate", "Instant", "Lines", "Number", "instant_text"]


def instant_text(value: datetime) -> str:
    """Return an aware `value` as UTC with milliseconds, e.g. `2026-11-22T02:03:04.567Z`; sorts as text."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class CivilDate(TypeDecorator[date]):
    """A calendar date, stored as `2026-11-22`."""

    impl = String(10)
    cache_ok = True

    @override
    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Instant(TypeDecorator[datetime]):
    """A point in time, aware and UTC, stored with milliseconds."""

    impl = String(24)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant_text(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Number(TypeDecorator[Decimal]):
    """A decimal figure (areas, thresholds, money), stored as its digits: no binary fractions anywhere."""

    impl = String(24)
    cache_ok = True

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Lines(TypeDecorator[list[str]]):
    """Short texts in order (measures, options), stored one a line; a text itself holds no line break."""

    impl = Text()
    cache_ok = True

    @override
    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else "\n".join(" ".join(entry.split("\n")) for entry in value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> list[str] | None:
        return None if value is None else value.split("\n") if value else []
