"""Putting a finished paper on the disk, beside the old file when that is open in another program."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from app.clock import local
from app.errors import StorageError
from app.sync.files import storage_errors, write_small_file

__all__ = ["Written", "save"]


class Written(Struct, frozen=True):
    """A file that was written."""

    path: Path
    beside: str = ""
    """Name of the file that was wanted but is open in another program; empty when `path` is the wanted one."""

    def beside_sentence(self) -> str:
        """Return what the user must know when the file has another name than wanted, or an empty text."""
        if not self.beside:
            return ""
        return f"“{self.beside}”正被 WPS、Excel 或其他程序打开，没有覆盖它。已另存为“{self.path.name}”。"


def save(data: bytes, to: Path, *, now: datetime) -> Written:
    """Write `data` to `to`, whole or not at all; folders on the way are made.

    Args:
        now: Instant of printing; goes into the name of the file written when `to` is open in another program.

    Raises:
        StorageError: The folder cannot be written or the disk is full; an older file is untouched.
    """
    with storage_errors(to.parent):
        to.parent.mkdir(parents=True, exist_ok=True)
        open_elsewhere = _is_open_elsewhere(to)
    if not open_elsewhere:
        try:
            write_small_file(to, data)
        except StorageError as error:  # Windows refuses while another program has the file open
            if not isinstance(error.__cause__, PermissionError) or not to.exists():
                raise
        else:
            return Written(to)
    other = to.with_name(f"{to.stem}_{local(now):%m%d_%H%M}{to.suffix}")
    number = 2
    while other.exists():
        other = to.with_name(f"{to.stem}_{local(now):%m%d_%H%M}_{number}{to.suffix}")
        number += 1
    write_small_file(other, data)
    return Written(other, beside=to.name)


def _is_open_elsewhere(path: Path) -> bool:
    """Tell by the mark that Excel, WPS or LibreOffice puts beside a file while it is open."""
    marks = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    return path.exists() and any(path.with_name(mark).exists() for mark in marks)
