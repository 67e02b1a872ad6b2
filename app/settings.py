"""Preferences: one small JSON file, replaced whole; keys this program does not know survive."""

import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = [
    "Settings",
    "last_folder",
    "last_opening",
    "load_settings",
    "remember_folder",
    "remember_opening",
    "save_settings",
]

TEXT_SIZES = (12, 14, 16)  # points


@dataclass(frozen=True)
class Settings:
    """How this ledger is shown; each setting is declared here once, with its default."""

    text_size_pt: int = 12
    navigation_folded: bool = False
    column_widths: dict[str, list[int]] | None = None  # by table, logical pixels
    import_columns: dict[str, dict[str, str]] | None = None  # by headers of a table: header, what it holds
    picture_folders: list[str] | None = None  # where photos were fetched from, last first


def load_settings(folder: Path) -> Settings:
    """Return the preferences kept in the data folder `folder`; what is missing or unreadable is the default."""
    found = _read(folder / "settings.json")
    known = {field.name: found[field.name] for field in fields(Settings) if field.name in found}
    settings = Settings(**known)
    return settings if settings.text_size_pt in TEXT_SIZES else Settings()


def save_settings(folder: Path, settings: Settings) -> None:
    """Keep `settings` in the data folder.

    Raises:
        StorageError: The folder cannot be written.
    """
    path = folder / "settings.json"
    _write(path, _read(path) | asdict(settings))


def last_opening(folder: Path) -> datetime | None:
    """Return when the ledger in `folder` was opened before this time; None: never."""
    found = _read(folder / "settings.json").get("opened_at")
    try:
        instant = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


def remember_opening(folder: Path, instant: datetime) -> None:
    """Keep `instant` as the last opening; the one before it is forgotten, nothing counts openings.

    Raises:
        StorageError: The folder cannot be written.
    """
    path = folder / "settings.json"
    _write(path, _read(path) | {"opened_at": instant.astimezone(UTC).isoformat(timespec="seconds")})


def last_folder(machine: Path) -> Path | None:
    """Return the data folder that was open last on this PC; None at the first start."""
    found = _read(machine / "last.json").get("folder")
    return Path(found) if isinstance(found, str) else None


def remember_folder(machine: Path, folder: Path | None) -> None:
    """Keep `folder` as the one to open at the next start.

    Raises:
        StorageError: The machine folder cannot be written.
    """
    if folder == last_folder(machine):
        return
    from app.workspace import storage_errors  # late: SQLAlchemy, which reading does without

    with storage_errors():
        machine.mkdir(parents=True, exist_ok=True)
    _write(machine / "last.json", {} if folder is None else {"folder": str(folder)})


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, values: dict[str, Any]) -> None:
    from app.workspace import storage_errors

    part = path.with_name(path.name + ".part")
    with storage_errors():
        with part.open("w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
