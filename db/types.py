"""Column types whose stored form is text on every database, so that a log line can carry it unchanged."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

__all__ = ["CivilDate", "Digest", "Instant", "Lines", "Number", "instant_text"]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,100}(\.\d{1,100})?", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")


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

    @staticmethod
    @lru_cache(maxsize=4096)  # thousands of lines name the same days
    def holds(text: str) -> bool:
        """Tell whether `text` is a stored form; what others send may be anything."""
        try:
            return len(text) == 10 and date.fromisoformat(text).isoformat() == text
        except ValueError:
            return False


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

    @staticmethod
    def holds(text: str) -> bool:
        """Tell whether `text` is a stored form; what others send may be anything."""
        try:
            return _INSTANT.fullmatch(text) is not None and bool(datetime.fromisoformat(text))
        except ValueError:
            return False


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

    @staticmethod
    def holds(text: str) -> bool:
        """Tell whether `text` is a stored form; what others send may be anything."""
        return _NUMBER.fullmatch(text) is not None


class Digest(TypeDecorator[str]):
    """A SHA-256, stored as 64 small hexadecimal digits: it becomes the name of a file."""

    impl = String(64)
    cache_ok = True

    @staticmethod
    def holds(text: str) -> bool:
        """Tell whether `text` is a stored form; what others send may be anything."""
        return _DIGEST.fullmatch(text) is not None


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
