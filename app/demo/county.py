"""The invented county office: its stations and villages, its standards, its task list."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from app.clock import Clock
from app.demo.names import COUNTY_CODE, OFFICE_NAME, people, phone, townships, villages
from app.facilities.standard_packs import shipped_packs
from app.facilities.standards import copy_shipped_pack, publish_standards
from app.ids import IdSource
from app.office.first_start import create_office
from app.office.units import UnitForm, UnitRegister
from app.tasks.adopting import adopt_tasks, list_station_tasks
from app.tasks.draft import DraftHead, add_items, edit_head, edit_items, list_draft, remove_items
from app.tasks.draft_forms import TaskForm
from app.tasks.draft_import import create_starter_draft
from app.tasks.packages import publish_tasks
from app.workspace import Workspace
from db.models.units import UnitKind

__all__ = ["Station", "add_units", "found_county", "hand_down", "revise_list"]


class Station(Struct, frozen=True):
    """A station of the county, as the demo plays it.

    Attributes:
        diligence: Share of the work that gets done in time, 0 to 1.
    """

    unit: str
    code: str
    township: str
    head: str
    diligence: float


def found_county(folder: Path, random: Random, *, machine: Path, clock: Clock, ids: IdSource) -> Workspace:
    """Make the office's ledger."""
    (contact,) = people(random, 1)
    return create_office(
        folder,
        name=OFFICE_NAME,
        code=COUNTY_CODE,
        contact_name=contact,
        phone=phone(random),
        machine=machine,
        clock=clock,
        ids=ids,
    )


def add_units(ws: Workspace, random: Random, *, stations: int, villages_each: int) -> list[Station]:
    """Enter all stations and villages in one transaction."""
    heads = people(random, stations)
    made = []
    with ws.write() as session:
        register = UnitRegister(session, ws)
        for place, (township, head) in enumerate(zip(townships(random, stations), heads, strict=True)):
            code = f"{COUNTY_CODE[:6]}{100 + place:03}000"
            unit = register.add(
                UnitForm(
                    kind=UnitKind.STATION,
                    name=f"{township}综合文化站",
                    code=code,
                    township=township,
                    population=random.randrange(12_000, 62_000),
                    contact=head,
                    post="站长",
                    phone=phone(random),
                )
            )
            for number, name in enumerate(villages(random, villages_each)):
                village = f"{code[:9]}{200 + number:03}"
                register.add(UnitForm(UnitKind.VILLAGE, name, village, parent=unit, township=township))
            made.append(
                Station(unit, code, township, head, random.choice((0.55, 0.75, 0.85, 0.9, 0.95, 1.0)))
            )
    return made


def hand_down(ws: Workspace, *, end: date) -> str:
    """Publish the standards and the first version of the task list; return the list's id.

    Args:
        end: Day on which the invented year is looked at; some items are due around it.
    """
    year_end = date(end.year, 12, 31)
    for shipped in shipped_packs():
        publish_standards(ws, copy_shipped_pack(ws, shipped))
    package = create_starter_draft(ws, name=f"{year_end.year}年度创建工作任务清单")
    head = DraftHead(
        name=f"{year_end.year}年度创建工作任务清单",
        document_no=f"清创办〔{year_end.year}〕3号",
        claim_by=ws.today + timedelta(days=10),
    )
    edit_head(ws, package, head)
    rows = list_draft(ws, package)
    edit_items(
        ws,
        {
            row.id: replace(row.form, limit_text=_limit(row.form, place, ws.today, end))
            for place, row in enumerate(rows)
        },
    )
    publish_tasks(ws, package)
    return package


def revise_list(ws: Workspace, package: str) -> int:
    """Publish a second version: two items added and one taken over from stations, two changed, one withdrawn."""
    rows = list_draft(ws, package)
    more = (
        TaskForm("建立村级文艺队台账，每村不少于一支", code="ZX01", level1="队伍", category="队伍培训", quantity=1, quantity_unit="本", evidence="台账一本", evidence_count=1, limit_text="年底前"),
        TaskForm("整理本年度活动影像资料，按月归档", code="ZX02", level1="档案", category="档案宣传", limit_text="长期坚持"),
    )  # fmt: skip
    add_items(ws, package, more)
    _adopt_one(ws, package)
    edit_items(
        ws,
        {row.id: replace(row.form, standard=f"{row.form.standard}（照片须能看清现场）") for row in rows[3:5]},
    )
    remove_items(ws, [rows[-1].id])
    return publish_tasks(ws, package)


def _adopt_one(ws: Workspace, package: str) -> None:
    """Take over what stations set themselves, where several had the same idea or the first had one."""
    ideas = [row for row in list_station_tasks(ws) if not row.taken]
    if not ideas:
        return
    words = ideas[0].form.content
    (record,) = adopt_tasks(ws, package, [row.id for row in ideas if row.form.content == words])
    form = replace(
        ideas[0].form,
        code="ZX03",
        level1="特色",
        basis="各站自增，县里纳入",
        evidence="照片 2 张",
        evidence_count=2,
    )
    edit_items(ws, {record: form})


def _limit(form: TaskForm, place: int, start: date, end: date) -> str:
    """Return a time limit a county would print: by a month's end, a few within days of `end`, some for long."""
    if place % 9 == 4:
        day = end + timedelta(days=place % 8)
        return f"{day.year}年{day.month}月{day.day}日前"
    if form.cycle != "once" or (form.quantity or 0) > 3:
        return "长期坚持" if place % 7 == 0 else f"{end.year}年底前"
    day = start + (end - start) * (1 + place % 4) / 4
    return f"{day.year}年{day.month}月底前"
