"""活动登记表 (one event) and 活动台账 (all events of a span)."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Line, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date, weekday
from app.papers.flow import A4_LANDSCAPE, A4_PORTRAIT, Imprint, Paper, Section
from app.papers.form import Field, Form
from app.papers.pictures import Photo, picture_rows
from app.papers.table import Column, Value, make_table
from app.papers.workbook import Book

__all__ = [
    "ActivityRegister",
    "ActivityRow",
    "ActivitySheet",
    "activity_sheet_pages",
    "register_book",
    "register_pages",
]


class ActivitySheet(Struct, frozen=True):
    """One event as it is filed."""

    unit: str
    topic: str
    kind: str
    day: date
    hours: str
    place: str
    villages: str
    people: int | None
    audience: str
    organiser: str
    partner: str
    content: str
    task: str
    handler: str
    entered_on: date | None
    """The day it was typed where that is a later one."""
    photos: tuple[Photo, ...]
    files: int
    imprint: Imprint


class ActivityRow(Struct, frozen=True):
    """One event of the register."""

    record_id: str
    day: date
    topic: str
    kind: str
    place: str
    times: int
    people: int | None
    organiser: str
    partner: str
    handler: str
    photos: int
    late: bool


class ActivityRegister(Struct, frozen=True):
    """The events of a span."""

    unit: str
    period: str
    rows: tuple[ActivityRow, ...]
    times: int
    people: int
    by_kind: tuple[tuple[str, int, int], ...]
    """(kind, times, people)"""
    imprint: Imprint
    telephone: str = ""


class _Numbered(Struct, frozen=True):
    number: int
    row: ActivityRow


def activity_sheet_pages(sheet: ActivitySheet) -> Section:
    """Lay out the form of one event, portrait, its photos below."""
    width = A4_PORTRAIT.frame_width
    people = "" if sheet.people is None else f"{sheet.people} 人"
    rows: list[tuple[float, tuple[Field, ...]]] = [
        (11, (Field("活动名称", sheet.topic),)),
        (
            11,
            (Field("时间", f"{chinese_date(sheet.day)}　{weekday(sheet.day)}"), Field("起止", sheet.hours)),
        ),
        (11, (Field("活动类型", sheet.kind), Field("地点", sheet.place))),
        (11, (Field("参加人数", people), Field("参加对象", sheet.audience))),
        (11, (Field("主办单位", sheet.organiser), Field("协办单位", sheet.partner))),
    ]
    if sheet.villages:
        rows.append((11, (Field("到的村", sheet.villages),)))
    if sheet.task:
        rows.append((11, (Field("对应任务", sheet.task),)))
    rows += [
        (42, (Field("活动内容\n和效果", sheet.content),)),
        (
            11,
            (
                Field("经办人", sheet.handler),
                Field("登记", f"{chinese_date(sheet.entered_on)}补记" if sheet.entered_on else "当日登记"),
            ),
        ),
    ]
    body = [Title("活动登记表", width, 22), Facts((Fact("填报单位：", sheet.unit),), width), Space(1)]
    words = "活动照片" if sheet.photos else "活动照片：粘贴处"
    others = sheet.files - len(sheet.photos)
    note = f"（另有 {others} 个文件在电脑里）" if others else ""
    return Section(
        title="活动登记表",
        imprint=sheet.imprint,
        body=(
            *body,
            Form(tuple(rows), width, 11, 22),
            Space(2),
            Line(f"{words}{note}", width, 11, bold=True, keep=bool(sheet.photos)),
            *picture_rows(sheet.photos, width),
        ),
        closing=Signatures(("经办人", "负责人"), width),
        unit=sheet.unit,
    )


def _columns(number: Callable[[int], Value]) -> tuple[Column[_Numbered], ...]:
    return (
        Column("序号", 10, lambda r: number(r.number), "center"),
        Column("日期", 23, lambda r: r.row.day, "center"),
        Column("活动名称", 58, lambda r: r.row.topic),
        Column("类型", 19, lambda r: r.row.kind, "center"),
        Column("地点", 36, lambda r: r.row.place),
        Column("场次", 11, lambda r: r.row.times, "center"),
        Column("人数", 13, lambda r: r.row.people, "right"),
        Column("主办单位", 30, lambda r: r.row.organiser),
        Column("协办单位", 26, lambda r: r.row.partner),
        Column("经办人", 16, lambda r: r.row.handler, "center"),
        Column("照片\n文件", 12, lambda r: r.row.photos or None, "center"),
        Column("备注", 13, lambda r: "补记" if r.row.late else "", "center"),
    )


def _sum(register: ActivityRegister) -> str:
    if not register.rows:
        return "这段时间没有登记活动。"
    kinds = "，".join(f"{kind} {times} 场 {people} 人次" for kind, times, people in register.by_kind)
    return f"共 {register.times} 场次，{register.people} 人次。其中：{kinds}。"


def register_pages(register: ActivityRegister, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the register, in the order of its days."""
    width = paper.frame_width
    return Section(
        title="活动台账",
        imprint=register.imprint,
        body=(
            Title("活动台账", width, 20),
            Facts(
                (
                    Fact("填报单位：", register.unit, 2),
                    Fact("期间：", register.period, 2),
                    Fact("填报日期：", chinese_date(register.imprint.day), 1.2),
                ),
                width,
            ),
            *paragraph(_sum(register), width, keep=True),
            Space(1),
            make_table(_columns(str), _numbered(register), width, empty="（没有登记活动）"),
        ),
        closing=Signatures(("填表人", "负责人"), width, "单位（盖章）", register.telephone),
        paper=paper,
        unit=register.unit,
    )


def register_book(register: ActivityRegister) -> Book[_Numbered]:
    """Return the register as a workbook."""
    return Book(
        title="活动台账",
        unit=register.unit,
        facts=f"填报单位：{register.unit}　　期间：{register.period}　　"
        f"填报日期：{chinese_date(register.imprint.day)}",
        imprint=register.imprint,
        columns=_columns(int),
        rows=_numbered(register),
        record_id=lambda r: r.row.record_id,
        note=_sum(register),
        closing="填表人：　　　　　　　　负责人：　　　　　　　　单位（盖章）　　　　　　年　　月　　日",
        frozen_columns=3,
    )


def _numbered(register: ActivityRegister) -> tuple[_Numbered, ...]:
    return tuple(_Numbered(number, row) for number, row in enumerate(register.rows, start=1))
