"""Received lines become rows: the other half of the log, for everything that others own.

The same function serves intake, rebuild and kinds that become known later. It trusts nothing about a line
but that its chain and signature were verified.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any
from unicodedata import is_normalized

import msgspec
from msgspec.structs import astuple
from sqlalchemy import Connection, Table, bindparam, select, update

from app.log.heads import chain_head
from app.log.kinds import Kind, kinds
from app.log.lineage import Arriving, above_here, unrooted
from app.log.lines import (
    MAX_INTEGER,
    MAX_LINE_BYTES,
    BadLine,
    Line,
    chain_tag,
    has_no_controls,
    next_chains,
    read_line,
)
from db.bulk import insert_rows, present, revisions, update_rows
from db.models.log import HELD_LINES, LineState, LogLine, StreamHead
from db.tables import metadata
from db.types import Instant

__all__ = ["Projected", "ReadLine", "keep", "project", "project_again", "read_lines"]

_AT_ONCE = 500  # lines decoded together: more leave the processor's cache
_OPERATIONS = {"put", "void"}
_STORED = (0, 1)  # truth values; the driver is slow with what is no plain int
_KIND = re.compile(rb'\{"n":\d+,"k":"([a-z_]+)"')  # whether it is so shows when it is decoded
_encode_lines = msgspec.json.Encoder().encode_lines


class ReadLine(msgspec.Struct, gc=False):
    """A line as it was received, and what this program makes of it."""

    number: int
    raw: bytes
    kind: str
    record: str
    revision: int
    state: LineState
    reason: str | None = None
    row: tuple[Any, ...] | None = None  # stored values of all columns of its kind's table


@dataclass
class Projected:
    """What a projection did, for the report: counts by kind name."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    voided: dict[str, int] = field(default_factory=dict)


def read_lines(site: str, stream: str, first: int, raw_lines: Iterable[bytes]) -> list[ReadLine]:
    """Decode lines `first`, `first` + 1, ... of one stream of `site`; a bad one is refused alone."""
    raw_lines = list(raw_lines)
    prefix = f"{site}-"
    found: list[ReadLine | None] = [None] * len(raw_lines)
    for start in range(0, len(raw_lines), _AT_ONCE):
        few = raw_lines[start : start + _AT_ONCE]
        for name, (numbers, of_kind) in _by_kind(few, first + start).items():
            for line in _read_usual(kinds()[name], of_kind, numbers, site, stream):
                found[line.number - first] = line
    return [
        line or _read_any(raw_lines[place], first + place, site, stream, prefix)
        for place, line in enumerate(found)
    ]


def _by_kind(raw_lines: Sequence[bytes], first: int) -> dict[str, tuple[list[int], list[bytes]]]:
    """Return numbers and bytes of the lines whose kind seems to be one that is known here, by kind."""
    keys = [start[1] if start else b"" for start in map(_KIND.match, raw_lines)]
    if max(map(len, raw_lines)) > MAX_LINE_BYTES:
        keys = [key if len(raw) <= MAX_LINE_BYTES else b"" for key, raw in zip(keys, raw_lines, strict=True)]
    numbers, seen = range(first, first + len(raw_lines)), set(keys)
    by_kind = {}
    for name in kinds():
        if (key := name.encode()) in seen:
            own = [one == key for one in keys]
            by_kind[name] = (list(compress(numbers, own)), list(compress(raw_lines, own)))
    return by_kind


def _read_usual(
    kind: Kind, raw_lines: Sequence[bytes], numbers: Sequence[int], site: str, stream: str
) -> list[ReadLine]:
    """Read lines of one kind if all are just as this program writes them; else leave them all.

    One pass over all of them with the kind's own shape, and the bytes compared: many times faster than
    `read_line`.
    """
    block = b"\n".join(raw_lines) + b"\n"
    try:
        lines = kind.lines_decoder.decode_lines(block)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
    if _encode_lines(lines) != block or not has_no_controls(block):
        return []
    ids, prefix = [line.id for line in lines], f"{site}-"
    if (
        [line.n for line in lines] != numbers
        or {line.k for line in lines} != {kind.name}
        or {line.v for line in lines} != {kind.version}
        or not {line.op for line in lines} <= _OPERATIONS
        or not (min(ids).startswith(prefix) and max(ids).startswith(prefix))  # so do all between them
        or not 1 <= min([line.r for line in lines]) <= max([line.r for line in lines]) < MAX_INTEGER
    ):
        return []
    data = [astuple(line.d) for line in lines]
    texts = [ids, {line.by for line in lines}, {line.why for line in lines}]
    texts += [[row[at] for row in data] for at in kind.texts]
    if not (
        all(map(Instant.holds, {line.t for line in lines}))
        and _all_well_formed(kind, data)
        and all(map(_all_normalized, texts))
    ):
        return []
    name, applied = kind.name, LineState.APPLIED
    return [
        ReadLine(
            line.n, raw, name, line.id, line.r, applied, None,
            (line.id, site, stream, line.r, _STORED[line.op == "void"], line.why, line.t, line.by, *values),
        )
        for line, raw, values in zip(lines, raw_lines, data, strict=True)
    ]  # fmt: skip


