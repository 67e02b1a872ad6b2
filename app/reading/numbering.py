"""Numbering styles at the start of a line or inside a paragraph, on folded text."""

import re
from functools import lru_cache

from msgspec import Struct

from app.time_words import number

__all__ = ["Marker", "find_marker", "markers_inside"]

_CN = r"[一二三四五六七八九十]{1,3}"
# "1.5万" and "3、4月份" carry no marker, "1.2009年9月" and "1、3月5日" do.
_NOT_A_DECIMAL = (
    r"(?!\d)|(?=(?:19|20)\d\d\s*(?:年|[-./]\d))|(?=\d{1,2}\s*月\s*(?:\d{1,2}\s*[日号]|[上中下]旬|[底末初]))"
)
_ITEM_WORDS = r"(?:整改)?(?:落实)?(?:项目|问题|任务|事项|内容)|第"

_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("step", re.compile(rf"第\s*({_CN}|\d{{1,2}})\s*步\s*[,:、.]?\s*")),
    (
        "item",
        re.compile(
            rf"[\[(]?\s*(?:{_ITEM_WORDS})\s*[(\[]?\s*({_CN}|\d{{1,3}})\s*[)\]]?\s*(?:[项条个类](?!目)(?:整改)?(?:项目|问题|任务|措施|内容)?)?\s*(?:[\])]?\s*(?:[:、.,-]+\s*|\s+|$)|(?<!\d\))\])"
        ),
    ),
    ("cn_paren", re.compile(rf"[(\[]\s*({_CN})\s*[)\]]\s*[、.,:]?\s*")),
    ("num_paren", re.compile(r"[(\[]\s*(\d{1,3})\s*[)\]]\s*[、.,:]?\s*")),
    ("yiyao", re.compile(rf"({_CN})要(?!求|点|素|件)[,:、]?\s*")),
    ("yishi", re.compile(rf"({_CN})(?:是|则)[,:、]?\s*")),
    ("cn", re.compile(rf"({_CN})\s*[、.:,]\s*|({_CN})\s+(?=\S)|第({_CN})(?:部分|章|篇)\s*[、.:,]?\s*")),
    ("multi", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})[.、\s]+(?=[^\d\s%])")),
    ("num", re.compile(rf"(\d{{1,3}})\s*(?:[、.]\s*(?:{_NOT_A_DECIMAL})|[:,](?!\d)\s*)")),
    ("num_half", re.compile(r"(\d{1,3})\s*\)\s*[、.]?\s*")),
    ("num_blank", re.compile(r"(\d{1,3})\s+(?=[^\s\d\-~/:.年月日个项名篇份次])")),
    ("circled", re.compile(r"([①-⑳])\s*[、.]?\s*")),
    ("num_paren", re.compile(r"([⑴-⒇])\s*[、.]?\s*")),
    ("num", re.compile(r"([⒈-⒛])\s*[、.]?\s*")),
    ("bullet", re.compile(r"([●■◆★▲▪•◇□○·]|-(?=\s*[^\s\d-]))\s*")),
)
_ITEM = next(pattern for style, pattern in _STYLES if style == "item")
_SYMBOLS = {ord("①"): 20, ord("⑴"): 20, ord("⒈"): 20}
_ORNAMENTS = frozenset(base + n for base, count in _SYMBOLS.items() for n in range(count))
# Inside a paragraph a marker follows a pause; 1. and 一、 would be too easily mistaken without one.
_INSIDE = {
    "num_paren": re.compile(r"[(]\s*(\d{1,3})\s*[)]\s*[、.,:]?\s*|([⑴-⒇])\s*"),
    "circled": re.compile(r"([①-⑳])\s*[、.]?\s*"),
    "yishi": re.compile(rf"(?:(?<=[。.;,:、!?\s])|^)({_CN})(?:是|则)[,:、]?\s*"),
    "yiyao": re.compile(rf"(?:(?<=[。.;,:、!?\s])|^)({_CN})要(?!求|点|素|件)[,:、]?\s*"),
    "cn_paren": re.compile(rf"[(]\s*({_CN})\s*[)]\s*[、.,:]?\s*"),
    "di": re.compile(rf"(?:(?<=[。.;,:、!?\s])|^)第({_CN})\s*[,:、]\s*"),
    "step": re.compile(rf"(?:(?<=[。.;,:!?\s])|^)第({_CN}|\d{{1,2}})步\s*[,:、]?\s*"),
    "num": re.compile(rf"(?:(?<=[。.;,:、!?\s])|^)(\d{{1,2}})\s*[、.]\s*(?:{_NOT_A_DECIMAL})"),
    "num_half": re.compile(r"(?:(?<=[。.;,:、!?\s])|^)(\d{1,2})\s*\)\s*"),
}


class Marker(Struct, frozen=True):
    """A number in front of a text: its style, value (None for bullets), printed digits and extent."""

    style: str
    value: int | None
    digits: str
    first: int
    last: int

    @property
    def bare(self) -> str:
        """The number without ornament: ① is 1."""
        return self.digits if self.value is None or ord(self.digits[0]) not in _ORNAMENTS else str(self.value)


def _value(digits: str) -> int | None:
    for base, count in _SYMBOLS.items():
        if base <= ord(digits[0]) < base + count:
            return ord(digits[0]) - base + 1
    if "." in digits:
        return int(digits.rsplit(".", 1)[1])
    try:
        return number(digits)
    except (ValueError, KeyError):
        return None


@lru_cache(maxsize=8192)
def find_marker(folded: str) -> Marker | None:
    """Return the marker a folded line starts with (after blanks), or None."""
    first = len(folded) - len(folded.lstrip(" "))
    if (di := re.compile(rf"第\s*({_CN})\s*[,、:]\s*").match(folded, first)) is not None:
        return Marker("di", _value(di[1]), di[1], first, di.end())
    for style, pattern in _STYLES:
        if match := pattern.match(folded, first):
            digits = next(group for group in match.groups() if group)
            value = None if style == "bullet" else _value(digits)
            found = Marker(style, value, digits, first, match.end())
            return found if style == "item" else _item_after(folded, found)
    return None


def _item_after(folded: str, outer: Marker) -> Marker:
    """The item's own number where it has two: （一）项目5：..."""
    if folded.startswith("第", outer.last):
        return outer
    match = _ITEM.match(folded, outer.last)
    return Marker("item", _value(match[1]), match[1], outer.first, match.end()) if match else outer


def markers_inside(folded: str, style: str) -> list[Marker]:
    """Return every marker of one style anywhere in a folded paragraph, in order."""
    pattern = _INSIDE.get(style)
    if pattern is None:
        return []
    found = []
    for match in pattern.finditer(folded):
        digits = next(group for group in match.groups() if group)
        found.append(Marker(style, _value(digits), digits, match.start(), match.end()))
    return found
