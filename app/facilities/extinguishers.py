"""When a fire extinguisher has to be scrapped."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from app.errors import InvalidInput
from app.time_limit import parse_time_limit

__all__ = ["KIND_LABELS", "Extinguisher", "read_factory_date", "scrap_date"]


class Extinguisher(StrEnum):
    """What an extinguisher is filled with."""

    DRY_POWDER = "dry_powder"
    WATER = "water"
    CLEAN_GAS = "clean_gas"
    CARBON_DIOXIDE = "carbon_dioxide"


KIND_LABELS: Final[Mapping[str, str]] = {
    Extinguisher.DRY_POWDER: "干粉",
    Extinguisher.WATER: "水基型",
    Extinguisher.CLEAN_GAS: "洁净气体",
    Extinguisher.CARBON_DIOXIDE: "二氧化碳",
}

_LIFE_YEARS: Final = {
    Extinguisher.WATER: 6,
    Extinguisher.DRY_POWDER: 10,
    Extinguisher.CLEAN_GAS: 10,
    Extinguisher.CARBON_DIOXIDE: 12,
}


def scrap_date(made: date, kind: Extinguisher) -> date:
    """Return the day from which an extinguisher made on `made` may not be used any more.

    Source: GA 95 (now XF 95): water 6, dry powder 10, clean gas 10, carbon dioxide 12 years from the factory date.
    """
    year = made.year + _LIFE_YEARS[kind]
    if (made.month, made.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return made.replace(year=year)


def read_factory_date(text: str) -> date:
    """Return the factory date as it is stamped: "2016年5月", "2016.05", "201605", "2016-5-12"; a month is its first day.

    Raises:
        InvalidInput: It is no date.
    """
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) in {6, 8}:
        digits = "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part)
    limit = parse_time_limit(digits)
    if limit is None or limit.start is None or limit.warnings:
        raise InvalidInput(
            f"看不懂出厂日期“{text.strip()}”。请照瓶身上的钢印输入，比如 2016年5月 或 2016-05-12。"
        )
    return limit.start
