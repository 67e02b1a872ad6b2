from datetime import date

import pytest

from app.rectification.problem_rows import ProblemForm
from app.rectification.problems import add_problem
from app.tasks.claims import ask_not_applicable, ask_question, claim_items, plan_items
from app.tasks.ledger import read_row
from app.tasks.progress import record_progress, request_closing
from app.work.people import list_people
from app.work.today import Card, CardKind, count_due, read_today
from app.workspace import Workspace
from db.models.rectification import Order, OrderKind
from db.models.tasks import Change, Decision, QuestionKind, Target
from tests.app.tasks.lists import answer, decide, item, publish
from tests.workspaces import StoppedClock, carry


def words(cards: tuple[Card, ...]) -> list[tuple[str, str]]:
    return [(card.title, card.word) for card in cards]


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    made = publish(
        office,
        [
            item("甲", "2026年3月1日前"),
            item("乙", "2026年3月2日前", evidence_count=2),
            item("丙", "2026年3月9日前"),
            item("丁", "2026年3月10日前"),
            item("戊", "2026年2月1日前"),
            item("己", "长期坚持"),
        ],
        claim_by=date(2026, 3, 5),
    )
    carry(office, station)
    return made


def test_lists_by_urgency(station: Workspace, items: list[str]) -> None:
    claim_items(station, items, responsible="周小满")
    today = read_today(station)
    assert words(today.due) == [("戊", "逾期 29 天"), ("甲", "逾期 1 天"), ("乙", "今天到期")]
    assert words(today.week) == [("丙", "未启动")]
    assert (today.waiting, today.news) == ((), ())
    assert (today.done, today.total) == (0, 6)
    assert count_due(station) == 3
    late, _, lacking = today.due
    assert (late.can_close, lacking.can_close, lacking.lack) == (True, False, "还差 2 份佐证")
    assert late.detail == "时限 2 月 1 日 · 周小满"


def test_the_own_limit_counts_and_long_term_asks_for_news(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    claim_items(station, items)
    plan_items(station, [items[3]], finish_on=date(2026, 3, 2))
    assert "丁" in [card.title for card in read_today(station).due]
    clock.to(date(2026, 6, 10))
    assert ("己", "该更新") in words(read_today(station).week)
    record_progress(station, items[5], text="一直开着")
    assert ("己", "该更新") not in words(read_today(station).week)


def test_unclaimed_items_are_one_card_and_never_hidden(station: Workspace, items: list[str]) -> None:
    today = read_today(station)
    assert [(card.kind, card.title, card.detail) for card in today.news] == [
        (CardKind.CLAIM, "创建任务清单：6 项还没有认领", "请在 3 月 5 日前认领")
    ]
    assert today.due[0].kind is CardKind.CLAIM
    assert today.due[0].lack == "还没有认领"


def test_waiting_and_what_the_county_said(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    claim_items(station, items[:4], responsible="周小满")
    closing = request_closing(station, items[0], result="做完了")
    clock.forward(days=1)
    question = ask_question(
        station, items[4], kind=QuestionKind.QUESTION, reason_code="unclear", text="怎么算？"
    )
    ask_not_applicable(station, [items[5]], "没有")
    clock.forward(days=2)
    waiting = read_today(station).waiting
    assert words(waiting) == [("甲", "待核验"), ("戊", "待答复"), ("己", "待确认")]
    assert [card.detail for card in waiting] == [
        "在县里，已等 3 天",
        "在县里，已等 2 天",
        "在县里，已等 2 天",
    ]
    decide(office, station, closing, 1, Decision.RETURNED, reason="缺照片")
    answer(office, station, question, "按场次算")
    dropped = read_row(station, items[5]).claim
    assert dropped is not None
    decide(office, station, dropped, 1, Decision.PASSED, kind=Target.CLAIM)
    news = read_today(station).news
    assert [(card.title, card.word, card.detail) for card in news] == [
        ("创建任务清单：1 项还没有认领", "待认领", "请在 3 月 5 日前认领"),
        ("甲", "退回", "原因：缺照片"),
        ("戊", "有答复", "按场次算"),
        ("己", "同意不涉及", "县里同意本站不涉及这一项"),
    ]
    assert read_today(station).total == 5
    clock.forward(days=8)
    still = [card.word for card in read_today(station).news]
    assert still == ["待认领", "退回", "有答复"]  # what asks for something stays


def test_news_of_a_new_version(office: Workspace, station: Workspace, items: list[str]) -> None:
    claim_items(station, items)
    publish(
        office,
        [
            item("甲，要两份", item=items[0], change=Change.CHANGED),
            item("乙", item=items[1], change=Change.WITHDRAWN),
        ],
        version=2,
    )
    carry(office, station)
    assert [(card.title, card.word) for card in read_today(station).news] == [
        ("甲，要两份", "清单有改动"),
        ("乙", "已撤回"),
    ]


def test_only_mine(station: Workspace, items: list[str]) -> None:
    claim_items(station, items[:2], responsible="周小满")
    claim_items(station, items[2:5], responsible="李四")
    people = {person.name: person.id for person in list_people(station)}
    mine = read_today(station, person=people["周小满"])
    assert [card.title for card in mine.due] == ["甲", "乙"]
    assert [card.title for card in mine.week] == []
    assert [card.title for card in read_today(station, person=people["李四"]).week] == ["丙"]


def test_problems_and_orders_are_there_too(
    office: Workspace, station: Workspace, clock: StoppedClock
) -> None:
    with office.write() as session:
        session.create(
            Order(
                number="01-ZG-2026-A0001",
                station=station.unit,
                kind=OrderKind.BY_DATE,
                description="消防通道堆了杂物",
                issued_on=office.today,
                limit_end=date(2026, 3, 20),
            ),
            stream=station.unit,
        )
    carry(office, station)
    form = ProblemForm(
        description="灯不亮", found_on=date(2026, 3, 1), limit_text="2026年3月4日前", measures=("换灯管",)
    )
    problem = add_problem(station, form)
    today = read_today(station)
    assert [(card.kind, card.title, card.word) for card in today.news] == [
        (CardKind.ORDER, "消防通道堆了杂物", "交办单待签收")
    ]
    assert [(card.kind, card.key) for card in today.week] == [(CardKind.PROBLEM, problem)]
    clock.to(date(2026, 3, 6))
    assert words(read_today(station).due) == [("灯不亮", "逾期 2 天")]
    assert count_due(station) == 1
