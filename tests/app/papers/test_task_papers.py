"""Papers and workbooks of the tasks: more time, late work, schedule, people, questions, history."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.log.record_history import record_history, with_related
from app.papers.catalog import Choices, print_document
from app.papers.history import print_history
from app.papers.schedule import GROUPS
from app.reporting.reports_up import ReportUpForm, add_report_up
from app.tasks.claims import ask_question, claim_items, plan_items, set_ability, unclaim_items
from app.tasks.extensions import request_extension
from app.tasks.ledger import read_row
from app.tasks.own_tasks import OwnTaskForm, add_own_task
from app.tasks.progress import history_records, record_progress
from app.tasks.steps import add_step, finish_step
from app.verification.deciding import AnswerResult, Decision, answer_question, decide
from app.verification.queue import list_waiting
from app.workspace import Workspace
from db.models.tasks import Ability, QuestionKind
from tests.app.overview.small_county import County, make_county, request


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The first station has late work, more time, steps, an agreed inability, an answered and an open question."""
    made = make_county(tmp_path_factory.mktemp("county"), items=8)
    first = made.stations[0]
    items = made.items
    claim_items(first, items[:6], responsible="陆秀兰")
    claim_items(first, items[6:7])
    late, longer = items[0], items[1]
    end = read_row(first, longer).limit_end
    assert end is not None
    request_extension(first, longer, wanted_end=end + timedelta(days=30), reason="等器材")
    step = add_step(first, items[2], text="摸底", due_on=date(2026, 3, 3), weight=1)
    add_step(first, items[2], text="培训", due_on=date(2026, 9, 1), weight=3)
    finish_step(first, step, on=first.today)
    record_progress(first, items[3], text="做了一半", percent=50)
    set_ability(first, [items[4]], Ability.COUNTY, "没有剧场")
    ask_question(first, items[5], kind=QuestionKind.QUESTION, reason_code="unclear", text="算不算线上？")
    ask_question(first, items[7], kind=QuestionKind.OBJECTION, reason_code="too_soon", text="来不及")
    add_own_task(first, OwnTaskForm("整理旧报刊", limit_text="9月底前"))
    due = read_row(first, late).limit_end
    assert due is not None
    made.clock.to(due + timedelta(days=6))
    claim = read_row(first, late).claim
    assert claim is not None
    request(first, claim)
    made.sync()
    for row in list_waiting(made.office):
        if row.matter == "question":
            answer_question(
                made.office, row.id, revision=row.revision, result=AnswerResult.EXPLAINED, text="折算"
            )
        elif row.matter != "objection":
            decide(made.office, row.id, revision=row.revision, decision=Decision.PASSED)
    made.sync()
    yield made
    made.close()


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())


def printed(ws: Workspace, name: str, folder: Path) -> str:
    assert not print_document(ws, name, folder / f"{name}.pdf", Choices()).remarks
    return text_of(folder / f"{name}.pdf")


def sheet_of(ws: Workspace, name: str, folder: Path) -> list[dict[str, object]]:
    """Return the rows of a workbook by their heads."""
    print_document(ws, name, folder / f"{name}.xlsx", Choices())
    book = openpyxl.load_workbook(folder / f"{name}.xlsx")
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    head = next(n for n, row in enumerate(rows) if row[0] == "序号")
    return [
        dict(zip(map(str, rows[head]), row, strict=False))
        for row in rows[head + 1 :]
        if isinstance(row[0], int)
    ]


def test_late_work_keeps_its_mark_on_screen_in_excel_and_on_paper(county: County, tmp_path: Path) -> None:
    first = county.stations[0]
    row = read_row(first, county.items[0])
    assert (row.light, row.light_word, row.days_late) == ("green", "补办 6 天", 6)
    assert "补办6天" in printed(first, "工作台账", tmp_path)
    line = sheet_of(first, "工作台账", tmp_path)[0]
    assert (str(line["完成状态"]).replace(" ", ""), line["逾期或补办(天)"]) == ("●补办6天", 6)


