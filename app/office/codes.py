"""Area codes: 12 digits, validated by prefix only; no table of codes is shipped.

Two digits each for province, prefecture and county, three each for township and village; a county pads
with six zeros, a township with three. Source: GB/T 2260, GB/T 10114.
"""

import re
import unicodedata

from app.errors import InvalidInput

__all__ = ["clean_code", "county_code", "county_part", "is_township", "spaced", "township_part"]

_BLANKS = re.compile(r"[\s\-_.'’`]+")


def clean_code(text: str) -> str:
    """Return the digits of a code as typed or pasted: full-width digits, blanks and an Excel ".0" are cured.

    A code of 6 or 9 digits is padded to 12.

    Raises:
        InvalidInput: It is no code.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+", folded):
        raise InvalidInput(
            f"代码“{text}”被 Excel 改成了科学计数，后几位已经丢失。请在 Excel 里把这一列设成文本再填一次。"
        )
    digits = _BLANKS.sub("", re.sub(r"\.0+$", "", folded))
    if not digits.isascii() or not digits.isdigit():
        raise InvalidInput(f"代码“{text}”里有不是数字的字。区划代码应是 12 位数字。")
    if len(digits) in {6, 9}:
        digits = digits.ljust(12, "0")
    if len(digits) != 12:
        raise InvalidInput(f"代码“{text}”是 {len(digits)} 位，区划代码应是 12 位数字。")
    return digits


def county_code(text: str) -> str:
    """Return the 12-digit code of a county.

    Raises:
        InvalidInput: It is no code, or one of a township or village.
    """
    code = clean_code(text)
    if not code.endswith("000000") or code[:6] == "000000":
        raise InvalidInput(f"“{text}”不是县级代码。县级代码是 12 位数字，后六位都是 0，例如 990101000000。")
    return code


def county_part(code: str) -> str:
    """Return the six digits that all codes of a county begin with."""
    return code[:6]


def township_part(code: str) -> str:
    """Return the nine digits that all codes of a township begin with."""
    return code[:9]


def is_township(code: str) -> bool:
    """Tell whether a 12-digit code names a township and not a county or village."""
    return code.endswith("000") and not code.endswith("000000")


def spaced(code: str) -> str:
    """Return a code as it is shown: `99 0101 201 003`."""
    return f"{code[:2]} {code[2:6]} {code[6:9]} {code[9:]}" if len(code) == 12 else code
