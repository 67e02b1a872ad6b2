from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.evidence.attach import attach_files
from app.log.undo import mark_log, take_back, written_since
from app.tasks.claims import claim_items, set_ability
from app.tasks.ledger import LedgerFilter, LedgerRow, groups_of, light_counts, list_ledger, read_row
from app.tasks.progress import (
    closing_obstacle,
    evidence_targets,
    list_events,
    record_progress,
    remove_progress,
    request_closing,
    withdraw_request,
)
from app.tasks.stage import Stage
from app.work.log import list_log
from app.workspace import Workspace
from db.models.tasks import Ability, Decision, Target
from tests.app.tasks.lists import decide, item, publish
from tests.workspaces import StoppedClock, carry


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    made = publish(
        office,
        [
            item("组织群众文化活动", "2026年6月底前", quantity=3, quantity_unit="场"),
            item("建立工作制度", "2026年3月20日前", evidence_count=2, level1="制度"),
            item("坚持免费开放", "长期坚持", nature="optional"),
        ],
    )
    carry(office, station)
    claim_items(station, made, responsible="周小满")
    return made


def row(ws: Workspace, which: str) -> LedgerRow:
    return read_row(ws, which)


def attach(ws: Workspace, tmp_path: Path, which: str, *names: str) -> None:
    claim = row(ws, which).claim
    assert claim is not None
    for name in names:
        (tmp_path / name).write_text(name)
    attach_files(ws, [tmp_path / name for name in names], targets=[(Target.CLAIM, claim)])


def test_quantities_add_up_and_the_last_percent_stands(station: Workspace, items: list[str]) -> None:
    assert row(station, items[0]).sessions == (0, 3)
    record_progress(station, items[0], text="第一场", quantity=1)
    record_progress(station, items[0], text="第二场", quantity=1, obstacle="缺音响", next_step="去借")
    now = row(station, items[0])
    assert (now.sessions, now.percent, now.entries) == ((2, 3), 66, 2)
    assert (now.last_text, now.obstacle, now.next_step) == ("第二场", "缺音响", "去借")
    record_progress(station, items[0], quantity=-1)
    assert row(station, items[0]).quantity_done == 1
    record_progress(station, items[2], percent=40)
    record_progress(station, items[2], text="只写一句")
    assert row(station, items[2]).percent == 40


def test_words_go_into_the_log_too_and_out_of_both(station: Workspace, items: list[str]) -> None:
    progress = record_progress(station, items[1], text="  起草 了制度 ", on=date(2026, 2, 27))
    (entry,) = list_log(station)
    assert (entry.text, entry.on, entry.item, entry.late) == (
        "起草 了制度",
        date(2026, 2, 27),
        items[1],
        True,
    )
    remove_progress(station, progress)
    assert list_log(station) == []
    assert row(station, items[1]).entries == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"text": "  "},
        {"percent": 101},
        {"percent": -1},
        {"quantity": -1},
        {"text": "甲", "on": date(2026, 3, 3)},
    ],
)
def test_progress_that_says_nothing_or_too_much_is_refused(
    station: Workspace, items: list[str], wrong: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput):
        record_progress(station, items[0], **wrong)  # type: ignore[arg-type]
    assert row(station, items[0]).entries == 0


def test_closing_says_what_is_lacking(station: Workspace, items: list[str], tmp_path: Path) -> None:
    assert closing_obstacle(row(station, items[0])) == "还不能申请办结：差 3 场。"
    assert closing_obstacle(row(station, items[1])) == "还不能申请办结：差 2 份佐证。"
    attach(station, tmp_path, items[1], "a.pdf")
    assert closing_obstacle(row(station, items[1])) == "还不能申请办结：差 1 份佐证。"
    with pytest.raises(InvalidInput, match="差 1 份佐证"):
        request_closing(station, items[1], result="建好了")
    attach(station, tmp_path, items[1], "b.pdf")
    assert closing_obstacle(row(station, items[1])) == ""
    with pytest.raises(InvalidInput, match="办理结果"):
        request_closing(station, items[1], result="  ")
    assert closing_obstacle(row(station, items[2])) == ""  # nothing is asked for, nothing is called for


def test_files_of_a_log_line_prove_its_task(station: Workspace, items: list[str], tmp_path: Path) -> None:
    record_progress(station, items[1], text="制度上墙")
    (entry,) = list_log(station)
    (tmp_path / "a.jpg").write_bytes(b"a")
    attach_files(station, [tmp_path / "a.jpg"], targets=[(Target.LOG_ENTRY, entry.id)])
    assert (row(station, items[1]).evidence, row(station, items[1]).evidence_missing) == (1, 1)
    claim = row(station, items[1]).claim
    assert evidence_targets(station, items[1]) == [claim, entry.id]


