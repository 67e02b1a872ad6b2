"""Dated copies of the database: when they are made, and which are kept."""

from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from app.clock import local
from app.errors import StorageError
from app.workspace import storage_errors
from db.backup import copy_database

__all__ = ["Backup", "backup_daily", "backups", "make_backup"]

_FOLDER = "backups"
_CUT_OFF_S = 24 * 3600  # what is unfinished for so long never will be
_KINDS = {
    "day": "每天自动",
    "hand": "手动",
    "migration": "升级前",
    "intake": "接收前",
    "import": "导入前",
    "restore": "恢复前",
}
_DAYS, _WEEKS, _MONTHS = 14, 8, 24  # daily copies kept: all of 14 days, then one a week, then one a month


class Backup(Struct, frozen=True):
    """One copy in the folder backups/ of a data folder."""

    path: Path
    made: datetime  # wall-clock time in China, without zone
    kind: str
    kind_label: str
    size_bytes: int


def make_backup(folder: Path, kind: str, now: datetime) -> Backup:
    """Copy the database of the data folder `folder`; `kind` is a key of `_KINDS`.

    An older copy is never written over: one of the same second is dated a second later.

    Raises:
        StorageError: The disk is full or cannot be written.
    """
    while (target := folder / _FOLDER / f"ledger-{local(now):%Y%m%d-%H%M%S}-{kind}.db").exists():
        now += timedelta(seconds=1)
    with storage_errors():
        target.parent.mkdir(exist_ok=True)
        copy_database(folder / "ledger.db", target)
    return _read(target)


def backup_daily(folder: Path, now: datetime) -> Backup | None:
    """Make today's copy if there is none yet, and thin out old ones; None when today's was there."""
    today = local(now).date()
    daily = [backup for backup in backups(folder) if backup.kind == "day"]
    if any(backup.made.date() == today for backup in daily):
        return None
    made = make_backup(folder, "day", now)
    for part in (folder / _FOLDER).glob("*.part"):  # of a copy that was cut off
        if part.stat().st_mtime < now.timestamp() - _CUT_OFF_S:
            part.unlink(missing_ok=True)
    for backup in daily:
        if not _kept(backup, daily, today):
            backup.path.unlink(missing_ok=True)
    return made


def backups(folder: Path) -> list[Backup]:
    """Return the copies of `folder`, newest first."""
    found = [_read(path) for path in (folder / _FOLDER).glob("ledger-*-*-*.db")]
    return sorted(found, key=lambda backup: backup.made, reverse=True)


def _read(path: Path) -> Backup:
    _, day, time, kind = path.stem.split("-", 3)
    try:
        made = datetime.strptime(day + time, "%Y%m%d%H%M%S")  # noqa: DTZ007 - a wall-clock time
    except ValueError as error:
        raise StorageError(f"备份文件夹里有一个看不懂的文件“{path.name}”，请移走它。") from error
    return Backup(path, made, kind, _KINDS.get(kind, kind), path.stat().st_size)


def _kept(backup: Backup, daily: list[Backup], today: date) -> bool:
    day = backup.made.date()
    age = today - day
    if age <= timedelta(days=_DAYS):
        return True
    same_week = [b for b in daily if b.made.isocalendar()[:2] == backup.made.isocalendar()[:2]]
    if age <= timedelta(weeks=_WEEKS) and backup is min(same_week, key=lambda b: b.made):
        return True
    same_month = [b for b in daily if (b.made.year, b.made.month) == (day.year, day.month)]
    return age <= timedelta(days=_MONTHS * 31) and backup is min(same_month, key=lambda b: b.made)
