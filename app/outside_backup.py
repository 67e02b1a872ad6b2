"""A copy of the whole data folder on another disk or a stick: the database whole, attachments by hash.

The copy is a data folder itself. The next time only attachments that are not there yet are copied.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from app.backups import backups
from app.errors import InvalidInput, StorageError
from app.job import Job
from app.settings import load_settings, save_settings
from app.sync.files import fsync_folder, storage_errors, whole_file
from db.backup import copy_database, faults, summary
from db.errors import DATABASE_ERRORS

__all__ = ["OutsideCopy", "backup_outside", "fetch_attachments", "outside_reminder", "remember_outside"]

_BLOCK: Final = 1 << 20
_ASKED_AFTER: Final = timedelta(days=7)


class OutsideCopy(Struct, frozen=True):
    """What was copied now."""

    folder: Path
    files: int  # attachments that were not there yet
    size_bytes: int  # of these and the database


def backup_outside(folder: Path, target: Path, job: Job | None = None) -> OutsideCopy:
    """Copy the data folder `folder` into `target`, a folder of an earlier copy or a new one.

    Raises:
        InvalidInput: `target` lies inside `folder`, or holds another ledger.
        StorageError: A disk is full or cannot be read or written, or the stick was pulled out; an earlier
            copy of the database is still there.
        Cancelled: Through `job`; the same.
    """
    job = job or Job()
    if target.resolve().is_relative_to(folder.resolve()):
        raise InvalidInput("备份不能放在台账自己的文件夹里。请选U盘或另一个盘。")
    with storage_errors(target):
        target.mkdir(parents=True, exist_ok=True)
    copy = target / "ledger.db"
    _refuse_foreign(folder, copy)
    files, size = _copy_missing(folder / "attachments", target / "attachments", job)
    with storage_errors(target):
        copy_database(folder / "ledger.db", copy)
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
    fsync_folder(target)
    if faults(copy, thorough=False):
        raise StorageError("U盘上的备份读出来不对，这份备份不能用，本机数据都完好。请换一个U盘再备份。 E-B02")
    return OutsideCopy(target, files, size + copy.stat().st_size)


def remember_outside(folder: Path, day: date) -> None:
    """Keep `day` as that of the last copy on another disk.

    Raises:
        StorageError: The data folder cannot be written.
    """
    save_settings(folder, replace(load_settings(folder), copied_outside_on=day.isoformat()))


def outside_reminder(folder: Path, today: date) -> str:
    """Return a few words when a copy on another disk is due: weekly, and not in a ledger's first week."""
    last = load_settings(folder).copied_outside_on
    if not last:
        oldest = min((backup.made.date() for backup in backups(folder)), default=today)
        return "该备份到U盘了，还没有备份过" if today - oldest >= _ASKED_AFTER else ""
    try:
        day = date.fromisoformat(last)
    except ValueError:
        return ""
    return f"该备份到U盘了，上次是{day.month}月{day.day}日" if today - day >= _ASKED_AFTER else ""


def fetch_attachments(copy: Path, folder: Path, job: Job | None = None) -> int:
    """Bring attachments that `folder` lacks back from the copy in `copy`; return how many.

    Raises:
        StorageError: A disk is full or cannot be read or written.
        Cancelled: Through `job`; what was copied stays.
    """
    return _copy_missing(copy / "attachments", folder / "attachments", job or Job())[0]


def _copy_missing(source: Path, target: Path, job: Job) -> tuple[int, int]:
    """Return (files, bytes) copied."""
    with storage_errors(source):
        here = [path for path in sorted(source.glob("??/*")) if path.is_file() and not path.suffix]
        sizes = {path: path.stat().st_size for path in here}
    with storage_errors(target):
        there = {path.name: path.stat().st_size for path in target.glob("??/*")}
    missing = [path for path in here if there.get(path.name) != sizes[path]]
    total, done = sum(sizes[path] for path in missing), 0
    job.step(0, total)
    for path in missing:
        copy = target / path.parent.name / path.name
        with storage_errors(target):
            copy.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(copy) as file:
            for block in _blocks(path):
                file.write(block)
                done += len(block)
                job.step(done, total)
    return len(missing), total


def _blocks(path: Path) -> Iterator[bytes]:
    with storage_errors(path.parent), path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _refuse_foreign(folder: Path, copy: Path) -> None:
    with suppress(*DATABASE_ERRORS, TypeError):  # what cannot be read is replaced
        if copy.exists() and summary(copy)[0] != summary(folder / "ledger.db")[0]:
            raise InvalidInput("这个文件夹里是另一个单位的备份，没有动它。请换一个文件夹。")
