"""文号: how the number of an official document is written, and how two of them are compared."""

import re
from typing import Final

from app.search.folding import folded

__all__ = ["compared", "document_no_doubt"]

_FORM: Final = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕[1-9]\d*号")


def document_no_doubt(text: str) -> str:
    """Return what is unusual about a 文号, in a sentence; "" for none, and where there is no number.

    Whatever is typed is kept: documents in use do not always keep to the rule.

    Source: GB/T 9704-2012, 7.2.5: 代字, the year in 〔〕, the number without 第 and without leading zeros.
    """
    plain = text.strip()
    if not plain or _FORM.fullmatch(plain):
        return ""
    return "文号一般写成“代字〔年份〕几号”，如 清创办〔2026〕3号。已照您写的存下，不影响使用。"


def compared(text: str) -> str:
    """Return a 文号, or words that may hold one, as it is compared: whatever brackets, widths and blanks."""
    return folded(text).replace(" ", "")
