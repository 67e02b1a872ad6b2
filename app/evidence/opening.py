"""Kept files, opened with the program that knows their kind: the store gives them no name it could go by."""

import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from app.errors import InvalidInput
from app.evidence.lists import EvidenceRow
from app.workspace import storage_errors

__all__ = ["readable_copy"]

_OPENED: Final = re.compile(
    r".+\.(jpe?g|png|hei[cf]|bmp|webp|gif|tiff?|pdf|docx?|wps|xlsx?|et|csv|pptx?|dps|txt|rtf|ofd|od[ts]|"
    r"mp4|mov|avi|wmv|mkv|m4v|3gp|mp3|m4a|wav|amr|aac|wma)",
    re.IGNORECASE,
)
"""What is looked at or listened to; anything else might be a program."""
_UNSAFE: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


def readable_copy(file: EvidenceRow, *, original: bool = False) -> Path:
    """Return a copy of a file under its own name, as other programs go by the end of the name.

    The copy is thrown away when the program ends; nothing that is done to it comes back, so it is read-only.

    Args:
        original: Of a photo the file as it was taken in, not the shrunk one.

    Raises:
        InvalidInput: The file is not here, or of a kind that is not opened.
        StorageError: It cannot be copied.
    """
    path = file.original if original else file.path
    if path is None:
        raise InvalidInput(
            f"“{file.file_name}”打不开：还没有随数据包到，或者被移动、删除了。记录还在。 E-F05"
        )
    name = file.file_name
    if path == file.picture and path != file.original:
        name = f"{Path(name).stem}.jpg"  # what kind of picture it was shrunk from does not matter any more
    name = _UNSAFE.sub("_", name).strip(" .")[-80:]
    if not _OPENED.fullmatch(name):
        raise InvalidInput(f"“{file.file_name}”不是照片、文档或录音录像，为了安全不直接打开。")
    with storage_errors():
        folder = Path(_folder().name) / path.name[:16]
        folder.mkdir(exist_ok=True)
        target = folder / name
        if not target.is_file():
            shutil.copyfile(path, target)
            target.chmod(0o444)
    return target


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="station-ledger-")
