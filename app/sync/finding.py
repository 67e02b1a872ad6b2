"""Finding package files in what a user points at."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from app.sync.files import storage_errors
from app.sync.package_file import EXTENSION

__all__ = ["find_packages"]

_DEPTH = 4  # folders below the one that was named


def find_packages(paths: Iterable[Path]) -> list[Path]:
    """Return the package files among `paths`: files as named, folders and sticks searched.

    Unfinished copies and everything of another kind in folders are passed over.

    Raises:
        StorageError: A path cannot be read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        with storage_errors(path):
            if path.is_dir():
                found |= dict.fromkeys(_below(path, _DEPTH))
            else:
                path.stat()
                found[path] = None
    return list(found)


def _below(folder: Path, depth: int) -> Iterator[Path]:
    with suppress(PermissionError):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                if depth and not entry.name.startswith((".", "$")):
                    yield from _below(Path(entry.path), depth - 1)
            elif entry.name.lower().endswith(EXTENSION):
                yield Path(entry.path)
