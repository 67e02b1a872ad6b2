"""回执 (receipt for a package): a quarter of a page each, with a code that can be scanned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from typing_extensions import override

from app.papers.blocks import Stack, Title
from app.papers.dates import stamp
from app.papers.flow import Imprint, Paper, Section, Strip
from app.papers.form import Field, Form
from app.papers.pen import MM, Pen

__all__ = ["PackageReceipt", "receipt_pages"]

_SHEET = Paper(210, 297, left_mm=0, right_mm=0, top_mm=0, bottom_mm=0)
_WIDE_MM, _HIGH_MM = 105.0, 148.0
_MARGIN_MM = 8.0
_LABEL_MM = 22.0


class PackageReceipt(Struct, frozen=True):
    """That a package arrived, with what was in it."""

    sender: str
    receiver: str
    number: int
    made_at: datetime
    taken_at: datetime
    entries: int
    """Changes that were new here."""
    attachments: int
    """Photos and files inside."""
    lacking: int
    """Photos and files its records name that have not arrived in any package."""
    check: str
    """What the station types in as if it had been read out on the phone; also in the QR code."""


def receipt_pages(receipts: Sequence[PackageReceipt], imprint: Imprint) -> Section:
    """Lay out receipts, four on a sheet, with lines to cut along."""
    sheets = [_Sheet(tuple(receipts[index : index + 4])) for index in range(0, len(receipts), 4)]
    return Section("回执", imprint, tuple(sheets), paper=_SHEET, unit=receipts[0].receiver, bare=True)


@dataclass(frozen=True)
class _Sheet(Strip):
    """Up to four receipts on one page."""

    receipts: tuple[PackageReceipt, ...]
    keep: bool = False
    height: float = 2 * _HIGH_MM * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        for index, receipt in enumerate(self.receipts):
            row, column = divmod(index, 2)
            _draw(pen, receipt, x + column * _WIDE_MM * MM, top - row * _HIGH_MM * MM)
        rows = (len(self.receipts) + 1) // 2
        middle, bottom = x + _WIDE_MM * MM, top - rows * _HIGH_MM * MM
        pen.line(middle, top, middle, bottom, dashed=True)
        right = x + (2 if len(self.receipts) > 1 else 1) * _WIDE_MM * MM
        pen.line(x, top - _HIGH_MM * MM, right, top - _HIGH_MM * MM, dashed=True)


def _draw(pen: Pen, receipt: PackageReceipt, x: float, top: float) -> None:
    width = (_WIDE_MM - 2 * _MARGIN_MM) * MM
    attachments = f"{receipt.attachments} 个"
    if receipt.lacking:
        attachments += f"，累计还缺 {receipt.lacking} 个"
    rows = (
        (10.0, (Field("报送单位", receipt.sender),)),
        (10.0, (Field("接收单位", receipt.receiver),)),
        (10.0, (Field("包号", f"第 {receipt.number} 号"),)),
        (10.0, (Field("制作时间", stamp(receipt.made_at)),)),
        (10.0, (Field("收到时间", stamp(receipt.taken_at)),)),
        (10.0, (Field("内容", f"{receipt.entries} 条记录"),)),
        (10.0, (Field("照片和附件", attachments),)),
        (10.0, (Field("结果", "已收下，附件待补" if receipt.lacking else "已收齐"),)),
    )
    left = x + _MARGIN_MM * MM
    stack = Stack((Title("回执", width, 18), Form(rows, width, 10.5, _LABEL_MM)))
    top -= _MARGIN_MM * MM
    stack.draw(pen, left, top)
    bottom = top - stack.height
    pen.qr_code(left + width, bottom - 3 * MM, 20 * MM, receipt.check)
    pen.text(left, bottom - 8 * MM, "电话回执码", 9)
    pen.text(left, bottom - 13 * MM, receipt.check, 10.5, bold=True)
    pen.text(left, bottom - 19 * MM, "可在站里“收发”的“电话回执”中输入。", 9)
