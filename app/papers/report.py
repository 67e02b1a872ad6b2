"""工作小结, 月报表, 每日工作报告: figures in a frame, then sections of text, on paper and as a Word document."""

from collections.abc import Sequence

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Line, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_PORTRAIT, Imprint, Section, Strip
from app.papers.form import Field, Form

__all__ = ["Report", "ReportSection", "report_pages"]

_SIZE = 12.0
_FIGURES_PER_ROW = 3


class ReportSection(Struct, frozen=True):
    """A heading and its text, a paragraph a line."""

    title: str
    text: str


class Report(Struct, frozen=True):
    """What a station reports of a span of days.

    Attributes:
        title: Such as 工作小结.
        period: The span in words.
        figures: (label, value with its unit), in rows of three.
        remark: Such as 零报告 or a correction; stands below the figures.
        signatures: Who signs.
    """

    title: str
    unit: str
    period: str
    figures: tuple[tuple[str, str], ...]
    sections: tuple[ReportSection, ...]
    imprint: Imprint
    signatures: tuple[str, ...] = ("填报人", "站长（签字）")
    stamp: str = ""
    remark: str = ""
    telephone: str = ""


def report_pages(report: Report) -> Section:
    """Lay out a report, portrait."""
    width = A4_PORTRAIT.frame_width
    body: list[Strip] = [
        Title(report.title, width, 22),
        Facts(
            (
                Fact("填报单位：", report.unit, 2),
                Fact("时间：", report.period, 2),
                Fact("填报日期：", chinese_date(report.imprint.day), 2),
            ),
            width,
            11,
        ),
        Space(2),
    ]
    if report.figures:
        body += [Form(_rows(report.figures), width, 11, label_mm=27), Space(2)]
    if report.remark:
        body += _text(report.remark, width)
    for number, section in enumerate(report.sections):
        heading = f"{'一二三四五六'[number]}、{section.title}"
        body += paragraph(heading, width, 13, bold=True, leading=1.8, keep=True)
        for line in section.text.splitlines() or [""]:
            body += _text(line, width)
    return Section(
        title=report.title,
        imprint=report.imprint,
        body=tuple(body),
        closing=Signatures(report.signatures, width, report.stamp, report.telephone, size=11),
        unit=report.unit,
    )


def _text(text: str, width: float) -> tuple[Line, ...]:
    return paragraph(text, width, _SIZE, indent=True, leading=1.65)


def _rows(figures: Sequence[tuple[str, str]]) -> tuple[tuple[float, tuple[Field, ...]], ...]:
    """Return the figures in rows, the last one filled up so that columns stand in line."""
    rows = []
    for start in range(0, len(figures), _FIGURES_PER_ROW):
        fields = [Field(label, value) for label, value in figures[start : start + _FIGURES_PER_ROW]]
        rows.append((8.0, (*fields, *[Field("")] * (_FIGURES_PER_ROW - len(fields)))))
    return tuple(rows)
