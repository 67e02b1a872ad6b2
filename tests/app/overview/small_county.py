"""A county of a few stations with a task list, without packages: what is written is carried over."""

import atexit
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from app.ids import IdSource
from app.office.first_start import create_office
from app.office.units import UnitForm, add_unit
from app.start import open_workspace
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.packages import Outcome, PackageIn
from db.models.rectification import Problem
from db.models.tasks import Claim, ClaimDecision, ClosureRequest, Question, Target, TaskItem, TaskPackage
from db.models.trust import Certificate
from db.models.units import Person, Unit, UnitKind
from db.types import instant_text
from tests.workspaces import StoppedClock, carry, new_workspace

TOWNS = [
    "青石镇",
    "白桥镇",
    "柳河镇",
    "石门乡",
    "南塘镇",
    "枫林乡",
    "大沙镇",
    "云溪镇",
    "双桥镇",
    "东岭乡",
    "望江镇",
    "长坪乡",
    "马鞍镇",
    "清泉镇",
    "红岩乡",
    "金竹镇",
    "三湾乡",
    "北渡镇",
    "平湖镇",
    "茶园乡",
    "高店镇",
    "松林乡",
]
GROUPS = ("阵地建设", "队伍建设", "文化活动", "服务开放", "档案宣传")
WORK = (
    "免费开放时间和项目上墙公示",
    "配齐专职管理员并完成年度培训",
    "开展“我们的节日”群众文化活动",
    "完成图书流转与登记",
    "按月整理活动档案",
    "检查公共数字文化设备",
    "组建并培训村级文艺队伍",
)


@dataclass
class County:
    """The office and its stations; `sync` carries everything everybody may see."""

    office: Workspace
    stations: list[Workspace]
    clock: StoppedClock
    items: list[str]
    package: str

    def sync(self) -> None:
        for station in self.stations:
            carry(station, self.office)
            carry(self.office, station)

    def close(self) -> None:
        for ws in (self.office, *self.stations):
            ws.engine.dispose()


def make_county(folder: Path, *, stations: int = 3, items: int = 6) -> County:
    """A copy of a county that is made once: making data folders takes longer than most tests."""
    place, package, keys = _template(stations, items)
    shutil.copytree(place, folder, dirs_exist_ok=True)
    clock = StoppedClock()

    def opened(name: str, seed: int) -> Workspace:
        return open_workspace(
            folder / name, machine=folder / f"{name}-machine", clock=clock, ids=IdSource(clock, seed=seed)
        ).workspace

    made = [opened(f"s{number}", 200 + number) for number in range(stations)]
    return County(opened("office", 2), made, clock, list(keys), package)


