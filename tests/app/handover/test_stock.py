from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.archive.filing import BoxForm, add_box, put_in_box
from app.archive.lists import read_archive
from app.errors import InvalidInput
from app.evidence.attach import attach_files
from app.facilities.checks import finish_check, start_check
from app.facilities.entering import enter_results
from app.facilities.judging import Entry, ValueKind
from app.facilities.venues import VenueForm, VenueKind, add_venue, withdraw_venues
from app.handover.first_day import read_first_day
from app.handover.handing import HandoverForm, hand_over, handover_words, list_handovers
from app.handover.stock import (
    Stock,
    StockFound,
    answer_line,
    begin_stock,
    found_at,
    read_stock,
    take_answer_back,
)
from app.log.undo import mark_log, take_back, written_since
from app.papers.catalog import Choices, list_documents, print_document
from app.workspace import Workspace
from db.models.stock import StockAnswer
from tests.facilities import publish_pack
from tests.workspaces import StoppedClock, carry


@pytest.fixture
def full(office: Workspace, ready: Workspace, tmp_path: Path) -> Workspace:
    """A box with one of two files in it, and a venue in which things were counted."""
    items: list[dict[str, object]] = [
        {"code": "A01", "name": "电脑", "value_kind": ValueKind.NUMBER, "unit": "台"},
        {"code": "A02", "name": "面积", "value_kind": ValueKind.NUMBER, "unit": "m²"},
        {"code": "A03", "name": "音响", "value_kind": ValueKind.NUMBER, "unit": "套"},
        {"code": "A04", "name": "有门牌", "value_kind": ValueKind.YES_NO},
    ]
    publish_pack(office, "short-pack", "station", "四项", items)
    carry(office, ready)
    venue = add_venue(
        ready,
        VenueForm(unit=ready.unit, name="站图书室", kind=VenueKind.BOOKROOM, pack="short-pack"),
    )
    check = start_check(ready, venue)
    enter_results(
        ready,
        check,
        {"A01": Entry("6"), "A02": Entry("300"), "A03": Entry("0"), "A04": Entry("1")},
    )
    finish_check(ready, check)
    for number in (1, 2):
        path = tmp_path / f"制度{number}.txt"
        path.write_text(f"第 {number} 份", encoding="utf-8")
        attach_files(ready, [path], targets=[])
    file = read_archive(ready).files[0]
    put_in_box(ready, [file.id], add_box(ready, BoxForm(2026, "years_30", title="制度", place="铁柜一层")))
    return ready


def names(stock: Stock) -> list[tuple[str, str]]:
    return [(line.name.split("　")[0], line.listed) for line in stock.lines]


def test_the_list_has_boxes_files_venues_and_what_was_counted_there(full: Workspace) -> None:
    stock = read_stock(full)
    found = names(stock)
    assert found[:3] == [("第 1 盒", "1 件"), ("1", "1 件"), ("电脑里的照片和文件", "2 份")]
    assert ("站图书室", "在用") in found
    assert ("电脑", "6 台") in found  # no area, nothing of which there is none, no yes or no
    assert not {"面积", "音响", "有门牌"} & {name for name, _ in found}
    assert (stock.on, stock.left, stock.words) == (None, len(stock.lines), "")


def test_answers_stay_and_one_goes_on_where_one_stopped(full: Workspace, clock: StoppedClock) -> None:
    box, file, *rest = read_stock(full).lines
    answer_line(full, box, StockFound.FOUND)
    answer_line(full, file, StockFound.MISSING, "镇里借走")
    clock.forward(days=3)
    stock = read_stock(full)
    assert stock.left == len(rest)
    assert [line.words for line in stock.differences] == [f"{file.name}：没找到，镇里借走"]
    answer_line(full, file, StockFound.DIFFERS, "只剩复印件")  # found in another place
    (line,) = read_stock(full).differences
    assert (line.answer, line.note) == ("differs", "只剩复印件")
    take_answer_back(full, file)
    assert read_stock(full).words == f"清点了 1/{len(rest) + 2}，都相符"
    begin_stock(full)
    assert read_stock(full).left == len(rest) + 2
    with pytest.raises(InvalidInput):
        answer_line(full, box, "4")


