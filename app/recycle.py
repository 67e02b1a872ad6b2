"""The recycle bin: what was taken out in the last half year, and the way back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session

from app.clock import local
from app.documents.register import HANDED_DOWN
from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.log.kind_words import KIND_WORDS
from app.log.kinds import kind_of, kinds
from app.workspace import Role, Workspace
from db.models.record import Record
from db.types import Instant

__all__ = ["KEPT_DAYS", "BinRow", "list_bin", "put_back"]

KEPT_DAYS: Final = 180
"""For so long what was taken out is listed; it is kept for ever."""
_GAVE_WAY: Final = {"unit", "standard_pack"}
"""Of these a station has own ones only until it joins a county; what then takes their place is the county's."""


class BinRow(Struct, frozen=True):
    """A record that was taken out.

    Attributes:
        taken_out: Wall-clock time in China, without zone.
    """

    id: str
    kind: str
    kind_label: str
    title: str
    reason: str
    taken_out: datetime
    by: str


def list_bin(ws: Workspace, *, text: str = "", limit: int = 500) -> list[BinRow]:
    """Return what was taken out here in the last `KEPT_DAYS` days, the latest first.

    Args:
        text: Only what has it in title, kind or reason.
        limit: At most so many.
    """
    since = ws.now() - timedelta(days=KEPT_DAYS)
    rows = []
    with ws.read() as session:
        for name, (word, titles) in KIND_WORDS.items():
            if name in kinds() and not (ws.role is Role.STATION and name in _GAVE_WAY):
                rows += [_row(record, name, word, titles) for record in _void(ws, session, name, since)]
    rows.sort(key=lambda row: (row.taken_out, row.id), reverse=True)
    wanted = [row for row in rows if not text or text in f"{row.title} {row.kind_label} {row.reason}"]
    return wanted[:limit]


def put_back(ws: Workspace, kind: str, record: str) -> int:
    """Put a record back, with all that was taken out together with it, and return how many records that are.

    Raises:
        InvalidInput: What it belongs to is still taken out; nothing was put back.
    """
    with ws.write() as session:
        found = session.get_one(kinds()[kind].model, record)
        if not found.void:
            return 0
        back = [found, *_taken_along(session, found)]
        returning = {one.id for one in back}
        for one in back:
            _needs(session, one, returning)
        for one in back:
            session.put_back(one)
        return len(back)


def _void(ws: Workspace, session: Session, name: str, since: datetime) -> Iterator[Record]:
    model = kinds()[name].model
    query = select(model).where(
        model.site == ws.site,
        model.void.is_(True),
        model.void_reason.is_distinct_from(HANDED_DOWN),  # it is still there, elsewhere
        model.written_at >= type_coerce(since, Instant),
    )
    yield from session.scalars(query.order_by(model.written_at.desc()).limit(500))


def _row(record: Record, name: str, word: str, titles: tuple[str, ...]) -> BinRow:
    texts: list[Any] = [getattr(record, title, "") for title in titles]
    title = next((str(text) for text in texts if text), word)
    return BinRow(
        id=record.id,
        kind=name,
        kind_label=word,
        title=" ".join(title.split()),
        reason=record.void_reason or "",
        taken_out=local(record.written_at).replace(tzinfo=None),
        by=record.written_by,
    )


def _taken_along(session: WriteSession, parent: Record) -> Iterator[Record]:
    """Yield what refers to `parent` and was taken out in the same moment for the same reason."""
    table = kind_of(parent).table
    for kind in kinds().values():
        for place, referred in kind.parents:
            if referred is not table:
                continue
            query = select(kind.model).where(
                kind.fields[place] == parent.id,
                kind.model.void.is_(True),
                kind.model.written_at == parent.written_at,
                kind.model.void_reason == parent.void_reason,
            )
            for child in session.scalars(query):
                yield child
                yield from _taken_along(session, child)


def _needs(session: WriteSession, record: Record, returning: set[str]) -> None:
    kind = kind_of(record)
    for place, referred in kind.parents:
        id_ = getattr(record, kind.fields[place].key)
        if id_ is None or id_ in returning:
            continue
        parent = session.get(kinds()[referred.name].model, id_)
        if parent is not None and parent.void:
            word = KIND_WORDS.get(referred.name, ("上一级记录", ()))[0]
            raise InvalidInput(f"它所属的{word}也在回收站里，没有放回。请先放回那一条。")
