"""Going back to a backup: what would be lost is told first, and going back can itself be undone.

A restored ledger has forgotten lines that others may hold. The anchor outside the data folder notices, and the
next exchange fetches them back and goes on in a new epoch (app.sync.epochs).
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.backups import Backup, make_backup
from app.clock import civil_date, local
from app.errors import InvalidInput, StorageError
from app.log.kind_words import KIND_WORDS, OTHER
from app.workspace import storage_errors
from db.backup import faults, lines_beyond, packages_beyond, put_in_place, summary
from db.errors import DATABASE_ERRORS
from db.migrations import NEWEST, revision_of

__all__ = ["Difference", "Loss", "compare_backup", "restore_backup"]

_MOST: Final = 8  # kinds that are told one by one
_EXAMPLE: Final = 16  # characters


class Loss(Struct, frozen=True):
    """Entries of one kind that are in one of the two and not in the other.

    Attributes:
        word: What the kind is called.
        added: New records; `changed` later revisions, `removed` those that took a record out.
        first: Civil date of the first entry; `last` of the last.
        example: What one of them is called.
    """

    word: str
    added: int
    changed: int
    removed: int
    first: date
    last: date
    example: str

    @property
    def sentence(self) -> str:
        """In Chinese: 日志：新写 3 条，改过 1 条（3月2日至3月5日），如“秧歌汇演”."""
        counts = ((self.added, "新写"), (self.changed, "改过"), (self.removed, "删去"))
        said = "，".join(f"{word} {count} 条" for count, word in counts if count)
        span = _day(self.first) if self.first == self.last else f"{_day(self.first)}至{_day(self.last)}"
        return f"{self.word}：{said}（{span}）" + (f"，如“{self.example}”" if self.example else "")


class Difference(Struct, frozen=True):
    """What going back to a backup would mean.

    Attributes:
        lost: Entries written since the backup; None: the ledger cannot be read.
        last: Wall-clock time in China of the backup's last entry, without zone; None: it has none.
        losses: The same by kind, the most first; `gains` what only the backup holds.
        packages: Received since; they have to be received again.
    """

    lost: int | None
    last: datetime | None
    losses: tuple[Loss, ...] = ()
    gains: tuple[Loss, ...] = ()
    packages: int = 0

    @property
    def sentence(self) -> str:
        """The same in Chinese, a line each."""
        when = f"这份备份记到 {self.last:%Y-%m-%d %H:%M}。" if self.last else "这份备份里还没有记录。"
        if self.lost is None:
            return f"{when}现在的数据文件读不出来，恢复后以这份备份为准。"
        lines = [f"{when}和现在的记录一样多，恢复后不会少。"]
        if self.lost:
            lines = [f"{when}恢复后，这以后写的 {self.lost} 条记录会看不到："]
            lines += _listed(self.losses)
        if self.gains:
            lines += ["现在没有、恢复后会回来的：", *_listed(self.gains)]
        if self.packages:
            lines.append(f"这以后收的 {self.packages} 个数据包，恢复后要重新接收，包还在收发页里。")
        if self.lost or self.gains:
            lines.append("恢复前会先备份现在的数据，可以再恢复回来。")
        return "\n".join(lines)


def compare_backup(folder: Path, backup: Path) -> Difference:
    """Tell what restoring `backup` in the data folder `folder` would lose.

    Raises:
        InvalidInput: It is no backup of this ledger, or of a newer program.
        StorageError: It is damaged.
    """
    site, _, last = _sound(backup)
    when = local(datetime.fromisoformat(last)).replace(tzinfo=None) if last else None
    with suppress(*DATABASE_ERRORS, TypeError):
        here_site, _, _ = summary(folder / "ledger.db")
        if here_site != site:
            raise InvalidInput("这份备份是另一个单位的，没有恢复。请选本台账“备份”文件夹里的文件。")
        ledger = folder / "ledger.db"
        beyond, before = lines_beyond(ledger, backup), lines_beyond(backup, ledger)
        return Difference(
            len(beyond), when, _by_kind(beyond), _by_kind(before), packages_beyond(ledger, backup)
        )
    return Difference(None, when)


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


def _by_kind(lines: Iterable[tuple[str, int, bytes]]) -> tuple[Loss, ...]:
    found: dict[str, Loss] = {}
    for kind, revision, line in lines:
        said = msgspec.json.decode(line)
        word, titles = KIND_WORDS.get(kind, (OTHER, ()))
        day = civil_date(datetime.fromisoformat(said["t"]))
        title = next((str(said["d"].get(name)) for name in titles if said["d"].get(name)), "")
        loss = found.get(word) or Loss(word, 0, 0, 0, day, day, " ".join(title.split())[:_EXAMPLE])
        removed = said["op"] == "void"
        found[word] = replace(
            loss,
            added=loss.added + (revision == 1 and not removed),
            changed=loss.changed + (revision > 1 and not removed),
            removed=loss.removed + removed,
            first=min(loss.first, day),
            last=max(loss.last, day),
        )
    return tuple(sorted(found.values(), key=lambda loss: (loss.word == OTHER, -loss.added - loss.changed)))


def _listed(losses: Sequence[Loss]) -> list[str]:
    more = [f"　还有 {len(losses) - _MOST} 类"] if len(losses) > _MOST else []
    return [f"　{loss.sentence}" for loss in losses[:_MOST]] + more


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


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
