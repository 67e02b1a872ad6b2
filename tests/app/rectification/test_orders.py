from datetime import date

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput, NotOwner
from app.facilities.venues import VenueForm, add_venue
from app.rectification.closing import request_closing
from app.rectification.numbers import take_number
from app.rectification.orders import (
    OrderForm,
    OrderState,
    answer_order,
    count_orders,
    edit_order,
    get_order,
    issue_order,
    list_orders,
    withdraw_order,
)
from app.rectification.problems import edit_problem, get_problem
from app.rectification.queries import has_unanswered_order
from app.workspace import Workspace
from db.models.rectification import OrderKind, Problem, ProblemSource, Severity
from db.models.tasks import Decision
from tests.facilities import add_person, add_proof, complete, decide
from tests.workspaces import StoppedClock, carry

ORDER = OrderForm(
    description="安全出口堆放杂物",
    issued_on=date(2026, 3, 1),
    limit_end=date(2026, 3, 10),
    place="一楼大厅",
    clause="G04 安全出口畅通",
    requirement="清空出口，专人每日检查",
    severity=Severity.SEVERE,
    inspectors="沈静、赵启明",
    receiver="陆秀兰",
)


def issue(office: Workspace, ready: Workspace, form: OrderForm = ORDER) -> str:
    order = issue_order(office, ready.unit, form)
    carry(office, ready)
    return order


def test_an_order_has_a_number_and_reaches_its_station(ready: Workspace, office: Workspace) -> None:
    order = issue(office, ready)
    for ws in (office, ready):
        row = get_order(ws, order)
        assert row.number == "03-ZG-2026-A0001"
        assert row.form == ORDER
        assert (row.station_name, row.kind_label, row.severity_label) == (
            "青石镇综合文化站",
            "限期整改",
            "严重",
        )
        assert (row.state, row.state_label, row.lamp.word) == (OrderState.ISSUED, "待签收", "正常")
    assert [row.ours for row in (get_order(office, order), get_order(ready, order))] == [True, False]
    with pytest.raises(NotOwner):
        edit_order(ready, order, replace(ORDER, limit_end=date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"description": " "}, "写清"),
        ({"issued_on": date(2026, 3, 3), "limit_end": date(2026, 3, 4)}, "还没有到"),
        ({"limit_end": date(2026, 2, 28)}, "不能早于"),
    ],
)
def test_impossible_orders_take_no_number(
    ready: Workspace, office: Workspace, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        issue_order(office, ready.unit, replace(ORDER, **change))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="哪个文化站"):
        issue_order(office, office.unit, ORDER)
    assert get_order(office, issue(office, ready)).number.endswith("A0001")