def test_the_loop_from_request_to_return_to_done(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    record_progress(station, items[2], text="全年开放")
    clock.to(date(2026, 3, 10))
    first = request_closing(station, items[2], result="已坚持", completed_on=date(2026, 3, 9))
    waiting = row(station, items[2])
    assert (waiting.stage, waiting.light_word, waiting.waiting_since) == (
        Stage.CLOSING,
        "待核验",
        date(2026, 3, 10),
    )
    with pytest.raises(InvalidInput, match="等县里核验"):
        request_closing(station, items[2], result="再报一次")
    clock.forward(days=3)
    decide(office, station, first, 1, Decision.RETURNED, reason="缺开放登记")
    back = row(station, items[2])
    assert (back.stage, back.returned_reason, back.held_days) == (Stage.RETURNED, "缺开放登记", 3)
    with pytest.raises(InvalidInput):
        withdraw_request(station, items[2])
    second = request_closing(station, items[2], result="补了登记")
    withdraw_request(station, items[2])
    assert row(station, items[2]).stage is Stage.RETURNED
    third = request_closing(station, items[2], result="补了登记本")
    assert third != second
    decide(office, station, third, 1, Decision.SITE_VISIT, reason="下周去看")
    assert row(station, items[2]).light_word == "待现场核验"
    decide(office, station, third, 1, Decision.PASSED)
    done = row(station, items[2])
    assert (done.stage, done.light, done.percent, done.open) == (Stage.CLOSED, "green", 100, False)
    with pytest.raises(InvalidInput, match="已办结"):
        record_progress(station, items[2], text="还想写")
    whats = [event.what for event in list_events(station, items[2])]
    assert sorted(whats) == sorted(
        ["认领", "进展", "申请办结", "县里核验", "申请办结", "县里核验", "县里核验"]
    )
    assert list_events(office, items[2], site=station.site)[-1].what in {"认领", "进展"}
    assert read_row(office, items[2], site=station.site).stage is Stage.CLOSED


def test_a_verdict_on_an_older_revision_says_nothing(
    office: Workspace, station: Workspace, items: list[str]
) -> None:
    request = request_closing(station, items[2], result="已坚持")
    mark = mark_log(station)
    withdraw_request(station, items[2])
    take_back(station, written_since(station, mark))  # the same request is there again, as revision 3
    decide(office, station, request, 1, Decision.PASSED)
    assert row(station, items[2]).stage is Stage.CLOSING
    decide(office, station, request, 3, Decision.PASSED)
    assert row(station, items[2]).stage is Stage.CLOSED


def test_late_but_done_is_green_with_its_mark(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock, tmp_path: Path
) -> None:
    clock.to(date(2026, 3, 25))
    assert row(station, items[1]).light_word == "逾期 5 天"
    attach(station, tmp_path, items[1], "a.pdf", "b.pdf")
    request = request_closing(station, items[1], result="建好了", completed_on=date(2026, 3, 24))
    clock.to(date(2026, 5, 1))
    assert row(station, items[1]).light_word == "待核验"  # however long the county takes
    decide(office, station, request, 1, Decision.PASSED)
    assert (row(station, items[1]).light, row(station, items[1]).light_word) == ("green", "补办 4 天")


def test_the_clock_stood_still_while_the_county_looked(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock, tmp_path: Path
) -> None:
    clock.to(date(2026, 3, 19))
    attach(station, tmp_path, items[1], "a.pdf", "b.pdf")
    request = request_closing(station, items[1], result="建好了")
    clock.to(date(2026, 4, 8))
    decide(office, station, request, 1, Decision.RETURNED, reason="缺章")
    assert row(station, items[1]).light_word == "临期 1 天"  # 20 days with the county
    clock.to(date(2026, 4, 10))
    assert row(station, items[1]).light_word == "逾期 1 天"


def test_what_waits_for_support_stays_blue_past_its_limit(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    set_ability(station, [items[1]], Ability.COUNTY, "要县里配设备")
    clock.to(date(2027, 1, 1))
    assert (row(station, items[1]).light, row(station, items[1]).holder_label) == ("blue", "县里")
    set_ability(station, [items[1]], Ability.STATION)
    assert (row(station, items[1]).light, row(station, items[1]).reason) == ("red", "")


def test_filters_and_orders(station: Workspace, items: list[str], clock: StoppedClock) -> None:
    clock.to(date(2026, 3, 25))
    record_progress(station, items[0], text="第一场", quantity=1)
    rows = list_ledger(station)
    assert light_counts(rows) == {"red": 1, "yellow": 0, "blue": 0, "green": 1, "grey": 1}
    assert groups_of(rows) == ["公共文化服务", "制度"]

    def found(**wanted: object) -> list[int]:
        shown = list_ledger(station, wanted=LedgerFilter(**wanted))  # type: ignore[arg-type]
        return [one.number for one in shown]

    assert found(lights=frozenset({"red", "green"})) == [1, 2]
    assert found(stages=frozenset({Stage.IN_PROGRESS})) == [1]
    assert found(group="制度") == [2]
    assert found(holder="county") == []
    assert found(ability="station") == [1, 2, 3]
    assert found(text="文化 活动") == [1]
    assert found(text="周小满 制度") == [2]
    assert found(text="没有这个词") == []
    assert found(package="other") == []
    assert found(responsible=rows[0].responsible) == [1, 2, 3]
    for order in ("group", "content", "due", "light", "stage", "holder", "ability", "responsible", "percent"):
        assert len(list_ledger(station, order=order, descending=True)) == 3
    assert [one.number for one in list_ledger(station, order="light")] == [2, 1, 3]
    assert [one.number for one in list_ledger(station, order="due")] == [2, 1, 3]
    assert [one.number for one in list_ledger(station, order="evidence")] == [2, 1, 3]
    assert next(one.number for one in list_ledger(station, order="last", descending=True)) == 1
    with pytest.raises(InvalidInput):
        read_row(station, "nothing")
