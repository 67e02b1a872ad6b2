"""Words for the register of documents."""

from collections.abc import Mapping
from typing import Final

from db.models.documents import Direction, Urgency

__all__ = ["DIRECTIONS", "NUMBER_KINDS", "URGENCIES"]

DIRECTIONS: Final[Mapping[str, str]] = {Direction.INCOMING: "收文", Direction.OUTGOING: "发文"}
URGENCIES: Final[Mapping[str, str]] = {
    Urgency.ORDINARY: "平件",
    Urgency.URGENT: "急件",
    Urgency.VERY_URGENT: "特急",
}
NUMBER_KINDS: Final[Mapping[str, str]] = {Direction.INCOMING: "SW", Direction.OUTGOING: "FW"}
"""Kinds of the numbers in the register."""
