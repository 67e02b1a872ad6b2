"""Words of Chinese dates: one spelling for all, numbers, and what says that something comes round."""

import re

__all__ = ["BLANKS", "RECURRING", "WEEKDAYS", "N", "fold", "number", "period", "weekday_numbers"]

# -- folding: one character to one character, so that positions stay those of the printed text ------------

BLANKS = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\t\r\n"), " ")  # type: ignore[arg-type]
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―─━－﹣−ー"), "-")  # type: ignore[arg-type]
_FOLD |= dict.fromkeys(map(ord, "〜∼～"), "~")  # type: ignore[arg-type]
_FOLD |= dict.fromkeys(map(ord, "＊※✱﹡"), "*")  # type: ignore[arg-type]
_FOLD |= str.maketrans(
    "長開個當內號週堅隨時從來後終無際貫過極點間應兩續態經結穩斷馬",
    "长开个当内号周坚随时从来后终无际贯过极点间应两续态经结稳断马",
)
_OCR_DASH = re.compile(r"(?<=[年月日号])一(?=\d{1,4}\s*[年月日号.])")


def fold(text: str) -> str:
    """Fold width, dashes, blanks and a few Traditional forms, one character to one, so positions stay."""
    return _OCR_DASH.sub("-", text.translate(_FOLD))


# -- numbers ------------------------------------------------------------------------------------------------

_CN = "一二三四五六七八九"
_CN_DIGITS = {**{c: i + 1 for i, c in enumerate(_CN)}, **dict.fromkeys("〇○零OoＯ0", 0), "两": 2, "元": 1}
N = r"(?:\d{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|元(?=月))"


def number(text: str) -> int:
    """Read an Arabic or Chinese numeral that `N` matched."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, ones = text.split("十")
        return (_CN_DIGITS[tens] if tens else 1) * 10 + (_CN_DIGITS[ones] if ones else 0)
    return int("".join(str(_CN_DIGITS[c]) for c in text))


# -- what comes round -----------------------------------------------------------------------------------------

_WEEKDAY = r"[一二三四五六日天1-7]"
WEEKDAYS = re.compile(
    rf"(?<![\d一二三四五六七八九十两本上下])每?个?((?:星期|礼拜|周){_WEEKDAY}(?!到|期|年|岁|边|遍|次|个)(?:\s*(?:[、,和及至到]|-+|~)\s*(?:星期|礼拜|周)?{_WEEKDAY}(?![次个]))*)"
)
RECURRING = re.compile(
    r"每\s*(?:个|隔|一)?\s*(?:[两二三四\d]+\s*个?)?(?:季度?|半年|年度?|月份?|双?周|星期|礼拜|天|日|旬|学期|晚)"
    r"|[按逐](?:季度?|月|周|日|年)|(?:一季度?|一月|一周|一年|半年|一天|一日)[一两][次评查报调通督结会月]|季度一次|半年一次|周末"
)
_PERIODS = (
    ("half_year", re.compile(r"半年")),
    ("quarter", re.compile(r"季")),
    ("month", re.compile(r"月|旬")),
    ("week", re.compile(r"周|星期|礼拜")),
    ("year", re.compile(r"年|学期")),
    ("day", re.compile(r"日|天|晚")),
)


def period(folded: str) -> str:
    """Name the period of a recurring phrase: "day", "week", "month", "quarter", "half_year", "year"."""
    match = RECURRING.search(folded)
    words = match[0] if match else "周"
    return next(every for every, pattern in _PERIODS if pattern.search(words))


def weekday_numbers(words: str) -> tuple[int, ...]:
    """Read "周四、五", "周一至周五" into ISO weekdays, ascending."""
    numbers: list[int] = []
    reach = False
    for token in re.findall(rf"至|到|-|~|{_WEEKDAY}", words):
        if token in "至到-~":
            reach = True
            continue
        day = 7 if token in "日天" else number(token)
        numbers += range(numbers[-1] + 1, day + 1) if reach and numbers else [day]
        reach = False
    return tuple(sorted(set(numbers)))
