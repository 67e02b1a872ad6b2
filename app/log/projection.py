"""Received lines become rows: the other half of the log, for everything that others own.

The same function serves intake, rebuild and kinds that become known later. It trusts nothing about a line
but that its chain and signature were verified.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import astuple
from sqlalchemy import Connection, bindparam, select, update

from app.log.heads import chain_head
from app.log.kinds import Kind, kinds
from app.log.lines import (
    MAX_INTEGER,
    MAX_LINE_BYTES,
    BadLine,
    Line,
    chain_tag,
    is_clean,
    next_chain,
    read_line,
)
from db.bulk import insert_rows, present, revisions, update_rows
from db.models import HELD_LINES, LineState, LogLine, Model, StreamHead
from db.types import Instant

__all__ = ["Projected", "ReadLine", "keep", "project", "project_again", "read_lines"]

_KIND = re.compile(rb'\{"n":\d{1,15},"k":"([a-z_]+)"')
_kinds = kinds()
_encode_lines = msgspec.json.Encoder().encode_lines


@dataclass(slots=True)
class ReadLine:
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
    usual: dict[int, ReadLine] = {}
    if is_clean(b"\n".join(raw_lines)):
        for name, places in _by_kind(raw_lines).items():
            usual |= _read_usual(_kinds[name], places, first, site, stream, prefix)
    return [
        usual.get(place) or _read_any(raw, first + place, site, stream, prefix)
        for place, raw in enumerate(raw_lines)
    ]


def _by_kind(raw_lines: Sequence[bytes]) -> dict[str, dict[int, bytes]]:
    """Return the lines whose kind is known here, by kind and place."""
    found: dict[str, dict[int, bytes]] = {}
    for place, raw in enumerate(raw_lines):
        kind = _KIND.match(raw)
        if kind is not None and len(raw) <= MAX_LINE_BYTES and (name := kind[1].decode()) in _kinds:
            found.setdefault(name, {})[place] = raw
    return found


def _read_usual(
    kind: Kind, raw_lines: dict[int, bytes], first: int, site: str, stream: str, prefix: str
) -> dict[int, ReadLine]:
    """Read clean lines of one kind that are just as this program writes them; leave out what may be anything else.

    One pass over all of them with the kind's own shape, and the bytes compared: many times faster than
    `read_line`.
    """
    try:
        lines = kind.lines_decoder.decode(b"[" + b",".join(raw_lines.values()) + b"]")
    except msgspec.DecodeError:
        return {}
    if _encode_lines(lines) != b"\n".join(raw_lines.values()) + b"\n":
        return {}
    name, version, integers, applied = kind.name, kind.version, kind.integers, LineState.APPLIED
    found = {}
    for (place, raw), line in zip(raw_lines.items(), lines, strict=True):
        op, record, revision = line.op, line.id, line.r
        if (
            line.n != first + place
            or line.v != version
            or not 1 <= revision < MAX_INTEGER
            or not record.startswith(prefix)
            or op not in {"put", "void"}
        ):
            continue
        data = astuple(line.d)
        if any([abs(data[at] or 0) >= MAX_INTEGER for at in integers]):  # noqa: C419 - faster than a generator
            continue
        if not _well_formed(kind, line.t, data):
            continue
        row = (record, site, stream, revision, op == "void", line.why, line.t, line.by, *data)
        found[place] = ReadLine(first + place, raw, name, record, revision, applied, None, row)
    return found


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
    read.row = (line.id, site, stream, line.r, line.op == "void", line.why, line.t, line.by, *data)


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
    for line in lines:
        if line.row is not None and line.state is LineState.APPLIED:
            of_kind = newest.setdefault(line.kind, {})
            if line.record not in of_kind or of_kind[line.record].revision <= line.revision:
                of_kind[line.record] = line
    done = Projected()
    for table in Model.metadata.sorted_tables:  # parents before children
        if of_kind := newest.get(table.name, {}):
            _project_kind(connection, kinds()[table.name], of_kind, done)
    return done


def keep(
    connection: Connection, site: str, stream: str, epoch: str, lines: Sequence[ReadLine], intake: int | None
) -> tuple[int, bytes]:
    """Append received `lines`, which follow what is here, to their chain; return its new end (number, chain)."""
    head, number, chain = chain_head(connection, site, stream, epoch)
    tag = chain_tag(site, stream, epoch)
    kept = []
    for line in lines:
        number += 1
        if line.number != number:
            raise ValueError(f"line {line.number} does not follow {number - 1}")
        raw = line.raw
        chain = next_chain(tag, chain, number, raw)
        kept.append(
            (head, number, line.kind, line.record, line.revision, raw, chain, line.state, line.reason, intake)
        )
    insert_rows(connection, LogLine.__table__, kept)  # type: ignore[arg-type]
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


def _project_kind(connection: Connection, kind: Kind, lines: dict[str, ReadLine], done: Projected) -> None:
    _hold_orphans(connection, kind, lines)
    here = revisions(connection, kind.table, lines)
    added: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    voided = 0
    for record, line in lines.items():
        row = line.row
        if line.state is not LineState.APPLIED or row is None or here.get(record, 0) >= line.revision:
            continue
        voided += row[4]
        (changed if record in here else added).append(row)
    new = sum(not row[4] for row in added)
    _count(done.added, kind.name, new)
    _count(done.changed, kind.name, len(added) + len(changed) - voided - new)
    _count(done.voided, kind.name, voided)
    insert_rows(connection, kind.table, added)
    update_rows(connection, kind.table, changed)


def _count(counts: dict[str, int], name: str, more: int) -> None:
    if more:
        counts[name] = counts.get(name, 0) + more


def _hold_orphans(connection: Connection, kind: Kind, lines: dict[str, ReadLine]) -> None:
    offset = len(kind.table.columns) - len(kind.fields)
    for place, parent in kind.parents:
        named = {line.row[offset + place] for line in lines.values() if line.row is not None}
        named.discard(None)
        missing = named - present(connection, parent, named)
        if not missing:
            continue
        for line in lines.values():
            if line.row is not None and line.row[offset + place] in missing:
                line.state, line.reason = LineState.WAITING, "它所属的那条记录还没有收到。"
