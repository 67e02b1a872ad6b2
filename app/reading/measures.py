"""Splitting the measures of an item into entries, in any numbering style."""

from msgspec import Struct

from app.reading.model import Line, Span, Text
from app.reading.numbering import Marker, find_marker, markers_inside

__all__ = ["Piece", "join", "split_entries", "split_measures"]

_STOPS = "。．.;；﹔,，﹐、﹑ \u3000\u00a0\t"
_BLANKS = " \u3000\u00a0\t"
_PAUSES = " 。.;,、"
_ENDS = "。.;!?:"
_STYLES = ("num_paren", "yishi", "yiyao", "di", "step", "num", "num_half", "circled", "cn_paren")


class Piece(Struct, frozen=True):
    """Characters `first` to `last` of a line."""

    line: Line
    first: int
    last: int

    @property
    def folded(self) -> str:
        """The folded text of the piece."""
        return self.line.folded[self.first : self.last]

    def cut(self, first: int, last: int) -> "Piece":
        """Return a part, counted from the start of this piece."""
        return Piece(self.line, self.first + first, self.first + last)


def join(pieces: list[Piece], *, stops: str = _STOPS) -> Text:
    """Join pieces as printed, without blanks at the ends and without trailing stop."""
    spans: list[Span] = []
    printed = ""
    for at, piece in enumerate(pieces):
        text = piece.line.text[piece.first : piece.last]
        kept = text.rstrip(_BLANKS)
        if not any(one.folded.strip(_PAUSES) for one in pieces[at + 1 :]):
            kept = kept.rstrip(stops)
        begin = len(text) - len(text.lstrip(_BLANKS))
        if len(kept) <= begin:
            continue
        words = kept[begin:]
        glue = printed[-1:].isascii() and printed[-1:].isalnum() and words[0].isascii()
        printed += (" " if glue else "") + words
        spans.append(piece.line.span(piece.first + begin, piece.first + len(kept)))
    return Text(printed, tuple(spans))


def split_measures(pieces: list[Piece]) -> tuple[tuple[Text, ...], str | None]:
    """Split the text of a measures field into measures.

    Args:
        pieces: The field's text, one piece a physical line, in order.

    Returns:
        The measures without their markers, and the numbering style of the first; None for plain
        paragraphs. Text before the first marker belongs to no measure; unmarked lines continue the
        measure before them.
    """
    entries, style = split_entries(pieces)
    texts = (join(entry) for _, entry in entries)
    return tuple(text for text in texts if text.text), style


def split_entries(pieces: list[Piece]) -> tuple[list[tuple[Marker | None, list[Piece]]], str | None]:
    """Split a numbered list, over lines or inside a paragraph, into its entries with their markers."""
    pieces = [piece for piece in pieces if piece.folded.strip()]
    style = _leading_style(pieces)
    if style is None:
        return [(None, paragraph) for paragraph in _paragraphs(pieces)], None
    entries: list[tuple[Marker | None, list[Piece]]] = []
    expected, nested = 1, False
    for piece in pieces:
        cuts: list[Marker] = []
        start = find_marker(piece.folded)
        if start is not None and start.style == style:
            cuts.append(start)
            expected, nested = (start.value or 0) + 1, False
        elif start is not None and entries and start.style != "bullet" and start.value is not None:
            if start.value == 1:
                nested = True
            elif start.value == expected and not nested:  # (1) ... 2、...: one list in two styles
                cuts.append(start)
                expected += 1
        for inner in markers_inside(piece.folded, style):
            if _continues(inner, expected, piece.folded) and all(
                inner.first >= cut.last or inner.first < cut.first for cut in cuts
            ):
                cuts.append(inner)
                expected = (inner.value or 0) + 1
        bounds = [cut.first for cut in cuts] + [len(piece.folded)]
        if entries and bounds[0] > 0:
            entries[-1][1].append(piece.cut(0, bounds[0]))
        entries += [(cut, [piece.cut(cut.last, end)]) for cut, end in zip(cuts, bounds[1:], strict=True)]
    return entries, style


def _continues(marker: Marker, expected: int, folded: str) -> bool:
    """Tell whether a marker inside a paragraph opens the next measure; after a full pause it may repeat or skip."""
    before = folded[: marker.first].rstrip()[-1:]
    if marker.value is None or before == "第":
        return False
    return marker.value == expected or (
        before in "。;" and expected > 1 and abs(marker.value - expected) <= 1
    )


def _leading_style(pieces: list[Piece]) -> str | None:
    """The style of the first marker that opens a list: number 1 somewhere, or any number at a line start."""
    for piece in pieces:
        inside = [
            (markers[0].first, style)
            for style in _STYLES
            if (markers := [one for one in markers_inside(piece.folded, style) if one.value == 1])
            and (markers[0].first == 0 or any(_goes_on(pieces, piece, style)))
        ]
        start = find_marker(piece.folded)
        if start is not None and start.style != "cn":
            return start.style
        if (
            start is not None
            and sum(1 for one in pieces if (m := find_marker(one.folded)) and m.style == "cn") > 1
        ):
            return "cn"
        if inside:
            return min(inside)[1]
    return None


def _goes_on(pieces: list[Piece], piece: Piece, style: str) -> list[bool]:
    """Whether number 2 of a style follows in `piece` or a later one."""
    later = pieces[pieces.index(piece) :]
    return [
        any(one.value == 2 for one in markers_inside(other.folded, style))
        or ((start := find_marker(other.folded)) is not None and start.style == style and start.value == 2)
        for other in later
    ]


def _paragraphs(pieces: list[Piece]) -> list[list[Piece]]:
    """Unnumbered text: a paragraph is an entry; a line that did not end runs on in the next."""
    paragraphs: list[list[Piece]] = []
    for piece in pieces:
        previous = paragraphs[-1][-1].folded.rstrip() if paragraphs else ""
        if paragraphs and previous[-1:] not in _ENDS:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([piece])
    return paragraphs
