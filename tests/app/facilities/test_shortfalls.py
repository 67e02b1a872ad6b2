from datetime import date

from app.facilities.checks import discard_check, finish_check, start_check
from app.facilities.coverage import list_coverage
from app.facilities.entering import enter_results
from app.facilities.judging import Entry, Finding
from app.facilities.shortfalls import list_shortfalls
from app.facilities.venues import add_proposed, list_venues, propose_venues, withdraw_venues
from app.rectification.problems import list_problems
from app.rectification.reporting import report_problem_from_result
from app.workspace import Workspace
from tests.workspaces import StoppedClock, carry


def check(ws: Workspace, venue: str, on: date, **values: str) -> str:
    made = start_check(ws, venue, on=on)
    enter_results(ws, made, {code: Entry(value) for code, value in values.items()})
    finish_check(ws, made)
    return made


def test_only_the_last_finished_check_counts(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    add_proposed(ready, propose_venues(ready))
    house, first_village, *_ = [row.id for row in list_venues(ready)]
    check(ready, house, date(2026, 1, 5), A02="100", A05="2")
    check(ready, house, date(2026, 2, 5), A02="400", A05="1", E01="1", B04="12")
    check(ready, first_village, date(2026, 2, 6), V01="80", V04="1")
    late = check(ready, house, date(2026, 1, 20), A05="2")  # entered later, but of an earlier day
    start_check(ready, house)  # under way
    rows = list_shortfalls(ready)
    assert [(row.unit_name, row.code, row.standard, row.actual, row.shortfall) for row in rows] == [
        ("青石镇综合文化站", "A02", "≥500 m²", "400 m²", "差 100 m²"),
        ("青石镇综合文化站", "B04", "5 样齐全", "演出、阅览（2 样）", "缺 培训、展览、体育"),
        ("青石镇综合文化站", "E01", "≥2 人", "1 人", "差 1 人"),
        ("前进村", "V01", "≥100 m²", "80 m²", "差 20 m²"),
    ]
    assert [row.finding for row in rows][2] is Finding.BASICALLY_MET
    assert {row.checked_on for row in rows[:3]} == {date(2026, 2, 5)}
    reported = report_problem_from_result(ready, rows[0].result)
    assert list_shortfalls(ready)[0].problem_number == reported.number
    assert [row.code for row in list_shortfalls(ready, without_problem=True)] == ["B04", "E01", "V01"]
    assert [row.code for row in list_shortfalls(ready, offset=1, limit=2)] == ["B04", "E01"]
    discard_check(ready, late, reason="重复")
    carry(ready, office)
    assert [row.result for row in list_shortfalls(office, station=ready.unit)] == [row.result for row in rows]
    assert list_shortfalls(office, station="other") == []
    withdraw_venues(ready, [first_village], reason="撤并")
    assert [row.code for row in list_shortfalls(ready)] == ["A02", "B04", "E01"]


def test_coverage_names_the_blind_spots(ready: Workspace, office: Workspace, clock: StoppedClock) -> None:
    add_proposed(ready, propose_venues(ready)[:3])  # the last village has no venue at all
    house, first_village, _ = [row.id for row in list_venues(ready)]
    check(ready, house, date(2025, 2, 1), A02="100", A05="2")
    check(ready, first_village, date(2026, 2, 20), V01="100")
    (shortfall, _) = list_shortfalls(ready)
    report_problem_from_result(ready, shortfall.result)
    rows = list_coverage(ready)
    assert [(row.unit_name, row.venues, row.never, row.blind, row.days) for row in rows] == [
        ("青石镇综合文化站", 1, 0, False, 394),
        ("前进村", 1, 0, False, 10),
        ("河口村", 1, 1, True, None),
        ("柳树村", 0, 0, True, None),
    ]
    assert [(row.not_met, row.open_problems) for row in rows[:2]] == [(2, 1), (0, 0)]
    old = list_coverage(ready, older_than_days=365)
    assert [row.unit_name for row in old] == ["青石镇综合文化站", "河口村", "柳树村"]
    assert [row.unit_name for row in list_coverage(ready, older_than_days=394)] == ["河口村", "柳树村"]
    carry(ready, office)
    assert list_coverage(office, station=ready.unit) == rows
    assert len(list_problems(office)) == 1
