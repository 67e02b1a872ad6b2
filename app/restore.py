"""Going back to a backup: what would be lost is told first, and going back can itself be undone.

A restored ledger has forgotten lines that others may hold. The anchor outside the data folder notices, and the
next exchange fetches them back and goes on in a new epoch (app.sync.epochs).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.backups import Backup, make_backup
from app.clock import local
from app.errors import InvalidInput, StorageError
from app.workspace import storage_errors
from db.backup import faults, put_in_place, summary
from db.errors import DATABASE_ERRORS
from db.migrations import NEWEST, revision_of

__all__ = ["Difference", "compare_backup", "restore_backup"]


@dataclass(frozen=True)
class Difference:
    """What going back to a backup would mean.

    Attributes:
        lost: Entries written since the backup; None: the ledger cannot be read.
        last: Wall-clock time in China of the backup's last entry, without zone; None: it has none.
    """

    lost: int | None
    last: datetime | None

    @property
    def sentence(self) -> str:
        """The same in Chinese."""
        when = f"这份备份记到 {self.last:%Y-%m-%d %H:%M}。" if self.last else "这份备份里还没有记录。"
        if self.lost is None:
            return f"{when}现在的数据文件读不出来，恢复后以这份备份为准。"
        if not self.lost:
            return f"{when}和现在的记录一样多，恢复后不会少。"
        return (
            f"{when}恢复后，这以后写的 {self.lost} 条记录会看不到；恢复前会先备份现在的数据，可以再恢复回来。"
        )


def compare_backup(folder: Path, backup: Path) -> Difference:
    """Tell what restoring `backup` in the data folder `folder` would lose.

    Raises:
        InvalidInput: It is no backup of this ledger, or of a newer program.
        StorageError: It is damaged.
    """
    site, lines, last = _sound(backup)
    lost: int | None = None
    with suppress(*DATABASE_ERRORS, TypeError):
        here_site, here_lines, _ = summary(folder / "ledger.db")
        if here_site != site:
            raise InvalidInput("这份备份是另一个单位的，没有恢复。请选本台账“备份”文件夹里的文件。")
        lost = max(0, here_lines - lines)
    return Difference(lost, local(datetime.fromisoformat(last)).replace(tzinfo=None) if last else None)


def restore_backup(folder: Path, backup: Path, now: datetime) -> Backup | None:
    """Put `backup` in the place of the closed ledger in `folder`, and return the copy made of the latter.

    None: it was too damaged to be copied and lies beside under another name.

    Raises:
        InvalidInput, StorageError: As `compare_backup`, or the folder cannot be written; nothing changed.
    """
    compare_backup(folder, backup)
    ledger, former = folder / "ledger.db", None
    with storage_errors():
        if ledger.exists() and not _damaged(ledger):
            former = make_backup(folder, "restore", now)
        elif ledger.exists():
            ledger.rename(folder / f"ledger-damaged-{local(now):%Y%m%d-%H%M%S}.db")
        put_in_place(backup, ledger)
    return former


def _sound(backup: Path) -> tuple[str, int, str]:
    if not backup.is_file():
        raise InvalidInput(f"找不到备份“{backup.name}”。请在“备份与恢复”里另选一份。")
    if _damaged(backup):
        raise StorageError(f"备份“{backup.name}”有损坏，没有恢复，现有数据没有改动。请另选一份。 E-B03")
    revision = revision_of(backup)
    if revision is None:
        raise InvalidInput(f"“{backup.name}”不是台账的备份，没有恢复。")
    if revision > NEWEST:
        raise InvalidInput("这份备份是较新版本的程序做的，没有恢复。请先更新本机程序。")
    return summary(backup)


def _damaged(path: Path) -> bool:
    return bool(faults(path, thorough=False))