def test_what_was_begun_long_ago_is_begun_anew(full: Workspace, clock: StoppedClock) -> None:
    answer_line(full, read_stock(full).lines[0], StockFound.FOUND)
    clock.forward(days=61)
    assert read_stock(full).on is None


def test_a_thing_that_is_not_listed_any_more_keeps_its_answer(full: Workspace) -> None:
    (venue,) = [line for line in read_stock(full).lines if line.name == "站图书室"]
    answer_line(full, venue, StockFound.MISSING, "已经拆了")
    withdraw_venues(full, [venue.of], reason="拆除")
    assert [line.words for line in read_stock(full).differences] == ["站图书室：没找到，已经拆了"]


def test_the_first_answer_can_be_taken_back(full: Workspace) -> None:
    mark = mark_log(full)
    answer_line(full, read_stock(full).lines[0], StockFound.MISSING)
    take_back(full, written_since(full, mark))
    assert read_stock(full).on is None
    answer_line(full, read_stock(full).lines[0], StockFound.FOUND)
    assert read_stock(full).words.startswith("清点了 1/")


def test_it_reaches_the_county_and_the_handover(full: Workspace, office: Workspace) -> None:
    answer_line(full, read_stock(full).lines[0], StockFound.MISSING)
    hand_over(full, HandoverForm("王站长", "李新", full.today))
    assert list_handovers(full)[0].found == "没找到 1"
    assert [line.answer for line in found_at(full, date(2026, 3, 20))] == ["missing"]
    assert found_at(full, date(2026, 8, 1)) == ()
    carry(full, office)
    short, whole = handover_words(office, full.site)
    assert short == "03-02 王站长交给李新，清点有 1 处不同"
    assert whole.splitlines()[1] == "第 1 盒　2026年　30年　制度：没找到"
    with office.read() as session:
        (there,) = session.query(StockAnswer)
        assert (there.site, there.answer) == (full.site, "missing")


def test_the_first_day_says_what_is_left_then_what_differs(full: Workspace) -> None:
    hand_over(full, HandoverForm("王站长", "李新", full.today))

    def card() -> tuple[str, int | None, str]:
        day = read_first_day(full)
        assert day is not None
        part = next(part for part in day.parts if part.key == "boxes")
        assert dict(part.arguments) == {"tab": "handover", "stock": "1"}
        return part.title, part.count, part.words

    lines = read_stock(full).lines
    assert card()[:2] == ("要清点的", len(lines))
    for line in lines[:-1]:
        answer_line(full, line, StockFound.FOUND)
    answer_line(full, lines[-1], StockFound.DIFFERS, "坏了 1 台")
    assert card() == ("清点有不同", 1, "不相符 1")


def text_of(ws: Workspace, paper: str, folder: Path) -> str:
    printed = print_document(ws, paper, folder / f"{paper}.pdf", Choices())
    with pypdfium2.PdfDocument(printed.path) as pdf:
        return "".join("".join(page.get_textpage().get_text_range() for page in pdf).split())


def test_differences_are_printed_for_the_three_who_sign(full: Workspace, tmp_path: Path) -> None:
    name = "清点差异单"
    assert next(row for row in list_documents(full) if row.name == name).missing
    box, file, *_ = read_stock(full).lines
    answer_line(full, box, StockFound.FOUND)
    answer_line(full, file, StockFound.DIFFERS, "缺封面")
    alone = text_of(full, name, tmp_path)
    for holder in ("移交人存", "接交人存", "监交人存"):
        assert holder in alone
    assert alone.count("缺封面") == 3
    assert "逐项清点了2项：不相符1。" in alone
    whole = text_of(full, "交接清单", tmp_path)
    assert whole.count("缺封面") == 3
    assert "□在□不在□不符" in whole  # of what nobody looked at
    answer_line(full, file, StockFound.FOUND)
    assert "逐项清点了2项：都找到了，和登记的相符。" in text_of(full, name, tmp_path)
