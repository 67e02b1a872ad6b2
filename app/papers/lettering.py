"""The shipped typeface on paper: widths, line breaks in Chinese, and what the typeface lacks."""

import re
from functools import cache, lru_cache

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

import resources

__all__ = ["BOLD", "REGULAR", "break_lines", "fit", "load_fonts", "missing_glyphs", "text_width"]

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"

# What may not end a line, and what may not begin one (GB/T 15834-2011, 5.1 on the place of marks).
_OPENING = "（《〈「『【〔〖“‘([{￥¥"
_CLOSING = "，。、；：？！）》〉」』】〕〗”’…—％‰℃°·～,.;:?!)\\]}%²³㎡"
_DATE = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?"
_WORD = rf"{_DATE}|[≥≤<>±+\-]?[0-9A-Za-zÀ-ɏ]+(?:[.,:/\-_'&@+#~–]+[0-9A-Za-zÀ-ɏ]+)*"
_CLUSTER = re.compile(rf"[ \t\u3000]+|[{re.escape(_OPENING)}]*(?:{_WORD}|\S)[{_CLOSING}]*")
_INSIDE_WORD = re.compile(r"(?<=[\-/._:@&年月])")
_ASTRAL = re.compile(r"<([0-9A-F]{5,6})>")


def _readable_map(fontname: str, subset: list[int]) -> str:
    """Return the map by which readers copy and search text, with UTF-16 for characters beyond the BMP."""
    plain: str = _plain_map(fontname, subset)
    return _ASTRAL.sub(lambda found: f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>", plain)


rl_config.useA85 = 0  # plain binary streams: a fifth smaller, and no encoder in Python
_plain_map = ttfonts.makeToUnicodeCMap
ttfonts.makeToUnicodeCMap = _readable_map  # reportlab writes five-digit targets, which no reader understands


@cache
def load_fonts() -> None:
    """Register both weights of the shipped typeface; the first call costs about 0.2 s."""
    for name, file in ((REGULAR, "NotoSansSC-Regular.ttf"), (BOLD, "NotoSansSC-Bold.ttf")):
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(resources.path(f"fonts/{file}"))))


@cache
def _widths(font: str) -> dict[str, int]:
    """Width of each character in thousandths of the type size."""
    load_fonts()
    face = pdfmetrics.getFont(font).face
    return {chr(code): face.charWidths.get(code, face.defaultWidth) for code in face.charToGlyph}


@lru_cache(maxsize=10_000)
def text_width(text: str, font: str, size: float) -> float:
    """Return the width in points of `text` set in one line."""
    widths = _widths(font)
    return sum([widths.get(char, 1000) for char in text]) * size / 1000


def missing_glyphs(text: str) -> str:
    """Return the characters of `text` that the typeface cannot show, each once, in order."""
    known = _widths(REGULAR)
    return "".join(dict.fromkeys(char for char in text if char not in known and char not in "\n\t\u3000"))


@lru_cache(maxsize=4_000)
def break_lines(text: str, width: float, font: str, size: float) -> tuple[str, ...]:
    """Break `text` into lines no wider than `width` points.

    No line begins with closing or ends with opening punctuation, and words and numbers stay whole unless one
    alone is wider than the line. A line feed in `text` is kept. Empty text is one empty line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_break_paragraph(paragraph.rstrip(), width, font, size))
    return tuple(lines)


def _break_paragraph(text: str, width: float, font: str, size: float) -> list[str]:
    if text_width(text, font, size) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0.0
    for cluster in _CLUSTER.findall(text):
        wide = text_width(cluster, font, size)
        if line.strip() and used + wide > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            if cluster.isspace():
                continue
        if wide > width:
            *whole, line = _break_word(cluster, width, font, size)
            lines.extend(whole)
            used = text_width(line, font, size)
        else:
            line, used = line + cluster, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _break_word(word: str, width: float, font: str, size: float) -> list[str]:
    """Break a cluster wider than the line: after a hyphen or slash where possible, else anywhere."""
    lines = [""]
    for part in _INSIDE_WORD.split(word):
        pieces = [part] if text_width(part, font, size) <= width else list(part)
        for piece in pieces:
            if lines[-1] and text_width(lines[-1] + piece, font, size) > width:
                lines.append("")
            lines[-1] += piece
    return lines


def fit(text: str, width: float, font: str, size: float, least: float) -> float:
    """Return the largest type size from `size` down to `least`, in half points, at which `text` is one line."""
    while size > least and text_width(text, font, size) > width:
        size -= 0.5
    return size
