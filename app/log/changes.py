"""Who may write what, and the log line of every record written: the one module that keeps the log.

A use case works on model instances inside `Workspace.write()`. At the end of its transaction each record it
touched gets the next revision and a line in its stream, in the same transaction. Bulk UPDATE and DELETE of
records are refused; `write_batch` is the fast way for many new ones.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, event, update
from sqlalchemy import inspect as inspect_state
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from app.errors import InvalidInput, NotOwner
from app.ids import IdSource
from app.log.heads import chain_head
from app.log.kinds import META, Kind, kind_of, kinds
from app.log.lines import BadLine, chain_tag, encode_line, next_chain
from db.bulk import insert_rows
from db.models.log import LineState, LogLine, StreamHead
from db.models.record import Record
from db.types import instant_text

__all__ = ["Author", "WriteSession", "write_batch"]

AnyRecord = TypeVar("AnyRecord", bound=Record)

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Author(Struct, frozen=True):
    """On whose behalf a transaction writes, and when."""

    site: str
    epoch: str
    person: str
    at: datetime


class _Entry(Struct, frozen=True):
    kind: Kind
    stream: str
    record: str
    revision: int
    void: bool
    why: str | None
    data: msgspec.Struct


class WriteSession(Session):
    """A session whose transaction writes records of one site, and their lines."""

    def __init__(self, bind: Engine | Connection, author: Author, ids: IdSource) -> None:
        super().__init__(bind)
        self.author = author
        self.ids = ids
        self._touched: dict[str, Record] = {}  # by id, in order of first change
        self._closed: Mapping[str, str] = {}  # villages given away: to whom

    def create(self, record: AnyRecord, *, stream: str) -> AnyRecord:
        """Make `record` ours, in `stream`, and add it; its id can be used at once."""
        record.id = self.ids.record(self.author.site)
        record.site = self.author.site
        record.stream = stream
        record.revision = 0
        record.void = False
        record.void_reason = None
        record.written_at = self.author.at
        record.written_by = self.author.person
        self.add(record)
        return record

    def withdraw(self, record: Record, reason: str) -> None:
        """Void `record`: it stays, with its history, and can be put back with `put_back`."""
        record.void = True
        record.void_reason = reason

    def enter_epoch(self, epoch: str) -> None:
        """Let what is written from now on stand in `epoch`."""
        self.author = replace(self.author, epoch=epoch)

    def sign_as(self, person: str) -> None:
        """Let what is written from now on carry this name."""
        self.author = replace(self.author, person=person)

    def close_villages(self, closed: Mapping[str, str]) -> None:
        """Refuse records about these villages (name of the station that has yet to take them, by village)."""
        self._closed = closed

    def open_villages(self) -> None:
        """Let records about given villages be written, to let them go."""
        self._closed = {}

    def put_back(self, record: Record) -> None:
        """Undo `withdraw`."""
        record.void = False
        record.void_reason = None

    def touched(self) -> tuple[Record, ...]:
        """Return what this transaction has written so far, in order of first change."""
        self.flush()
        return tuple(self._touched.values())

    def check(self) -> None:
        """Refuse to write what is not ours; called before each flush."""
        if any(isinstance(record, Record) for record in self.deleted):
            raise TypeError("records are voided, never deleted")
        dirty = sorted(
            self.dirty, key=lambda record: str(inspect_state(record).identity)
        )  # a set has no order
        for record in [*self.new, *dirty]:
            if not isinstance(record, Record) or not self.is_modified(record):
                continue
            state = inspect_state(record)
            if {record.site, *state.attrs.site.load_history().deleted} != {self.author.site}:
                raise NotOwner("这条记录由其他单位维护，本机只能查看。")
            if state.attrs.stream.load_history().deleted:
                raise TypeError("a record never changes its stream")
            village = str(getattr(record, "unit", "")) if self._closed else ""
            if village in self._closed:
                raise NotOwner(
                    f"这个村已经移交给{self._closed[village]}，等对方接收，这里的记录只能看。要接着管，请先在“收发”里撤回移交。"
                )
            _clean(record)
            self._touched[record.id] = record

    def log(self) -> None:
        """Write the lines of what was touched; called before the commit."""
        self.flush()  # once, here: a flush in between may hold a half-made state
        entries = []
        for record in self._touched.values():
            record.revision += 1
            record.written_at = self.author.at
            record.written_by = self.author.person
            kind = kind_of(record)
            entries.append(
                _Entry(
                    kind,
                    record.stream,
                    record.id,
                    record.revision,
                    record.void,
                    record.void_reason,
                    kind.data_of(record),
                )
            )
        self.flush()
        self._touched.clear()
        _append(self.connection(), self.author, entries)


def write_batch(
    session: WriteSession, model: type[Record], rows: Sequence[Mapping[str, Any]], *, stream: str
) -> list[str]:
    """Write many new records of one kind, with their lines, and return their ids in order.

    Args:
        session: What `Workspace.write()` gave; its site owns the records.
        model: Of the kind.
        rows: Stored values by column name (dates as `2026-11-22`, decimals as text); what is missing is
            NULL. A row may bring its own `id`.
        stream: Of all of them.

    Raises:
        msgspec.ValidationError: A value has not the type of its column.
    """
    session.flush()
    author, kind = session.author, kinds()[model.__tablename__]  # type: ignore[attr-defined]
    names = [column.name for column in kind.fields]
    written_at = instant_text(author.at)
    entries, stored = [], []
    for row in rows:
        record = row.get("id") or session.ids.record(author.site)
        data = msgspec.convert([row.get(name) for name in names], _row_type(kind))
        stored.append((record, author.site, stream, 1, False, None, written_at, author.person, *data))
        entries.append(_Entry(kind, stream, record, 1, False, None, kind.data(*data)))
    insert_rows(session.connection(), kind.table, stored)
    _append(session.connection(), author, entries)
    return [entry.record for entry in entries]


def _row_type(kind: Kind) -> Any:
    fields = msgspec.structs.fields(kind.data)
    return tuple.__class_getitem__(tuple(field.type for field in fields))


def _append(connection: Connection, author: Author, entries: Sequence[_Entry]) -> None:
    from app.log.readers import oldest_readers, written_for  # whoever only reads needs neither them nor peers

    instant = instant_text(author.at)
    by_stream: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_stream.setdefault(entry.stream, []).append(entry)
    for stream, ours in by_stream.items():
        head, number, chain = chain_head(connection, author.site, stream, author.epoch)
        tag = chain_tag(author.site, stream, author.epoch)
        oldest = oldest_readers(connection, stream, {entry.kind.name: entry.kind for entry in ours}.values())
        lines = []
        for entry in ours:
            number += 1
            version, data = written_for(entry.kind, entry.data, oldest)
            try:
                line = encode_line(
                    number=number,
                    kind=entry.kind.name,
                    version=version,
                    record=entry.record,
                    revision=entry.revision,
                    op="void" if entry.void else "put",
                    instant=instant,
                    by=author.person,
                    data=data,
                    why=entry.why,
                )
            except BadLine as error:
                raise InvalidInput(str(error)) from error
            chain = next_chain(tag, chain, number, line)
            lines.append(
                (
                    head,
                    number,
                    entry.kind.name,
                    entry.record,
                    entry.revision,
                    line,
                    chain,
                    LineState.APPLIED,
                    None,
                    None,
                )
            )
        insert_rows(connection, LogLine.__table__, lines)  # type: ignore[arg-type]
        connection.execute(update(StreamHead).where(StreamHead.id == head).values(number=number, chain=chain))


def _clean(record: Record) -> None:
    """Put texts into the form that lines carry: NFC, no control characters but line breaks and tabs."""
    for column in kind_of(record).fields:
        value = getattr(record, column.key)
        if (isinstance(value, str) and not value.isascii()) or (
            isinstance(value, str) and _UNWANTED.search(value)
        ):
            clean = unicodedata.normalize("NFC", _UNWANTED.sub("", value))
            if clean != value:
                setattr(record, column.key, clean)
        elif isinstance(value, list):
            clean_lines = [unicodedata.normalize("NFC", _UNWANTED.sub("", entry)) for entry in value]
            if clean_lines != value:
                setattr(record, column.key, clean_lines)


@event.listens_for(WriteSession, "before_flush")  # once for all sessions: each opens for a moment only
def _check(session: WriteSession, _context: UOWTransaction, _instances: object) -> None:
    session.check()


@event.listens_for(WriteSession, "before_commit")
def _log(session: WriteSession) -> None:
    session.log()


@event.listens_for(WriteSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if (state.is_update or state.is_delete) and mapper is not None and issubclass(mapper.class_, Record):
        raise TypeError("records are changed one by one, so that each change is logged")


assert META[0] == "id"  # rows are told apart by their first column
