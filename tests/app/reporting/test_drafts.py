from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.reporting.drafts import add_new_facts, edit_section, keep_words, read_draft, redraft_section
from app.reporting.spans import month_of, week_of
from app.reporting.support import SupportForm, raise_support
from app.work.log import add_log, edit_log, remove_log
from app.workspace import COUNTY
from db.models.reporting import DraftKind
from db.models.tasks import Progress
from tests.app.overview.small_county import County, claim, request

SPAN = (DraftKind.SUMMARY, date(2026, 3, 2), date(2026, 3, 8))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_weeks_and_months_hold_their_day(day: date) -> None:
    for start, end in (week_of(day), month_of(day)):
        assert start <= day <= end
    assert week_of(day)[0].weekday() == 0
    assert (month_of(day)[0].day, date.fromordinal(month_of(day)[1].toordinal() + 1).day) == (1, 1)


def test_a_summary_is_drafted_from_what_was_entered(county: County) -> None:
    station = county.stations[0]
    done = claim(station, county.items[0])
    add_log(station, "到柳树村核对图书登记")
    add_log(station, "元宵节灯谜会", activity="reading", people=300, item=county.items[0])
    with station.write() as session:
        session.create(
            Progress(
                claim=done,
                on=station.today,
                text="公示栏已更换。",
                percent=60,
                obstacle="村里的公示栏破损",
                next_step="四月补换三个村",
            ),
            stream=COUNTY,
        )
    request(station, done)
    raise_support(station, SupportForm("更换音响", kind="equipment", level="county"))
    draft = read_draft(station, *SPAN)
    assert draft.text("done").splitlines() == [
        "1. 3月2日，到柳树村核对图书登记。",
        "2. 3月2日，元宵节灯谜会（阅读活动，300 人）。",
        "3. 3月2日，免费开放时间和项目上墙公示（第 1 项）：公示栏已更换（60%）。",
        "4. 3月2日，申请办结“免费开放时间和项目上墙公示（第 1 项）”：三场活动都已办完，签到和照片齐全。",
    ]
    assert draft.text("problems") == "1. 免费开放时间和项目上墙公示（第 1 项）：村里的公示栏破损。"
    assert draft.text("help_wanted") == "1. 请县委县政府支持设备：更换音响（提出）。"
    facts = draft.facts
    assert (facts.entries, facts.activities, facts.people, facts.items_closed) == (2, 1, 300, 1)
    assert (
        read_draft(station, DraftKind.SUMMARY, date(2026, 2, 1), date(2026, 2, 7)).text("done")
        == "本期没有记录。"
    )
    with pytest.raises(InvalidInput):
        read_draft(station, DraftKind.SUMMARY, date(2026, 2, 7), date(2026, 2, 1))


def test_what_somebody_wrote_stays_and_new_facts_are_pointed_out(county: County) -> None:
    station = county.stations[0]
    claim(station, county.items[0])
    entry = add_log(station, "送书下乡").log_entry
    edit_section(station, *SPAN, "done", "本周给三个村送书。")
    later = add_log(station, "排练秧歌").log_entry
    section = read_draft(station, *SPAN).sections["done"]
    assert (section.text, section.edited, section.gone) == ("本周给三个村送书。", True, 0)
    assert [fact.words for fact in section.new] == ["3月2日，排练秧歌"]

    add_new_facts(station, *SPAN, "done")
    section = read_draft(station, *SPAN).sections["done"]
    assert section.text == "本周给三个村送书。\n3月2日，排练秧歌。"
    assert not section.new

    edit_log(
        station,
        later,
        text="排练秧歌两场",
        on=station.today,
        unit=None,
        place="",
        activity="",
        people=None,
        organiser="",
    )
    remove_log(station, entry)
    section = read_draft(station, *SPAN).sections["done"]
    assert ([fact.words for fact in section.new], section.gone) == (["3月2日，排练秧歌两场"], 2)
    keep_words(station, *SPAN, "done")
    section = read_draft(station, *SPAN).sections["done"]
    assert (section.text, section.new, section.gone) == ("本周给三个村送书。\n3月2日，排练秧歌。", (), 0)

    redraft_section(station, *SPAN, "done")
    section = read_draft(station, *SPAN).sections["done"]
    assert (section.text, section.edited) == ("1. 3月2日，排练秧歌两场。", False)
    county.sync()  # drafts never leave the station


def test_a_long_span_is_told_by_kind_and_task(county: County) -> None:
    station = county.stations[0]
    claim(station, county.items[0])
    for name, people in (("元宵灯谜会", 300), ("读书会", 40), ("亲子阅读", 60), ("绘本故事", 20)):
        add_log(station, name, activity="reading", people=people)
    for count in (30, 50):
        add_log(station, f"到新书 {count} 册", item=county.items[0])
    for place in range(5):
        add_log(station, f"到第 {place + 1} 村查看")
    draft = read_draft(station, DraftKind.MONTHLY, *month_of(station.today))
    assert draft.text("done").splitlines() == [
        "1. 阅读活动 4 场，420 人次：读书会、亲子阅读、绘本故事等。",
        "2. 免费开放时间和项目上墙公示（第 1 项）：3月2日，到新书 50 册（共 2 次）。",
        "3. 3月2日，到第 3 村查看。",
        "4. 3月2日，到第 4 村查看。",
        "5. 3月2日，到第 5 村查看。",
        "6. 另有日常工作 2 条，见工作日志。",
    ]


def test_many_closings_of_a_month_are_counted(county: County) -> None:
    station = county.stations[0]
    for turn in range(8):
        request(station, claim(station, county.items[turn % 6]), turn=turn + 1)
    text = read_draft(station, DraftKind.MONTHLY, *month_of(station.today)).text("done")
    assert len(text.splitlines()) == 4
    assert "共 8 件" in text
