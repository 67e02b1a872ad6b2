"""Taking the pictures of a Word or Excel file out of it."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from app.errors import InvalidInput
from app.reading.packed import Package

__all__ = ["extract_pictures"]

_LIMIT_BYTES = 60_000_000  # the file itself may be no larger
_ONE_LIMIT_BYTES = 20_000_000


def extract_pictures(path: Path, parts: Iterable[str], folder: Path) -> dict[str, Path]:
    """Write pictures of a .docx or .xlsx file into `folder`.

    Args:
        path: The file as it was read.
        parts: Names of pictures inside it.
        folder: Exists.

    Returns:
        File by part; parts that are not there, or are larger than any photo, are left out.
    """
    try:
        package = Package(path.read_bytes())
    except (OSError, InvalidInput):
        return {}
    taken: dict[str, Path] = {}
    left = _LIMIT_BYTES
    for part in dict.fromkeys(parts):
        data = package.binary(part, min(left, _ONE_LIMIT_BYTES)) if part in package else None
        if data is None:
            continue
        left -= len(data)
        target = folder / f"{path.stem[:60]}-图{len(taken) + 1}{PurePosixPath(part).suffix.lower()}"
        target.write_bytes(data)
        taken[part] = target
    return taken
