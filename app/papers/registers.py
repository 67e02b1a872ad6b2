"""收文登记簿 and 发文登记簿."""

from datetime import date

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section
from app.papers.table import Column, make_table
from app.papers.workbook import Book

__all__ = ["Register", "RegisterLine", "register_book", "register_pages"]


class RegisterLine(Struct, frozen=True):
    """A document in the register; `tasks` are the codes of what rests on it."""

    record_id: str
    number: str
    registered_on: date
    issuer: str
    document_no: str
    title: str
    issued_on: date | None
    pages: int | None
    urgency: str
    addressees: str
    handler: str
    note: str
    tasks: str


class Register(Struct, frozen=True):
    """A register of a span of days.

    Attributes:
        outgoing: 发文; else 收文.
    """

    unit: str
    outgoing: bool
    span: str
    lines: tuple[RegisterLine, ...]
    imprint: Imprint

    @property
    def title(self) -> str:
        """Its name."""
        return "发文登记簿" if self.outgoing else "收文登记簿"


def _columns(register: Register) -> tuple[Column[RegisterLine], ...]:
    what = "发文" if register.outgoing else "收文"
    other: Column[RegisterLine] = (
        Column("主送", 28, lambda line: line.addressees)
        if register.outgoing
        else Column("来文单位", 28, lambda line: line.issuer)
    )
    return (
        Column("登记号", 37, lambda line: line.number, "center"),
        Column(f"{what}日期", 23, lambda line: line.registered_on, "center"),
        other,
        Column("文号", 45, lambda line: line.document_no),
        Column("标题", 48, lambda line: line.title),
        Column("成文日期", 23, lambda line: line.issued_on, "center"),
        Column("页数", 10, lambda line: line.pages, "center"),
        Column("紧急程度", 18, lambda line: line.urgency, "center"),
        Column("承办人", 17, lambda line: line.handler, "center"),
        Column("相关任务", 22, lambda line: line.tasks),
        Column("办理情况", 24, lambda line: line.note),
    )


def _words(register: Register) -> str:
    return f"共 {len(register.lines)} 件。“相关任务”是依据该文件的任务编码。"


def register_pages(register: Register, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the register, landscape."""
    width = paper.frame_width
    return Section(
        title=register.title,
        imprint=register.imprint,
        body=(
            Title(register.title, width, 22),
            Facts(
                (
                    Fact("单位：", register.unit, 2),
                    Fact("起止：", register.span, 2),
                    Fact("打印日期：", chinese_date(register.imprint.day)),
                ),
                width,
            ),
            *paragraph(_words(register), width, keep=True),
            Space(1),
            make_table(_columns(register), register.lines, width, size=9.5, empty="（这段时间没有登记）"),
        ),
        paper=paper,
        unit=register.unit,
    )


def register_book(register: Register) -> Book[RegisterLine]:
    """Return the register as a workbook."""
    return Book(
        title=register.title,
        unit=register.unit,
        facts=f"单位：{register.unit}　　起止：{register.span}",
        imprint=register.imprint,
        columns=_columns(register),
        rows=register.lines,
        record_id=lambda line: line.record_id,
        note=_words(register),
    )
