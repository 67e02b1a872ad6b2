"""Folding of script and width, for matching only: the printed text is always kept beside it."""

import functools
import re

from opencc import OpenCC

__all__ = ["fold", "is_mixed_script"]

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {ord(c): ord(" ") for c in "\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\t\r\x0b\x0c"}
_WIDTH |= {ord(c): ord("-") for c in "‐‑‒–—―─━－﹣−"}
_WIDTH |= {ord(c): ord("~") for c in "〜∼～"}
_WIDTH |= {ord(c): ord("*") for c in "＊﹡✱"}
_WIDTH |= {ord(c): ord("×") for c in "✕╳✖Ⅹ"}
_WIDTH |= {
    ord("︰"): ord(":"),
    ord("∶"): ord(":"),
    ord("﹕"): ord(":"),
    ord("﹔"): ord(";"),
    ord("﹐"): ord(","),
    ord("﹑"): ord("、"),
    ord("﹒"): ord("."),
    ord("．"): ord("."),
}
_WIDTH |= {
    ord("著"): ord("着"),
    ord("〔"): ord("["),
    ord("〕"): ord("]"),
    ord("【"): ord("["),
    ord("】"): ord("]"),
}

# A half-width stop between Chinese words ends a sentence; after a numeral it belongs to the number (一.).
_HALF_STOP = re.compile(
    r"(?<=[\u4e00-\u9fff”」)])(?<![一二三四五六七八九十])\.(?=[\u4e00-\u9fff“「(\[]|\s*$)"
)

# Simplified forms that are also Traditional characters, and that converters often leave as they are.
_LEFT_BEHIND = frozenset("后于并范征")
_MANY_TRADITIONAL = 20


@functools.cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return `text` in Simplified script and half width, character by character, so positions stay."""
    if text.isascii():
        return text.translate(_WIDTH)
    simplified: str = _converter("t2s").convert(text)
    if len(simplified) != len(text):
        simplified = "".join(one if len(one := _converter("t2s").convert(c)) == 1 else c for c in text)
    return _HALF_STOP.sub("。", simplified.translate(_WIDTH))


def is_mixed_script(text: str) -> bool:
    """Tell whether Traditional and Simplified forms stand side by side.

    A machine-converted text counts as mixed when it kept forms such as 后, 于, 并, 范, 征 where Traditional
    script has others.
    """
    simplified = _converter("t2s").convert(text)
    traditional = _converter("s2t").convert(text)
    if not len(simplified) == len(traditional) == len(text):
        return False
    old = sum(1 for a, b in zip(text, simplified, strict=True) if a != b)
    if old == 0:
        return False
    changed = [a for a, b in zip(text, traditional, strict=True) if a != b]
    new = sum(1 for c in changed if c not in _LEFT_BEHIND and _strictly_simplified(c))
    left = sum(1 for c in changed if c in _LEFT_BEHIND)
    return min(old, new) > 1 or (old >= _MANY_TRADITIONAL and new + left > 0)


@functools.cache
def _strictly_simplified(char: str) -> bool:
    """Tell whether Traditional script has no such character: Taiwan and Hong Kong forms agree that it goes."""
    return all(_converter(config).convert(char) != char for config in ("s2t", "s2tw", "s2hk"))
