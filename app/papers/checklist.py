"""设施核查表 (checklist of one venue): blank to be filled on the spot, or filled."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_PORTRAIT, Imprint, Section
from app.papers.table import Column, Tick, make_table

__all__ = ["Checklist", "ChecklistItem", "Conclusion", "checklist_pages"]

Conclusion = Literal["met", "basically_met", "not_met", "not_applicable", "not_checked", ""]
"""As stored; empty while the line is to be filled by hand."""


class ChecklistItem(Struct, frozen=True):
    """One line of a checklist, in paper order."""

    code: str
    section: str
    name: str
    standard: str
    veto: bool
    last: str
    """What was measured last time, with its unit; empty when there was no last time."""
    measured: str = ""
    conclusion: Conclusion = ""
    fixed_on_spot: bool = False
    note: str = ""
    photo: str = ""


class Checklist(Struct, frozen=True):
    """The sheet of one venue against one version of a standard."""

    unit: str
    village: str
    venue: str
    kind: str
    keeper: str
    standard: str
    """Name and version of the standard."""
    sheet_code: str
    items: tuple[ChecklistItem, ...]
    imprint: Imprint
    checked_on: date | None = None
    checker: str = ""

    @property
    def blank(self) -> bool:
        """Whether it is to be filled by hand."""
        return all(not item.conclusion for item in self.items)


_HOW_TO = (
    "填写：数量项只填实测值，是否达标由程序按标准判定；其他项在一个方框里打勾，没查的空着。"
    "录入时按表头数字：1 达标，2 不达标，3 不适用（写明原因），4 现场已改。空着就是未查，不算达标。"
    "带“否决”的一项不达标，全部不达标。"
)
_CODE_ROOM_MM = 24.0


def _box(conclusion: Conclusion, head: str, digit: str = "") -> Column[ChecklistItem]:
    def ticked(item: ChecklistItem) -> Tick:
        return Tick(item.conclusion == conclusion and not item.fixed_on_spot)

    return Column(f"{head}\n{digit}".strip(), 8.6, ticked, "center", "结论")


def _name(item: ChecklistItem) -> str:
    return f"{item.name}（否决）" if item.veto else item.name


def _standard(item: ChecklistItem) -> str:
    last = f"上次{item.last.replace(' ', '')}" if item.last and not item.conclusion else ""
    return "\n".join(part for part in (item.standard, last) if part)


_COLUMNS: tuple[Column[ChecklistItem], ...] = (
    Column("编码", 10.5, lambda item: item.code, "center"),
    Column("核查项目", 37, _name),
    Column("标准", 22, _standard),
    Column("实测值", 17.5, lambda item: item.measured, "center"),
    _box("met", "达\n标", "1"),
    _box("basically_met", "基本\n达标"),
    _box("not_met", "不达\n标", "2"),
    _box("not_applicable", "不适\n用", "3"),
    Column("现场\n已改\n4", 8.6, lambda item: Tick(item.fixed_on_spot), "center", "结论"),
    _box("not_checked", "未\n查"),
    Column("问题说明", 27, lambda item: item.note),
    Column("照片号", 9.4, lambda item: item.photo, "center"),
)


def checklist_pages(checklists: Sequence[Checklist]) -> list[Section]:
    """Lay out one sheet for each venue; each has its own page numbers and code."""
    return [_sheet(checklist) for checklist in checklists]


def _sheet(checklist: Checklist) -> Section:
    width = A4_PORTRAIT.frame_width
    day = chinese_date(checklist.checked_on) if checklist.checked_on else "　　　　年　　月　　日"
    title = "设施核查表（空白）" if checklist.blank else "设施核查表"
    notes = (
        paragraph(_HOW_TO, width, 9.5, leading=1.35, keep=True)
        if checklist.blank
        else paragraph(_summary(checklist.items), width, keep=True)
    )
    return Section(
        title=f"设施核查表　{checklist.venue}",
        imprint=checklist.imprint,
        body=(
            Title(title, width, 20, beside_mm=_CODE_ROOM_MM),
            Space(10),
            Facts(
                (
                    Fact("被查单位：", checklist.unit, 1.6),
                    *((Fact("村（社区）：", checklist.village),) if checklist.village else ()),
                ),
                width,
            ),
            Facts(
                (
                    Fact("设施名称：", checklist.venue, 1.6),
                    Fact("类型：", checklist.kind),
                    Fact("管理员：", checklist.keeper),
                ),
                width,
            ),
            Facts((Fact("执行标准：", checklist.standard, 1.6), Fact("核查日期：", day)), width),
            *notes,
            Space(1.5),
            make_table(
                _COLUMNS,
                checklist.items,
                width,
                group=lambda item: item.section,
                least_mm=9 if checklist.blank else 0,
            ),
        ),
        closing=Signatures(("核查人", "被查单位负责人"), width, note=_CLOSING_NOTE),
        unit=checklist.unit,
        sheet_code=checklist.sheet_code,
    )


_CLOSING_NOTE = "以上情况属实，双方签字确认。"


def _summary(items: Sequence[ChecklistItem]) -> str:
    words = {
        "met": "达标",
        "basically_met": "基本达标",
        "not_met": "不达标",
        "not_applicable": "不适用",
        "not_checked": "未查",
    }
    counts = [(word, sum(item.conclusion == key for item in items)) for key, word in words.items()]
    parts = [f"{word} {count} 项" for word, count in counts if count]
    fixed = sum(item.fixed_on_spot for item in items)
    if fixed:
        parts.append(f"其中现场已改 {fixed} 项")
    vetoed = [item.code for item in items if item.veto and item.conclusion == "not_met"]
    veto = f"否决项 {'、'.join(vetoed)} 不达标。" if vetoed else ""
    return f"共 {len(items)} 项：{'，'.join(parts)}。{veto}"
