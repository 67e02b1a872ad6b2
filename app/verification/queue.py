"""Everything that waits for the office's word, oldest first."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from app.overview.stations import stations_in
from app.tasks.facts import items_now
from app.verification.asked import (
    Matter,
    asked_abilities,
    asked_extensions,
    asked_not_applicable,
    asked_problems,
    asked_questions,
    asked_tasks,
    lack_of,
    log_entries,
    proofs_of,
    site_visits,
)
from app.workspace import Workspace

__all__ = ["MATTER_LABELS", "Matter", "WaitingRow", "count_waiting", "list_waiting", "sift"]


MATTER_LABELS: Final[Mapping[str, str]] = {
    Matter.TASK: "申请办结",
    Matter.PROBLEM: "申请销号",
    Matter.OBJECTION: "异议",
    Matter.QUESTION: "疑问",
    Matter.NOT_APPLICABLE: "申请不涉及",
    Matter.EXTENSION: "申请延期",
    Matter.ABILITY: "提出需支持",
}


class WaitingRow(Struct, frozen=True):
    """One thing that waits for the office.

    Attributes:
        id: Of the request, question or claim; `revision` is the one that is shown.
        target: Of a request the claim or problem it is about, otherwise its own id.
        unit: Id of the station's unit.
        code: Number of the task or problem.
        text: What the station says: the result, the question, the reason.
        asked_on: Since when it waits.
        turn: Counts the requests for the same thing.
        evidence: Files attached; `lack` says what is missing, "" when it is enough.
        until: The new last day that is asked for.
        site_visit: The office has said that it must be looked at.
    """

    id: str
    revision: int
    matter: Matter
    matter_label: str
    site: str
    unit: str
    station: str
    station_number: str
    item: str
    target: str
    code: str
    subject: str
    text: str
    asked_on: date
    days: int
    turn: int
    evidence: int
    lack: str
    site_visit: bool
    until: date | None = None

    @property
    def evidence_label(self) -> str:
        """How it stands with the proof, in a word."""
        if self.matter not in {Matter.TASK, Matter.PROBLEM}:
            return f"{self.evidence} 份" if self.evidence else ""
        return self.lack or "材料已够"


def list_waiting(
    ws: Workspace,
    *,
    matters: Collection[Matter] = (),
    unit: str = "",
    text: str = "",
    site_visit: bool | None = None,
    order: str = "days",
    descending: bool = True,
    offset: int = 0,
    limit: int | None = None,
) -> list[WaitingRow]:
    """Return what waits for the office's word, the longest waiting first unless said otherwise.

    Args:
        matters: Only these; empty: all.
        unit: Only of this station.
        text: Part of a station, number, task, problem or text.
        site_visit: Only what must be looked at on the spot, or only what need not.
        order: days, station, subject, matter or evidence.
        descending: The other way round; ties stay in order of entry.
    """
    rows = sift(
        _waiting(ws),
        matters=matters,
        unit=unit,
        text=text,
        site_visit=site_visit,
        order=order,
        descending=descending,
    )
    return rows[offset : None if limit is None else offset + limit]


def sift(
    rows: Iterable[WaitingRow],
    *,
    matters: Collection[Matter] = (),
    unit: str = "",
    text: str = "",
    site_visit: bool | None = None,
    order: str = "days",
    descending: bool = True,
) -> list[WaitingRow]:
    """Return those of `rows` that are wanted, in order; the arguments are those of `list_waiting`."""
    wanted = [
        row
        for row in rows
        if (not matters or row.matter in matters)
        and (not unit or row.unit == unit)
        and (site_visit is None or row.site_visit == site_visit)
        and _matches(row, text.strip())
    ]
    return sorted(wanted, key=_ORDERS[order], reverse=descending)


def count_waiting(ws: Workspace) -> int:
    """Return how many things wait."""
    return len(_waiting(ws))


def waiting_row(ws: Workspace, record: str) -> WaitingRow | None:
    """Return one thing that waits; None: it does not wait any more."""
    return next((row for row in _waiting(ws) if row.id == record), None)


_ORDERS: Mapping[str, Any] = {
    "days": lambda row: (row.days, row.station_number),
    "station": lambda row: (row.station_number, row.days),
    "subject": lambda row: (row.code, row.subject),
    "matter": lambda row: (list(Matter).index(row.matter), row.days),
    "evidence": lambda row: (bool(row.lack), row.evidence),
}


def _matches(row: WaitingRow, text: str) -> bool:
    return not text or any(text in part for part in (row.station, row.code, row.subject, row.text))


def _waiting(ws: Workspace) -> list[WaitingRow]:
    with ws.read() as session:
        stations = {row.site: row for row in stations_in(session, ws.today) if row.site}
        items = {item.item: item for item in items_now(session)}
        found = [
            *asked_tasks(session, items),
            *asked_problems(session),
            *asked_questions(session, items),
            *asked_not_applicable(session, items),
            *asked_extensions(session, items),
            *asked_abilities(session, items),
        ]
        found = [one for one in found if one.site in stations]
        visits = site_visits(session, [one.id for one in found])
        entries = log_entries(session, [one.target for one in found if one.matter is Matter.TASK])
        about = {one.id: {one.id, one.target} | entries[one.target] for one in found}
        proofs = proofs_of(session, set().union(*about.values()))
    rows = []
    for one in sorted(found, key=lambda one: (one.asked_on, one.id)):
        station = stations[one.site]
        files = set().union(*(proofs[target] for target in about[one.id]))
        rows.append(
            WaitingRow(
                id=one.id,
                revision=one.revision,
                matter=one.matter,
                matter_label=MATTER_LABELS[one.matter],
                site=one.site,
                unit=station.unit,
                station=station.name,
                station_number=station.number,
                item=one.item,
                target=one.target,
                code=one.code,
                subject=one.subject,
                text=one.text,
                asked_on=one.asked_on,
                days=max(0, (ws.today - one.asked_on).days),
                turn=one.turn,
                evidence=len({evidence for evidence, _ in files}),
                lack=lack_of(one, files),
                site_visit=one.id in visits,
                until=one.until,
            )
        )
    return rows
