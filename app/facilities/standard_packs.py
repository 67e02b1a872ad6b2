"""The standard packs shipped with the program: reference figures that an office copies and edits."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import resources
from db.models import Confidence, PackLevel, ValueKind

__all__ = ["ShippedItem", "ShippedPack", "shipped_packs"]

_FILES = ("township-station", "village-centre")


@dataclass(frozen=True)
class ShippedItem:
    """One item; thresholds are least values, `options` what a list may hold."""

    code: str
    section: str
    name: str
    value_kind: ValueKind
    unit: str
    threshold: Decimal | None
    threshold_medium: Decimal | None
    threshold_large: Decimal | None
    threshold_basic: Decimal | None
    options: tuple[str, ...]
    veto: bool
    source: str
    year: int | None
    confidence: Confidence


@dataclass(frozen=True)
class ShippedPack:
    """One pack, its items in the order of its paper."""

    name: str
    level: PackLevel
    region: str
    source: str
    year: int | None
    note: str
    items: tuple[ShippedItem, ...]


@cache
def shipped_packs() -> tuple[ShippedPack, ...]:
    """Return the shipped packs: the station's, then the village centre's."""
    return tuple(_read(name) for name in _FILES)


def _read(name: str) -> ShippedPack:
    data = json.loads(resources.path(f"standards/{name}.json").read_text(encoding="utf-8"))
    return ShippedPack(
        name=data["name"],
        level=PackLevel(data["level"]),
        region=data.get("region", ""),
        source=data.get("source", ""),
        year=data.get("year"),
        note=data.get("note", ""),
        items=tuple(
            _item(section["name"], item) for section in data["sections"] for item in section["items"]
        ),
    )


def _item(section: str, data: dict[str, Any]) -> ShippedItem:
    def figure(key: str) -> Decimal | None:
        return Decimal(data[key]) if key in data else None

    return ShippedItem(
        code=data["code"],
        section=section,
        name=data["name"],
        value_kind=ValueKind(data["kind"]),
        unit=data.get("unit", ""),
        threshold=figure("threshold"),
        threshold_medium=figure("threshold_medium"),
        threshold_large=figure("threshold_large"),
        threshold_basic=figure("threshold_basic"),
        options=tuple(data.get("options", ())),
        veto=data.get("veto", False),
        source=data.get("source", ""),
        year=data.get("year"),
        confidence=Confidence(data["confidence"]),
    )
