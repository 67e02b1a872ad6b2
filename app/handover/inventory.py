"""What is handed over (交接清单): put together from the records, nothing is typed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlalchemy import select

from app.archive.lists import read_archive
from app.clock import local
from app.facilities.venues import list_venues
from app.handover.stock import StockLine, StockSubject, found_at
from app.office.units import list_units
from app.rectification.orders import OrderState, list_orders
from app.rectification.problems import OPEN_STAGES, list_problems
from app.sync.history import list_received, list_sent
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Stage
from app.verification.queue import list_waiting
from app.workspace import Role, Workspace
from db.models.units import Person, UnitKind

__all__ = ["SOON_DAYS", "Inventory", "Part", "take_inventory"]

SOON_DAYS: Final = 30
"""Limits that end within so many days are listed once more by themselves."""
_DONE: Final = frozenset({Stage.CLOSED, Stage.NOT_APPLICABLE, Stage.WITHDRAWN})


class Part(Struct, frozen=True):
    """One table of the list.

    Attributes:
        heads: Words over the columns.
        shares: Width of each column, as parts of the whole.
        rows: Texts, one a column.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


class Inventory(Struct, frozen=True):
    """The whole list on one day; parts without rows are kept, and say that there is nothing."""

    on: date
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """Return one part."""
        return next(part for part in self.parts if part.key == key)


def take_inventory(ws: Workspace) -> Inventory:
    """Return what is there to be handed over today."""
    parts = _of_station(ws) if ws.role is Role.STATION else _of_office(ws)
    return Inventory(ws.today, tuple(parts))


def _of_station(ws: Workspace) -> Iterator[Part]:
    tasks = [row for row in list_ledger(ws) if row.stage not in _DONE]
    problems = [row for row in list_problems(ws, stages=OPEN_STAGES) if row.ours]
    orders = list_orders(ws, states=[OrderState.ISSUED])
    found = {(line.subject, line.of): line for line in found_at(ws, ws.today) if not line.code}
    yield Part(
        "tasks",
        "没办完的任务",
        ("序号", "任务", "时限", "环节", "责任人"),
        (1, 9, 3, 2, 2),
        tuple(
            (str(row.number), row.content, _limit(row), row.stage_label, row.responsible_name)
            for row in tasks
        ),
    )
    soon = [(row.due_on, "任务", row.content) for row in tasks]
    soon += [(row.limit_end, "问题", row.form.description) for row in problems]
    soon += [(row.form.limit_end, "交办单", row.form.description) for row in orders]
    yield Part(
        "soon",
        f"{SOON_DAYS} 天内到期和已经过期的",
        ("到期", "种类", "事项"),
        (2, 1, 9),
        tuple(_by_day(soon, ws.today + timedelta(days=SOON_DAYS))),
    )
    yield Part(
        "problems",
        "没销号的问题",
        ("编号", "问题", "地点", "时限", "责任人", "环节"),
        (3, 6, 3, 2, 2, 2),
        tuple(
            (
                row.number,
                row.form.description,
                row.place,
                _day(row.limit_end) or row.form.limit_text,
                row.responsible_name,
                row.stage_label,
            )
            for row in problems
        ),
    )
    yield Part(
        "orders",
        "还没签收的交办单",
        ("编号", "问题", "时限"),
        (3, 8, 2),
        tuple((row.number, row.form.description, _day(row.form.limit_end)) for row in orders),
    )
    yield Part(
        "promises",
        "向群众公开承诺、还没兑现的",
        ("承诺", "公示在哪里", "哪天公示", "哪天兑现", "问题编号"),
        (6, 3, 2, 2, 3),
        tuple(
            (
                row.form.commitment,
                row.form.commitment_place,
                _day(row.form.commitment_on),
                _day(row.limit_end) or row.form.limit_text,
                row.number,
            )
            for row in problems
            if row.form.commitment
        ),
    )
    yield Part(
        "venues",
        "场所和设施",
        ("名称", "类型", "村或站", "管理员", "状况", "核对"),
        (4, 2, 3, 2, 2, 2),
        tuple(
            (
                row.form.name,
                row.kind_label,
                row.unit_name,
                row.form.keeper,
                row.state_label,
                _checked(found.get((StockSubject.VENUE, row.id))),
            )
            for row in list_venues(ws)
        ),
    )
    archive = read_archive(ws)
    yield Part(
        "archive",
        "档案盒和文件",
        ("盒", "题名", "放在哪里", "件数", "核对"),
        (3, 4, 3, 1, 3),
        (
            *(
                (
                    box.label,
                    box.title,
                    box.place,
                    f"{box.files}",
                    _checked(found.get((StockSubject.BOX, box.id))),
                )
                for box in archive.boxes
            ),
            (
                "电脑里的文件",
                "照片、文档等佐证",
                "本台账的数据文件夹",
                f"{len(archive.files)}",
                _checked(found.get((StockSubject.LOOSE, ""))),
            ),
        ),
    )
    yield Part("people", "人员和联系方式", ("姓名", "职务", "电话"), (2, 4, 3), tuple(_people(ws)))
    yield _packages(ws)


