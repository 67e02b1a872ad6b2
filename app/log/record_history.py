"""What was ever said about a record, and by whom: read from the lines of the log, which keep it for good."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.log.kind_words import kind_word
from app.log.kinds import kinds
from app.log.lines import BadLine, Line, read_line
from app.log.record_names import FIELD_NAMES, VALUE_NAMES
from app.workspace import Workspace
from db.models.activities import Activity, Service
from db.models.log import LogLine, StreamHead
from db.models.task_depth import ExtensionRequest, Step
from db.models.tasks import Answer, ClosureRequest, Progress, Verdict
from db.models.units import Person, Unit, UnitKind

__all__ = ["HistoryRow", "record_history", "with_related"]

_REFERRING: Final = (
    (Progress, Progress.claim),
    (Step, Step.claim),
    (ClosureRequest, ClosureRequest.target),
    (ExtensionRequest, ExtensionRequest.target),
    (Verdict, Verdict.target),
    (Answer, Answer.question),
    (Activity, Activity.log_entry),
    (Service, Service.log_entry),
)


class HistoryRow(Struct, frozen=True):
    """One change of one field, or the making, voiding or putting back of a record.

    Attributes:
        key: Names the row for good.
        at: When it was written down.
        by: The person; `unit` is the station or office of that person.
        kind: What sort of record: 认领, 进展, 县里核验.
        what: 登记, 修改, 作废 or 恢复.
        field: Name of the field; "" where the record as a whole is meant.
    """

    key: str
    at: datetime
    by: str
    unit: str
    kind: str
    what: str
    field: str
    before: str
    after: str


def record_history(ws: Workspace, records: Collection[str]) -> list[HistoryRow]:
    """Return everything that was written about `records`, the newest first."""
    with ws.read() as session:
        found = [
            (line.t, row.site, row.record, line)
            for row in session.execute(
                select(LogLine.line, LogLine.record, StreamHead.site)
                .join(StreamHead, StreamHead.id == LogLine.head)
                .where(LogLine.record.in_(list(records)), LogLine.kind.in_(list(FIELD_NAMES)))
            )
            if (line := _line(row.line)) is not None
        ]
        found.sort(key=lambda one: (one[3].r, one[0]))
        names = _Names(ws, session)
        before: dict[str, tuple[dict[str, Any], Line]] = {}
        rows: list[HistoryRow] = []
        for _, site, record, line in found:
            values = _values(line)
            if record in before and before[record][1].r == line.r:
                continue  # the same revision once more, in another epoch
            rows += _rows(names, site, record, line, values, before.get(record))
            before[record] = (values, line)
    return sorted(rows, key=lambda row: (row.at, row.key), reverse=True)


def with_related(ws: Workspace, records: Iterable[str]) -> list[str]:
    """Return `records` and the ids of all that was written about them: progress, requests, verdicts, answers.

    What was voided is among them.
    """
    with ws.read() as session:
        known = dict.fromkeys(records)
        fresh = list(known)
        while fresh:
            more: list[str] = []
            for model, column in _REFERRING:
                more += session.scalars(select(model.id).where(column.in_(fresh)))
            fresh = [record for record in dict.fromkeys(more) if record not in known]
            known |= dict.fromkeys(fresh)
        return list(known)


class _Names:
    """Names of people and units, looked up once."""

    def __init__(self, ws: Workspace, session: Session) -> None:
        self._people: dict[str, str] = {
            row.id: row.name for row in session.execute(select(Person.id, Person.name))
        }
        self._units: dict[str, str] = {
            row.id: row.name for row in session.execute(select(Unit.id, Unit.name))
        }
        self._session = session
        self._sites = {ws.site: self._units.get(ws.unit, "")}
        if ws.office != ws.site:
            offices = select(Unit.name).where(Unit.kind == UnitKind.OFFICE).limit(1)
            self._sites[ws.office] = session.scalar(offices) or "县里"

    def of_site(self, site: str) -> str:
        """Return the name of the unit that a site works for; "" while it is not known."""
        from app.overview.stations import unit_of_site

        if site not in self._sites:
            unit = unit_of_site(self._session, site)
            self._sites[site] = self._units.get(unit or "", "")
        return self._sites[site]

    def shown(self, kind: str, field: str, value: object) -> str:
        """Return a value as a reader knows it."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        text = "；".join(map(str, value)) if isinstance(value, list) else str(value)
        if field == "responsible":
            return self._people.get(text, text)
        if field == "unit":
            return self._units.get(text, text)
        return VALUE_NAMES.get((kind, field), {}).get(text, text)


def _line(raw: bytes) -> Line | None:
    try:
        return read_line(raw)
    except BadLine:
        return None


def _values(line: Line) -> dict[str, Any]:
    """Return what a line says, as it says it: older versions lack what was added later."""
    values: dict[str, Any] = msgspec.json.decode(line.d)
    return values


def _rows(
    names: _Names,
    site: str,
    record: str,
    line: Line,
    values: dict[str, Any],
    former: tuple[dict[str, Any], Line] | None,
) -> Sequence[HistoryRow]:
    kind = kinds()[line.k].name

    def row(place: int, what: str, field: str = "", before: str = "", after: str = "") -> HistoryRow:
        key = f"{record}/{line.r:06}/{99 - place:02}"
        return HistoryRow(
            key,
            datetime.fromisoformat(line.t),
            line.by,
            names.of_site(site),
            kind_word(kind),
            what,
            field,
            before,
            after,
        )

    fields = FIELD_NAMES[kind]
    if former is None:
        said = [
            f"{name}：{text}"
            for field, name in fields.items()
            if (text := names.shown(kind, field, values.get(field)))
        ]
        return [row(0, "登记", after="；".join(said))]
    told, last = former
    rows = []
    if line.op == "void" and last.op != "void":
        rows.append(row(0, "作废", after=line.why or ""))
    elif line.op != "void" and last.op == "void":
        rows.append(row(0, "恢复"))
    for place, (field, name) in enumerate(fields.items(), start=1):
        before, after = (names.shown(kind, field, said.get(field)) for said in (told, values))
        if before != after:
            rows.append(row(place, "修改", name, before, after))
    return rows
