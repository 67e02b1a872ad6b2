"""Kept files, shown by the programs that know their kinds."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from app.evidence.lists import EvidenceRow

__all__ = ["open_file"]


def open_file(file: "EvidenceRow", *, original: bool = False) -> None:
    """Open a copy of `file` with the program that knows its kind.

    Args:
        original: Of a photo the file as it was taken in, not the shrunk one.

    Raises:
        InvalidInput: The file is not here, or of a kind that is not opened.
        StorageError: It cannot be copied.
    """
    from app.evidence.opening import readable_copy

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(readable_copy(file, original=original))))
