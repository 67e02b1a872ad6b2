"""交接清单 (handover list), three copies for who gives, who takes and who watches; 清点差异单 (what was not as listed)."""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct

from app.handover.inventory import Inventory, Part
from app.handover.stock import StockLine, counted
from app.papers.blocks import Fact, Facts, Signatures, Space, Stack, Title, WritingLines, paragraph
from app.papers.flow import A4_PORTRAIT, Imprint, Section, Strip
from app.papers.flow import Table as Rows
from app.papers.table import Column, make_table

__all__ = ["COPIES", "HandoverList", "handover_pages", "stock_pages"]

COPIES: Final = ("移交人", "接交人", "监交人")
_NUMERALS: Final = "一二三四五六七八九十"


class HandoverList(Struct, frozen=True):
    """The list, and who signs it; empty names are written by hand.

    Attributes:
        found: What was said when taking stock; empty: nobody has.
    """

    unit: str
    giver: str
    taker: str
    witness: str
    day: str
    differences: str
    inventory: Inventory
    imprint: Imprint
    telephone: str = ""
    found: tuple[StockLine, ...] = ()


def handover_pages(handover: HandoverList) -> list[Section]:
    """Lay out the list once for each who keeps a copy."""
    return [_copy(handover, number, holder) for number, holder in enumerate(COPIES, start=1)]


def stock_pages(handover: HandoverList) -> list[Section]:
    """Lay out what was not found or is not as listed, once for each who keeps a copy."""
    return [_differences(handover, number, holder) for number, holder in enumerate(COPIES, start=1)]


def _differences(handover: HandoverList, number: int, holder: str) -> Section:
    width = A4_PORTRAIT.frame_width
    return Section(
        title=f"清点差异单（{holder}存）",
        imprint=handover.imprint,
        body=(*_head("清点差异单", handover, number, holder), Space(2), *_found(handover, width)),
        closing=Signatures(COPIES, width, telephone=handover.telephone),
        paper=A4_PORTRAIT,
        unit=handover.unit,
    )


def _head(title: str, handover: HandoverList, number: int, holder: str) -> list[Strip]:
    width = A4_PORTRAIT.frame_width
    return [
        Title(title, width, 22),
        Facts(
            (
                Fact("单位：", handover.unit, 2.4),
                Fact("交接日期：", handover.day, 2.4),
                Fact("第", f"{number} 份，共 {len(COPIES)} 份（{holder}存）", 2.5),
            ),
            width,
        ),
        Facts(
            (
                Fact("移交人：", handover.giver, 1),
                Fact("接交人：", handover.taker, 1),
                Fact("监交人：", handover.witness, 1),
            ),
            width,
        ),
    ]


def _found(handover: HandoverList, width: float) -> list[Strip | Rows]:
    """Return what was said when taking stock, what was typed of it, and else room to write."""
    body: list[Strip | Rows] = []
    wrong = [line for line in handover.found if line.differs]
    if handover.found:
        others = counted(handover.found) or "都找到了，和登记的相符"
        body += paragraph(f"逐项清点了 {len(handover.found)} 项：{others}。", width, keep=True)
    if wrong:
        columns: tuple[Column[StockLine], ...] = (
            Column("放在哪里", 3.0, lambda line: line.place),
            Column("名称", 4.0, lambda line: line.name),
            Column("登记", 2.0, lambda line: line.listed),
            Column("清点结果", 2.0, lambda line: line.answer_label),
            Column("说明", 4.0, lambda line: line.note),
        )
        body.append(make_table(columns, wrong, width, empty="（没有）"))
    if handover.differences:
        body.append(Stack(paragraph(f"核对中发现的不同：{handover.differences}", width)))
    elif not handover.found or wrong:
        body.append(WritingLines("其他不同：" if wrong else "核对中发现的不同：", width, 2, 10.5))
    return body


def _copy(handover: HandoverList, number: int, holder: str) -> Section:
    width = A4_PORTRAIT.frame_width
    body: list[Strip | Rows] = [
        *_head("交接清单", handover, number, holder),
        *paragraph(
            "下面各项由台账自动列出。请当面逐项核对，实物在“核对”一栏打勾；不在、不符的写在最后一栏。",
            width,
            keep=True,
        ),
    ]
    for place, part in enumerate(handover.inventory.parts):
        body += [
            Space(2),
            *paragraph(f"{_NUMERALS[place]}、{part.title}（{len(part.rows)}）", width, keep=True),
            _table(part, width),
        ]
    body += [Space(2), *_found(handover, width)]
    return Section(
        title=f"交接清单（{holder}存）",
        imprint=handover.imprint,
        body=tuple(body),
        closing=Signatures(COPIES, width, telephone=handover.telephone),
        paper=A4_PORTRAIT,
        unit=handover.unit,
    )


def _table(part: Part, width: float) -> Rows:
    columns = tuple(
        Column(head, float(share), _cell(number))
        for number, (head, share) in enumerate(zip(part.heads, part.shares, strict=True))
    )
    return make_table(columns, part.rows, width, empty="（没有）")


def _cell(number: int) -> Callable[[tuple[str, ...]], str]:
    return partial(_text, number)


def _text(number: int, row: tuple[str, ...]) -> str:
    return row[number]
