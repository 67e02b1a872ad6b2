"""From strips to pages to a PDF file: what stands where, what stays together, what every page says of itself."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from msgspec import Struct, field
from reportlab.pdfgen.canvas import Canvas

from app.clock import civil_date
from app.papers.dates import stamp
from app.papers.files import Written, save
from app.papers.lettering import REGULAR, fit, load_fonts, text_width
from app.papers.pen import MM, LightKind, Pen

__all__ = [
    "A3_LANDSCAPE",
    "A4_LANDSCAPE",
    "A4_PORTRAIT",
    "LEGEND",
    "Imprint",
    "Paper",
    "Printed",
    "Section",
    "Strip",
    "Table",
    "paginate",
    "write_pdf",
]

LEGEND: tuple[tuple[LightKind, str], ...] = (
    ("green", "正常或已办结"),
    ("yellow", "临期"),
    ("red", "逾期"),
    ("blue", "等待县里或乡镇"),
    ("grey", "未启动、不涉及、挂账"),
)
_FOOT_SIZE = 8.0
_QR_MM = 19.0
_LEAST_ROWS_WITH_CLOSING = 2
_LARGER = 1.15


class Strip(ABC):
    """Something as wide as the type area that is drawn below what came before."""

    keep: bool = False
    """Whether it must stand on the same page as the next strip."""

    @property
    @abstractmethod
    def height(self) -> float:
        """Height in points."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw with the upper left corner at (x, top), in points from the page's lower left."""

    def split(self, room: float) -> "tuple[Strip, Strip] | None":  # noqa: ARG002 - most are never divided
        """Return the part that fits into `room` points and the rest, or None if it cannot be divided."""
        return None


class Table(Struct, frozen=True):
    """Rows below a head that is repeated on every page."""

    head: Strip
    rows: tuple[Strip, ...]


class Paper(Struct, frozen=True):
    """Size and margins in millimetres; the left margin is the binding edge."""

    width_mm: float
    height_mm: float
    left_mm: float = 25.0
    right_mm: float = 10.0
    top_mm: float = 14.0
    bottom_mm: float = 17.0
    scale: float = 1.0
    """How much larger than laid out everything is drawn."""

    def enlarged(self) -> "Paper":
        """Return the same sheet with everything on it, type included, a size larger."""
        return Paper(
            self.width_mm / _LARGER,
            self.height_mm / _LARGER,
            self.left_mm / _LARGER,
            self.right_mm / _LARGER,
            self.top_mm / _LARGER,
            self.bottom_mm / _LARGER,
            self.scale * _LARGER,
        )

    @property
    def frame_width(self) -> float:
        """Width of the type area in points."""
        return (self.width_mm - self.left_mm - self.right_mm) * MM


A4_PORTRAIT = Paper(210, 297)
A4_LANDSCAPE = Paper(297, 210)
A3_LANDSCAPE = Paper(420, 297)


class Imprint(Struct, frozen=True):
    """What every page says of itself at its foot. Times are instants, shown as China's clocks show them."""

    code: str
    """Code of this document or sheet."""
    basis: str
    """The list or standard with its version that the content rests on."""
    as_of: datetime | date
    """Until when data is contained: an instant, or a day where no more is known."""
    printed_at: datetime

    @property
    def day(self) -> date:
        """The day it is printed."""
        return civil_date(self.printed_at)


class Section(Struct, frozen=True):
    """Pages that are numbered together: a document, or one of several sheets in a file."""

    title: str
    """Shown small from the second page on."""
    imprint: Imprint
    body: tuple[Strip | Table, ...]
    closing: Strip | None = None
    """Signature block, kept whole and on one page with at least two rows before it."""
    paper: Paper = A4_PORTRAIT
    unit: str = ""
    sheet_code: str = ""
    """Drawn top right on every page, as text and as a QR code."""
    legend: bool = False
    """Whether the pages use lights and explain them."""
    bare: bool = False
    """Whether the pages have neither running title nor foot."""


