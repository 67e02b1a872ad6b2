"""The registers of documents, as the list of papers knows them."""

from typing import Final

from app.papers.document import BOTH, Document
from app.papers.gather import registers

__all__ = ["REGISTERS"]

_CHOICES = frozenset({"paper", "larger", "span"})
REGISTERS: Final = (
    Document(
        "收文登记簿",
        BOTH,
        "收到的文件：来文单位、文号、标题、页数和依据它的任务",
        "documents",
        registers.incoming,
        registers.incoming_workbook,
        _CHOICES,
    ),
    Document(
        "发文登记簿",
        BOTH,
        "发出的文件，一年一本",
        "documents",
        registers.outgoing,
        registers.outgoing_workbook,
        _CHOICES,
    ),
)
