"""Plans without labels: numbered paragraphs under headings on measures or tasks are the items."""

import re

from msgspec import Struct

from app.reading.fields import Draft
from app.reading.measures import Piece, join, split_measures
from app.reading.model import Line, Text
from app.reading.numbering import find_marker
from app.reading.outline import sections

__all__ = ["LabelledItems", "first_sentence", "heading_text", "read_sections"]


# 针对学习不深入的问题，每月集中学习两次: the problem, and what is done about it.
_AIMED = re.compile(r"\s*(针对[^。;,:]{2,40}?(?:问题|现象|情况))\s*[,:]\s*(?=\S)")


class LabelledItems(Struct, frozen=True):
    """Items in order; before which of them a heading stands; first and last line index they take up."""

    drafts: list[Draft]
    restarts: set[int]
    first: int
    last: int


def heading_text(line: Line) -> Text:
    """Return a heading without its number."""
    marker = find_marker(line.folded)
    return join([Piece(line, marker.last if marker else 0, len(line.text))], stops="。：: \u3000")


def first_sentence(piece: Piece) -> tuple[Text, list[Piece]]:
    """The title and what follows it on the same line."""
    folded = piece.folded
    if aimed := _AIMED.match(folded):
        return join([piece.cut(0, aimed.end(1))]), [piece.cut(aimed.end(), len(folded))]
    stop = folded.find("。")
    if stop < 0 or not folded[stop + 1 :].strip(" ()"):
        return join([piece], stops="。．.;；﹔:：，,﹐、﹑ (（[【\u3000\u00a0\t"), []
    return join([piece.cut(0, stop)]), [piece.cut(stop + 1, len(folded))]


def read_sections(lines: list[Line]) -> LabelledItems | None:
    """Read a plan without labels: numbered paragraphs under headings on measures or tasks are the items."""
    drafts: list[Draft] = []
    restarts: set[int] = set()
    for section in sections(lines):
        if not re.search(r"措施|整改|任务|内容|重点|安排|项目|问题", section.name) or re.search(
            r"目标|要求|思想|原则|保障", section.name
        ):
            continue
        style = next((m.style for line in section.lines if (m := find_marker(line.folded))), None)
        if style is None:
            continue
        restarts.add(len(drafts))
        current: list[Piece] = []
        for line in [*section.lines, None]:
            marker = find_marker(line.folded) if line else None
            if line is None or (marker and marker.style == style):
                _close(drafts, current, section.heading)
                current = []
            if line is not None and (current or marker):
                current.append(Piece(line, 0, len(line.text)))
    return LabelledItems(drafts, restarts, 0, len(lines)) if drafts else None


def _close(drafts: list[Draft], pieces: list[Piece], heading: Line | None) -> None:
    if not pieces:
        return
    marker = find_marker(pieces[0].folded)
    first = pieces[0].cut(marker.last if marker else 0, len(pieces[0].folded))
    title, rest = first_sentence(first)
    draft = Draft(title, marker.bare if marker and marker.value is not None else None)
    draft.measures, draft.measure_style = split_measures(rest + pieces[1:])
    draft.lines = {piece.line.number for piece in pieces}
    if heading is not None:
        draft.fields["category"] = heading_text(heading)
    drafts.append(draft)