def test_signing_for_an_order_needs_measure_person_and_day(ready: Workspace, office: Workspace) -> None:
    order = issue(office, ready)
    person = add_person(ready)
    day = date(2026, 3, 5)
    for measures, who, finish, sentence in (
        ([" "], person, day, "措施"),
        (["清空"], "", day, "责任人"),
        (["清空"], person, date(2026, 3, 11), "完成日期"),
        (["清空"], person, date(2026, 2, 28), "完成日期"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            answer_order(ready, order, measures=measures, responsible=who, finish_on=finish)
    assert get_order(ready, order).problem is None
    problem = answer_order(ready, order, measures=[" 清空杂物 ", ""], responsible=person, finish_on=day)
    row = get_problem(ready, problem)
    assert (row.number, row.order_number, row.form.source) == (
        "03-WT-2026-A0001", "03-ZG-2026-A0001", ProblemSource.ORDER,
    )  # fmt: skip
    assert (row.form.limit_text, row.limit_end, row.form.goal) == ("2026年3月5日前", day, ORDER.requirement)
    assert row.form.measures == ("清空杂物",)
    with pytest.raises(InvalidInput, match="03-WT-2026-A0001"):
        answer_order(ready, order, measures=["x"], responsible=person, finish_on=day)


def test_the_office_follows_its_order_to_the_end(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    order = issue(office, ready)
    person = add_person(ready)
    problem = answer_order(ready, order, measures=["清空"], responsible=person, finish_on=date(2026, 3, 5))
    carry(ready, office)
    row = get_order(office, order)
    assert (row.state_label, row.measures, row.responsible, row.finish_on) == (
        "整改中", ("清空",), "陆秀兰", date(2026, 3, 5),
    )  # fmt: skip
    form = get_problem(ready, problem).form
    edit_problem(
        ready, problem, replace(complete(person), description=form.description, limit_text=form.limit_text)
    )
    add_proof(ready, problem)
    request_closing(ready, problem, result="清空了", completed_on=date(2026, 3, 2))
    clock.to(date(2026, 3, 12))
    carry(ready, office)
    assert (get_order(office, order).state_label, get_order(office, order).lamp.word) == ("待核查", "待核验")
    decide(office, ready, problem, Decision.RETURNED, "还有一堆")
    assert (get_order(office, order).state_label, get_order(office, order).returned) == ("退回重改", 1)
    request_closing(ready, problem, result="都清了", completed_on=date(2026, 3, 12))
    decide(office, ready, problem, Decision.PASSED)
    row = get_order(office, order)
    assert (row.state, row.closed_on, row.lamp.word) == (OrderState.CLOSED, date(2026, 3, 12), "已销号")
    assert count_orders(office)[OrderState.CLOSED] == 1


def test_an_unanswered_order_runs_late(ready: Workspace, office: Workspace, clock: StoppedClock) -> None:
    order = issue(office, ready)
    clock.to(date(2026, 3, 12))
    row = get_order(office, order)
    assert (row.lamp.light, row.lamp.days, row.state) == ("red", 2, OrderState.ISSUED)


def test_what_was_fixed_at_the_scene_stays_within_the_order(ready: Workspace, office: Workspace) -> None:
    order = issue(office, ready)
    person = add_person(ready)
    problem = answer_order(ready, order, measures=["清空"], responsible=person, finish_on=date(2026, 3, 5))
    form = get_problem(ready, problem).form
    for change, sentence in (
        ({"limit_text": "2026年4月1日前"}, "2026-03-10"),
        ({"limit_text": ""}, "时限"),
        ({"measures": ()}, "措施和责任人"),
        ({"responsible": None}, "措施和责任人"),
        ({"description": "没有问题"}, "不能改"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            edit_problem(ready, problem, replace(form, **change))
    edit_problem(ready, problem, replace(form, limit_text="2026年3月8日前", leader="副镇长"))
    edit_order(office, order, replace(ORDER, limit_end=date(2026, 4, 10)))  # the county consents
    carry(office, ready)
    edit_problem(ready, problem, replace(form, limit_text="2026年4月1日前"))
    assert get_problem(ready, problem).limit_end == date(2026, 4, 1)


def test_orders_are_filtered_and_withdrawn(ready: Workspace, office: Workspace) -> None:
    venue = add_venue(ready, VenueForm(unit=ready.unit, name="站舍", kind="station_house"))
    carry(ready, office)
    first = issue(
        office, ready, replace(ORDER, venue=venue, kind=OrderKind.AT_ONCE, limit_end=ORDER.issued_on)
    )
    second = issue(office, ready, replace(ORDER, description="图书未上架", limit_end=date(2026, 3, 4)))
    assert [row.id for row in list_orders(office)] == [first, second]
    assert [row.id for row in list_orders(office, order="number", descending=True)] == [second, first]
    assert get_order(office, first).venue_name == "站舍"
    problem = answer_order(
        ready, first, measures=["清空"], responsible=add_person(ready), finish_on=ORDER.issued_on
    )
    assert get_problem(ready, problem).place == "青石镇综合文化站 站舍"
    carry(ready, office)
    assert [row.id for row in list_orders(office, states=[OrderState.ISSUED])] == [second]
    assert [row.id for row in list_orders(office, states=[OrderState.WORKING])] == [first]
    for order in ("limit", "issued", "station", "state"):
        assert len(list_orders(office, order=order)) == 2
    assert [row.id for row in list_orders(office, text="图书")] == [second]
    assert len(list_orders(office, station=ready.unit, offset=1, limit=5)) == 1
    assert list_orders(office, station="x") == []
    with pytest.raises(InvalidInput, match="原因"):
        withdraw_order(office, second, reason="")
    withdraw_order(office, second, reason="开错站")
    carry(office, ready)
    for ws in (office, ready):
        assert [row.id for row in list_orders(ws)] == [first]
        with pytest.raises(InvalidInput, match="撤销"):
            get_order(ws, second)
    assert count_orders(ready)[OrderState.ISSUED] == 0


def test_a_slip_printed_blank_keeps_its_number(ready: Workspace, office: Workspace) -> None:
    with office.write() as session:
        numbers = [take_number(session, unit=office.unit, kind="ZG", year=2026) for _ in range(2)]
    assert numbers == ["00-ZG-2026-A0001", "00-ZG-2026-A0002"]
    order = issue_order(office, ready.unit, ORDER, printed=" ００-zg-2026-A0002 ")
    assert get_order(office, order).number == numbers[1]
    for printed, sentence in (
        (numbers[1], "录过"),
        ("00-ZG-2026-A0003", "不是本机"),
        ("00-ZG-2025-A0001", "不是本机"),
        ("00-ZG-2026-A0000", "不是本机"),
        ("A0001", "不是本机"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            issue_order(office, ready.unit, ORDER, printed=printed)
    withdraw_order(office, order, reason="写错")
    with pytest.raises(InvalidInput, match="录过"):  # a withdrawn number is not used again
        issue_order(office, ready.unit, ORDER, printed=numbers[1])
    assert get_order(office, issue_order(office, ready.unit, ORDER)).number == "03-ZG-2026-A0003"


def test_whether_an_order_waits_is_told_as_its_state_is(ready: Workspace, office: Workspace) -> None:
    def waits() -> bool:
        with ready.read() as session:
            told = has_unanswered_order(session, ready.unit)
        assert told == bool(list_orders(ready, states=[OrderState.ISSUED]))
        return told

    assert not waits()
    first = issue(office, ready)
    assert waits()
    problem = answer_order(
        ready, first, measures=["清空"], responsible=add_person(ready), finish_on=date(2026, 3, 9)
    )
    assert not waits()
    with ready.write() as session:
        session.withdraw(session.get_one(Problem, problem), "登错了")
    assert waits()  # nothing answers it any more
    withdraw_order(office, first, reason="写错了")
    carry(office, ready)
    assert not waits()
    with ready.read() as session:
        assert not has_unanswered_order(session, "another station")
