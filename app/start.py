"""Opening and making data folders."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.backups import backup_daily, make_backup
from app.clock import Clock, system_clock
from app.errors import InvalidInput, StorageError
from app.folder import DATABASE, is_data_folder
from app.ids import IdSource
from app.sync.keys import default_machine_folder, own_machine
from app.workspace import Role, Workspace, storage_errors
from db.backup import copy_database, faults, journal_left
from db.engine import open_engine
from db.migrations import NEWEST, NewerFile, revision_of, upgrade
from db.models.log import Identity

__all__ = ["Opened", "is_data_folder", "make_workspace", "open_workspace"]


class Opened(Struct, frozen=True):
    """An open data folder, and what the start has to say."""

    workspace: Workspace
    notices: tuple[str, ...]  # Chinese sentences about what was repaired or upgraded; usually none


def open_workspace(
    folder: Path, *, machine: Path | None = None, clock: Clock = system_clock, ids: IdSource | None = None
) -> Opened:
    """Open the ledger in `folder`: migrate it if need be, and make the day's backup.

    Args:
        folder: The data folder.
        machine: Where the keys of this PC lie; None: in the user's application data.
        clock: Tells the time.
        ids: Makes ids; None: from the system's entropy.

    Raises:
        InvalidInput: There is no ledger in `folder`.
        StorageError: It cannot be opened, was written by a newer program, or is damaged.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise InvalidInput(f"“{folder}”里没有台账数据。请选有 ledger.db 的文件夹，或新建一份台账。")
    notices = []
    with storage_errors():
        cut_off = journal_left(path)
        revision = revision_of(path)
        if revision is None:
            raise StorageError("这个数据文件不完整，没有改动它。请用“备份与恢复”里最近的备份。 E-D04")
        if cut_off and (found := faults(path, thorough=False)):
            raise StorageError(
                f"上次可能突然断电，数据文件需要修复，没有改动它。请用最近的备份恢复（{found[0]}）。 E-D04"
            )
        if revision != NEWEST:
            make_backup(folder, "migration", clock())
            _upgrade(path)
            _read_again(path)
            notices.append("程序已升级数据文件，升级前的备份在“备份与恢复”里。")
        backup_daily(folder, clock())
        engine = open_engine(path)
        with Session(engine) as session:
            identity = session.scalars(select(Identity)).one()
            return Opened(
                _workspace(folder, machine or default_machine_folder(), engine, identity, clock, ids),
                tuple(notices),
            )


def make_workspace(
    folder: Path,
    *,
    role: Role,
    person: str,
    machine: Path | None = None,
    clock: Clock = system_clock,
    ids: IdSource | None = None,
    unit: str | None = None,
    office: str | None = None,
    site: str | None = None,
) -> Workspace:
    """Make an empty ledger in `folder`, with a site, node, epoch and signing key of its own.

    Args:
        folder: A new or empty folder.
        role: What it is for.
        person: Who sits here.
        machine: As in `open_workspace`.
        clock: As in `open_workspace`.
        ids: As in `open_workspace`.
        unit: Id of the unit it works for; None: one of its own, to be created under the id `ws.unit`.
        office: Site id of the county office; None: this site itself; "": there is none yet.
        site: Id of a site that goes on here on a new PC; None: a new one.

    Raises:
        InvalidInput: There is a ledger in `folder` already.
        StorageError: It cannot be written.
    """
    machine = machine or default_machine_folder()
    ids = ids or IdSource(clock)
    if is_data_folder(folder):
        raise InvalidInput(f"“{folder}”里已经有一份台账，没有动它。请直接打开它，或换一个文件夹。")
    with storage_errors():
        for name in (
            "attachments",
            "packages/out",
            "packages/in",
            "packages/waiting",
            "packages/quarantine",
            "backups",
        ):
            (folder / name).mkdir(parents=True, exist_ok=True)
        site, node, epoch = site or ids.site(), ids.site(), ids.site()
        own_machine(machine).create_key(node)
        with (folder / DATABASE).open("wb") as file:
            file.write(_empty_ledger())
            file.flush()
            os.fsync(file.fileno())
        engine = open_engine(folder / DATABASE)
        identity = Identity(
            role=role,
            site=site,
            node=node,
            epoch=epoch,
            unit=unit or ids.record(site),
            office=site if office is None else office,
            person=person,
        )
        with (
            Session(engine.execution_options(begin="IMMEDIATE"), expire_on_commit=False) as session,
            session.begin(),
        ):
            session.add(identity)
        return _workspace(folder, machine, engine, identity, clock, ids)


@cache
def _empty_ledger() -> bytes:
    """Return the bytes of a new database; the migrations run once in a process, however many ledgers it makes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        _upgrade(path)
        copy_database(path, path.with_name("whole.db"))
        return path.with_name("whole.db").read_bytes()


def _upgrade(path: Path) -> None:
    engine = open_engine(path)
    try:
        upgrade(engine)
    except NewerFile as error:
        raise StorageError(
            "这份台账是较新版本的程序写的，没有改动它。请用升级文件更新本机程序后再打开。 E-D07"
        ) from error
    finally:
        engine.dispose()


def _read_again(path: Path) -> None:
    """Show what an older program had kept without being able to read it."""
    from app.log.projection import project_again  # knows every kind of record

    engine = open_engine(path)
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        project_again(connection)
    engine.dispose()


def _workspace(
    folder: Path, machine: Path, engine: Engine, identity: Identity, clock: Clock, ids: IdSource | None
) -> Workspace:
    return Workspace(
        folder=folder,
        machine=machine,
        engine=engine,
        role=Role(identity.role),
        site=identity.site,
        node=identity.node,
        epoch=identity.epoch,
        unit=identity.unit,
        office=identity.office,
        now=clock,
        ids=ids or IdSource(clock),
    )
