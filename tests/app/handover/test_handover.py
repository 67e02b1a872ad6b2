from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import InvalidInput
from app.handover.first_day import open_part, read_first_day
from app.handover.handing import HandoverForm, hand_over, handover_words, last_handover, list_handovers
from app.handover.inventory import take_inventory
from app.log.undo import mark_log, take_back, written_since
from app.papers.catalog import Choices, print_document
from app.rectification.problems import ProblemForm, add_problem
from app.tasks.claims import claim_items
from app.work.log import add_log
from app.work.people import list_people
from app.workspace import COUNTY, Workspace
from db.models.facilities import Venue, VenueKind
from db.models.handover import Handover
from db.models.units import Person
from db.models.work import LogEntry
from tests.app.tasks.lists import item, publish
from tests.workspaces import StoppedClock, carry

DAY = date(2026, 3, 2)


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    made = publish(
        office,
        [
            item("更新公示牌", "2026年3月20日前"),
            item("图书室免费开放", "长期坚持"),
            item("年终总结", "2026年12月底前"),
        ],
    )
    carry(office, station)
    claim_items(station, made)
    return made


def form(giver: str = "王站长", taker: str = "李新", **more: object) -> HandoverForm:
    return HandoverForm(giver=giver, taker=taker, **{"on": DAY, **more})  # type: ignore[arg-type]


def names(ws: Workspace) -> dict[str, tuple[date | None, date | None]]:
    with ws.read() as session:
        return {person.name: (person.since, person.until) for person in session.query(Person)}


def test_the_list_puts_together_what_is_open(ready: Workspace, office: Workspace) -> None:
    station = ready
    made = publish(office, [item("更新公示牌", "2026年3月20日前"), item("年终总结", "2026年12月底前")])
    carry(office, station)
    claim_items(station, made)
    add_problem(
        station,
        ProblemForm(
            description="灭火器压力不足",
            found_on=DAY,
            limit_text="2026年3月15日前",
            commitment="月底前换新",
            commitment_place="村公示栏",
            commitment_on=date(2026, 3, 1),
        ),
    )
    with station.write() as session:
        session.create(Venue(unit=station.unit, name="站图书室", kind=VenueKind.BOOKROOM), stream=COUNTY)
    inventory = take_inventory(station)
    assert inventory.on == DAY
    assert [row[1] for row in inventory.part("tasks").rows] == ["更新公示牌", "年终总结"]
    assert [row[2] for row in inventory.part("soon").rows] == ["灭火器压力不足", "更新公示牌"]
    assert inventory.part("promises").rows[0][:4] == ("月底前换新", "村公示栏", "2026-03-01", "2026-03-15")
    assert "站图书室" in {row[0] for row in inventory.part("venues").rows}
    for part in inventory.parts:
        assert all(len(row) == len(part.heads) == len(part.shares) for row in part.rows), part.key


def test_periods_of_office_end_and_begin_and_the_name_goes_with_what_is_written(
    station: Workspace, items: list[str]
) -> None:
    with station.write() as session:
        session.create(Person(name="王站长", since=date(2020, 5, 1)), stream=COUNTY)
    hand_over(station, form(witness="赵镇长", phone="0990-8800123"))
    assert names(station) == {
        "王站长": (date(2020, 5, 1), date(2026, 3, 1)),
        "李新": (DAY, None),
    }
    assert [row.name for row in list_people(station)] == ["李新"]
    (row,) = list_handovers(station)
    assert (row.giver, row.taker, row.witness, row.on, row.absent) == ("王站长", "李新", "赵镇长", DAY, False)
    assert station.person == "李新"
    entry = add_log(station, "清点图书室")
    with station.read() as session:
        assert session.get_one(LogEntry, entry.log_entry).written_by == "李新"
        assert session.scalars(select(Handover)).one().written_by == "测试员"


def test_the_office_has_it_too(office: Workspace) -> None:
    hand_over(office, form("林主任", "周主任"))
    assert last_handover(office) is not None
    assert read_first_day(office) is None  # seven cards are a station's
    assert [part.key for part in take_inventory(office).parts][:2] == ["waiting", "problems"]


def test_it_reaches_the_county(office: Workspace, station: Workspace, items: list[str]) -> None:
    hand_over(station, form())
    carry(station, office)
    assert list_handovers(office) == []  # the office's own
    assert handover_words(office, station.site)[0] == "03-02 王站长交给李新"
    assert handover_words(office, office.site) == ("", "")
    assert names(office)["李新"] == (DAY, None)


@pytest.mark.parametrize(
    "wrong",
    [form(giver=" "), form(taker=""), form(taker="王 站长".replace(" ", "")), form(on=date(2026, 6, 1))],
)
def test_what_is_not_a_handover_is_refused(station: Workspace, wrong: HandoverForm) -> None:
    with pytest.raises(InvalidInput):
        hand_over(station, wrong)
    assert list_handovers(station) == []


def test_the_first_day_ends_when_all_was_opened(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    assert read_first_day(station) is None
    hand_over(station, form())
    day = read_first_day(station)
    assert day is not None
    assert len(day.parts) == day.left == 7
    open_part(station, day.parts[0].key)
    open_part(station, day.parts[0].key)
    day = read_first_day(station)
    assert day is not None
    assert day.left == 6
    for part in day.parts:
        open_part(station, part.key)
    assert read_first_day(station) is None
    clock.forward(days=1)
    hand_over(station, form("李新", "孙六", on=date(2026, 3, 3)))
    assert read_first_day(station) is not None  # somebody else is new
    clock.forward(days=61)
    assert read_first_day(station) is None


def test_a_handover_can_be_taken_back(station: Workspace) -> None:
    mark = mark_log(station)
    hand_over(station, form())
    take_back(station, written_since(station, mark))
    assert list_handovers(station) == []
    assert list_people(station) == []
    assert station.person == "王站长"
    hand_over(station, form())
    assert station.person == "李新"


def test_three_copies_are_printed(ready: Workspace, office: Workspace, tmp_path: Path) -> None:
    station = ready
    made = publish(office, [item("更新公示牌", "2026年3月20日前")])
    carry(office, station)
    claim_items(station, made)
    hand_over(station, form(differences="第 3 盒不在柜里"))
    printed = print_document(station, "交接清单", tmp_path / "list.pdf", Choices())
    import pypdfium2

    with pypdfium2.PdfDocument(printed.path) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    whole = "".join("".join(texts).split())
    for holder in ("移交人存", "接交人存", "监交人存"):
        assert holder in whole
    assert whole.count("第3盒不在柜里") == 3
    assert whole.count("更新公示牌") >= 3
    assert "王站长" in whole