def _of_office(ws: Workspace) -> Iterator[Part]:
    waiting = list_waiting(ws)
    yield Part(
        "waiting",
        "等县里核验和答复的",
        ("文化站", "事项", "哪天报来"),
        (3, 7, 2),
        tuple((row.station, row.subject, _day(row.asked_on)) for row in waiting),
    )
    problems = list_problems(ws, stages=OPEN_STAGES)
    yield Part(
        "problems",
        "各站没销号的问题",
        ("编号", "文化站", "问题", "时限", "环节"),
        (3, 3, 6, 2, 2),
        tuple(
            (row.number, row.station_name, row.form.description, _day(row.limit_end), row.stage_label)
            for row in problems
        ),
    )
    yield Part(
        "orders",
        "还没签收的交办单",
        ("编号", "文化站", "问题", "时限"),
        (3, 3, 6, 2),
        tuple(
            (row.number, row.station_name, row.form.description, _day(row.form.limit_end))
            for row in list_orders(ws, states=[OrderState.ISSUED])
        ),
    )
    yield Part(
        "people",
        "各站联系人",
        ("文化站", "联系人", "电话"),
        (4, 2, 3),
        tuple((row.name, row.contact, row.phone) for row in list_units(ws, kind=UnitKind.STATION)),
    )
    yield _packages(ws)


def _checked(line: StockLine | None) -> str:
    """Return what was found of it, or boxes to tick by hand."""
    return line.answer_label if line else "□在 □不在 □不符"


def _limit(row: LedgerRow) -> str:
    return _day(row.due_on) or row.limit_text


def _day(day: date | datetime | None) -> str:
    if isinstance(day, datetime):
        day = local(day).date()
    return "" if day is None else day.isoformat()


def _by_day(lines: Iterable[tuple[date | None, str, str]], last: date) -> Iterator[tuple[str, str, str]]:
    for day, kind, what in sorted(
        (line for line in lines if line[0] is not None and line[0] <= last), key=lambda line: line[0] or last
    ):
        yield _day(day), kind, what


def _people(ws: Workspace) -> Iterator[tuple[str, str, str]]:
    with ws.read() as session:
        for person in session.scalars(
            select(Person)
            .where(Person.site == ws.site, Person.void.is_(False))
            .where(Person.until.is_(None) | (Person.until >= ws.today))
            .order_by(Person.id)
        ):
            yield person.name, person.post, person.phone
    for unit in list_units(ws):
        if unit.contact:
            yield unit.contact, unit.name, unit.phone


def _packages(ws: Workspace) -> Part:
    sent = list_sent(ws, limit=1)
    received = list_received(ws, limit=1)
    rows = [("最后做的包", f"第 {row.number} 号，给{row.name}", _day(row.made_at)) for row in sent]
    rows += [("最后收的包", f"第 {row.number} 号", _day(row.received_at)) for row in received]
    return Part("packages", "数据包", ("哪一个", "编号", "日期"), (2, 5, 2), tuple(rows))
