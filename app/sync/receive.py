"""Receiving: files, folders and sticks in, one result for each file out."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace as replace_fields
from sqlalchemy import Connection, Row, select

from app.backups import make_backup
from app.errors import PackageRejected, StorageError
from app.evidence.store import AttachmentStore
from app.job import Job, stretch
from app.log.changes import Author, WriteSession
from app.sync.anchor import keep_anchor
from app.sync.blobs import missing_blobs, named_blobs
from app.sync.body import Body
from app.sync.differences import changes_of
from app.sync.files import fsync_folder, replace, storage_errors, sweep
from app.sync.finding import find_packages
from app.sync.intake import take, take_state, trusted_sender
from app.sync.package_copy import copy_package
from app.sync.package_file import Peek, open_body, peek, verify
from app.sync.results import (
    FORKED,
    RETIRED,
    UNKNOWN,
    FileResult,
    Received,
    UnitResult,
    day_text,
    outcome_of,
    taken_sentence,
)
from app.sync.saving_blobs import save_blobs
from app.sync.shelf import kept_path, note_package, waiting_room
from app.sync.taken import Changes, Forked, Gapped, Retired, Unknown
from app.sync.trust import node_key
from app.workspace import Workspace
from app.workspace import storage_errors as database_errors
from db.models.packages import Intake, Outcome, PackageIn
from db.models.peers import PeerState
from db.models.trust import Certificate

__all__ = ["preview", "receive"]


def preview(ws: Workspace, paths: Sequence[Path], job: Job | None = None) -> Received:
    """Tell what `receive` would do: the real intake, rolled back. Nothing is changed.

    Args:
        paths: Files, folders, sticks.
        job: Told of bytes done; cancelling is free.

    Raises:
        KeyMissing: This computer has no key for the ledger.
        StorageError: A path, the database or the disk fails.
        Cancelled: Through `job`.
    """
    engine = ws.engine.execution_options(begin="IMMEDIATE")
    with database_errors(), engine.connect() as connection:  # closing rolls back
        return _Intake(ws, job or Job(), connection).run(paths)


def receive(ws: Workspace, paths: Sequence[Path], job: Job | None = None) -> Received:
    """Take in all packages among `paths`, in the right order, each in a transaction of its own.

    Packages that wait for an earlier one are kept and applied by themselves, now or in a later call.
    Repeating a call is harmless.

    Args:
        paths: Files, folders, sticks.
        job: Told of bytes done.

    Raises:
        KeyMissing: This computer has no key for the ledger.
        StorageError: A path, the database or the disk fails; finished packages stay.
        Cancelled: Through `job`; finished packages stay.
    """
    sweep(ws.folder / "packages" / "in")
    received = _Intake(ws, job or Job(), None).run(paths)
    keep_anchor(ws, restored=any(file.restarted for file in received.files))
    return received


@dataclass
class _Tally:
    """What came from one unit so far."""

    name: str
    site: str
    packages: int
    changes: dict[str, Changes]


class _Enough(Exception):
    pass


class _Intake:
    """One act of receiving; with a connection in an open transaction, a dry run on it."""

    def __init__(self, ws: Workspace, job: Job, dry: Connection | None) -> None:
        self._ws, self._job, self._dry = ws, job, dry
        self._key = node_key(ws)
        self._store = AttachmentStore(ws.folder)
        self._batch: int | None = None
        self._new: dict[str, Path] = {}  # digests applied in this run
        self._waiting: dict[str, Peek] = {}
        self._tallies: dict[str, _Tally] = {}  # by unit
        self._arriving: set[str] = set()  # attachments inside the packages of a dry run

    def run(self, paths: Sequence[Path]) -> Received:
        peeks, unreadable = self._peek(find_packages(paths))
        if self._dry is None and any(self._row(one.digest) is None for one in peeks):
            make_backup(self._ws.folder, "intake", self._ws.now())
        with self._reading() as connection:
            self._waiting = waiting_room(connection, self._ws.folder)
        results: list[FileResult] = []
        done, total = 0, sum(one.arrived_bytes for one in peeks) or 1
        for one in peeks:
            results.append(self._file(one, stretch(self._job, done, one.arrived_bytes, total)))
            done += one.arrived_bytes
            self._job.step(done, total)
        results = self._retry(results)
        files = (*results, *unreadable)
        if self._dry is None:
            return Received(self._batch, files, self._units())
        records = () if self._batch is None else tuple(changes_of(self._dry, self._batch))
        return Received(None, files, self._units(), records)

    def _peek(self, paths: Sequence[Path]) -> tuple[list[Peek], list[FileResult]]:
        """Look at all files; what can be taken in comes back in the order in which it was made."""
        peeks, unreadable = [], []
        for path in paths:
            try:
                peeks.append(peek(path))
            except (PackageRejected, StorageError) as error:
                unreadable.append(
                    FileResult(path, outcome_of(error), str(error), name=path.name, size_bytes=_size(path))
                )
        peeks.sort(key=lambda one: (one.manifest.sender.site, one.manifest.sender.epoch, one.manifest.number))
        return peeks, unreadable

    def _file(self, one: Peek, job: Job) -> FileResult:
        blank = FileResult(
            one.path,
            Outcome.KNOWN,
            "",
            name=one.manifest.sender.name or one.path.name,
            number=one.manifest.number,
            made_at=one.manifest.created_at,
            blobs=one.manifest.counts.blobs,
            size_bytes=one.arrived_bytes,
            sealed=one.manifest.body is None or one.manifest.body.encryption != "none",
        )
        try:
            return self._new_file(one, blank, job)
        except PackageRejected as error:
            return replace_fields(blank, outcome=outcome_of(error), sentence=str(error))

    def _new_file(self, one: Peek, blank: FileResult, job: Job) -> FileResult:
        if one.digest in self._new:
            return replace_fields(blank, sentence=f"和“{self._new[one.digest].name}”是同一个包，不用再收。")
        row = self._row(one.digest)
        if row is not None and row.outcome == Outcome.NEW:
            sentence = f"这个包{day_text(row.received_at)}已经收过，内容相同，不用再收。"
            return replace_fields(blank, unit=row.unit, sentence=sentence)
        aside: tuple[Outcome, str] | None = None
        with suppress(_Enough), self._transaction() as session:  # nothing is copied for strangers
            try:
                unit = trusted_sender(session, self._ws, one)[0].unit
            except Retired as finding:
                unit, aside = finding.unit, (Outcome.QUARANTINED, RETIRED)
            except Unknown as finding:
                unit, aside = finding.unit, (Outcome.WAITING, UNKNOWN)
            blank = replace_fields(blank, unit=unit)
            raise _Enough
        kept = self._bring_in(one, stretch(job, 0, 40, 100))
        try:
            with self._body(kept) as body:
                if aside is not None:
                    return self._put_aside(kept, None, blank, *aside)
                blank = replace_fields(blank, new_blobs=self._save_blobs(body, stretch(job, 40, 20, 100)))
                try:
                    return self._apply(kept, body, blank, stretch(job, 60, 40, 100))
                except Gapped as gap:
                    sentence = self._gap_sentence(one, gap)
                    return self._put_aside(kept, None, blank, Outcome.WAITING, sentence)
                except Forked:
                    return self._put_aside(kept, body, blank, Outcome.QUARANTINED, FORKED)
        except PackageRejected:
            if self._dry is None:
                kept.path.unlink(missing_ok=True)
            raise

    def _apply(self, one: Peek, body: Body | None, blank: FileResult, job: Job) -> FileResult:
        with self._transaction() as session:
            batch = self._batch or self._open_batch(session)
            taken = take(session, self._ws, one, body, intake=batch, job=job)
            note_package(session, self._ws, one, taken.unit, Outcome.NEW, batch=batch, entries=taken.entries)
        self._batch = batch
        self._new[one.digest] = blank.path
        self._waiting.pop(one.digest, None)
        if self._dry is None and one.path.parent.name != "in":
            replace(one.path, kept_path(self._ws.folder, Outcome.NEW, one.digest))
        tally = self._tallies.setdefault(taken.unit, _Tally(blank.name, one.manifest.sender.site, 0, {}))
        tally.packages += 1
        for kind, change in taken.changes.items():
            tally.changes[kind] = tally.changes.get(kind, Changes()) + change
        something = (
            taken.entries
            or taken.adopted
            or taken.unproven
            or taken.enrolled
            or taken.differing
            or blank.new_blobs
        )
        nothing = not something and one.manifest.kind != "receipt"
        return replace_fields(
            blank,
            outcome=Outcome.KNOWN if nothing else Outcome.NEW,
            sentence="内容都已经有了，没有新的。" if nothing else taken_sentence(taken, one.manifest),
            entries=taken.entries,
            changes=taken.changes,
            refused=tuple(taken.refused),
            unknown=taken.unknown,
            enrolled=taken.enrolled,
            adopted=taken.adopted,
            unproven=taken.unproven,
            conflicts=tuple(taken.conflicts),
            restarted=taken.restarted,
            differing=taken.differing,
        )

    def _retry(self, results: list[FileResult]) -> list[FileResult]:
        """Apply what waited, as long as something moves; a file that waited shows what became of it."""
        moved = bool(self._new)
        while moved:
            moved = False
            for digest, one in list(self._waiting.items()):
                result = self._file(one, stretch(self._job, 1, 0, 1))
                if result.outcome is not Outcome.WAITING:
                    self._waiting.pop(digest, None)
                    moved = True
                    place = next((i for i, old in enumerate(results) if _same(old, result)), None)
                    if place is None:
                        results.append(result)
                    else:
                        results[place] = replace_fields(result, path=results[place].path)
        return results

    def _put_aside(
        self, one: Peek, said: Body | None, blank: FileResult, outcome: Outcome, sentence: str
    ) -> FileResult:
        """Keep a sound package that cannot be applied; nothing is ever thrown away.

        Where `said` is given, what the sender says it holds counts all the same: the next package for it
        then brings what it lost.
        """
        result = replace_fields(blank, outcome=outcome, sentence=sentence)
        if self._dry is None:
            target = kept_path(self._ws.folder, outcome, one.digest)
            if one.path != target:
                replace(one.path, target)
            one = replace_fields(one, path=target)
            with self._transaction() as session:
                note_package(session, self._ws, one, blank.unit or "", outcome, reason=sentence)
                if said is not None:
                    take_state(session, self._ws, one.manifest, said, blank.unit or "")
        if outcome is Outcome.WAITING:
            self._waiting[one.digest] = one
        return result

    @contextmanager
    def _transaction(self) -> Iterator[WriteSession]:
        ws = self._ws
        if self._dry is None:
            with ws.write() as session:
                yield session
            return
        author = Author(ws.site, ws.epoch, ws.person, ws.now())
        with (
            database_errors(),
            self._dry.begin_nested(),
            WriteSession(self._dry, author, ws.ids) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._dry is not None:
            yield self._dry
        else:
            with self._ws.read() as session:
                yield session.connection()

    def _row(self, digest: str) -> Row[str, datetime, str] | None:
        with self._reading() as connection:
            return connection.execute(
                select(PackageIn.outcome, PackageIn.received_at, PackageIn.unit).where(
                    PackageIn.digest == digest
                )
            ).one_or_none()

    def _bring_in(self, one: Peek, job: Job) -> Peek:
        """Return the package verified byte by byte, in a real run as our own copy of it."""
        if self._dry is not None or one.path.parent.parent == self._ws.folder / "packages":
            return verify(one.path, job)
        return copy_package(one, kept_path(self._ws.folder, Outcome.NEW, one.digest), job)

    def _body(self, one: Peek) -> AbstractContextManager[Body | None]:
        if one.manifest.body is None:
            return nullcontext()
        return open_body(one, self._key.age_identities, self._ws.folder / "packages" / "in")

    def _save_blobs(self, body: Body | None, job: Job) -> int:
        """Make attachments durable before any line that names them is; return how many were new."""
        new = (
            [blob for blob in body.index.blobs if not self._store.has(blob.sha256)]
            if body is not None
            else []
        )
        self._arriving.update(blob.sha256 for blob in new)
        if self._dry is None and body is not None:
            targets = [self._store.path(blob.sha256) for blob in new]
            with storage_errors(self._store.root):
                for folder in {target.parent for target in targets}:
                    folder.mkdir(parents=True, exist_ok=True)
                fsync_folder(self._store.root)
            save_blobs(body, list(zip(new, targets, strict=True)), job)
        return len(new)

    def _open_batch(self, session: WriteSession) -> int:
        batch = Intake(at=self._ws.now(), person=self._ws.person)
        session.add(batch)
        session.flush()
        return batch.id

    def _gap_sentence(self, one: Peek, gap: Gapped) -> str:
        manifest = one.manifest
        with self._reading() as connection:
            last = connection.scalar(
                select(PeerState.number).where(
                    PeerState.peer == _unit_of(connection, one.signer),
                    PeerState.epoch == manifest.sender.epoch,
                )
            )
        first = (last or 0) + 1
        names = f"第 {first} 号" if first >= manifest.number - 1 else f"第 {first}–{manifest.number - 1} 号"
        return (
            f"收到第 {manifest.number} 号，还缺{names}（第 {gap.first}–{gap.last} 条记录）。"
            f"第 {manifest.number} 号已放进待补，缺的一到就自动接上。请让对方重新发一次。"
        )

    def _units(self) -> tuple[UnitResult, ...]:
        with self._reading() as connection:
            results = []
            for unit, tally in self._tallies.items():
                missing = set(missing_blobs(connection, self._store, [tally.site])) - self._arriving
                named = len(named_blobs(connection, tally.site))
                results.append(
                    UnitResult(unit, tally.name, tally.packages, tally.changes, named, len(missing))
                )
        return tuple(sorted(results, key=lambda result: result.name))


def _same(one: FileResult, other: FileResult) -> bool:
    return (one.unit, one.number, one.made_at) == (other.unit, other.number, other.made_at)


def _unit_of(connection: Connection, public_key: str) -> str:
    return (
        connection.scalar(select(Certificate.unit).where(Certificate.public_key == public_key).limit(1)) or ""
    )


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0
