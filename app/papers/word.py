"""Reports as Word documents, in the typefaces of official papers, for leaders who edit them in WPS."""

from io import BytesIO
from pathlib import Path
from typing import Any

from app.clock import local
from app.papers.dates import chinese_date, stamp
from app.papers.files import Written, save
from app.papers.report import Report

__all__ = ["write_report"]

_TITLE, _HEADING, _BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
_BODY_PT, _LINE_PT = 16, 28
"""Size and line pitch of official papers. Source: GB/T 9704-2012, 5.2.2 and 5.2.3."""
_MARGINS_CM = {"top_margin": 3.7, "bottom_margin": 3.5, "left_margin": 2.8, "right_margin": 2.6}
"""Source: GB/T 9704-2012, 5.2.1."""


def write_report(report: Report, to: Path) -> Written:
    """Write a .docx file.

    Raises:
        StorageError: The file cannot be written; an older file of that name is untouched.
    """
    from docx import Document
    from docx.shared import Cm

    document = Document()
    properties = document.core_properties
    moment = local(report.imprint.printed_at).replace(tzinfo=None)
    properties.title, properties.author, properties.comments = report.title, report.unit, ""
    properties.created = properties.modified = moment
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    for name, value in _MARGINS_CM.items():
        setattr(page, name, Cm(value))
    _line(document, report.title, _TITLE, 22, centred=True)
    facts = f"{report.unit}　{report.period}　填报日期：{chinese_date(report.imprint.day)}"
    _line(document, facts, _BODY, 12, centred=True)
    if report.figures:
        _figures(document, report)
    if report.remark:
        _line(document, report.remark, _BODY, indent=True)
    for number, section in enumerate(report.sections):
        _line(document, f"{'一二三四五六'[number]}、{section.title}", _HEADING, indent=True)
        for text in section.text.splitlines() or [""]:
            _line(document, text, _BODY, indent=True)
    _line(document, "", _BODY)
    signed = "　　　　　　　　".join(f"{name}：" for name in report.signatures)
    _line(document, signed, _BODY, indent=True)
    _line(document, chinese_date(report.imprint.day), _BODY, right=True)
    foot = f"{report.imprint.code}　数据截至 {stamp(report.imprint.as_of)}"
    _write(page.footer.paragraphs[0], foot, _BODY, 9)
    buffer = BytesIO()
    document.save(buffer)
    return save(buffer.getvalue(), to, now=report.imprint.printed_at)


def _figures(document: Any, report: Report) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    rows = [report.figures[start : start + 3] for start in range(0, len(report.figures), 3)]
    table = document.add_table(rows=len(rows), cols=6, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, figures in zip(table.rows, rows, strict=True):
        for place, (label, value) in enumerate(figures):
            _write(row.cells[2 * place].paragraphs[0], label, _HEADING, 12)
            _write(row.cells[2 * place + 1].paragraphs[0], value, _BODY, 12)


def _line(
    document: Any,
    text: str,
    face: str,
    size: float = _BODY_PT,
    *,
    centred: bool = False,
    right: bool = False,
    indent: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(_LINE_PT if size <= _BODY_PT else 40)
    if centred:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if right:
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if indent:
        form.first_line_indent = Pt(2 * size)
    _write(paragraph, text, face, size)


def _write(paragraph: Any, text: str, face: str, size: float) -> None:
    """Add `text`; Word takes the face of Chinese characters from an attribute of its own."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
