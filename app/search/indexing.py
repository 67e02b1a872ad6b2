"""Bringing the index up to date from the log: in small slices, as far as each chain of the log goes.

Writing and intakes do not touch the index; what they append to the log is what is still to be put in. A slice
and how far it came are one transaction, so it can be cut off anywhere and goes on from there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.search.folding import KIND, folded, initials_words, pairs
from app.search.subjects import SUBJECTS, group_of
from app.workspace import Workspace
from db.models.log import LogLine, StreamHead
from db.search import INDEX_TROUBLE, Mark, SearchFile, discard

__all__ = ["INDEX", "SLICE", "catch_up", "lines_behind", "mend_index", "open_index", "put_slice"]

INDEX: Final = "search.db"
"""Name of the index in the data folder."""
SLICE: Final = 150
"""Lines that are put in at a time: a few hundredths of a second."""


@contextmanager
def open_index(ws: Workspace) -> Iterator[SearchFile]:
    """Open the index of `ws`; it is made if there is none."""
    index = SearchFile(ws.folder / INDEX)
    try:
        yield index
    finally:
        index.close()


def catch_up(ws: Workspace, lines: int = SLICE) -> bool:
    """Put the next `lines` lines of the log into the index; say whether more are left."""
    with open_index(ws) as index, ws.read() as session:
        more = put_slice(session, index, lines)
        if not more and index.worn():
            index.clear()
            more = True
        return more


def mend_index(ws: Workspace) -> None:
    """Throw the index away if it cannot be read through; it is made anew from the log."""
    try:
        with open_index(ws) as index:
            sound = index.sound()
    except INDEX_TROUBLE:
        sound = False
    if not sound:
        discard(ws.folder / INDEX)


def lines_behind(session: Session, index: SearchFile) -> int:
    """Return how many lines of the log are not in an open index yet."""
    marks = index.marks()
    chains = [(head, (head.site, head.stream, head.epoch)) for head in _heads(session.connection())]
    return sum(max(0, head.number - (marks[key].number if key in marks else 0)) for head, key in chains)


def put_slice(session: Session, index: SearchFile, room: int) -> bool:
    """Do what `catch_up` does with an open index."""
    connection = session.connection()
    heads = _heads(connection)
    marks = index.marks()
    for head in heads:
        mark = marks.get((head.site, head.stream, head.epoch))
        if mark is not None and not _stands(connection, head, mark):
            with index.writing():
                index.forget_site(head.site)
            marks = index.marks()
    for head in heads:
        chain = (head.site, head.stream, head.epoch)
        done = marks[chain].number if chain in marks else 0
        while done < head.number and room > 0:
            lines = connection.execute(
                select(
                    LogLine.number,
                    LogLine.kind,
                    LogLine.record,
                    LogLine.revision,
                    LogLine.line,
                    LogLine.chain,
                )
                .where(LogLine.head == head.id, LogLine.number > done)
                .order_by(LogLine.number)
                .limit(room)
            ).all()
            with index.writing():
                index.put(_words(lines))
                index.set_mark(chain, Mark(lines[-1].number, lines[-1].chain))
            done, room = lines[-1].number, room - len(lines)
        if done < head.number:
            return True
    return False


def _heads(connection: Connection) -> Sequence[Any]:
    return connection.execute(
        select(
            StreamHead.id,
            StreamHead.site,
            StreamHead.stream,
            StreamHead.epoch,
            StreamHead.number,
            StreamHead.chain,
        )
    ).all()


def _stands(connection: Connection, head: Any, mark: Mark) -> bool:
    """Tell whether the log still says what it said up to `mark`: an intake may have been taken back."""
    if head.number <= mark.number:
        return bool(head.number == mark.number and head.chain == mark.chain)
    chain = connection.scalar(
        select(LogLine.chain).where(LogLine.head == head.id, LogLine.number == mark.number)
    )
    return bool(chain == mark.chain)


def _words(lines: Sequence[Any]) -> dict[str, tuple[int, str | None]]:
    """Return of each searched record its newest revision and its words; None: void."""
    found: dict[str, tuple[int, str | None]] = {}
    for line in lines:
        subject = SUBJECTS.get(line.kind)
        if subject is None or (line.record in found and found[line.record][0] > line.revision):
            continue
        try:
            said = msgspec.json.decode(line.line)
            if said["op"] == "void":
                found[line.record] = (line.revision, None)
                continue
            data = said["d"]
            words = {KIND + group_of(line.kind, data)}
            for name in subject.columns:
                words |= pairs(folded(data.get(name) or ""))
            words |= initials_words(folded(data.get(name) or "") for name in subject.titles)
        except (msgspec.DecodeError, LookupError, TypeError, AttributeError):
            continue  # a line that could not be used when it came either
        found[line.record] = (line.revision, " ".join(words))
    return found
