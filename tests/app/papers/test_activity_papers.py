"""Activity sheet, register and services by village, printed from a real ledger."""

from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.evidence.attach import attach_files
from app.papers.catalog import Choices, print_document
from app.work.activities import add_activity
from app.work.log import add_log
from app.workspace import Workspace
from db.models.tasks import Target
from tests.app.work.test_activities import FORM
from tests.app.work.villages import village_ids
from tests.facilities import found_county
from tests.ui.station.desk import draw_picture
from tests.workspaces import StoppedClock


@pytest.fixture
def station(office: Workspace, station: Workspace) -> Workspace:
    return found_county(office, station, packs=False)


@pytest.fixture
def villages(station: Workspace) -> list[str]:
    return village_ids(station)


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    document.close()
    return text


def pictures(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    found = sum(thing.type == 3 for page in document for thing in page.get_objects())
    document.close()
    return found


def test_one_event_with_its_photos(station: Workspace, villages: list[str], tmp_path: Path) -> None:
    entry = add_activity(station, replace(FORM, villages=tuple(villages)))
    add_activity(station, replace(FORM, text="另一场", topic="另一场", on=date(2026, 3, 2)))
    draw_picture(tmp_path / "现场.jpg")
    (tmp_path / "签到.txt").write_text("签到")
    attach_files(station, [tmp_path / "现场.jpg", tmp_path / "签到.txt"], targets=[(Target.LOG_ENTRY, entry)])
    target = tmp_path / "sheet.pdf"
    print_document(station, "活动登记表", target, Choices(entry=entry))
    text = words(target)
    for part in (
        "公益电影下乡", "2026年3月1日", "18:30—20:30", "前进村、河口村、柳树村", "210人", "县电影公司",
        "放映两部国产片", "2026年3月2日补记", "另有1个文件", "周小满",
    ):  # fmt: skip
        assert part in text, part
    assert pictures(target) == 1
    print_document(station, "活动登记表", target)  # the last one
    assert "另一场" in words(target)


def test_the_register_of_a_span(station: Workspace, villages: list[str], tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="还没有登记活动"):
        print_document(station, "活动台账", tmp_path / "a.pdf")
    add_activity(station, replace(FORM, villages=tuple(villages)))
    add_activity(
        station, replace(FORM, kind="show", text="=汇演", topic="", people=None, on=date(2026, 2, 3))
    )
    print_document(station, "活动台账", tmp_path / "a.pdf")
    text = words(tmp_path / "a.pdf")
    assert "共4场次，210人次" in text
    assert text.index("=汇演") < text.index("公益电影下乡")
    print_document(station, "活动台账", tmp_path / "b.pdf", Choices(start=date(2026, 3, 1), kind="film"))
    assert "=汇演" not in words(tmp_path / "b.pdf")
    print_document(station, "活动台账", tmp_path / "a.xlsx")
    (sheet,) = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    rows = list(sheet.iter_rows(min_row=5, max_row=6, values_only=True))
    assert [row[2] for row in rows] == ["=汇演", "公益电影下乡"]
    assert rows[1][1].date() == date(2026, 3, 1)  # type: ignore[union-attr]
    assert (rows[1][5], rows[1][6]) == (3, 210)


def test_services_by_village(
    station: Workspace, villages: list[str], tmp_path: Path, clock: StoppedClock
) -> None:
    clock.to(date(2026, 3, 10))
    add_log(station, "放电影", activity="film", villages=villages[:2], on=date(2026, 1, 9))
    print_document(station, "按村服务情况表", tmp_path / "a.pdf", Choices(kind="film"))
    text = words(tmp_path / "a.pdf")
    assert "4处缺口，涉及3个村" in text
    assert "柳树村1月、2月2" in text
    print_document(station, "按村服务情况表", tmp_path / "a.xlsx")
    (sheet,) = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    rows = [row[1:5] for row in sheet.iter_rows(min_row=5, max_row=8, values_only=True)]
    assert rows == [
        ("前进村", 1, "缺", None),
        ("河口村", 1, "缺", None),
        ("柳树村", "缺", "缺", None),
        ("合计", 2, None, None),
    ]
