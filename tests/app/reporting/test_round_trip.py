"""What both sides write about reporting, through real packages."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.overview.reports import news_of
from app.reporting.county import close_month, daily_table, first_report_table
from app.reporting.county_rules import Rule, set_holiday, set_rule, set_sprint, sprint_on
from app.reporting.daily import submit_day
from app.reporting.drafts import edit_section
from app.reporting.duty import list_duty, plan_duty, swap_shift
from app.reporting.instructions import (
    InstructionForm,
    acknowledge,
    issue_instruction,
    list_instructions,
)
from app.reporting.monthly import add_return_note, list_returns, submit_return
from app.reporting.reports_up import ReportUpForm, add_report_up, first_reports, list_reports_up
from app.reporting.support import SupportForm, add_step, list_support, raise_support, reply_support
from app.sync.receive import receive
from app.tasks.facts import items_now
from db.models.reporting import DraftKind, ReportDraft
from db.models.support import SupportState
from tests.app.overview.small_county import publish
from tests.app.sync.county import make_county
from tests.workspaces import StoppedClock


def test_reports_go_up_and_answers_come_down(tmp_path: Path, clock: StoppedClock) -> None:
    county = make_county(tmp_path, clock, stations=2, enrolled=True)
    office, (first, second) = county.office, county.stations
    publish(office, ["免费开放", "送戏下乡"])
    set_rule(office, Rule(report_up_days=2, return_day=8))
    set_sprint(office, name="迎接省级验收", start=date(2026, 3, 2), end=date(2026, 3, 20))
    set_holiday(office, date(2026, 3, 8), "妇女节")
    told = issue_instruction(office, InstructionForm("报送台账", "请于周五前报送。", date(2026, 3, 6)))
    for station in (first, second):
        taken = receive(station, [county.down(station)])
        assert news_of(station, taken.batch or 0)[-2:] == [
            "通知《报送台账》，请到“汇报”里签收",
            "迎检期“迎接省级验收”3 月 2 日至 3 月 20 日，每天报告、排好值班",
        ]
    assert [clock_.first.word for clock_ in first_reports(first)] == ["还有 2 天"]
    county.exchange(second)  # says that it holds the list

    with first.read() as session:
        items = tuple(item.item for item in items_now(session))
    add_report_up(first, ReportUpForm(first.today, covers=items, decision="列入党委会议题"))
    request = raise_support(
        first, SupportForm("更换音响", kind="equipment", level="county", covers=items[:1])
    )
    add_step(first, request, SupportState.SENT_TO_COUNTY)
    acknowledge(first, told)
    submit_day(first, first.today, reporter="王站长", zero=True)
    plan_duty(
        first,
        date(2026, 3, 2),
        date(2026, 3, 8),
        posts=["总值班"],
        people=[("甲", ""), ("乙", "")],
        leaders=[],
    )
    shift = list_duty(first, date(2026, 3, 2), date(2026, 3, 2))[0].shifts[0]
    swap_shift(first, shift.id, person="丙", why="开会")
    edit_section(
        first, DraftKind.MONTHLY, date(2026, 3, 1), date(2026, 3, 31), "done", "三月工作按计划推进。"
    )
    returned = submit_return(first, date(2026, 3, 1), signed_by="王站长")
    county.exchange(first)
    add_return_note(first, returned, "活动漏报一场")
    reply_support(office, request, SupportState.PARTLY_SOLVED, text="先解决一半")
    clock.to(date(2026, 3, 9))
    county.exchange(first)
    county.exchange(first)

    (row,) = list_support(first)
    assert (row.state_label, row.last) == ("部分解决", "先解决一半")
    assert [line.clock.first.word for line in first_report_table(office)] == ["逾期 5 天未汇报", "已汇报"]
    assert list_reports_up(office, site=first.site)[0].form.decision == "列入党委会议题"
    sprint = sprint_on(office)
    assert sprint is not None
    words = [[cell.word for cell in line.cells.values()] for line in daily_table(office, sprint)]
    assert words[0][:2] == ["零报告", "缺报"]
    assert set(words[1]) == {"未收到"}  # its data reach to the 2nd only
    duty = list_duty(office, date(2026, 3, 2), date(2026, 3, 8), site=first.site)
    assert [(shift.form.person, shift.before) for shift in duty[0].shifts] == [("丙", "原为 甲，开会")]
    assert duty[-1].kind == "妇女节"
    (handed_in,) = list_returns(office)
    assert (handed_in.done, [note.text for note in handed_in.state.notes]) == (
        "三月工作按计划推进。",
        ["活动漏报一场"],
    )
    (instruction,) = list_instructions(office)
    assert (instruction.read, instruction.waiting, instruction.light) == (1, ("柳河镇文化站",), "red")
    with office.read() as session:
        assert session.scalar(select(func.count()).select_from(ReportDraft)) == 0  # drafts never leave

    clock.to(date(2026, 4, 1))
    assert close_month(office, date(2026, 3, 1)) == 1
    county.close()


@pytest.mark.parametrize("lost", [True, False])
def test_a_lost_package_loses_nothing(tmp_path: Path, clock: StoppedClock, lost: bool) -> None:
    county = make_county(tmp_path, clock, enrolled=True)
    (station,) = county.stations
    request = raise_support(station, SupportForm("更换音响", level="county"))
    package = county.up(station)
    if lost:
        package.unlink()
    county.exchange(station)
    reply_support(county.office, request, SupportState.SOLVED, text="已列预算")
    county.down(station).unlink()
    county.exchange(station)
    assert [row.state_label for row in list_support(station)] == ["已解决"]
    county.close()
