"""A county with one station, three villages and two published standards, for tests of facilities and problems."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from app.rectification.problems import ProblemForm
from app.workspace import ALL, COUNTY, Workspace
from db.models.facilities import StandardItem, StandardPack, ValueKind
from db.models.tasks import ClosureRequest, Decision, Target, Verdict
from db.models.units import Person, Unit, UnitKind
from db.models.work import Evidence, EvidenceUse
from tests.workspaces import carry

VILLAGES = ("前进村", "河口村", "柳树村")


def found_county(office: Workspace, station: Workspace, *, packs: bool = True) -> Workspace:
    """Write units and two packs at the office, bring them to the station and return it, working for its unit."""
    with office.write() as session:
        head = session.create(
            Unit(kind=UnitKind.OFFICE, name="清河县创建办", code="990101000000", number="00", parent=None),
            stream=ALL,
        )
        head.id = office.unit
        unit = Unit(
            kind=UnitKind.STATION,
            name="青石镇综合文化站",
            code="990101101000",
            number="03",
            parent=head.id,
            township="青石镇",
            population=31_200,
        )
        session.create(unit, stream=ALL)
        for place, name in enumerate(VILLAGES, start=201):
            session.create(
                Unit(
                    kind=UnitKind.VILLAGE,
                    name=name,
                    code=f"990101101{place}",
                    number="",
                    parent=unit.id,
                    township="青石镇",
                ),
                stream=ALL,
            )
        station = replace(station, unit=unit.id, office=office.site)
    if packs:
        publish_pack(office, "station-pack", "station", "乡镇综合文化站标准", STATION_ITEMS)
        publish_pack(office, "village-pack", "village", "村级文化服务中心标准", VILLAGE_ITEMS)
    carry(office, station)
    return station


Item = dict[str, object]

STATION_ITEMS: list[Item] = [
    {
        "code": "A02",
        "section": "房屋",
        "name": "建筑面积",
        "value_kind": ValueKind.NUMBER,
        "unit": "m²",
        "threshold": Decimal(300),
        "threshold_medium": Decimal(500),
        "threshold_large": Decimal(800),
        "source": "建标160",
        "year": 2012,
    },
    {"code": "A05", "section": "房屋", "name": "多功能活动厅", "value_kind": ValueKind.YES_NO},
    {
        "code": "B04",
        "section": "设备",
        "name": "五类设备",
        "value_kind": ValueKind.LIST,
        "options": ["演出", "阅览", "培训", "展览", "体育"],
    },
    {
        "code": "E01",
        "section": "队伍",
        "name": "专职人员",
        "value_kind": ValueKind.NUMBER,
        "unit": "人",
        "threshold": Decimal(2),
        "threshold_basic": Decimal(1),
    },
    {
        "code": "G03",
        "section": "安全",
        "name": "灭火器在有效期、压力正常",
        "value_kind": ValueKind.YES_NO,
        "veto": True,
        "confidence": "high",
    },
    {"code": "G04", "section": "安全", "name": "安全出口畅通", "value_kind": ValueKind.YES_NO, "veto": True},
]
VILLAGE_ITEMS: list[Item] = [
    {
        "code": "V01",
        "name": "文化活动室",
        "value_kind": ValueKind.NUMBER,
        "unit": "m²",
        "threshold": Decimal(100),
    },
    {"code": "V04", "name": "戏台", "value_kind": ValueKind.YES_NO},
    {"code": "V20", "name": "制度、开放时间上墙", "value_kind": ValueKind.YES_NO},
]


def publish_pack(
    office: Workspace, pack: str, level: str, name: str, items: list[Item], *, version: int = 1
) -> None:
    with office.write() as session:
        session.create(
            StandardPack(pack=pack, version=version, name=name, level=level, source="测试", year=2026),
            stream=ALL,
        )
        for position, item in enumerate(items, start=1):
            session.create(
                StandardItem(pack=pack, version=version, position=position, **item),  # type: ignore[arg-type]
                stream=ALL,
            )


def add_person(station: Workspace, name: str = "陆秀兰") -> str:
    with station.write() as session:
        return session.create(Person(name=name, post="站长", since=date(2024, 1, 1)), stream=COUNTY).id


FOUND = date(2026, 3, 1)


def complete(person: str) -> ProblemForm:
    """Return a problem with all five parts."""
    return ProblemForm(
        description="阅览室灯不亮",
        found_on=FOUND,
        goal="全部灯正常",
        limit_text="2026年3月20日前",
        measures=("换灯管", "查线路"),
        responsible=person,
        commitment="三月底前修好",
        commitment_place="站门口公示栏",
        commitment_on=FOUND,
    )


def add_proof(ws: Workspace, target: str) -> None:
    with ws.write() as session:
        evidence = session.create(
            Evidence(kind="photo", on=FOUND, file_name="a.jpg", original_sha256="0" * 64, original_bytes=1),
            stream=COUNTY,
        )
        session.flush()
        session.create(
            EvidenceUse(evidence=evidence.id, target_kind=Target.PROBLEM, target=target), stream=COUNTY
        )


def decide(office: Workspace, station: Workspace, problem: str, decision: Decision, reason: str = "") -> None:
    """Bring the request to the office, decide, and bring the verdict back."""
    carry(station, office)
    with office.write() as session:
        request = max(
            session.query(ClosureRequest).filter_by(target=problem, void=False), key=lambda one: one.turn
        )
        session.create(
            Verdict(
                target_kind=Target.CLOSURE_REQUEST,
                target=request.id,
                target_revision=request.revision,
                decision=decision,
                reason=reason,
                decided_on=office.today,
            ),
            stream=station.unit,
        )
    carry(office, station)
