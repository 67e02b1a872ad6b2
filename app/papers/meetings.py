"""会议通知, 会议签到表, 会议纪要."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Line, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_PORTRAIT, Imprint, Section, Strip
from app.papers.table import Column, make_table

__all__ = ["Decision", "Meeting", "minutes_pages", "notice_pages", "sign_in_pages"]

_SIZE: Final = 12.0
_BLANK_ROWS: Final = 8
_PAGE_ROWS: Final = 17
_NUMBERS: Final = "一二三四五六七八九"


class Decision(Struct, frozen=True):
    """Something that was decided, and what it became."""

    number: int
    text: str
    unit: str
    person: str
    due_on: date | None
    outcome: str


class Meeting(Struct, frozen=True):
    """A meeting, before and after.

    Attributes:
        when: Day and hour in words.
        invited: Names of the stations that are called; `everybody`: all there are.
        attended: Of them those that came; None: not written down yet.
    """

    office: str
    title: str
    number: str
    when: str
    place: str
    chair: str
    agenda: tuple[str, ...]
    bring: str
    acknowledge_by: date | None
    invited: tuple[str, ...]
    everybody: bool
    attended: tuple[str, ...] | None
    guests: str
    materials: str
    minutes: str
    recorder: str
    decisions: tuple[Decision, ...]
    issued_on: date
    contact: str
    imprint: Imprint


class _Seat(Struct, frozen=True):
    number: int
    unit: str


_SEATS: tuple[Column[_Seat], ...] = (
    Column("序号", 12, lambda seat: seat.number, "center"),
    Column("单位", 56, lambda seat: seat.unit),
    Column("姓名", 26, lambda _: ""),
    Column("职务", 26, lambda _: ""),
    Column("电话", 32, lambda _: ""),
    Column("签名", 30, lambda _: ""),
)
_DECISIONS: tuple[Column[Decision], ...] = (
    Column("序号", 11, lambda one: one.number, "center"),
    Column("议定事项", 67, lambda one: one.text),
    Column("责任单位", 38, lambda one: one.unit, "center"),
    Column("责任人", 19, lambda one: one.person, "center"),
    Column("完成期限", 25, lambda one: one.due_on, "center"),
    Column("落实", 28, lambda one: one.outcome, "center"),
)


def notice_pages(meeting: Meeting) -> Section:
    """Lay out the notice, portrait."""
    width = A4_PORTRAIT.frame_width
    to = "各乡镇综合文化站：" if meeting.everybody else f"{'、'.join(meeting.invited)}："
    parts = [
        ("会议时间", meeting.when),
        ("会议地点", meeting.place),
        ("主持人", meeting.chair),
        ("会议议程", "；".join(meeting.agenda)),
        ("请带材料", meeting.bring),
        ("回执", f"请于{chinese_date(meeting.acknowledge_by)}前签收" if meeting.acknowledge_by else ""),
    ]
    told = [(name, text) for name, text in parts if text]
    body: list[Strip] = [
        Title(f"关于召开{meeting.title}的通知", width, 20),
        Line(f"编号：{meeting.number}", width, 10.5, align="right"),
        Space(3),
        *paragraph(to, width, _SIZE, leading=1.8),
        *_text(f"定于{meeting.when}召开{meeting.title}，现将有关事项通知如下：", width),
    ]
    for number, (name, text) in enumerate(told):
        body += _text(f"{_NUMBERS[number]}、{name}：{text}", width)
    body += [
        Space(8),
        Line(meeting.office, width, _SIZE, align="right"),
        Line(chinese_date(meeting.issued_on), width, _SIZE, align="right"),
    ]
    if meeting.contact:
        body += paragraph(f"联系人：{meeting.contact}", width, 10.5)
    return _section("会议通知", meeting, body)


def sign_in_pages(meeting: Meeting) -> Section:
    """Lay out the sheet to sign on, with rows for those who were not called."""
    width = A4_PORTRAIT.frame_width
    names = [*meeting.invited, *[""] * max(_BLANK_ROWS, _PAGE_ROWS - len(meeting.invited))]
    seats = [_Seat(number, name) for number, name in enumerate(names, start=1)]
    body: list[Strip] = [
        Title(f"{meeting.title}签到表", width, 20),
        *_head(meeting, width),
        Space(1),
        make_table(_SEATS, seats, width, least_mm=10.5),  # type: ignore[list-item]
    ]
    return _section("会议签到表", meeting, body)


def minutes_pages(meeting: Meeting) -> Section:
    """Lay out the minutes: who came, what was said, what was decided."""
    width = A4_PORTRAIT.frame_width
    body: list[Strip] = [Title(f"{meeting.title}纪要", width, 20), *_head(meeting, width), Space(1)]
    parts = [
        ("出席", _who_came(meeting)),
        ("议程", "\n".join(f"{number}. {point}" for number, point in enumerate(meeting.agenda, start=1))),
        ("会议内容", meeting.minutes),
        ("发放材料", meeting.materials),
    ]
    told = [(name, text) for name, text in parts if text]
    for number, (name, text) in enumerate(told):
        body += _heading(number, name, width)
        for line in text.splitlines():
            body += _text(line, width)
    body += _heading(len(told), "议定事项", width)
    body.append(
        make_table(_DECISIONS, meeting.decisions, width, empty="（没有写下议定事项）")  # type: ignore[arg-type]
    )
    signers = (("主持人", meeting.chair), ("记录人", meeting.recorder))
    closing = Signatures(tuple(f"{post}（{name}）" if name else post for post, name in signers), width)
    return _section("会议纪要", meeting, body, closing)


def _section(
    title: str, meeting: Meeting, body: Iterable[Strip], closing: Signatures | None = None
) -> Section:
    return Section(title, meeting.imprint, tuple(body), closing=closing, unit=meeting.office)


def _head(meeting: Meeting, width: float) -> tuple[Strip, ...]:
    return (
        Facts((Fact("时间：", meeting.when, 2), Fact("地点：", meeting.place, 2)), width),
        Facts((Fact("主持：", meeting.chair, 2), Fact("召集单位：", meeting.office, 2)), width),
    )


def _who_came(meeting: Meeting) -> str:
    if meeting.attended is None:
        return ""
    absent = [name for name in meeting.invited if name not in meeting.attended]
    parts = [f"应到{len(meeting.invited)}个站，实到{len(meeting.attended)}个站。"]
    parts += [f"缺席：{'、'.join(absent)}。"] if absent else []
    parts += [f"列席：{meeting.guests}。"] if meeting.guests else []
    return "".join(parts)


def _heading(number: int, name: str, width: float) -> tuple[Line, ...]:
    return paragraph(f"{_NUMBERS[number]}、{name}", width, 13, bold=True, leading=1.8, keep=True)


def _text(text: str, width: float) -> tuple[Line, ...]:
    return paragraph(text, width, _SIZE, indent=True, leading=1.7)