def _all_well_formed(kind: Kind, data: Sequence[tuple[Any, ...]]) -> bool:
    """Tell what `_well_formed` tells, of many lines of one kind and looking at no value twice."""
    for at in kind.integers:
        if any(value is not None and abs(value) >= MAX_INTEGER for value in {row[at] for row in data}):
            return False
    return all(
        value is None or holds(value) for at, holds in kind.forms for value in {row[at] for row in data}
    )


def _all_normalized(texts: Iterable[str | None]) -> bool:
    text = '"'.join(filter(None, texts))  # nothing joins with a quotation mark
    return text.isascii() or is_normalized("NFC", text)


def _read_any(raw: bytes, number: int, site: str, stream: str, prefix: str) -> ReadLine:
    try:
        line = read_line(raw)
    except BadLine as error:
        return ReadLine(number, raw, "", "", 0, LineState.REFUSED, str(error))
    read = ReadLine(number, raw, line.k, line.id, line.r, LineState.APPLIED)
    if line.n != number:
        read.state, read.reason = LineState.REFUSED, "行号和位置不符。"
    elif not line.id.startswith(prefix):
        read.state, read.reason = LineState.REFUSED, "记录不属于发来它的单位。"
    elif (kind := kinds().get(line.k)) is None or line.v > kind.version or line.op not in {"put", "void"}:
        read.state, read.reason = LineState.UNKNOWN, "本机程序版本较旧，暂时看不了，升级后会自动显示。"
    else:
        _read_row(read, kind, site, stream, line)
    return read


def _read_row(read: ReadLine, kind: Kind, site: str, stream: str, line: Line) -> None:
    try:
        data = kind.read(line.v, line.d)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):  # ValueError: also not UTF-8
        read.state, read.reason = LineState.REFUSED, "内容和它的类别不符。"
        return
    if not _well_formed(kind, line.t, data):
        read.state, read.reason = LineState.REFUSED, "里面有写法不对的日期、数字或文件编号。"
        return
    read.row = (line.id, site, stream, line.r, int(line.op == "void"), line.why, line.t, line.by, *data)


def _well_formed(kind: Kind, instant: str, data: Sequence[Any]) -> bool:
    if not Instant.holds(instant):
        return False
    for at, holds in kind.forms:
        value = data[at]
        if value is not None and not holds(value):
            return False
    return True


def project(connection: Connection, lines: Sequence[ReadLine]) -> Projected:
    """Write the rows of `lines`: of each record the newest revision, if it is newer than what is here.

    A record whose parent is neither here nor in `lines` is left out; its line becomes `WAITING`.
    """
    newest: dict[str, dict[str, ReadLine]] = {}
    applied = LineState.APPLIED  # looked up once: this and what it calls run for every line of an intake
    for line in lines:
        if line.row is not None and line.state is applied:
            of_kind = newest.setdefault(line.kind, {})
            known = of_kind.get(line.record)
            if known is None or known.revision <= line.revision:
                of_kind[line.record] = line
    done = Projected()
    for table in metadata().sorted_tables:  # parents before children
        if of_kind := newest.get(table.name, {}):
            _project_kind(connection, kinds()[table.name], newest, done)
    return done


def keep(
    connection: Connection, site: str, stream: str, epoch: str, lines: Sequence[ReadLine], intake: int | None
) -> tuple[int, bytes]:
    """Append received `lines`, which follow what is here, to their chain; return its new end (number, chain)."""
    head, number, chain = chain_head(connection, site, stream, epoch)
    if [line.number for line in lines] != list(range(number + 1, number + 1 + len(lines))):
        raise ValueError(f"lines of {stream} that do not follow {number}")
    tag = chain_tag(site, stream, epoch)
    states = {state: state.value for state in LineState}  # the driver is slow with what is no plain str
    chains = next_chains(tag, chain, number + 1, [line.raw for line in lines])
    insert_rows(
        connection,
        LogLine.__table__,  # type: ignore[arg-type]
        [
            (head, number, name, record, revision, raw, chain, states[state], reason, intake)
            for (number, raw, name, record, revision, state, reason, _), chain in zip(
                map(astuple, lines), chains, strict=True
            )
        ],
    )
    if lines:
        number, chain = lines[-1].number, chains[-1]
    connection.execute(update(StreamHead).where(StreamHead.id == head).values(number=number, chain=chain))
    return number, chain


