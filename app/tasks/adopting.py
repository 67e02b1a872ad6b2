"""纳入清单: the office takes what stations set themselves into its own list, and they go on with it there."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.overview.stations import stations_in
from app.reporting.county_rules import rule_in
from app.tasks.draft import add_in, draft_items
from app.tasks.draft_forms import TaskForm
from app.tasks.facts import own_items, state_of, stations_facts
from app.tasks.labels import label
from app.tasks.package_diff import last_version
from app.workspace import Workspace
from db.models.task_depth import OwnTask
from db.models.tasks import Change, TaskItem, TaskPackage

__all__ = ["StationTask", "adopt_tasks", "count_station_tasks", "list_station_tasks"]


class StationTask(Struct, frozen=True):
    """A task that a station set itself, as the office sees it.

    Attributes:
        id: Of the own task.
        form: As it would stand in the office's list.
        percent: Share done; None: nothing was said.
        taken: What became of it: "" nothing, "draft" it stands in a draft, "published" in a version, and the
            station has not gone over to that yet.
    """

    id: str
    unit: str
    station: str
    form: TaskForm
    stage_label: str
    percent: int | None
    last_on: date | None
    last_text: str
    taken: str

    @property
    def taken_label(self) -> str:
        """`taken` in Chinese."""
        return {"draft": "已在草稿里", "published": "已下发，等站里确认"}.get(self.taken, "")


def list_station_tasks(ws: Workspace) -> list[StationTask]:
    """Return what stations set themselves, station by station; what they gave over to the list is gone."""
    with ws.read() as session:
        taken = _taken(session)
        facts, thresholds = stations_facts(session), rule_in(session).thresholds
        rows = []
        for station in stations_in(session, ws.today):
            for item in own_items(session, station.site) if station.site else ():
                told = facts.get((station.site, item.item))
                state = state_of(item, told, ws.today, thresholds)
                rows.append(
                    StationTask(
                        id=item.item,
                        unit=station.unit,
                        station=station.name,
                        form=TaskForm(
                            content=item.content,
                            standard=item.standard,
                            level1="" if item.level1 == item.package_name else item.level1,
                            category=item.category,
                            quantity=item.quantity,
                            quantity_unit=item.quantity_unit,
                            cycle=item.cycle,
                            limit_text=item.limit_text,
                            basis=item.basis,
                            note=item.note,
                        ),
                        stage_label=label("stage", state.standing.stage),
                        percent=state.percent,
                        last_on=None if told is None else told.last_on,
                        last_text="" if told is None else told.last_text,
                        taken=taken.get(item.item, ""),
                    )
                )
        return rows


def count_station_tasks(ws: Workspace) -> int:
    """Return how many tasks of stations no list has taken over."""
    with ws.read() as session:
        taken = _taken(session)
        own = session.scalars(select(OwnTask.id).where(OwnTask.void.is_(False))).all()
        return sum(one not in taken for one in own)


def adopt_tasks(ws: Workspace, package: str, tasks: Sequence[str]) -> list[str]:
    """Put tasks of stations at the end of a draft and return the record ids of its new items.

    The same words of several stations become one item.

    Args:
        ws: The office.
        package: Its list.
        tasks: Ids of own tasks.

    Raises:
        InvalidInput: None is given, or one stands in a list already.
    """
    rows = {row.id: row for row in list_station_tasks(ws)}
    wanted = [rows[task] for task in tasks if task in rows]
    if not wanted:
        raise InvalidInput("请先选中要纳入的任务。")
    if already := [row for row in wanted if row.taken]:
        raise InvalidInput(f"“{already[0].form.content}”{already[0].taken_label}，没有重复纳入。")
    together: dict[str, list[StationTask]] = {}
    for row in wanted:
        together.setdefault("".join(row.form.content.split()), []).append(row)
    with ws.write() as session:
        made = add_in(session, ws, package, [same[0].form for same in together.values()])
        session.flush()
        for record, same in zip(made, together.values(), strict=True):
            session.get_one(TaskItem, record).adopts = [row.id for row in same]
        return made


def _taken(session: Session) -> dict[str, str]:
    """Return by own task whether a draft holds it, or the newest version of a list."""
    found: dict[str, str] = {}
    drafts = session.scalars(
        select(TaskPackage.package).where(TaskPackage.version == 0, TaskPackage.void.is_(False))
    )
    for package in drafts:
        for item in draft_items(session, package):
            found |= dict.fromkeys(item.adopts or (), "draft")
        published = session.scalars(
            select(TaskItem).where(
                TaskItem.package == package,
                TaskItem.version == last_version(session, package),
                TaskItem.version > 0,
                TaskItem.change != Change.WITHDRAWN,
            )
        )
        for item in published:
            found |= dict.fromkeys(item.adopts or (), "published")
    return found
