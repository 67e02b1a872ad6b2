"""Data files shipped with the program, reached through `path`."""

from pathlib import Path

__all__ = ["path"]

_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Return the file or folder `name` below resources/.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    found = _FOLDER / name
    if not found.exists():
        raise FileNotFoundError(found)
    return found
