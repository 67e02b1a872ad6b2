"""The successor's first day (先看这些): seven things to open, gone when all are opened."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from sqlalchemy import select

from app.handover.handing import HandoverRow, last_handover
from app.office.units import UnitKind, list_units
from app.rectification.problems import ProblemStage, list_problems
from app.tasks.ledger import list_ledger
from app.tasks.stage import Holder, Stage
from app.workspace import OWN, Role, Workspace
from db.models.handover import FirstLook

if TYPE_CHECKING:
    from app.handover.stock import Stock

__all__ = ["FirstDay", "FirstPart", "open_part", "read_first_day"]

_LASTS_DAYS: Final = 60
"""After so long nobody is new any more."""
_WEEK: Final = timedelta(days=7)


class FirstPart(Struct, frozen=True):
    """One thing to look at.

    Attributes:
        count: How many; None: not a number of things.
        page: Key of the page that shows it, with the arguments of its `show_record` as pairs; "" where the
            words say it all.
    """

    key: str
    title: str
    words: str
    count: int | None
    page: str
    arguments: tuple[tuple[str, str], ...]
    opened: bool


class FirstDay(Struct, frozen=True):
    """Who took over from whom, and what is still to be looked at."""

    handover: HandoverRow
    parts: tuple[FirstPart, ...]

    @property
    def left(self) -> int:
        """How many parts were not opened yet."""
        return sum(not part.opened for part in self.parts)


def read_first_day(ws: Workspace) -> FirstDay | None:
    """Return what a station's new head should look at first; None: nobody is new, or all was opened."""
    handover = last_handover(ws) if ws.role is Role.STATION else None
    if handover is None or not handover.on <= ws.today <= handover.on + timedelta(days=_LASTS_DAYS):
        return None
    with ws.read() as session:
        opened = set(
            session.scalars(
                select(FirstLook.part).where(FirstLook.handover == handover.id, FirstLook.void.is_(False))
            )
        )
    day = FirstDay(handover, tuple(_parts(ws, opened)))
    return day if day.left else None


def open_part(ws: Workspace, part: str) -> None:
    """Write down that a part was opened."""
    handover = last_handover(ws)
    if handover is None:
        return
    with ws.write() as session:
        known = session.scalar(
            select(FirstLook.id).where(FirstLook.handover == handover.id, FirstLook.part == part)
        )
        if known is None:
            session.create(FirstLook(handover=handover.id, part=part), stream=OWN)


def _parts(ws: Workspace, opened: set[str]) -> list[FirstPart]:
    from app.handover.inventory import take_inventory  # late: they read everything, and few are new
    from app.handover.stock import read_stock

    tasks = list_ledger(ws)
    problems = [row for row in list_problems(ws) if row.ours]
    inventory = take_inventory(ws)
    soon = [row for row in tasks if row.due_on is not None and row.due_on <= ws.today + _WEEK]
    soon = [row for row in soon if row.stage not in {Stage.CLOSED, Stage.NOT_APPLICABLE, Stage.WITHDRAWN}]
    returned = [row for row in tasks if row.stage is Stage.RETURNED]
    sent_back = [row for row in problems if row.stage is ProblemStage.RETURNED]
    waiting = [row for row in tasks if row.holder is Holder.TOWNSHIP]
    missing = [row for row in tasks if row.evidence_missing and row.stage is not Stage.CLOSED]
    promises = inventory.part("promises").rows
    stock = read_stock(ws)
    county = next(iter(list_units(ws, kind=UnitKind.OFFICE)), None)
    phone = "" if county is None else f"{county.contact} {county.phone}".strip()
    lines = (
        ("soon", "7 天内到期", "已经过期的也在里面", len(soon), "ledger", (("lights", "red,yellow"),)),
        (
            "returned",
            "县里退回的",
            "要补好再报",
            len(returned) + len(sent_back),
            "ledger",
            (("stages", "returned"),),
        ),
        ("promises", "向群众承诺过的", _first(promises), len(promises), "problems", ()),
        ("waiting", "等乡镇领导的", "提过、还没有答复", len(waiting), "ledger", (("lights", "blue"),)),
        _to_count(stock),
        ("missing", "还缺材料的任务", "缺的佐证写在每项里", len(missing), "ledger", ()),
        ("phone", "县里的电话", phone or "县里还没有发来联系人", None, "", ()),
    )
    return [
        FirstPart(key, title, words, count, page, arguments, key in opened)
        for key, title, words, count, page, arguments in lines
    ]


def _to_count(stock: "Stock") -> tuple[str, str, str, int, str, tuple[tuple[str, str], ...]]:
    """Return what is left to be counted; once all is, what was not as listed."""
    from app.handover.stock import counted

    place = (("tab", "handover"), ("stock", "1"))
    wrong = counted(stock.lines)
    if stock.left or not wrong:
        words = "档案和设施对着实物点，一项按一个数字"
        return (
            "boxes",
            "要清点的",
            f"{words}。已经有：{wrong}" if wrong else words,
            stock.left,
            "settings",
            place,
        )
    return "boxes", "清点有不同", wrong, len(stock.differences), "settings", place


def _first(rows: tuple[tuple[str, ...], ...]) -> str:
    return rows[0][0][:20] if rows else "没有没兑现的"
