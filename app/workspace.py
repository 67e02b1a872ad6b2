"""What a use case needs from outside: the data, who we are, what time it is."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Engine, bindparam, case, exists, func, select
from sqlalchemy.orm import Session

from app.clock import Clock, civil_date
from app.errors import NotOwner, StorageError
from app.ids import IdSource
from app.log.changes import Author, WriteSession
from app.log.streams import ALL, COUNTY, OWN
from db.errors import DATABASE_ERRORS, DiskFault, disk_fault
from db.models.handover import Handover
from db.models.log import Identity, Role
from db.models.units import Unit
from db.models.villages import VillageHandover

__all__ = ["ALL", "COUNTY", "OWN", "Role", "Workspace", "storage_errors"]

_TAKEN = (Handover.site == Identity.site) & (Handover.taker == Identity.person)
_UNDONE = select(Handover.giver).where(_TAKEN, Handover.void).order_by(Handover.id.desc()).limit(1)
_SITS_HERE = case(
    (exists().where(_TAKEN, Handover.void.is_(False)), Identity.person),
    else_=func.coalesce(_UNDONE.scalar_subquery(), Identity.person),
)
_NOW = select(Identity.epoch, Identity.viewer, _SITS_HERE)
_GIVEN = (
    select(VillageHandover.village, Unit.name)
    .outerjoin(Unit, Unit.id == VillageHandover.to_station)
    .where(VillageHandover.site == bindparam("of"), VillageHandover.void.is_(False))
)


class Workspace(Struct, frozen=True):
    """An open data folder. Built once at start and passed as first argument; never global."""

    folder: Path
    machine: Path  # keys and anchor of this PC's installations, outside the data folder
    engine: Engine
    role: Role
    site: str
    node: str
    epoch: str
    unit: str  # id of the unit this site works for
    office: str  # site id of the county office; our own for the office; "" while a station is alone
    now: Clock
    ids: IdSource

    @property
    def alone(self) -> bool:
        """Whether this is a station that has not joined a county yet."""
        return not self.office

    @property
    def today(self) -> date:
        """Today's date in China."""
        return civil_date(self.now())

    @property
    def person(self) -> str:
        """Who sits here: after a handover the successor, unless that was taken back."""
        with self.read() as session:
            person: str = session.execute(_NOW).one()[2]
            return person

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for queries; nothing is ever committed."""
        with storage_errors(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[WriteSession]:
        """Open one transaction for our own records: committed at the end, rolled back on any exception."""
        engine = self.engine.execution_options(begin="IMMEDIATE")
        author = Author(self.site, self.epoch, "", self.now())
        with storage_errors(), WriteSession(engine, author, self.ids) as session, session.begin():
            epoch, viewer, person = session.execute(_NOW).one()
            if viewer:
                raise NotOwner(
                    "这台电脑设成了只看，没有改动。要在这台上写，请到“设置与备份”的“本机”里改成用这台电脑写。"
                )
            session.enter_epoch(epoch)  # it may be newer than ours
            session.sign_as(person)
            given = session.execute(_GIVEN, {"of": self.site})
            session.close_villages({row.village: row.name or "别的站" for row in given})
            yield session

    def at(self, instant: datetime) -> "Workspace":
        """Return the same workspace with its clock stopped at `instant` (demo and tests)."""
        return replace(self, now=lambda: instant)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn the disk's faults into `StorageError`; faults of ours pass unchanged."""
    try:
        yield
    except DATABASE_ERRORS as error:
        fault = disk_fault(error)
        if fault is None:
            raise
        raise StorageError(_SENTENCES[fault]) from error
    except OSError as error:
        sentence = _OS_SENTENCES.get(error.errno or 0)
        if sentence is None:
            raise
        raise StorageError(sentence) from error


_SENTENCES = {
    DiskFault.FULL: "磁盘满了，刚才这一步没有存进去，以前的数据都完好。请清理磁盘后再做一次。",
    DiskFault.READ_ONLY: "数据文件夹是只读的，没有存进去，以前的数据都完好。请把它移到可以写的磁盘，或去掉只读属性。",
    DiskFault.BUSY: "另一个窗口正在写这份台账，刚才这一步没有存进去。请关掉另一个窗口后再做一次。",
    DiskFault.UNREADABLE: "磁盘读写出错，刚才这一步没有存进去，以前的数据没有改动。请检查磁盘或U盘后再做一次。",
    DiskFault.CANNOT_OPEN: "打不开数据文件，数据没有改动。请检查磁盘是否连好、文件夹是否可以写。",
    DiskFault.DAMAGED: "数据文件需要修复，没有写入任何内容。请用“备份与恢复”里最近的备份比较后恢复。",
}
_OS_SENTENCES = {
    errno.ENOSPC: "磁盘满了，没有写成，以前的数据都完好。请清理磁盘或换一个U盘后再做一次。",
    errno.EROFS: "这个磁盘是只读的（可能开了写保护），没有写成，数据没有改动。请换一个位置。",
    errno.EACCES: "没有权限写这个位置，没有写成，数据没有改动。请换一个文件夹。",
    errno.EPERM: "没有权限写这个位置，没有写成，数据没有改动。请换一个文件夹。",
    errno.ENOTDIR: "这个位置不是文件夹，没有写成，数据没有改动。请另选一个文件夹。",
    errno.EIO: "磁盘或U盘读写出错（可能被拔出），没有写成，本机数据没有改动。请重新插好后再做一次。",
    errno.ENODEV: "U盘可能被拔出，没有写成，本机数据没有改动。请重新插好后再做一次。",
}
