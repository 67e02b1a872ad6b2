"""恢复码 (recovery code): the office's key on one sheet, to be locked away with the stamp."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from app.office.units import get_unit
from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_PORTRAIT, Imprint, Printed, Section, Strip, write_pdf
from app.papers.gather.subject import imprint
from app.papers.pen import MM, Pen
from app.sync.recovery import key_on_paper
from app.workspace import Workspace

__all__ = ["recovery_page", "write_recovery_paper"]

_ROW_MM, _PER_ROW = 17.0, 5
_RULES = (
    "一、电脑坏了或丢了，在新电脑上恢复台账的备份，再到“设置与备份”的“本机”里输入这十组数字，就能接着收发，各站不用重新开站。",
    "二、谁拿到这张纸，谁就能以本单位的名义发包。请和公章放在一起，不要拍照，不要发到群里。",
    "三、每组第五个数字是校验，抄错了程序会指出是第几组。换过钥匙以后，这张纸作废，请重新打印。",
)


@dataclass(frozen=True)
class _Groups(Strip):
    """The groups in rows of five, each in a box with its place."""

    groups: tuple[str, ...]
    width: float
    keep: bool = True

    @property
    @override
    def height(self) -> float:
        return -(-len(self.groups) // _PER_ROW) * _ROW_MM * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        wide = self.width / _PER_ROW
        for place, group in enumerate(self.groups):
            row, column = divmod(place, _PER_ROW)
            left, upper = x + column * wide, top - row * _ROW_MM * MM
            right, lower = left + wide, upper - _ROW_MM * MM
            for start, end in (
                ((left, upper), (right, upper)),
                ((left, lower), (right, lower)),
                ((left, upper), (left, lower)),
                ((right, upper), (right, lower)),
            ):
                pen.line(*start, *end)
            pen.text(left + 2 * MM, upper - 4 * MM, str(place + 1), 8)
            pen.text(left + wide / 2, upper - 11.5 * MM, group, 18, bold=True, align="center")


def recovery_page(unit: str, groups: Sequence[str], imprint: Imprint) -> Section:
    """Lay out the sheet."""
    width = A4_PORTRAIT.frame_width
    body: list[Strip] = [
        Title("恢复码", width, 24),
        Facts((Fact("单位：", unit, 2), Fact("打印日期：", chinese_date(imprint.day))), width, 12),
        Space(5),
        _Groups(tuple(groups), width),
        Space(6),
    ]
    for rule in _RULES:
        body += [*paragraph(rule, width, 12), Space(2)]
    body.append(Space(8))
    closing = Signatures(("保管人", "监交人"), width, stamp="")
    return Section("恢复码", imprint, tuple(body), closing=closing, unit=unit)


def write_recovery_paper(ws: Workspace, to: Path) -> Printed:
    """Write the sheet as a PDF file.

    Raises:
        KeyMissing: This computer has no key for the ledger.
        StorageError: The file cannot be written.
    """
    unit = get_unit(ws, ws.unit)
    return write_pdf([recovery_page(unit.name, key_on_paper(ws), imprint(ws, unit, "HF", "", ws.now()))], to)
