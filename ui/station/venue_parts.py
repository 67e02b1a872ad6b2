"""What the page of venues is made of: the fields of a venue, the columns of its items, the look through a pasted list."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QAction

from app.facilities.checks import CheckSheet, Finding, SheetLine
from app.facilities.coverage import CoverageRow
from app.facilities.labels import LABELS
from app.facilities.venue_lists import VenueDraft
from app.facilities.venues import VenueRow
from app.office.labels import DRAFT_LABELS, DraftState
from ui.office.review import Review
from ui.paged_model import Cell, Column
from ui.station.check_grid import conclusion
from ui.widgets.form_panel import Field, FieldKind

__all__ = ["FIELDS", "coverage_words", "headline", "item_columns", "make_review"]

_OLD_AFTER_DAYS: Final = 365
_GAP: Final = "&nbsp;&nbsp;&nbsp; "

FIELDS: Final = (
    Field("unit", "所在", FieldKind.CHOICE, needed=True),
    Field("kind", "类型", FieldKind.CHOICE, tuple(LABELS["venue_kind"].items())),
    Field("name", "场所名称", needed=True),
    Field("state", "状况", FieldKind.CHOICE, tuple(LABELS["venue_state"].items())),
    Field("indoor_m2", "建筑面积（㎡）", FieldKind.FIGURE),
    Field("outdoor_m2", "室外面积（㎡）", FieldKind.FIGURE),
    Field("built_year", "建成年份", FieldKind.WHOLE),
    Field("hours", "开放时间"),
    Field("keeper", "管理员"),
    Field("phone", "电话"),
    Field("address", "地址"),
    Field("note", "备注", FieldKind.TEXT),
)


def make_review(*, back: QAction, accept: QAction) -> Review[VenueDraft]:
    """Return the table in which pasted rows are looked through."""
    return Review(
        [
            Column("行", lambda draft: draft.line, cell=Cell.NUMBER, width=3),
            Column("登记后", lambda draft: [draft.state_label], cell=Cell.TAGS, width=5),
            Column("村（社区）", lambda draft: draft.unit_name, width=8),
            Column("场所", lambda draft: draft.form.name, width=13),
            Column("类型", lambda draft: draft.kind_label, width=9),
            Column("建筑面积", lambda draft: draft.form.indoor_m2, width=5),
            Column("管理员", lambda draft: draft.form.keeper, width=5),
            Column("说明", lambda draft: "".join(draft.reasons), width=24),
        ],
        key=lambda draft: str(draft.line),
        groups=[(state.value, DRAFT_LABELS[state]) for state in DraftState],
        group_of=lambda draft: {draft.state.value},
        explain=lambda draft: "".join(draft.reasons) or "这一行没有疑问。",
        back=back,
        accept=accept,
    )


def item_columns() -> list[Column[SheetLine]]:
    """Return the columns of a venue's items."""
    return [
        Column("编码", lambda line: line.code, width=3),
        Column(
            "项目",
            lambda line: f"{line.rule.name}（否决）" if line.rule.veto else line.rule.name,
            stretch=True,
        ),
        Column("结论", conclusion, cell=Cell.LIGHT, width=6),
        Column("标准", lambda line: f"{line.standard}{' 待核' if line.doubtful else ''}", width=8),
        Column("实有", lambda line: line.actual, width=5),
        Column(
            "差额", lambda line: line.shortfall if line.finding is not Finding.NOT_APPLICABLE else "", width=5
        ),
        Column("整改", lambda line: line.problem_number, width=10),
        Column("上次", lambda line: line.last, width=5),
        Column("照片", lambda line: line.entry.photo_no, width=3),
        Column("说明", lambda line: line.entry.note, width=12),
    ]


def coverage_words(places: Sequence[CoverageRow]) -> str:
    """Return how far the station and its villages are looked after, in one line."""
    blind = [place.unit_name for place in places if place.blind]
    old = sum(place.days is not None and place.days > _OLD_AFTER_DAYS for place in places)
    names = f"{'、'.join(blind[:3])}{'……' if len(blind) > 3 else ''}"
    parts = [
        f"站和村共 {len(places)} 个",
        f"从未核查 {len(blind)} 个（{names}）" if blind else "",
        f"超过一年没查 {old} 个" if old else "",
        f"不达标 {sum(place.not_met for place in places)} 项",
        f"未销号问题 {sum(place.open_problems for place in places)} 个",
    ]
    return "　".join(part for part in parts if part)


def headline(venue: VenueRow | None, sheet: CheckSheet | None) -> str:
    """Return how a venue stood at its last check."""
    if venue is None or sheet is None or not venue.standard:
        return ""
    if sheet.check is None or sheet.on is None:
        return "从未核查"
    outcome = sheet.outcome
    veto = f"，否决项 {'、'.join(outcome.vetoes)}" if outcome.vetoes else ""
    counts = [
        f"{sheet.on:%Y-%m-%d} {sheet.kind_label}（标准第{sheet.pack_version}版）：<b>{LABELS['standing'][outcome.standing]}</b>{veto}",
        f"达标 {outcome.met}/{outcome.counted}",
        f"基本达标 {outcome.basically_met}",
        f"不达标 {outcome.not_met}",
        f"未查 {outcome.not_checked}",
    ]
    return _GAP.join(counts)
