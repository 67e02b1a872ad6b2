"""The sorts of time limits: what is stored of them, without the grammar that reads their wording."""

from enum import StrEnum

__all__ = ["LimitKind", "Precision"]


class LimitKind(StrEnum):
    """What sort of time a phrase names."""

    RANGE = "range"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    OPEN = "open"
    AT_ONCE = "at_once"
    LONG_TERM = "long_term"
    QUARTER = "quarter"
    RECURRING = "recurring"


class Precision(StrEnum):
    """How exactly the coarser end of a time limit is given, from fine to coarse."""

    DAY = "day"
    DECADE_OF_MONTH = "decade_of_month"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
