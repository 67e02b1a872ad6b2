"""Finding records by what is typed: candidates from the index, then proof by the records themselves.

The proof makes sure that nothing stale is shown: a record that was voided or changed a moment ago is judged by
what it says now.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.documents.resting import resting_on_number
from app.log.kinds import kinds
from app.search.folding import KIND, folded, initials_match, initials_query, query_pairs
from app.search.indexing import SLICE, open_index, put_slice
from app.search.subjects import GROUPS, SUBJECTS, Group, Subject, group_of
from app.workspace import Role, Workspace
from db.models.task_depth import OwnTask
from db.models.tasks import Claim, TaskItem
from db.models.trust import Certificate
from db.models.units import Unit
from db.models.work import EvidenceUse
from db.search import INDEX_BUSY

__all__ = ["MOST", "Found", "Hit", "search"]

MOST: Final = 60
"""Of one group, so many are looked at; where there are more, the count says so."""
_AROUND: Final = 14  # characters shown before what was found inside a long text


class Hit(Struct, frozen=True):
    """A record that was found.

    Attributes:
        kind: Of the record.
        about: Id of what is opened: of a task its item, whatever was found of it; of a file the file.
        about_kind: Its kind.
        within: Of a task its list, of a file the task it proves; "" where there is none.
        station: Unit of the station that wrote it; "" for our own and the office's.
        title: What it is called.
        place: The words around what was found, where the title does not hold it.
        note: Station, day.
    """

    kind: str
    record: str
    about: str
    about_kind: str
    within: str
    station: str
    title: str
    place: str
    note: str
    title_holds: bool


class Found(Struct, frozen=True):
    """The hits of one group, those whose title holds what was typed first, then the newest."""

    group: Group
    word: str
    hits: tuple[Hit, ...]
    more: bool  # there are more than were looked at

    @property
    def count_word(self) -> str:
        """How many there are, in words."""
        return f"{len(self.hits)} 条以上" if self.more else f"{len(self.hits)} 条"


def search(ws: Workspace, typed: str, *, fresh: bool = True) -> list[Found]:
    """Return what holds every part of `typed`, by group.

    Parts are parted by blanks; each stands in one of the texts of a record, or is the initials of the syllables
    of its title. Script, width, case and the sort of brackets do not matter. A 文号 also finds the tasks that
    rest on it.

    Args:
        ws: Whose records.
        typed: As the user typed it.
        fresh: Put what was written last into the index before; not while somebody is at it anyway.
    """
    parts = folded(typed).split()
    if not parts:
        return []
    queries = _queries(parts)
    found = []
    with open_index(ws) as index, ws.read() as session:
        if fresh:
            with suppress(*INDEX_BUSY):  # somebody else is at it: what is there is searched
                put_slice(session, index, SLICE)
        stations = _stations(session, ws.site) if ws.role is Role.OFFICE else {}
        for group, word in GROUPS.items():
            asked = [[KIND + group, *query] for query in queries]
            records = index.find(asked, MOST + 1) if index.has(KIND + group) else []
            hits = _proved(session, group, records, parts, stations) if records else []
            if group is Group.TASK:
                hits = _with_resting(session, ws.site, hits, typed)
            if hits:
                found.append(Found(group, word, tuple(hits[:MOST]), len(records) > MOST))
    return found


def _with_resting(session: Session, site: str, hits: list[Hit], typed: str) -> list[Hit]:
    """Add the tasks that rest on the document whose 文号 was typed, though their own words do not hold it."""
    known = {hit.about for hit in hits}
    more = [
        Hit(
            kind="task_item",
            record=one.item,
            about=one.item,
            about_kind="task_item",
            within=one.package,
            station="",
            title=one.content,
            place=f"依据 {typed.strip()}（{one.why}）",
            note="",
            title_holds=False,
        )
        for one in resting_on_number(session, typed, site=site)
        if one.item not in known
    ]
    return hits + more


def _queries(parts: Sequence[str]) -> list[list[str]]:
    """Return the words of the index to ask for: each part as text, or all of them as texts and initials."""
    queries: list[list[str]] = [[]]
    for part in parts:
        ways = [query_pairs(part)]
        if initials := initials_query(part):
            ways.append(initials)
        queries = [[*query, *way] for query in queries for way in ways]
    return queries[:16]


def _proved(
    session: Session,
    group: Group,
    records: Sequence[str],
    parts: Sequence[str],
    stations: Mapping[str, tuple[str, str]],
) -> list[Hit]:
    order = {record: number for number, record in enumerate(records)}
    hits = []
    for kind, subject in SUBJECTS.items():
        if subject.group is not group and not (subject.activity and group is Group.ACTIVITY):
            continue
        for row in session.execute(_standing(kind), {"records": records}).mappings():
            if group_of(kind, row) is group and (hit := _hit(kind, subject, row, parts, stations)):
                hits.append(hit)
    hits.sort(key=lambda hit: (not hit.title_holds, order[hit.record]))
    best: dict[tuple[str, str], Hit] = {}  # each thing once, by its best hit
    for hit in _opened(session, hits):
        best.setdefault((hit.about_kind, hit.about), hit)
    return list(best.values())


@cache
def _standing(kind: str) -> Select[*tuple[Any, ...]]:
    """Return the statement for what is searched and shown of the `records` of a kind that are not void."""
    table, subject = kinds()[kind].table, SUBJECTS[kind]
    names = {"id", "site", *subject.columns, subject.day, subject.activity}
    return select(*(column for column in table.columns if column.name in names)).where(
        table.c.id.in_(bindparam("records", expanding=True)), table.c.void.is_(False)
    )


def _hit(
    kind: str,
    subject: Subject,
    row: Mapping[Any, Any],
    parts: Sequence[str],
    stations: Mapping[str, tuple[str, str]],
) -> Hit | None:
    titles = [row[name] or "" for name in subject.titles]
    plain_titles = [folded(title) for title in titles]
    texts = [row[name] or "" for name in subject.texts]
    place, title_holds = "", True
    for part in parts:
        if any(part in title or initials_match(part, title) for title in plain_titles):
            continue
        text = next((text for text in texts if part in folded(text)), None)
        if text is None:
            return None
        title_holds = False
        place = place or _around(text, part)
    station, name = stations.get(row["site"], ("", ""))
    day = row[subject.day] if subject.day else None
    return Hit(
        kind=kind,
        record=row["id"],
        about=row["id"],
        about_kind=kind,
        within="",
        station=station,
        title=next((title for title in titles if title), ""),
        place=place,
        note="　".join(word for word in (name, day.isoformat() if isinstance(day, date) else "") if word),
        title_holds=title_holds,
    )


def _around(text: str, part: str) -> str:
    """Return `text` from shortly before `part` on, on one line."""
    line = " ".join(text.split())
    at = max(0, folded(line).find(part))
    return line if at <= _AROUND else f"…{line[at - _AROUND :]}"


def _opened(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """Say of each hit what is opened for it, and name what has no name of its own."""
    of: dict[str, list[str]] = {}
    for hit in hits:
        of.setdefault(hit.kind, []).append(hit.record)
    items: dict[str, str] = {}
    for kind in ("claim", "question", "task_item"):
        items |= _column(session, kind, "item", of.get(kind, ()))
    items |= {record: record for record in of.get("own_task", ())}
    claims = _column(session, "progress", "claim", of.get("progress", ()))
    claims |= _column(session, "step", "claim", of.get("step", ()))
    claimed = _column(session, "claim", "item", set(claims.values()))
    items |= {record: claimed[claim] for record, claim in claims.items() if claim in claimed}
    newest = _newest(session, set(items.values()))
    units = _column(session, "contact", "unit", of.get("contact", ()))
    entries = _column(session, "activity", "log_entry", of.get("activity", ()))
    files = {record: record for record in of.get("evidence", ())}
    files |= _column(session, "file_item", "evidence", of.get("file_item", ()))
    proves = _proves(session, set(files.values()))
    names = _column(session, "evidence", "file_name", set(files.values()))
    opened = []
    for hit in hits:
        if hit.record in items:
            item = newest.get(items[hit.record])
            if item is None or (hit.kind == "task_item" and hit.record != item[0]):
                continue  # a draft, or a version that another has taken the place of
            shown = replace(
                hit, about=items[hit.record], about_kind="task_item", title=item[1], within=item[2]
            )
            opened.append(shown)
        elif hit.record in units:
            opened.append(replace(hit, about=units[hit.record], about_kind="unit"))
        elif hit.record in entries:
            opened.append(replace(hit, about=entries[hit.record], about_kind="log_entry"))
        elif hit.record in files:
            file = files[hit.record]
            title = hit.title or names.get(file, "")
            shown = replace(hit, about=file, about_kind="evidence", title=title, within=proves.get(file, ""))
            opened.append(shown)
        else:
            opened.append(hit)
    return opened


def _column(session: Session, kind: str, name: str, records: Collection[str]) -> dict[str, str]:
    """Return what records of a kind hold in one column, by id."""
    if not records:
        return {}
    table = kinds()[kind].table
    rows = session.execute(select(table.c.id, table.c[name]).where(table.c.id.in_(records)))
    return {row[0]: row[1] for row in rows}


def _newest(session: Session, items: set[str]) -> dict[str, tuple[str, str, str]]:
    """Return (record, content, list) of the newest published version of each item, or of an own task."""
    if not items:
        return {}
    rows = session.execute(
        select(TaskItem.item, TaskItem.id, TaskItem.content, TaskItem.package)
        .where(TaskItem.item.in_(items), TaskItem.version > 0, TaskItem.void.is_(False))
        .order_by(TaskItem.version)
    )
    own = session.execute(
        select(OwnTask.id, OwnTask.content).where(OwnTask.id.in_(items), OwnTask.void.is_(False))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows} | {row[0]: (row[0], row[1], "") for row in own}


def _proves(session: Session, files: Collection[str]) -> dict[str, str]:
    """Return the task (item) that each file proves, the one it was attached to first."""
    if not files:
        return {}
    rows = session.execute(
        select(EvidenceUse.evidence, Claim.item)
        .join(Claim, Claim.id == EvidenceUse.target)
        .where(EvidenceUse.evidence.in_(files), EvidenceUse.void.is_(False))
        .order_by(EvidenceUse.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def _stations(session: Session, own: str) -> dict[str, tuple[str, str]]:
    """Return (unit, name) of each site but our own."""
    rows = session.execute(
        select(Certificate.holder, Unit.id, Unit.name)
        .join(Unit, Unit.id == Certificate.unit)
        .where(Certificate.void.is_(False), Certificate.holder != own)
        .order_by(Certificate.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}
