"""The standard packs shipped with the program: reference figures that an office copies and edits."""

import json
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct

import resources
from app.facilities.standard_forms import PackForm, StandardForm
from db.models.facilities import Confidence, PackLevel, ValueKind

__all__ = ["ShippedPack", "shipped_packs"]

_FILES = ("township-station", "village-centre")


class ShippedPack(Struct, frozen=True):
    """One pack, its items in the order of its paper."""

    form: PackForm
    level: PackLevel
    items: tuple[StandardForm, ...]


@cache
def shipped_packs() -> tuple[ShippedPack, ...]:
    """Return the shipped packs: the station's, then the village centre's."""
    return tuple(_read(name) for name in _FILES)


def _read(name: str) -> ShippedPack:
    data = json.loads(resources.path(f"standards/{name}.json").read_text(encoding="utf-8"))
    return ShippedPack(
        form=PackForm(
            name=data["name"],
            region=data.get("region", ""),
            source=data.get("source", ""),
            year=data.get("year"),
            note=data.get("note", ""),
        ),
        level=PackLevel(data["level"]),
        items=tuple(
            _item(section["name"], item) for section in data["sections"] for item in section["items"]
        ),
    )


def _item(section: str, data: dict[str, Any]) -> StandardForm:
    def figure(key: str) -> Decimal | None:
        return Decimal(data[key]) if key in data else None

    return StandardForm(
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