@cache
def _template(stations: int, items: int) -> tuple[Path, str, Sequence[str]]:
    folder = Path(mkdtemp(prefix="county-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    county = _new_county(folder, stations=stations, items=items)
    county.close()
    return folder, county.package, county.items


def _new_county(folder: Path, *, stations: int, items: int) -> County:
    clock = StoppedClock()
    office = create_office(
        folder / "office",
        name="清河县创建办",
        code="990101",
        contact_name="测试员",
        phone="0990-8800001",
        machine=folder / "office-machine",
        clock=clock,
        ids=IdSource(clock, seed=1),
    )
    made = []
    for number in range(stations):
        town = TOWNS[number]
        unit = add_unit(
            office,
            UnitForm(
                UnitKind.STATION,
                f"{town}综合文化站",
                f"990101{number + 201}000",
                township=town,
                contact="周小满",
                phone=f"0990-88001{number:02}",
            ),
        )
        ws = new_workspace(
            folder / f"s{number}", Role.STATION, clock, seed=100 + number, unit=unit, office=office.site
        )
        made.append(ws)
        with office.write() as session:
            session.create(
                Certificate(
                    unit=unit,
                    holder=ws.site,
                    node=ws.node,
                    public_key=f"{number:064}",
                    age_recipient=f"age1{number}",
                    confirmed=True,
                ),
                stream=ALL,
            )
    package, keys = publish(office, [f"{WORK[n % len(WORK)]}（第 {n + 1} 项）" for n in range(items)])
    county = County(office, made, clock, keys, package)
    county.sync()
    return county


def publish(
    office: Workspace, contents: Sequence[str], *, limit_end: date = date(2026, 12, 31)
) -> tuple[str, list[str]]:
    """Publish version 1 of a list with these items, frozen, and return its id and the items'."""
    with office.write() as session:
        package = office.ids.record(office.site)
        session.create(
            TaskPackage(
                package=package,
                version=1,
                name="2026年公共文化服务任务清单",
                issued_on=office.today,
                claim_by=date(2026, 3, 16),
            ),
            stream=ALL,
        )
        items = []
        for n, content in enumerate(contents):
            item = office.ids.record(office.site)
            items.append(item)
            session.create(
                TaskItem(
                    package=package,
                    version=1,
                    item=item,
                    position=n + 1,
                    code=f"{n % len(GROUPS) + 1}.{n // len(GROUPS) + 1}",
                    level1=GROUPS[n * len(GROUPS) // len(contents)],
                    content=content,
                    standard="有记录、有照片、有签到。",
                    limit_text="2026年12月底前",
                    limit_kind="date",
                    limit_end=limit_end,
                    limit_precision="day",
                    evidence="活动照片",
                    evidence_count=2,
                ),
                stream=ALL,
            )
    return package, items


def claim(
    ws: Workspace,
    item: str,
    *,
    decision: ClaimDecision = ClaimDecision.CLAIMED,
    reason: str = "",
    ability: str = "station",
) -> str:
    with ws.write() as session:
        person = session.create(Person(name="周小满"), stream=COUNTY)
        session.flush()
        return session.create(
            Claim(
                item=item,
                item_version=1,
                package="p",
                decision=decision,
                reason=reason,
                ability=ability,
                responsible=person.id,
                claimed_on=ws.today,
            ),
            stream=COUNTY,
        ).id


def request(
    ws: Workspace,
    target: str,
    *,
    kind: Target = Target.CLAIM,
    turn: int = 1,
    completed_on: date | None = None,
) -> str:
    with ws.write() as session:
        return session.create(
            ClosureRequest(
                target_kind=kind,
                target=target,
                turn=turn,
                result="三场活动都已办完，签到和照片齐全。",
                completed_on=completed_on or ws.today,
                requested_on=ws.today,
            ),
            stream=COUNTY,
        ).id


def ask(ws: Workspace, item: str, *, kind: str = "question", text: str = "场次怎么计算？") -> str:
    with ws.write() as session:
        return session.create(
            Question(
                item=item, item_version=1, kind=kind, reason_code="unclear", text=text, asked_on=ws.today
            ),
            stream=COUNTY,
        ).id


def find_problem(ws: Workspace, description: str = "图书室灭火器压力不足") -> str:
    with ws.write() as session:
        return session.create(
            Problem(
                number=f"{len(description):02}-WT-2026-A{ws.ids.record('x')[-4:]}",
                source="self_check",
                description=description,
                found_on=ws.today,
                unit=ws.unit,
                goal="灭火器全部在有效期内",
                limit_text="4月底前",
                limit_kind="date",
                limit_end=date(2026, 4, 30),
                limit_precision="day",
            ),
            stream=COUNTY,
        ).id


def package_came(
    office: Workspace, station: Workspace, *, number: int = 1, outcome: str = Outcome.NEW, made_at: str = ""
) -> None:
    """Note a package as an intake does."""
    with office.write() as session:
        session.add(
            PackageIn(
                digest=f"{station.site}{number:04}{outcome}",
                intake=1,
                outcome=outcome,
                unit=station.unit,
                site=station.site,
                node=station.node,
                epoch=station.epoch,
                number=number,
                kind="up",
                made_at=made_at or instant_text(office.now()),
                received_at=office.now(),
                bytes=1,
                entries=1,
                blobs=0,
                file="in/x.zwt",
            )
        )


def unit_name(ws: Workspace, unit: str) -> str:
    with ws.read() as session:
        return session.get_one(Unit, unit).name
