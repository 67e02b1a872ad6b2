"""Photos: the copy that travels, and when they were taken."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Final

from msgspec import Struct

from app.clock import CHINA
from app.evidence.likeness import likeness

__all__ = ["Shrunk", "Thumbnail", "UnreadablePicture", "shrink", "thumbnail"]

LONG_SIDE_PX: Final = 2000
_QUALITY: Final = 80
_LARGEST_PX: Final = 100_000_000  # of pictures that must be unpacked whole; JPEG is read at half size or less
_EXIF_SUB_IFD: Final = 0x8769
_TAKEN: Final = 0x9003
_DIGITIZED: Final = 0x9004
_TAKEN_OFFSET: Final = 0x9011


class UnreadablePicture(Exception):
    """The file is no picture that can be read; whoever asked keeps it as it is."""


class Shrunk(Struct, frozen=True):
    """The copy that travels.

    Attributes:
        jpeg: Upright, at most 2,000 pixels long, without place or device.
        captured_at: As the camera says; China's time where it names no zone. None: nothing is said.
        likeness: What stays of it however it is saved; None: it is too plain to tell.
    """

    jpeg: bytes
    captured_at: datetime | None
    likeness: str | None


def shrink(path: Path) -> Shrunk:
    """Read a photo and return its copy.

    Raises:
        UnreadablePicture: Damaged, cut off, or of a kind that is not known.
        OSError: The disk cannot be read.
    """
    images = _images()
    data = path.read_bytes()
    try:
        with images.open(BytesIO(data)) as picture:
            if picture.format == "JPEG":
                picture.draft("RGB", (LONG_SIDE_PX, LONG_SIDE_PX))
            elif picture.width * picture.height > _LARGEST_PX:
                raise UnreadablePicture(f"{picture.width}x{picture.height}")
            exif = picture.getexif()
            captured_at = _captured_at(dict(exif.get_ifd(_EXIF_SUB_IFD)))
            profile = picture.info.get("icc_profile")
            from PIL import ImageOps

            small = picture.convert("RGB") if picture.mode not in {"RGB", "L"} else picture.copy()
            small.thumbnail((LONG_SIDE_PX, LONG_SIDE_PX), images.Resampling.LANCZOS)
            small.getexif()[0x0112] = exif.get(0x0112, 1)
            small = ImageOps.exif_transpose(small)
            grey = small.convert("L").resize((9, 8), images.Resampling.BILINEAR).tobytes()
            kept = images.Exif()
            if captured_at is not None:
                sub = kept.get_ifd(_EXIF_SUB_IFD)
                sub[_TAKEN] = captured_at.astimezone(CHINA).strftime("%Y:%m:%d %H:%M:%S")
                sub[_TAKEN_OFFSET] = "+08:00"
            copy = BytesIO()
            small.save(copy, "JPEG", quality=_QUALITY, exif=kept, icc_profile=profile)
    except _faults(images) as error:
        raise UnreadablePicture(str(error)) from error
    return Shrunk(copy.getvalue(), captured_at, likeness(grey))


class Thumbnail(Struct, frozen=True):
    """A small upright picture: `rgb` holds three bytes a pixel, row after row."""

    width: int
    height: int
    rgb: bytes


def thumbnail(path: Path, side_px: int) -> Thumbnail:
    """Return a picture that fits a square of `side_px`; of a JPEG only as much is unpacked as that needs.

    Raises:
        UnreadablePicture: Damaged, cut off, or of a kind that is not known.
        OSError: The disk cannot be read.
    """
    images = _images()
    try:
        with path.open("rb") as file, images.open(file) as picture:
            picture.draft("RGB", (side_px, side_px))
            if picture.format != "JPEG" and picture.width * picture.height > _LARGEST_PX:
                raise UnreadablePicture(f"{picture.width}x{picture.height}")
            turn = picture.getexif().get(0x0112, 1)
            small = picture.convert("RGB")
            small.thumbnail((side_px, side_px), images.Resampling.BILINEAR)
            small.getexif()[0x0112] = turn
            from PIL import ImageOps

            small = ImageOps.exif_transpose(small)
    except _faults(images) as error:
        raise UnreadablePicture(str(error)) from error
    return Thumbnail(small.width, small.height, small.tobytes())


def _captured_at(sub: dict[int, object]) -> datetime | None:
    said = str(sub.get(_TAKEN) or sub.get(_DIGITIZED) or "").strip("\0 ")
    offset = str(sub.get(_TAKEN_OFFSET) or "").strip("\0 ")
    try:
        taken = datetime.strptime(said, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone follows
        zone = datetime.strptime(offset, "%z").tzinfo if offset else CHINA
    except ValueError:
        return None
    return taken.replace(tzinfo=zone).astimezone(UTC)


def _faults(images: ModuleType) -> tuple[type[Exception], ...]:
    bombs = (images.DecompressionBombError, images.DecompressionBombWarning)
    return (OSError, ValueError, SyntaxError, EOFError, MemoryError, *bombs)


@cache
def _images() -> ModuleType:
    """Return Pillow's Image, able to read HEIC and phones' largest photos."""
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = 3 * _LARGEST_PX
    return Image