def project_again(connection: Connection) -> Projected:
    """Try once more what could not be read, or had no parent, when it came; say what became of it."""
    held = connection.execute(
        select(StreamHead.site, StreamHead.stream, LogLine.head, LogLine.number, LogLine.line)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(HELD_LINES)
        .order_by(LogLine.head, LogLine.number)
    ).all()
    lines = [(row.head, *read_lines(row.site, row.stream, row.number, [row.line])) for row in held]
    done = project(connection, [line for _, line in lines])
    if lines:
        connection.execute(
            update(LogLine)
            .where(LogLine.head == bindparam("of_head"), LogLine.number == bindparam("of_number"))
            .values(state=bindparam("to_state"), reason=bindparam("to_reason")),
            [
                {"of_head": head, "of_number": line.number, "to_state": line.state, "to_reason": line.reason}
                for head, line in lines
            ],
        )
    return done


def _project_kind(
    connection: Connection, kind: Kind, newest: Mapping[str, dict[str, ReadLine]], done: Projected
) -> None:
    lines = newest[kind.name]
    here = revisions(connection, kind.table, lines)
    _hold_orphans(connection, kind, newest, here)
    applied = LineState.APPLIED
    rows = [
        line.row
        for record, line in lines.items()
        if line.state is applied and line.row is not None and here.get(record, 0) < line.revision
    ]
    added = [row for row in rows if row[0] not in here] if here else rows
    changed = [row for row in rows if row[0] in here] if here else []
    voided = sum([row[4] for row in rows])
    new = sum([not row[4] for row in added])
    _count(done.added, kind.name, new)
    _count(done.changed, kind.name, len(added) + len(changed) - voided - new)
    _count(done.voided, kind.name, voided)
    insert_rows(connection, kind.table, added)
    update_rows(connection, kind.table, changed)


def _count(counts: dict[str, int], name: str, more: int) -> None:
    if more:
        counts[name] = counts.get(name, 0) + more


def _hold_orphans(
    connection: Connection,
    kind: Kind,
    newest: Mapping[str, dict[str, ReadLine]],
    here: Mapping[str, int],
) -> None:
    own = [place for place, parent in kind.parents if parent is kind.table]
    for place, parent in kind.parents:
        if place not in own:
            _hold_children(connection, kind, newest, place, parent)
    if own:
        _hold_unrooted(connection, kind, newest[kind.name], here, own)
        for place in own:
            _hold_children(connection, kind, newest, place, kind.table)


def _hold_children(
    connection: Connection,
    kind: Kind,
    newest: Mapping[str, dict[str, ReadLine]],
    place: int,
    parent: Table,
) -> None:
    """Hold the lines whose reference at `place` names a record that is neither here nor about to be."""
    at = len(kind.table.columns) - len(kind.fields) + place
    lines, arrived = newest[kind.name], newest.get(parent.name, {})
    named = {line.row[at] for line in lines.values() if line.row is not None}
    named.discard(None)
    named -= {record for record in named & arrived.keys() if arrived[record].state is LineState.APPLIED}
    missing = named - present(connection, parent, named)
    if not missing:
        return
    for line in lines.values():
        if line.row is not None and line.row[at] in missing:
            _hold(line)


def _hold_unrooted(
    connection: Connection,
    kind: Kind,
    lines: Mapping[str, ReadLine],
    here: Mapping[str, int],
    places: Sequence[int],
) -> None:
    offset = len(kind.table.columns) - len(kind.fields)
    arriving = {
        record: Arriving(line.number, frozenset(filter(None, [line.row[offset + at] for at in places])))
        for record, line in lines.items()
        if line.row is not None and line.state is LineState.APPLIED and here.get(record, 0) < line.revision
    }
    columns = {kind.fields[at].name for at in places}
    for record in unrooted(arriving, above_here(connection, kind.table, columns)):
        _hold(lines[record])


def _hold(line: ReadLine) -> None:
    line.state, line.reason = LineState.WAITING, "它所属的那条记录还没有收到。"
