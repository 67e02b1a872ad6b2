"""A station's first start: find its start package, look at it, make the ledger from it."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from app.clock import Clock, system_clock
from app.errors import InvalidInput, PackageRejected, StorageError
from app.ids import IdSource
from app.job import Job
from app.start import is_data_folder, make_workspace, open_workspace
from app.sync.anchor import keep_anchor
from app.sync.files import storage_errors
from app.sync.intake import take_logs
from app.sync.package_file import EXTENSION, Peek, open_body, peek, verify
from app.sync.rejections import PackageForeign, PackageUntrusted
from app.sync.taken import Taken
from app.sync.trust import live_certificate
from app.workspace import ALL, Role, Workspace
from db.models.trust import Invitation

__all__ = ["StartOffer", "find_start_packages", "read_start_package", "start_station", "whole_folder"]


class StartOffer(Struct, frozen=True):
    """What a start package offers, for the question "is this your station?".

    Attributes:
        path: The file.
        unit: Id of the station's unit.
        unit_name: Its name.
        unit_number: Its short number.
        code: Its area code.
        office_name: Who wrote the package.
        office_contact: Whom to call there; may be empty.
        made_at: When, as the office's clock said (UTC, ISO 8601).
    """

    path: Path
    unit: str
    unit_name: str
    unit_number: str
    code: str
    office_name: str
    office_contact: str
    made_at: str


def read_start_package(path: Path, job: Job | None = None) -> StartOffer:
    """Check every byte of a start package and return what it offers.

    Raises:
        PackageRejected: No package, damaged, incomplete, too new, or not a start package.
        StorageError: The file cannot be read.
    """
    return _offer(verify(path, job))


def find_start_packages(folders: Iterable[Path]) -> list[StartOffer]:
    """Return the start packages lying directly in `folders` or one folder below, newest first, each once.

    Folders that are not there and files that are something else are passed over.
    """
    found: dict[str, tuple[str, StartOffer]] = {}
    for folder in folders:
        for path in _candidates(folder):
            with suppress(PackageRejected, StorageError):
                seen = peek(path)
                if seen.is_whole and seen.manifest.kind == "start":
                    found.setdefault(seen.digest, (seen.manifest.created_at, _offer(seen)))
    return [offer for _, offer in sorted(found.values(), key=lambda pair: pair[0], reverse=True)]


def _candidates(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for entry in sorted(folder.iterdir()):
            with suppress(OSError):
                if entry.is_dir():
                    yield from sorted(entry.glob(f"*{EXTENSION}"))
                elif entry.suffix.lower() == EXTENSION:
                    yield entry


def _offer(seen: Peek) -> StartOffer:
    start = seen.manifest.start
    if start is None:
        raise PackageForeign(
            "这不是开站包，是台账建好以后收发用的包。请选县里发的开站包（文件名里有 start）。 E-P04"
        )
    return StartOffer(
        path=seen.path,
        unit=start.unit,
        unit_name=start.unit_name,
        unit_number=start.unit_number,
        code=start.code,
        office_name=start.office_name,
        office_contact=start.office_contact,
        made_at=seen.manifest.created_at,
    )


def start_station(
    path: Path,
    folder: Path,
    *,
    person: str = "",
    machine: Path | None = None,
    clock: Clock = system_clock,
    ids: IdSource | None = None,
    job: Job | None = None,
) -> Workspace:
    """Make a station's ledger in `folder` from a start package, and return it open.

    It shows up complete or not at all.

    Args:
        path: The start package.
        folder: A folder that does not exist yet, or an empty one.
        person: Who sits here.
        machine: Where this PC's keys lie; None: in the user's application data.
        clock: Tells the time.
        ids: Makes ids; None: from the system's entropy.
        job: Told of lines taken in.

    Raises:
        PackageRejected: As `read_start_package`.
        InvalidInput: `folder` is not empty.
        StorageError: It cannot be written.
        Cancelled: Through `job`; nothing is left behind.
    """
    seen = verify(path, job)
    offer = _offer(seen)
    start = seen.manifest.start
    assert start is not None
    with whole_folder(folder) as work:
        ws = make_workspace(
            work,
            role=Role.STATION,
            person=person,
            machine=machine,
            clock=clock,
            ids=ids,
            unit=offer.unit,
            office=seen.manifest.sender.site,
            site=start.site,
        )
        try:
            _fill(ws, seen, start.secret, job or Job())
        finally:
            ws.engine.dispose()
    ws = open_workspace(folder, machine=machine, clock=clock, ids=ids).workspace
    keep_anchor(ws)
    return ws


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a place to make a ledger at, which shows up as `folder` complete or not at all.

    Raises:
        InvalidInput: `folder` is not empty.
        StorageError: It cannot be written.
    """
    with storage_errors(folder.parent):
        if is_data_folder(folder):
            raise InvalidInput(f"“{folder}”里已经有一份台账，没有动它。请直接打开它，或换一个文件夹。")
        if folder.exists() and any(folder.iterdir()):
            raise InvalidInput(f"“{folder}”里已经有别的文件，没有动它们。请选一个空文件夹。")
        work = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(work, ignore_errors=True)  # of a start that was cut off
        work.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield work
        with storage_errors(folder.parent):
            if folder.exists():
                folder.rmdir()
            work.rename(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _fill(ws: Workspace, seen: Peek, secret: str, job: Job) -> None:
    sender = seen.manifest.sender
    if any(p.origin != sender.site or p.stream not in {ALL, ws.unit} for p in seen.manifest.streams):
        raise PackageUntrusted("这个开站包里有不属于发送单位的内容，没有使用。请向县创建办另要一个。 E-P06")
    with open_body(seen, None, ws.folder) as body, ws.write() as session:
        take_logs(session.connection(), seen.manifest, body, Taken(ws.unit), intake=None, job=job)
        own = live_certificate(session, sender.site, seen.signer)
        if own is None or own.holder != sender.site:
            raise PackageUntrusted("这个开站包没有县创建办的证明，没有使用。请向县创建办另要一个。 E-P05")
        session.add(Invitation(unit=ws.unit, secret=secret, made_at=ws.now()))
