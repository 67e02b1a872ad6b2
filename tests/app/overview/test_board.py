from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.overview.board import read_board
from app.overview.stations import list_stations
from app.tasks.light import Light
from app.tasks.stage import Holder, Stage
from app.verification.deciding import AnswerResult, Decision, answer_question, decide
from db.models.packages import Outcome
from db.models.tasks import Claim, ClaimDecision, TaskItem, TaskPackage
from tests.app.overview.small_county import (
    County,
    ask,
    claim,
    make_county,
    package_came,
    request,
)


def test_every_station_and_task_has_a_cell(county: County) -> None:
    board = read_board(county.office)
    assert [line.station.name for line in board.stations] == [
        "青石镇综合文化站",
        "白桥镇综合文化站",
        "柳河镇综合文化站",
    ]
    assert [task.item for task in board.tasks] == county.items
    assert len(board.cells) == 3 * 6
    assert {cell.stage for cell in board.cells.values()} == {Stage.UNCLAIMED}
    assert [line.unclaimed for line in board.stations] == [6, 6, 6]


def test_cells_say_stage_light_holder_and_days(county: County) -> None:
    first, second, third = county.stations
    claimed = claim(first, county.items[0])
    request(first, claimed)
    ask(second, county.items[0], kind="objection")
    claim(third, county.items[0], ability="township")
    claim(third, county.items[1])
    county.clock.forward(days=5)
    county.sync()
    cells = read_board(county.office).cells
    seen = [
        (cell.stage, cell.light, cell.holder, cell.days, cell.word)
        for cell in (
            cells[first.unit, county.items[0]],
            cells[second.unit, county.items[0]],
            cells[third.unit, county.items[0]],
            cells[third.unit, county.items[1]],
        )
    ]
    assert seen == [
        (Stage.CLOSING, Light.BLUE, Holder.COUNTY, 5, "待核验"),
        (Stage.CONTESTED, Light.BLUE, Holder.COUNTY, 5, "待答复"),
        (Stage.CLAIMED, Light.BLUE, Holder.COUNTY, 5, "待确认"),
        (Stage.CLAIMED, Light.GREY, Holder.STATION, 5, "未启动"),
    ]
    assert cells[first.unit, county.items[0]].tip == "申请办结 · 待核验 · 在县里 5 天 · 时限 2026-12-31"


def test_passed_ones_are_counted_per_station_and_task(county: County) -> None:
    first, second, _ = county.stations
    for station in (first, second):
        request(station, claim(station, county.items[0]))
    county.sync()
    for row_id in _requests(county):
        decide(county.office, row_id, revision=1, decision=Decision.PASSED)
    board = read_board(county.office)
    assert [(line.done, line.total) for line in board.stations] == [(1, 6), (1, 6), (0, 6)]
    assert [(task.done, task.total) for task in board.tasks[:2]] == [(2, 3), (0, 3)]
    assert board.stations[0].trend[-1] == pytest.approx(1 / 6)
    assert board.stations[0].trend[0] == 0
    county.sync()  # and the station sees the same
    from app.tasks.ledger import list_ledger

    assert list_ledger(first)[0].stage is Stage.CLOSED


def _requests(county: County) -> list[str]:
    from app.verification.queue import list_waiting

    return [row.id for row in list_waiting(county.office)]


def test_what_does_not_apply_leaves_the_count(county: County) -> None:
    first = county.stations[0]
    away = claim(first, county.items[2], decision=ClaimDecision.NOT_APPLICABLE, reason="本站没有图书室")
    county.sync()
    assert (first.unit, county.items[2]) in read_board(county.office).cells
    decide(county.office, away, revision=1, decision=Decision.PASSED)
    board = read_board(county.office)
    assert (first.unit, county.items[2]) not in board.cells
    assert (board.stations[0].total, board.tasks[2].total) == (5, 2)


def test_a_withdrawn_task_leaves_the_map(county: County) -> None:
    office = county.office
    with office.write() as session:
        for n, item in enumerate(county.items):
            session.create(
                TaskItem(
                    package=county.package,
                    version=2,
                    item=item,
                    position=n + 1,
                    content="x",
                    change="withdrawn" if n == 0 else "same",
                ),
                stream="all",
            )
        session.create(TaskPackage(package=county.package, version=2, name="清单"), stream="all")
    assert [task.item for task in read_board(office).tasks] == county.items[1:]