class Printed(Written, frozen=True):
    """A PDF file that was written."""

    pages: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    """Characters the typeface lacks, each with a text it stands in; boxes are printed for them."""

    def missing_sentence(self) -> str:
        """Return what the user must know about characters that cannot be printed, or an empty text."""
        if not self.missing:
            return ""
        shown = "、".join(f"{char}（{text[:16]}）" for char, text in self.missing.items())
        return f"有 {len(self.missing)} 个字字库里没有，纸上会印成方框：{shown}。请打印后用笔补上。"


class _Item(Struct, frozen=True):
    strip: Strip
    head: Strip | None = None


class Placed(Struct, frozen=True):
    """A strip with the distance of its upper edge from the top of the type area."""

    strip: Strip
    offset: float


def _head_zone(section: Section, *, first: bool) -> float:
    """Height in points above the type area: running title, and the QR code where there is one."""
    if first or section.bare:
        return 0.0
    return (_QR_MM + 2) * MM if section.sheet_code else 7 * MM


def _room(section: Section, *, first: bool) -> float:
    paper = section.paper
    legend = 6 * MM if section.legend else 0.0
    return (paper.height_mm - paper.top_mm - paper.bottom_mm) * MM - legend - _head_zone(section, first=first)


def _items(section: Section) -> list[_Item]:
    items: list[_Item] = []
    for part in section.body:
        if isinstance(part, Table):
            items.extend(_Item(row, part.head) for row in part.rows)
        else:
            items.append(_Item(part))
    if section.closing is not None:
        items.append(_Item(section.closing))
    return items


def paginate(section: Section) -> list[list[Placed]]:
    """Return the pages of `section`, each the strips on it from top to bottom."""
    queue = _items(section)[::-1]
    tail = 0 if section.closing is None else _tail(queue)
    pages: list[list[Placed]] = [[]]
    used, room = 0.0, _room(section, first=True)
    whole = _room(section, first=False)
    head: Strip | None = None

    def place(strip: Strip) -> None:
        nonlocal used
        pages[-1].append(Placed(strip, used))
        used += strip.height

    while queue:
        item = queue[-1]
        extra = _height([item], head) - item.strip.height
        need = _height(_group(queue, tail), head)
        parts = None
        if need > whole:  # more than a page: only the strip itself can be asked for
            need = extra + item.strip.height
            if tail and len(queue) == 2 and used + need <= room:  # its end goes over with the closing
                parts = item.strip.split(item.strip.height / 2)
        if used + need > room and item.strip.height > whole / 2:
            parts = item.strip.split(room - used - extra)
        if parts is not None:
            queue[-1:] = [_Item(parts[1], item.head), _Item(parts[0], item.head)]
            item = queue[-1]
        elif used + need > room:
            if not pages[-1]:
                raise AssertionError("a strip is higher than the page and cannot be divided")
            pages.append([])
            used, room, head = 0.0, whole, None
            continue
        if extra and item.head is not None:
            place(item.head)
        head = item.head
        place(queue.pop().strip)
    return pages


def _tail(queue: Sequence[_Item]) -> int:
    """Return how many of the last items make the closing with its rows; lines that name a group do not count."""
    rows = 0
    for index, item in enumerate(queue[1:], start=2):
        rows += item.head is not None and not item.strip.keep
        if rows == _LEAST_ROWS_WITH_CLOSING:
            return index
    return len(queue) if rows else 1 + bool(queue[1:])


def _group(queue: Sequence[_Item], tail: int) -> list[_Item]:
    """Return the items that must stand on one page with the last of `queue`, itself included, in order."""
    if len(queue) <= tail:
        return list(reversed(queue))
    group = [queue[-1]]
    while group[-1].strip.keep and len(group) < len(queue):
        group.append(queue[-len(group) - 1])
    reaches_tail = len(queue) - len(group) < tail
    return list(reversed(queue)) if reaches_tail else group


def _height(items: Sequence[_Item], head: Strip | None) -> float:
    """Return the height of `items` and of the table heads that come with them when `head` is in force."""
    height = 0.0
    for item in items:
        if item.head is not None and item.head is not head:
            height += item.head.height
        head = item.head
        height += item.strip.height
    return height