def test_the_old_limit_stands_beside_the_new_one(county: County, tmp_path: Path) -> None:
    first = county.stations[0]
    row = read_row(first, county.items[1])
    assert row.limit_was is not None
    text = printed(first, "工作台账", tmp_path)
    assert f"延至{row.limit_end}" in text
    assert "".join(row.limit_text.split()) in text
    line = sheet_of(first, "工作台账", tmp_path)[1]
    assert line["时限要求"] == row.limit_text
    assert [f"{line[head]:%Y-%m-%d}" for head in ("完成时限", "延期至")] == [
        str(row.limit_was),
        str(row.limit_end),
    ]


def test_the_ledger_says_how_far_it_is_and_what_does_not_count(county: County, tmp_path: Path) -> None:
    text = printed(county.stations[0], "工作台账", tmp_path)
    assert "规定动作1/7（14%）" in text  # eight items, one of which the county agreed cannot be done here
    assert "补办1项" in text
    assert "本站自增（不计入）1项" in text
    assert "县里确认本站做不到（不计入）1项" in text
    assert "需县级解决（县里已确认）" in text


def test_the_schedule_puts_those_behind_first(county: County, tmp_path: Path) -> None:
    first = county.stations[0]
    assert "落后" in printed(first, "序时进度表", tmp_path)
    lines = sheet_of(first, "序时进度表", tmp_path)
    groups = [str(line["分类"]) for line in lines]
    assert groups == sorted(groups, key=GROUPS.index)
    steps = next(line for line in lines if line["序号"] == 3)
    assert (steps["计划(%)"], steps["实际(%)"]) == (1, 0.25)


def test_people_and_their_tasks_with_those_of_nobody_first(county: County, tmp_path: Path) -> None:
    text = printed(county.stations[0], "责任人任务单", tmp_path)
    assert text.index("（还没有责任人）") < text.index("陆秀兰")


def test_questions_with_the_countys_answers(county: County, tmp_path: Path) -> None:
    first = county.stations[0]
    text = printed(first, "疑问异议汇总表", tmp_path)
    assert "共2条：疑问1条，异议1条；已答复1条，待答复1条。" in text
    assert "已说明：折算" in text
    assert [line["文化站"] for line in sheet_of(county.office, "疑问异议汇总表", tmp_path)] == [
        "青石镇综合文化站",
        "青石镇综合文化站",
    ]


def test_the_history_of_a_claim_on_both_sides(county: County, tmp_path: Path) -> None:
    first, item = county.stations[0], county.items[6]
    plan_items(first, [item], method="分片")
    plan_items(first, [item], method="分片包干")
    unclaim_items(first, [item])
    claim_items(first, [item])
    county.sync()

    def told(ws: Workspace) -> list[tuple[str, str, str, str]]:
        records = with_related(ws, history_records(ws, item, site=first.site))
        return [(row.what, row.field, row.before, row.after) for row in record_history(ws, records)]

    said = told(first)
    assert ("修改", "措施", "分片", "分片包干") in said
    assert ("作废", "", "", "取消认领") in said
    assert told(county.office) == said
    rows = record_history(county.office, history_records(county.office, item, site=first.site))
    assert {row.unit for row in rows} == {"青石镇综合文化站"}
    print_history(first, "某项任务", rows, tmp_path / "修改记录.pdf")
    assert "分片包干" in text_of(tmp_path / "修改记录.pdf")


def test_the_history_of_what_the_county_said_names_the_county(county: County) -> None:
    first, item = county.stations[0], county.items[1]
    rows = record_history(first, with_related(first, history_records(first, item)))
    verdict = next(row for row in rows if row.kind == "县里核验")
    assert verdict.unit == "清河县创建办"
    assert "决定：通过" in verdict.after


def test_the_ledger_says_since_when_the_township_knows(county: County, tmp_path: Path) -> None:
    first = county.stations[0]
    add_report_up(first, ReportUpForm(on=first.today, to_whom="赵镇长", covers=(county.items[1],)))
    lines = sheet_of(first, "工作台账", tmp_path)
    assert [line["已汇报"] for line in lines if line["已汇报"]] == [
        datetime.combine(first.today, datetime.min.time())
    ]
    assert lines[1]["已汇报"]
    assert f"{first.today:%m-%d}已报" in printed(first, "工作台账", tmp_path)
