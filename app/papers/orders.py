"""现场整改交办单 (order on the spot): stub, notice and reply slip on one sheet, blank or filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct, field
from typing_extensions import override

from app.papers.blocks import CutLine, Signatures
from app.papers.dates import chinese_date, stamp
from app.papers.flow import A4_PORTRAIT, Imprint, Section, Strip
from app.papers.form import Field, Form
from app.papers.pen import MM, Pen
from app.papers.table import Boxes

__all__ = ["Order", "order_pad", "order_pages"]

_KINDS = ("立即整改", "限期整改")


class Order(Struct, frozen=True):
    """One order; what is empty is written in on the spot."""

    number: str
    unit: str = ""
    place: str = ""
    checked_at: datetime | date | None = None
    problem: str = ""
    clause: str = ""
    demand: str = ""
    kind: str = ""
    """立即整改 or 限期整改."""
    deadline: date | None = None
    measures: str = ""
    responsible: str = ""
    finish: date | None = None
    photos: str = ""
    """Numbers of the photos taken before."""
    inspectors: tuple[str, ...] = field(default=())
    receiver: str = ""


def order_pad(office: str, numbers: Sequence[str], imprint: Imprint) -> list[Section]:
    """Return blank orders with their numbers printed, one sheet each."""
    return order_pages(office, [Order(number) for number in numbers], imprint)


def order_pages(office: str, orders: Sequence[Order], imprint: Imprint) -> list[Section]:
    """Return one sheet for each order: stub on top, notice in the middle, reply at the bottom."""
    width = A4_PORTRAIT.frame_width
    return [
        Section(
            title=f"现场整改交办单 {order.number}",
            imprint=imprint,
            body=(
                *_stub(order, width),
                CutLine(width, "存根由检查单位留存，沿此线裁开"),
                *_notice(order, width),
                CutLine(width, "回执由被查单位整改后交回，沿此线裁开"),
                *_reply(order, width),
            ),
            unit=office,
        )
        for order in orders
    ]


@dataclass(frozen=True)
class _Heading(Strip):
    """Title in the middle, copy left of it and number right of it."""

    title: str
    copy: str
    number: str
    width: float
    keep: bool = True
    height: float = 10 * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        baseline = top - 6.5 * MM
        pen.text(x, baseline, self.copy, 10.5, bold=True)
        pen.text(x + self.width / 2, baseline, self.title, 16, bold=True, align="center")
        pen.text(x + self.width, baseline, f"编号：{self.number}", 10.5, bold=True, align="right")


def _day(day: date | None) -> str:
    return chinese_date(day) if day else "　　　　年　　月　　日"


def _moment(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        return stamp(moment)
    return chinese_date(moment) if moment else "　　　年　　月　　日　　时"


def _stub(order: Order, width: float) -> tuple[Strip, ...]:
    rows = (
        (8.0, (Field("被查单位", order.unit), Field("地点", order.place))),
        (8.0, (Field("检查时间", _moment(order.checked_at)), Field("整改时限", _day(order.deadline)))),
        (17.0, (Field("问题", order.problem),)),
        (8.0, (Field("检查人", "、".join(order.inspectors)), Field("签收人", order.receiver))),
    )
    return _Heading("现场整改交办单", "存根", order.number, width), Form(rows, width)


def _notice(order: Order, width: float) -> tuple[Strip, ...]:
    rows = (
        (8.5, (Field("被查单位", order.unit), Field("地点", order.place))),
        (8.5, (Field("检查时间", _moment(order.checked_at)), Field("照片号", order.photos))),
        (26.0, (Field("发现问题", order.problem),)),
        (8.5, (Field("依据条款", order.clause),)),
        (16.0, (Field("整改要求", order.demand),)),
        (8.5, (Field("办理方式", Boxes(_KINDS, order.kind)), Field("整改时限", _day(order.deadline)))),
        (20.0, (Field("整改措施\n（现场填）", order.measures),)),
        (
            8.5,
            (
                Field("整改责任人\n（现场填）", order.responsible),
                Field("完成日期\n（现场填）", _day(order.finish)),
            ),
        ),
    )
    return (
        _Heading("现场整改交办单", "通知", order.number, width),
        Form(rows, width, keep=True),
        Signatures(("检查人", "检查人", "签收人"), width, size=10.5),
    )


def _reply(order: Order, width: float) -> tuple[Strip, ...]:
    rows = (
        (20.0, (Field("整改情况"),)),
        (8.5, (Field("完成日期", _day(None)), Field("整改后照片号"))),
        (10.0, (Field("责任人签字"), Field("负责人签字\n（盖章）"))),
    )
    return _Heading("整改回执", "回执", order.number, width), Form(rows, width)
