"""Every paper printed by its name from real ledgers of an office and its stations."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.__main__ import main
from app.errors import InvalidInput
from app.facilities.checks import finish_check, start_check
from app.facilities.entering import enter_results
from app.facilities.judging import Entry
from app.facilities.venues import add_proposed, list_venues, propose_venues
from app.papers.catalog import Choices, document_names, list_documents, print_document
from app.rectification.orders import answer_order
from app.tasks.claims import ask_not_applicable, ask_question, claim_items, set_ability
from app.tasks.progress import record_progress
from app.workspace import Workspace
from db.models.tasks import Ability, QuestionKind
from tests.app.overview.small_county import County, make_county, package_came
from tests.app.rectification.test_orders import ORDER, issue
from tests.facilities import add_person
from tests.workspaces import carry


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Three stations; the first said something to five of six items. Printing changes nothing but order numbers."""
    made = make_county(tmp_path_factory.mktemp("county"))
    first = made.stations[0]
    one, two, three, four, five, _ = made.items
    claim_items(
        first,
        [one, two],
        responsible="𬭎𬴂",
        start_on=date(2026, 3, 2),
        finish_on=date(2026, 11, 20),
        method="结合三月三举办",
    )
    claim_items(first, [three], responsible="陆秀兰")
    set_ability(first, [three], Ability.TOWNSHIP, "活动室被占用，要镇里协调腾退")
    ask_not_applicable(first, [four], "本镇没有数字影院")
    ask_question(first, five, kind=QuestionKind.OBJECTION, reason_code="too_soon", text="三月底前来不及配齐")
    record_progress(first, one, text="第一场已演", percent=40, obstacle="音响不够", next_step="借两只音箱")
    made.sync()
    yield made
    made.close()


@pytest.fixture
def checked(ready: Workspace) -> Workspace:
    """A station with four venues, one of them checked: two items fall short."""
    add_proposed(ready, propose_venues(ready))
    house = next(venue for venue in list_venues(ready) if not venue.is_village)
    check = start_check(ready, house.id, checker="陆秀兰")
    typed = {
        "A02": Entry("286"),
        "A05": Entry("1"),
        "B04": Entry("124"),
        "E01": Entry("1"),
        "G03": Entry("2", fixed_on_spot=True, note="当场换了两具"),
    }
    enter_results(ready, check, typed)
    finish_check(ready, check)
    return ready


def printed(ws: Workspace, name: str, folder: Path, choices: Choices | None = None) -> list[str]:
    """The text of each page, as whoever opens the file reads it, without blanks."""
    result = print_document(ws, name, folder / f"{name}.pdf", choices or Choices())
    assert result.remarks == ()
    document = pypdfium2.PdfDocument(result.path)
    pages = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    assert len(pages) == result.pages
    return pages


def test_an_empty_ledger_lists_every_paper_and_says_what_is_missing(
    office: Workspace, station: Workspace, tmp_path: Path
) -> None:
    names = set()
    for ws in (office, station):
        rows = list_documents(ws)
        names |= {row.name for row in rows}
        for row in rows:
            assert row.missing or row.name == "空白现场整改交办单"
            if row.missing:
                with pytest.raises(InvalidInput, match=row.missing):
                    print_document(ws, row.name, tmp_path / "x.pdf")
    assert names == set(document_names())


