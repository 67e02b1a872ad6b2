"""Preferences: one small JSON file, replaced whole; keys this program does not know survive."""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct, field
from msgspec.structs import fields, replace

__all__ = [
    "PHRASES",
    "Settings",
    "TableLook",
    "last_folder",
    "last_opening",
    "load_settings",
    "remember_folder",
    "remember_opening",
    "save_settings",
]

TEXT_SIZES = (12, 14, 16)  # points


PHRASES = (
    "已按要求完成，佐证材料已附。",
    "已向分管领导口头汇报。",
    "正在办理，月底前完成。",
    "等县里答复后再办。",
    "因天气原因改期。",
    "设备已报修，修好后恢复开放。",
    "现场已整改，照片已附。",
)
"""What the list of phrases starts with."""


class TableLook(Struct, frozen=True):
    """What the user made of the columns of one table; both by title."""

    widths: dict[str, float] = field(default_factory=dict)  # characters of ordinary text
    shown: dict[str, bool] = field(default_factory=dict)


class Settings(Struct, frozen=True):
    """How this ledger is shown; each setting is declared here once, with its default."""

    text_size_pt: int = 12
    navigation_folded: bool = False
    tables: dict[str, TableLook] = field(default_factory=dict)  # by page and place in it
    filters: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)  # by page and name
    phrases: tuple[str, ...] = PHRASES
    copied_outside_on: str = ""  # day of the last copy on another disk, as 2026-03-02
    package_way: str = "U盘"  # how packages travel: a key of app.sync.export.PRESETS
    import_columns: dict[str, dict[str, str]] | None = None  # by headers of a table: header, what it holds
    picture_folders: list[str] | None = None  # where photos were fetched from, last first


_TYPES = get_type_hints(Settings)


def load_settings(folder: Path) -> Settings:
    """Return the preferences kept in the data folder `folder`; what is missing or unreadable is the default."""
    found = _read(folder / "settings.json")
    known: dict[str, Any] = {}
    for one in fields(Settings):
        if one.name in found:
            with suppress(msgspec.ValidationError):  # somebody wrote into the file
                known[one.name] = msgspec.convert(found[one.name], _TYPES[one.name])
    settings = Settings(**known)
    return settings if settings.text_size_pt in TEXT_SIZES else replace(settings, text_size_pt=TEXT_SIZES[0])


def save_settings(folder: Path, settings: Settings) -> None:
    """Keep `settings` in the data folder.

    Raises:
        StorageError: The folder cannot be written.
    """
    path = folder / "settings.json"
    _write(path, _read(path) | msgspec.to_builtins(settings))


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
