"""Paragraphs that hold several items of a plan, cut into a line for each."""

from collections import Counter
from itertools import pairwise

from app.reading.labels import find_labels
from app.reading.model import Line
from app.reading.numbering import find_marker, markers_inside

__all__ = ["items_apart"]


def items_apart(line: Line) -> list[Line]:
    """Return a paragraph that holds several items (（一）…整改措施：…（二）…整改措施：…) as a line for each."""
    labels = [label for label in find_labels(line) if label.colon]
    fields = Counter(label.field for label in labels)
    opening = find_marker(line.folded)
    if opening is None or opening.value is None or max(fields.values(), default=0) < 2 or len(fields) < 2:
        return [line]
    cuts = [0]
    expected = opening.value + 1
    for marker in markers_inside(line.folded, opening.style):
        if marker.value == expected and len({one.field for one in labels if one.first >= marker.last}) > 1:
            cuts.append(marker.first)
            expected += 1
    return [
        Line(line.number, line.text[first:last], line.hidden, line.offset + first)
        for first, last in pairwise([*cuts, len(line.text)])
    ]
