"""文号 (document numbers): 代字〔YYYY〕N号, looked at and never refused; and how two of them are compared."""

import re
from typing import Final

from app.search.folding import folded

__all__ = ["compared", "document_doubt"]

_FORM: Final = re.compile(r"[\u3400-\u9fffA-Za-z0-9（）()·]+〔(\d{4})〕([1-9]\d*)号")


def document_doubt(text: str) -> str | None:
    """Return what looks odd about a document number, as a sentence; None: nothing does, or there is none.

    Source: GB/T 9704-2012, 7.2.5: 代字, the year in 〔〕, the number without 第 and without leading zeros.
    """
    text = text.strip()
    if not text or _FORM.fullmatch(text):
        return None
    if re.search(r"[\[［【(（]\d{4}[\]］】)）]", text):
        return "年份一般用六角括号〔〕。照样可以用。"
    return "一般写成“代字〔年份〕序号号”，如 清文创〔2026〕3号。照样可以用。"


def compared(text: str) -> str:
    """Return a 文号, or words that may hold one, as it is compared: whatever brackets, widths and blanks."""
    return folded(text).replace(" ", "")