def test_a_station_prints_what_it_said_to_the_tasks(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    assert all(
        not row.missing for row in list_documents(station) if row.name in {"任务书", "今日工作单", "汇报单"}
    )
    claims = "".join(printed(station, "任务认领表", tmp_path))
    assert "共6项：认领2项，有异议1项，需支持1项，申请不涉及1项，尚未决定1项。" in claims
    for words in (
        "𬭎𬴂",
        "2026-03-02",
        "2026-11-20",
        "本镇没有数字影院",
        "三月底前来不及配齐",
        "活动室被占用，要镇里协调腾退",
    ):
        assert words in claims
    ledger = "".join(printed(station, "工作台账", tmp_path))
    for words in ("40%", "音响不够", "借两只音箱", "结合三月三举办", "自定2026-11-20", "差2份"):
        assert words in ledger
    assert "01-GZTZ-20260302" in ledger
    assert "任务包《2026年公共文化服务任务清单》第1版" in ledger
    (briefing,) = printed(station, "汇报单", tmp_path)
    assert "青石镇党委、政府：" in briefing
    assert "二、需要乡镇支持的（1项）" in briefing
    assert "活动室被占用，要镇里协调腾退" in briefing
    (today,) = printed(station, "今日工作单", tmp_path)
    assert "等别人" in today
    book = "".join(printed(station, "任务书", tmp_path))
    assert "青石镇综合文化站：" in book
    assert "清河县创建办（盖章）" in book


def test_the_office_prints_one_station_or_all(county: County, tmp_path: Path) -> None:
    office = county.office
    package_came(office, county.stations[0], number=7)
    everything = printed(office, "工作台账", tmp_path)
    assert sum("第1页共" in page for page in everything) == 3
    one = printed(office, "工作台账", tmp_path, Choices(station=county.stations[0].unit))
    assert "结合三月三举办" in "".join(one)
    assert all("青石镇综合文化站" in page for page in one)
    with pytest.raises(InvalidInput, match="没有这个文化站"):
        printed(office, "工作台账", tmp_path, Choices(station="nobody"))
    (county_map, *_) = printed(office, "各站任务进展", tmp_path)
    assert "青石镇综合文化站" in county_map
    assert "未报" in county_map
    slips = "".join(printed(office, "任务书签收回执", tmp_path))
    assert slips.count("任务书签收回执") >= 3
    (receipt,) = printed(office, "回执", tmp_path)
    assert "第7号" in receipt
    assert "清河县创建办" in receipt


def test_a_larger_or_wider_sheet_on_request(county: County, tmp_path: Path) -> None:
    sizes = {}
    for choices in (Choices(), Choices(paper="A3"), Choices(larger=True)):
        path = print_document(county.office, "工作台账", tmp_path / "x.pdf", choices).path
        document = pypdfium2.PdfDocument(path)
        sizes[choices.paper, choices.larger] = (round(document[0].get_width() / 72 * 25.4), len(document))
        document.close()
    assert [width for width, _ in sizes.values()] == [297, 420, 297]
    assert sizes["A4", True][1] >= sizes["A4", False][1] >= sizes["A3", False][1]


def test_workbooks_hold_a_sheet_for_each_station(county: County, tmp_path: Path) -> None:
    for name in ("工作台账", "任务认领表"):
        path = print_document(county.office, name, tmp_path / f"{name}.xlsx").path
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["青石镇综合文化站", "白桥镇综合文化站", "柳河镇综合文化站"]
        assert "𬭎𬴂" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    book = openpyxl.load_workbook(print_document(county.stations[0], "任务书", tmp_path / "t.xlsx").path)
    assert "任务书" in book.sheetnames


def test_facility_papers_follow_the_checks(checked: Workspace, office: Workspace, tmp_path: Path) -> None:
    blank = printed(checked, "空白设施核查表", tmp_path)
    assert sum("第1页共" in page for page in blank) == 4
    house = next(page for page in blank if "A02" in page)
    assert "≥500m²" in house  # a medium station
    assert "上次286m²" in house
    assert "1演出2阅览3培训4展览5体育" in house
    (filled,) = printed(checked, "设施核查表", tmp_path)
    assert "当场换了两具" in filled
    assert "现场已改1项" in filled
    assert "《乡镇综合文化站标准》第1版" in filled
    (shortfalls,) = printed(checked, "达标与缺口清单", tmp_path)
    for words in (
        "差214m²",
        "缺培训、体育",
        "基本达标",
        "建筑面积",
    ):
        assert words in shortfalls
    assert "《乡镇综合文化站标准》第1版" in shortfalls
    (venues,) = printed(checked, "设施清单", tmp_path)
    assert "前进村" in venues
    one = list_venues(checked)[0].id
    assert len(printed(checked, "空白设施核查表", tmp_path, Choices(venue=one))) == 1
    sheet = openpyxl.load_workbook(print_document(checked, "达标与缺口清单", tmp_path / "q.xlsx").path).active
    assert sheet is not None
    assert sheet.max_row > 5


def test_sheet_codes_of_a_station_differ_and_stay(checked: Workspace, tmp_path: Path) -> None:
    def codes() -> set[str]:
        return {
            page[page.index("03-HC-") : page.index("03-HC-") + len("03-HC-XXXXXX-V1")]
            for page in printed(checked, "空白设施核查表", tmp_path)
        }

    assert len(codes()) == 4
    assert codes() == codes()


def test_an_order_is_printed_with_what_the_station_answered(
    ready: Workspace, office: Workspace, tmp_path: Path
) -> None:
    order = issue(office, ready)
    answer_order(
        ready, order, measures=["清空通道"], responsible=add_person(ready), finish_on=date(2026, 3, 8)
    )
    carry(ready, office)
    (page,) = printed(ready, "现场整改交办单", tmp_path)
    for words in (ORDER.description, "清空通道", "2026年3月8日", "沈静、赵启明", "03-ZG-2026-A0001"):
        assert words in page


def test_blank_orders_take_numbers_that_never_come_again(county: County, tmp_path: Path) -> None:
    first = printed(county.office, "空白现场整改交办单", tmp_path, Choices(count=3))
    second = printed(county.office, "空白现场整改交办单", tmp_path, Choices(count=2))
    numbers = [int(page[page.index("-ZG-2026-A") :][10:14]) for page in (*first, *second)]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    with pytest.raises(InvalidInput, match="1 到 200"):
        printed(county.office, "空白现场整改交办单", tmp_path, Choices(count=0))


@pytest.mark.parametrize(
    ("name", "file", "sentence"),
    [
        ("工资表", "x.pdf", "没有叫“工资表”的文件"),
        ("汇报单", "x.pdf", "没有叫“汇报单”的文件"),  # the office has none
        ("各站任务进展", "x.xlsx", "可以存成 PDF（.pdf）"),
        ("工作台账", "x.docx", "PDF（.pdf）或 Excel（.xlsx）"),
    ],
)
def test_a_wrong_name_or_form_is_one_sentence(
    county: County, tmp_path: Path, name: str, file: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        print_document(county.office, name, tmp_path / file)
    assert not list(tmp_path.glob("x.*"))


def test_the_command_line_prints_and_lists(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = county.office
    data = ["--data", str(office.folder), "--machine", str(office.machine)]
    assert main(["print", "--list"]) == 0
    assert "工作台账" in capsys.readouterr().out.splitlines()
    assert main(["print", "--list", *data]) == 0
    assert "现场整改交办单\t.pdf\t还没有开过交办单" in capsys.readouterr().out
    target = tmp_path / "台账.pdf"
    assert main(["print", "工作台账", *data, "--to", str(target), "--station", "01", "--larger"]) == 0
    assert "已生成" in capsys.readouterr().out
    assert target.read_bytes().startswith(b"%PDF")
    assert main(["print", "现场整改交办单", *data, "--to", str(target), "--order", "00-ZG"]) == 1
    assert "没有编号是“00-ZG”的交办单" in capsys.readouterr().err
    assert main(["print", "空白现场整改交办单", *data, "--to", str(target), "--count", "3"]) == 0
    assert "3 页" in capsys.readouterr().out
