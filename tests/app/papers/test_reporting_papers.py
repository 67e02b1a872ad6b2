"""Papers of reporting, printed from a county in the middle of a sprint."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from docx import Document

from app.errors import InvalidInput
from app.papers.catalog import Choices, list_documents, print_document
from app.workspace import Workspace
from tests.app.overview.small_county import County, make_county
from tests.app.reporting.busy_county import MARCH, make_busy


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    made = make_county(tmp_path_factory.mktemp("county"))
    make_busy(made)
    yield made
    made.close()


def printed(ws: Workspace, name: str, folder: Path, **choices: object) -> tuple[str, int]:
    """Print a paper and return its text without blanks, and its pages."""
    target = folder / f"{name}.pdf"
    made = print_document(ws, name, target, Choices(**choices))  # type: ignore[arg-type]
    assert not made.remarks
    document = pypdfium2.PdfDocument(target)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split()), made.pages


def words(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_briefing_asks_what_was_requested_and_says_what_was_answered(
    county: County, tmp_path: Path
) -> None:
    text, pages = printed(county.stations[0], "汇报单", tmp_path)
    assert pages == 1
    assert "二、需要乡镇支持的（1项）" in text  # the request stands for the item it covers
    assert "请求于4月30日前给予场地支持" in text
    assert "上次于3月2日向分管领导汇报：先摸清闲置校舍，下周上会；旧村小两间教室交文化站使用。" in text
    assert "音响" not in text  # goes to the county
    print_document(county.stations[0], "汇报单", tmp_path / "汇报单.docx")
    assert "腾出两间用房做图书室" in words(tmp_path / "汇报单.docx")


def test_the_summary_of_any_span(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    text, _ = printed(station, "工作小结", tmp_path, start=date(2026, 3, 5), end=date(2026, 3, 12))
    assert "2026年3月5日至3月12日" in text
    assert "3月8日，三八妇女节广场舞展演（文艺演出，320人）" in text
    assert "381人次" in text
    print_document(station, "工作小结", tmp_path / "小结.docx", Choices(start=MARCH, end=date(2026, 3, 31)))
    said = words(tmp_path / "小结.docx")
    assert "2026年3月" in said
    assert "请县委县政府支持设备：更换流动舞台音响，需 38,000 元，5月31日前（协调中）" in said


def test_the_return_as_it_was_handed_in_with_its_correction(county: County, tmp_path: Path) -> None:
    text, _ = printed(county.stations[0], "月报表", tmp_path, start=MARCH)
    assert "4月1日上报，审签人：周小满。更正（4月1日）：3月活动应为5场，漏报广场电影1场。" in text
    assert "旧村小教室屋面漏雨" in text
    draft, _ = printed(county.stations[0], "月报表", tmp_path, start=date(2026, 4, 1))
    assert "草稿，还没有上报" in draft
    there, pages = printed(county.office, "各站月报表", tmp_path, start=MARCH)
    assert ("旧村小教室屋面漏雨" in there, pages) == (True, 1)
    with pytest.raises(InvalidInput, match="没有收到月报"):
        printed(county.office, "各站月报表", tmp_path, start=date(2026, 2, 1))


def test_the_report_of_a_day(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    assert "迎检资料盒逐盒核对" in printed(station, "每日工作报告", tmp_path, start=date(2026, 4, 1))[0]
    assert "零报告：当天没有新情况。" in printed(station, "每日工作报告", tmp_path, start=date(2026, 4, 2))[0]
    assert "草稿" in printed(station, "每日工作报告", tmp_path)[0]


def test_the_roster_for_the_wall(county: County, tmp_path: Path) -> None:
    text, pages = printed(
        county.stations[0], "值班表", tmp_path, start=date(2026, 4, 1), end=date(2026, 4, 15)
    )
    assert "孙巧云" in text
    assert "原为李秀兰，到县里送材料" in text
    assert "清明节" in text
    assert "4月15日“总值班”没有人值班" in text
    assert pages == 2
    week = {"start": date(2026, 4, 1), "end": date(2026, 4, 7)}
    assert printed(county.stations[0], "值班表", tmp_path, **week)[1] == 1
    assert printed(county.stations[0], "值班表", tmp_path)[1] == 2  # a month


def test_the_dispatch_table_from_what_was_handed_in(county: County, tmp_path: Path) -> None:
    text, _ = printed(county.office, "月调度表", tmp_path)
    assert "2026年3月调度表" in text
    assert "共3个站，已收月报1份，尚未关月" in text
    assert "更正（1）" in text
    print_document(county.office, "月调度表", tmp_path / "月调度表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "月调度表.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=7, max_col=7)]
    assert [row[1] for row in rows] == ["青石镇综合文化站", "白桥镇综合文化站", "柳河镇综合文化站"]
    assert rows[0][2:6] == ["● 按时", rows[0][3], 6, 0]
    assert rows[1][4] is None


def test_the_agenda_by_township(county: County, tmp_path: Path) -> None:
    text, _ = printed(county.office, "需支持事项清单", tmp_path)
    assert "共2个乡镇3件，涉及资金38,000元。" in text
    assert text.index("协调县剧团送戏排期") < text.index("更换流动舞台音响") or "白桥镇" in text
    print_document(county.office, "需支持事项清单", tmp_path / "清单.xlsx")


def test_the_table_of_daily_reports(county: County, tmp_path: Path) -> None:
    text, _ = printed(county.office, "每日报告情况表", tmp_path)
    assert "迎接省级验收（2026年4月）" in text
    assert "√零" in text


def test_what_is_missing_is_said_outside_a_sprint(tmp_path: Path) -> None:
    made = make_county(tmp_path)
    missing = {row.name: row.missing for row in list_documents(made.stations[0])}
    assert missing["每日工作报告"] == "现在不是迎检期，不要求每日报告"
    assert missing["值班表"] == "还没有排值班"
    assert {row.name: row.missing for row in list_documents(made.office)}["月调度表"] == "还没有收到月报"
    made.close()
