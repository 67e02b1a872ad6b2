"""What a typed value means against an item of the standard: pure rules, no database.

A line that was not looked at is `NOT_CHECKED` and never counts as met; "not applicable" needs a reason; what was
put right on the spot counts as met and is counted as found and fixed.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from app.errors import InvalidInput
from app.office.labels import StationSize
from db.models.facilities import Finding, ValueKind

__all__ = [
    "Entry",
    "Finding",
    "Judgement",
    "Line",
    "Outcome",
    "Rule",
    "Standing",
    "ValueKind",
    "actual_text",
    "add_up",
    "judge",
    "plain_number",
    "read_value",
    "shortfall_text",
    "standard_text",
]

NONE: Final = "0"
"""Stored value of a list of which nothing is there."""

_NUMBER: Final = re.compile(r"\d{1,9}(\.\d{1,4})?")
_BETWEEN_OPTIONS: Final = re.compile(r"[、,;\s]+")


class Rule(Struct, frozen=True):
    """What one item of a published standard asks for."""

    code: str
    name: str
    value_kind: str  # a ValueKind
    unit: str = ""
    threshold: Decimal | None = None
    threshold_medium: Decimal | None = None
    threshold_large: Decimal | None = None
    threshold_basic: Decimal | None = None
    options: tuple[str, ...] = ()
    veto: bool = False

    def least(self, size: StationSize) -> Decimal | None:
        """Return the least number (or number of listed things) that meets it; None: any will do.

        A larger class falls back on the next smaller one for which a figure is given.
        """
        figures = {
            StationSize.SMALL: (self.threshold,),
            StationSize.MEDIUM: (self.threshold_medium, self.threshold),
            StationSize.LARGE: (self.threshold_large, self.threshold_medium, self.threshold),
        }[size]
        given = next((figure for figure in figures if figure is not None), None)
        if given is None and self.value_kind == ValueKind.LIST:
            return Decimal(len(self.options))
        return given


class Entry(Struct, frozen=True):
    """What was typed for one line, its value already in stored form (`read_value`).

    Attributes:
        note: The finding in words, or why it does not apply.
        photo_no: Number of a photo, as the camera or the sheet says.
    """

    value: str = ""
    not_applicable: bool = False
    fixed_on_spot: bool = False
    note: str = ""
    photo_no: str = ""


class Judgement(Struct, frozen=True):
    """What follows from an entry."""

    finding: Finding
    fixed_on_spot: bool = False


def read_value(rule: Rule, text: str) -> str:
    """Return what was typed in the form in which it is stored; blank stays blank.

    Numbers: digits without a plus or leading zeros. Yes or no: "1" or "0". Lists: the options that are there,
    joined by 、 ("0": none), typed as their places on the sheet ("134") or in words. Full-width digits will do.

    Raises:
        InvalidInput: It is no such value.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        return ""
    if rule.value_kind == ValueKind.YES_NO:
        return _yes_or_no(rule, folded)
    if rule.value_kind == ValueKind.LIST:
        return _options(rule, folded)
    digits = folded.replace(",", "").removesuffix(unicodedata.normalize("NFKC", rule.unit)).strip()
    digits = f"0{digits}" if digits.startswith(".") else digits
    if not digits.isascii() or not _NUMBER.fullmatch(digits):
        raise InvalidInput(f"“{text.strip()}”不是数量。{rule.code} 请输入数字，比如 120 或 85.5。")
    return plain_number(Decimal(digits))


def _yes_or_no(rule: Rule, folded: str) -> str:
    if folded in {"1", "是", "有", "达标", "√", "y", "Y"}:
        return "1"
    if folded in {"0", "2", "否", "无", "没有", "不达标", "×", "n", "N"}:
        return "0"
    raise InvalidInput(f"{rule.code} 只能填“是”或“否”：按 1 是达标，按 2 是不达标。")


def _options(rule: Rule, folded: str) -> str:
    if folded in {NONE, "无"}:
        return NONE
    if folded.isascii() and folded.isdigit():
        places = {int(digit) for digit in folded}
        if not places <= set(range(1, len(rule.options) + 1)):
            raise InvalidInput(
                f"{rule.code} 一共 {len(rule.options)} 样，请输入有的那几样的序号，比如 13；都没有输入 0。"
            )
        there = {rule.options[place - 1] for place in places}
    else:
        names = {unicodedata.normalize("NFKC", option): option for option in rule.options}
        words = set(_BETWEEN_OPTIONS.split(folded)) - {""}
        if unknown := sorted(words - set(names)):
            raise InvalidInput(f"{rule.code} 里没有“{unknown[0]}”，可填：{'、'.join(rule.options)}。")
        there = {names[word] for word in words}
    return "、".join(option for option in rule.options if option in there)


def judge(rule: Rule, entry: Entry, size: StationSize) -> Judgement:
    """Return the conclusion on `entry`; `entry.value` is in stored form.

    Raises:
        InvalidInput: It is said not to apply, without a reason.
    """
    if entry.not_applicable:
        if not entry.note.strip():
            raise InvalidInput(f"{rule.code} 填“不适用”要写原因，比如“本村与邻村共用”。")
        return Judgement(Finding.NOT_APPLICABLE)
    if not entry.value:
        return Judgement(Finding.NOT_CHECKED)
    finding = _compare(rule, entry.value, size)
    if entry.fixed_on_spot and finding is not Finding.MET:
        return Judgement(Finding.MET, fixed_on_spot=True)
    return Judgement(finding)