def write_pdf(sections: Sequence[Section], to: Path) -> Printed:
    """Write `sections` one after the other into a PDF file, the same bytes for the same content.

    Raises:
        StorageError: The file cannot be written; an older file of that name is untouched.
    """
    load_fonts()
    first = sections[0]
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, initialFontName=REGULAR)
    canvas.setTitle(first.title)
    canvas.setAuthor(first.unit)
    canvas.setSubject(first.imprint.code)
    canvas.setCreator("站务台账")
    pen = Pen(canvas)
    pages = 0
    for section in sections:
        laid_out = paginate(section)
        for number, page in enumerate(laid_out, start=1):
            _draw_page(canvas, pen, section, page, number, len(laid_out))
        pages += len(laid_out)
    canvas.save()
    written = save(buffer.getvalue(), to, now=first.imprint.printed_at)
    return Printed(written.path, beside=written.beside, pages=pages, missing=dict(pen.missing))


def _draw_page(
    canvas: Canvas, pen: Pen, section: Section, page: list[Placed], number: int, total: int
) -> None:
    paper = section.paper
    canvas.setPageSize((paper.width_mm * paper.scale * MM, paper.height_mm * paper.scale * MM))
    if paper.scale != 1:
        canvas.scale(paper.scale, paper.scale)
    left, right = paper.left_mm * MM, (paper.width_mm - paper.right_mm) * MM
    top = (paper.height_mm - paper.top_mm) * MM
    if number > 1 and not section.bare:
        _draw_running_title(pen, section, left, right, top)
    if section.sheet_code:
        pen.qr_code(right, top + 3 * MM, _QR_MM * MM, section.sheet_code)
        pen.text(right - (_QR_MM + 1.5) * MM, top - 1 * MM, section.sheet_code, 9, bold=True, align="right")
    top -= _head_zone(section, first=number == 1)
    for placed in page:
        placed.strip.draw(pen, left, top - placed.offset)
    if not section.bare:
        _draw_foot(pen, section, left, right, number, total)
    pen.end_page()


def _draw_running_title(pen: Pen, section: Section, left: float, right: float, top: float) -> None:
    baseline = top - 3.5 * MM
    pen.text(left, baseline, f"{section.title}（续）", 10, bold=True)
    if not section.sheet_code:
        pen.text(right, baseline, section.unit, 9, align="right")
    elif section.unit:
        pen.text(left, baseline - 5 * MM, section.unit, 9)


def _draw_foot(pen: Pen, section: Section, left: float, right: float, number: int, total: int) -> None:
    imprint, paper = section.imprint, section.paper
    base = (paper.bottom_mm - 5) * MM
    if section.legend:
        x = left
        for kind, word in LEGEND:
            pen.light(x, base + 4.9 * MM, 3 * MM, kind)
            pen.text(x + 4 * MM, base + 4 * MM, word, _FOOT_SIZE)
            x += 4 * MM + text_width(word, REGULAR, _FOOT_SIZE) + 6 * MM
    pen.line(left, base + 1.5 * MM, right, base + 1.5 * MM, weight=0.4)
    page = f"第 {number} 页　共 {total} 页"
    dates = f"数据截至 {stamp(imprint.as_of)}　打印于 {stamp(imprint.printed_at)}"
    subject = "　".join(part for part in (imprint.code, imprint.basis) if part)
    pen.text(right, base - 2.5 * MM, page, _FOOT_SIZE + 1, align="right")
    room = right - left - text_width(page, REGULAR, _FOOT_SIZE + 1) - 6 * MM
    both = f"{subject}　{dates}"
    if text_width(both, REGULAR, _FOOT_SIZE) <= room:
        pen.text(left, base - 2.5 * MM, both, _FOOT_SIZE)
    else:
        size = fit(subject, room, REGULAR, _FOOT_SIZE, 5)
        pen.text(left, base - 2.5 * MM, subject, size)
        pen.text(left, base - 6 * MM, dates, _FOOT_SIZE)
