"""Photos on paper: rows of pictures with a line of words under each."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct
from typing_extensions import override

from app.papers.flow import Strip
from app.papers.lettering import REGULAR, fit
from app.papers.pen import MM, Pen

__all__ = ["Photo", "picture_rows"]

_GAP_MM = 4.0
_CAPTION_MM = 7.0


class Photo(Struct, frozen=True):
    """A picture file with what stands under it."""

    path: Path
    caption: str


@dataclass(frozen=True)
class _PictureRow(Strip):
    photos: tuple[Photo, ...]
    width: float
    per_row: int
    height_mm: float
    keep: bool = False

    @property
    @override
    def height(self) -> float:
        return (self.height_mm + _CAPTION_MM + 2) * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        room = (self.width - (self.per_row - 1) * _GAP_MM * MM) / self.per_row
        tall = self.height_mm * MM
        for place, photo in enumerate(self.photos):
            left = x + place * (room + _GAP_MM * MM)
            bottom = top - tall - 1 * MM
            pen.picture(left, bottom, room, tall, photo.path)
            size = fit(photo.caption, room, REGULAR, 9, 6)
            pen.text(left + room / 2, bottom - 4 * MM, photo.caption, size, align="center")


def picture_rows(
    photos: Sequence[Photo], width: float, *, per_row: int = 2, height_mm: float = 60.0
) -> tuple[Strip, ...]:
    """Lay out photos side by side, `per_row` in a row `width` points wide."""
    return tuple(
        _PictureRow(tuple(photos[start : start + per_row]), width, per_row, height_mm)
        for start in range(0, len(photos), per_row)
    )
