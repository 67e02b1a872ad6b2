"""When there is enough proof: the number the county asks for, and the kinds its wording names with numbers.

Nothing is asked for beyond that, and where no number was given nothing at all.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from app.evidence.labels import LABELS
from db.models.work import EvidenceKind

__all__ = ["Lack", "Rule", "lacking", "rule_of"]

_KIND_WORDS: Final = {
    EvidenceKind.PHOTO: "照片|图片|相片|截图",
    EvidenceKind.VIDEO: "视频|录像|短片",
    EvidenceKind.AUDIO: "录音|音频",
    EvidenceKind.DOCUMENT: "文件|文档|方案|预案|通知|名单|名册|签到表|登记表|登记簿|花名册|记录|台账|总结|小结|报告|制度|"
    "材料|资料|凭证|证明|报表|清单|扫描件|复印件|批复|纪要",
}
_UNITS: Final[Mapping[str, str]] = {
    EvidenceKind.PHOTO: "张",
    EvidenceKind.VIDEO: "段",
    EvidenceKind.AUDIO: "段",
}
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER: Final = r"(\d{1,3}|十[一二三四五六七八九]?|[一二两三四五六七八九])"
_MEASURE: Final = "[张份段个幅册件本套条部]"
_PARTED: Final = re.compile(r"[，。；、,;\n]|和|及|（|）|\(|\)")
_EACH: Final = re.compile("每[一-龥]")
_COUNTED: Final = re.compile(rf"{_NUMBER}\s*{_MEASURE}")


class Rule(Struct, frozen=True):
    """What is enough.

    Attributes:
        total: How many files; 0: none are asked for.
        kinds: How many of a kind among them, as far as the wording says.
    """

    total: int = 0
    kinds: tuple[tuple[EvidenceKind, int], ...] = ()


class Lack(Struct, frozen=True):
    """What is still asked for: (kind, number of files); the kind "" is any."""

    parts: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        """How many files that is."""
        return sum(number for _, number in self.parts)

    @property
    def words(self) -> str:
        """2 张照片、1 份文件; empty when there is enough."""
        return "、".join(
            f"{number} {_UNITS.get(kind, '份')}{LABELS['kind'][kind] if kind else '佐证'}"
            for kind, number in self.parts
        )


@lru_cache(maxsize=1024)
def rule_of(wording: str, count: int) -> Rule:
    """Return the rule of an item: `wording` as the county printed it, `count` of files that are enough.

    Numbers for each time or place (每场照片 3 张) are no total and are passed over.
    """
    if count <= 0:
        return Rule()
    kinds: dict[EvidenceKind, int] = {}
    for part in _PARTED.split(wording):
        for kind, number in _named(part):
            kinds[kind] = kinds.get(kind, 0) + number
    return Rule(max(count, sum(kinds.values())), tuple(kinds.items()))


def lacking(rule: Rule, have: Mapping[str, int]) -> Lack:
    """Return what is missing of `rule` when so many files of each kind are there.

    A photo may stand for a page: photos beyond those asked for count as documents.
    """
    left = dict(have)
    parts: list[tuple[str, int]] = []
    for kind, number in rule.kinds:
        used = min(left.get(kind, 0), number)
        left[kind] = left.get(kind, 0) - used
        if used < number:
            parts.append((kind, number - used))
    spare = left.get(EvidenceKind.PHOTO, 0)
    parts = [(kind, number - spare * (kind == EvidenceKind.DOCUMENT)) for kind, number in parts]
    parts = [part for part in parts if part[1] > 0]
    others = rule.total - sum(have.values()) - sum(number for _, number in parts)
    if others > 0:
        parts.append(("", others))
    return Lack(tuple(parts))


def _named(part: str) -> Iterator[tuple[EvidenceKind, int]]:
    if _EACH.search(part) or not _COUNTED.search(part):
        return
    for kind, words in _KIND_WORDS.items():
        found = re.search(rf"(?:{words})[^\d]{{0,5}}?{_NUMBER}\s*{_MEASURE}", part) or re.search(
            rf"{_NUMBER}\s*{_MEASURE}(?:以上)?的?[^\d]{{0,6}}?(?:{words})", part
        )
        if found:
            yield kind, _value(found[1])
            return


def _value(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if text.startswith("十"):
        return 10 + (_DIGITS[text[1]] if len(text) > 1 else 0)
    return _DIGITS[text]