def test_an_overdue_item_is_red_until_it_waits_for_the_county(county: County) -> None:
    station = county.stations[0]
    claimed = claim(station, county.items[0])
    county.clock.to(date(2027, 1, 5))
    county.sync()
    assert read_board(county.office).cells[station.unit, county.items[0]].word == "逾期 5 天"
    request(station, claimed)
    county.clock.forward(days=10)
    county.sync()
    assert read_board(county.office).cells[station.unit, county.items[0]].light is Light.BLUE
    (waiting,) = _requests(county)
    decide(county.office, waiting, revision=1, decision=Decision.RETURNED, reason="缺照片")
    cell = read_board(county.office).cells[station.unit, county.items[0]]
    assert (cell.stage, cell.word) == (Stage.RETURNED, "逾期 5 天")  # the days with the county do not count


def test_a_voided_claim_is_unclaimed_again(county: County) -> None:
    station = county.stations[0]
    claimed = claim(station, county.items[0])
    county.sync()
    with station.write() as session:
        session.withdraw(session.get_one(Claim, claimed), "误点")
    county.sync()
    assert read_board(county.office).stations[0].unclaimed == 6


def test_an_answered_question_goes_back_to_the_station(county: County) -> None:
    station = county.stations[0]
    asked = ask(station, county.items[0])
    county.sync()
    county.clock.forward(days=3)
    answer_question(county.office, asked, revision=1, result=AnswerResult.EXPLAINED, text="按次数计算")
    county.clock.forward(days=2)
    cell = read_board(county.office).cells[station.unit, county.items[0]]
    assert (cell.stage, cell.holder, cell.days) == (Stage.UNCLAIMED, Holder.STATION, 2)


def test_the_number_of_queries_does_not_grow(tmp_path: object, county: County) -> None:
    def queries() -> int:
        count = 0

        def tick(*_arguments: object) -> None:
            nonlocal count
            count += 1

        event.listen(county.office.engine, "before_cursor_execute", tick)
        read_board(county.office)
        event.remove(county.office.engine, "before_cursor_execute", tick)
        return count

    few = queries()
    for station in county.stations:
        for item in county.items:
            request(station, claim(station, item))
    county.sync()
    assert queries() == few


def test_data_is_as_old_as_the_last_package_says(county: County) -> None:
    office, (first, second, third) = county.office, county.stations
    package_came(office, first, number=1)
    package_came(office, second, number=4, made_at="2031-01-01T00:00:00.000Z")  # a clock five years ahead
    package_came(office, third, number=1, outcome=Outcome.UNDONE)
    county.clock.forward(days=20)
    package_came(office, first, number=2, made_at="2026-03-10T01:00:00.000Z")
    rows = list_stations(office, stale_days=10)
    assert [(row.as_of, row.package, row.stale) for row in rows] == [
        (date(2026, 3, 10), 2, True),
        (date(2026, 3, 2), 4, True),
        (None, None, True),
    ]
    assert [row.stale for row in list_stations(office, stale_days=20)] == [False, False, True]
    assert read_board(office).as_of == date(2026, 3, 2)
    assert rows[0].received_on == date(2026, 3, 2) + timedelta(days=20)


def test_a_station_that_never_wrote_is_on_the_map(county: County) -> None:
    from app.office.units import UnitForm, add_unit
    from db.models.units import UnitKind

    unit = add_unit(county.office, UnitForm(UnitKind.STATION, "长坪乡综合文化站", "990101240000"))
    board = read_board(county.office)
    assert board.stations[-1].station.unit == unit
    assert board.stations[-1].unclaimed == 6
    assert board.stations[-1].station.site == ""


@pytest.mark.parametrize(("stations", "items"), [(0, 3), (2, 0)])
def test_an_empty_county_is_an_empty_map(tmp_path: object, stations: int, items: int) -> None:
    from pathlib import Path

    county = make_county(Path(str(tmp_path)) / "empty", stations=stations, items=items)
    board = read_board(county.office)
    assert (len(board.stations), len(board.tasks), len(board.cells)) == (stations, items, 0)
    county.close()