def _compare(rule: Rule, value: str, size: StationSize) -> Finding:
    if rule.value_kind == ValueKind.YES_NO:
        return Finding.MET if value == "1" else Finding.NOT_MET
    measured = _measured(rule, value)
    least = rule.least(size)
    if least is None or measured >= least:
        return Finding.MET
    if rule.threshold_basic is not None and measured >= rule.threshold_basic:
        return Finding.BASICALLY_MET
    return Finding.NOT_MET


def _measured(rule: Rule, value: str) -> Decimal:
    return Decimal(len(_there(value))) if rule.value_kind == ValueKind.LIST else Decimal(value)


def _there(value: str) -> list[str]:
    return [] if value in {"", NONE} else value.split("、")


class Standing(StrEnum):
    """How a whole check ended."""

    VETOED = "vetoed"  # an item that fails the whole run is not met
    SHORT = "short"  # something is not met
    INCOMPLETE = "incomplete"  # nothing failed so far, but not everything was looked at
    BASIC = "basic"  # everything met or basically met
    MET = "met"


class Line(Struct, frozen=True):
    """One item of a check, as far as the verdict needs it."""

    code: str
    finding: str
    veto: bool = False
    fixed_on_spot: bool = False


class Outcome(Struct, frozen=True):
    """The verdict of a whole check: how it stands, and how many of what."""

    standing: Standing
    items: int
    met: int  # those fixed on the spot included
    basically_met: int
    not_met: int
    not_applicable: int
    not_checked: int
    fixed: int
    vetoes: tuple[str, ...]  # codes of items that fail the run

    @property
    def counted(self) -> int:
        """Return how many items the rate is of: all that apply, looked at or not."""
        return self.items - self.not_applicable

    @property
    def percent_met(self) -> int | None:
        """Return the share of met items in whole percent, never rounded up; None when nothing applies."""
        return None if self.counted == 0 else self.met * 100 // self.counted


def add_up(lines: Iterable[Line]) -> Outcome:
    """Return the verdict over all items of the pack; items without a result belong in with NOT_CHECKED."""
    counts = dict.fromkeys(Finding, 0)
    fixed, vetoes = 0, []
    for line in lines:
        finding = Finding(line.finding)
        counts[finding] += 1
        fixed += line.fixed_on_spot
        if line.veto and finding is Finding.NOT_MET:
            vetoes.append(line.code)
    if vetoes:
        standing = Standing.VETOED
    elif counts[Finding.NOT_MET]:
        standing = Standing.SHORT
    elif counts[Finding.NOT_CHECKED]:
        standing = Standing.INCOMPLETE
    elif counts[Finding.BASICALLY_MET]:
        standing = Standing.BASIC
    else:
        standing = Standing.MET
    return Outcome(
        standing=standing,
        items=sum(counts.values()),
        met=counts[Finding.MET],
        basically_met=counts[Finding.BASICALLY_MET],
        not_met=counts[Finding.NOT_MET],
        not_applicable=counts[Finding.NOT_APPLICABLE],
        not_checked=counts[Finding.NOT_CHECKED],
        fixed=fixed,
        vetoes=tuple(vetoes),
    )


def standard_text(rule: Rule, size: StationSize) -> str:
    """Return what the item asks for as it is printed: "≥500 m²", "是", "5 样齐全"."""
    least = rule.least(size)
    if rule.value_kind == ValueKind.YES_NO:
        return "是"
    if rule.value_kind == ValueKind.LIST:
        whole = least is not None and least >= len(rule.options)
        return (
            f"{len(rule.options)} 样齐全"
            if whole
            else f"{len(rule.options)} 样有 {plain_number(least or Decimal())} 样"
        )
    return "据实填写" if least is None else f"≥{_with_unit(least, rule.unit)}"


def actual_text(rule: Rule, value: str) -> str:
    """Return a stored value as it is shown: "320 m²", "否", "演出、阅览（2 样）"."""
    if not value:
        return ""
    if rule.value_kind == ValueKind.YES_NO:
        return "是" if value == "1" else "否"
    if rule.value_kind == ValueKind.LIST:
        there = _there(value)
        return f"{'、'.join(there)}（{len(there)} 样）" if there else "都没有"
    return _with_unit(Decimal(value), rule.unit)


def shortfall_text(rule: Rule, value: str, size: StationSize) -> str:
    """Return what is short: "差 180 m²", "缺 培训、体育", "不符合"; "" where nothing is or nothing was seen."""
    if not value or _compare(rule, value, size) is Finding.MET:
        return ""
    if rule.value_kind == ValueKind.YES_NO:
        return "不符合"
    if rule.value_kind == ValueKind.LIST:
        there = _there(value)
        return f"缺 {'、'.join(option for option in rule.options if option not in there)}"
    return f"差 {_with_unit((rule.least(size) or Decimal()) - Decimal(value), rule.unit)}"


def plain_number(number: Decimal) -> str:
    """Return a figure without needless zeros: "320", "85.5"."""
    whole, _, fraction = format(number, "f").partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' if fraction else ''}{fraction}"


def _with_unit(number: Decimal, unit: str) -> str:
    return f"{plain_number(number)} {unit}".strip()
