"""Every document: all its words come back from the file, every page says what it is."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from app.papers.briefing import briefing_page
from app.papers.checklist import checklist_pages
from app.papers.facilities import shortfall_pages, venue_list_pages
from app.papers.flow import A3_LANDSCAPE, A4_LANDSCAPE, Section, write_pdf
from app.papers.heat_map import heat_map_pages
from app.papers.ledger import ledger_pages
from app.papers.orders import order_pad, order_pages
from app.papers.receipts import receipt_pages
from app.papers.tasks import claim_sheet_pages, task_book_pages, task_book_receipt
from app.papers.today import today_pages
from tests.app.papers import paper_samples as samples

IMPRINT = samples.imprint()
Document = tuple[object, Callable[[], Sequence[Section]]]
DOCUMENTS: dict[str, Document] = {
    "ledger": (samples.ledger(60), lambda: [ledger_pages(samples.ledger(60))]),
    "ledger on A3": (samples.ledger(60), lambda: [ledger_pages(samples.ledger(60), A3_LANDSCAPE)]),
    "empty ledger": (samples.ledger(0), lambda: [ledger_pages(samples.ledger(0))]),
    "task book": (samples.task_book(40), lambda: [task_book_pages(samples.task_book(40))]),
    "empty task book": (samples.task_book(0), lambda: [task_book_pages(samples.task_book(0))]),
    "receipt slips": (None, lambda: [task_book_receipt([samples.task_book(5)] * 3)]),
    "claim sheet": (samples.claim_sheet(40), lambda: [claim_sheet_pages(samples.claim_sheet(40))]),
    "blank claim sheet": (None, lambda: [claim_sheet_pages(samples.claim_sheet(40, decided=False))]),
    "today": (samples.today(30), lambda: [today_pages(samples.today(30))]),
    "quiet today": (samples.today(0), lambda: [today_pages(samples.today(0))]),
    "briefing": (None, lambda: [briefing_page(samples.briefing(3))]),
    "blank checklists": (
        samples.checklist(48, blank=True),
        lambda: checklist_pages([samples.checklist(48, blank=True), samples.checklist(14, blank=True)]),
    ),
    "filled checklist": (
        samples.checklist(48, blank=False),
        lambda: checklist_pages([samples.checklist(48, blank=False)]),
    ),
    "venues": (samples.venues(40), lambda: [venue_list_pages(samples.venues(40))]),
    "no venues": (samples.venues(0), lambda: [venue_list_pages(samples.venues(0))]),
    "shortfalls": (samples.shortfalls(40), lambda: [shortfall_pages(samples.shortfalls(40))]),
    "no shortfalls": (None, lambda: [shortfall_pages(samples.shortfalls(0))]),
    "order": (samples.order(), lambda: order_pages(samples.OFFICE, [samples.order()], IMPRINT)),
    "order pad": (
        None,
        lambda: order_pad(samples.OFFICE, ["1203-ZG-2026-A0007", "1203-ZG-2026-A0008"], IMPRINT),
    ),
    "heat map": (None, lambda: [heat_map_pages(samples.heat_map(63, 22))]),
    "empty heat map": (None, lambda: [heat_map_pages(samples.heat_map(0, 0))]),
}


def page_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def words(value: object) -> list[str]:
    """Every Chinese text inside a paper's data."""
    if isinstance(value, str):
        return [value] if re.search(r"[\u4e00-\u9fff]", value) else []
    if isinstance(value, tuple):
        return [word for part in value for word in words(part)]
    if isinstance(value, Struct):
        return [word for field in fields(value) for word in words(getattr(value, field.name))]
    return []


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_all_chinese_comes_back_and_every_page_carries_its_numbers(name: str, tmp_path: Path) -> None:
    data, make = DOCUMENTS[name]
    sections = make()
    printed = write_pdf(sections, tmp_path / "paper.pdf")
    pages = page_texts(printed.path)
    assert len(pages) == printed.pages
    assert not printed.missing
    numbers = [re.search(r"第 (\d+) 页\s共 (\d+) 页", page) for page in pages]
    assert all(numbers)
    shown = [(int(found[1]), int(found[2])) for found in numbers if found]
    expected: list[tuple[int, int]] = []
    while len(expected) < len(shown):  # each section counts its own pages
        total = shown[len(expected)][1]
        expected.extend((number, total) for number in range(1, total + 1))
    assert shown == expected
    assert len([pair for pair in shown if pair[0] == 1]) == len(sections)
    for page in pages:
        assert "数据截至 2026-07-18 14:02" in page
        assert "打印于 2026-07-18 14:32" in page
    everything = squeezed("".join(pages))
    for word in words(data):
        assert squeezed(word) in everything


@pytest.mark.parametrize("name", ["ledger", "blank checklists", "order", "heat map"])
def test_the_same_data_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    make = DOCUMENTS[name][1]
    first = write_pdf(make(), tmp_path / "1.pdf").path.read_bytes()
    assert write_pdf(make(), tmp_path / "2.pdf").path.read_bytes() == first
    assert b"Helvetica" not in first


def test_table_heads_are_repeated_on_every_page(tmp_path: Path) -> None:
    pages = page_texts(write_pdf([ledger_pages(samples.ledger(60))], tmp_path / "l.pdf").path)
    assert len(pages) > 5
    for number, page in enumerate(pages):
        assert "工作任务" in page
        assert "完成时限" in page
        assert ("工作台账（续）" in page) == (number > 0)
        assert "等待县里或乡镇" in page  # the legend of the lights


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
def test_signatures_stand_below_at_least_two_rows(count: int, tmp_path: Path) -> None:
    pages = page_texts(write_pdf([ledger_pages(samples.ledger(count))], tmp_path / "l.pdf").path)
    assert ["单位负责人（签字）" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len(re.findall(r"（第\d+项）", squeezed(pages[-1]))) >= min(2, count)


@pytest.mark.parametrize("count", range(0, 20, 2))
def test_the_briefing_is_always_one_page_with_room_for_an_answer(count: int, tmp_path: Path) -> None:
    pages = page_texts(write_pdf([briefing_page(samples.briefing(count))], tmp_path / "b.pdf").path)
    assert len(pages) == 1
    assert "三、领导意见" in pages[0]
    assert "领导签字" in pages[0]
    shown = len(re.findall(r"^\d+\. ", pages[0], re.MULTILINE))
    left = re.search(r"另有(\d+)项", pages[0])
    assert shown + (int(left[1]) if left else 0) == count


def test_a_briefing_without_support_says_so(tmp_path: Path) -> None:
    (page,) = page_texts(write_pdf([briefing_page(samples.briefing(0))], tmp_path / "b.pdf").path)
    assert "目前没有需要乡镇支持的事项" in page


def test_a_checklist_shows_its_code_on_every_page_and_explains_the_digits(tmp_path: Path) -> None:
    pages = page_texts(
        write_pdf(checklist_pages([samples.checklist(48, blank=True)]), tmp_path / "c.pdf").path
    )
    assert len(pages) > 1
    assert all(page.count("1203-HC-2026-A0012") >= 2 for page in pages)
    assert "1 达标，2 不达标，3 不适用（写明原因），4 现场已改" in squeezed_lines(pages[0])
    assert "上次286㎡" in squeezed(pages[0])


def squeezed_lines(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


def test_a_filled_checklist_counts_what_was_found(tmp_path: Path) -> None:
    (page, *_) = page_texts(
        write_pdf(checklist_pages([samples.checklist(14, blank=False)]), tmp_path / "c.pdf").path
    )
    assert (
        "共 14 项：达标 5 项，基本达标 2 项，不达标 3 项，不适用 2 项，未查 2 项，其中现场已改 1 项。" in page
    )
    vetoed = replace(samples.checklist(14, blank=False).items[4], conclusion="not_met")
    sheet = replace(samples.checklist(14, blank=False), items=(vetoed,))
    (page,) = page_texts(write_pdf(checklist_pages([sheet]), tmp_path / "v.pdf").path)
    assert "否决项 A11 不达标" in page


def test_receipts_stand_four_on_a_page(tmp_path: Path) -> None:
    receipts = [samples.receipt(number) for number in range(1, 7)]
    printed = write_pdf([receipt_pages(receipts, IMPRINT)], tmp_path / "r.pdf")
    first, second = page_texts(printed.path)
    assert [first.count("接收单位"), second.count("接收单位")] == [4, 2]
    assert "12 个，累计还缺 2 个" in first
    assert "已收下，附件待补" in first
    assert "54 条记录" in first


def test_characters_the_typeface_lacks_are_named_with_their_text(tmp_path: Path) -> None:
    slip = samples.today(2)
    line = replace(slip.lines[0], responsible="𠮷田")
    printed = write_pdf([today_pages(replace(slip, lines=(line,)))], tmp_path / "t.pdf")
    assert printed.missing == {"𠮷": "𠮷田"}
    assert "𠮷（𠮷田）" in printed.missing_sentence()
    assert not write_pdf([today_pages(slip)], tmp_path / "u.pdf").missing_sentence()


def test_one_file_may_hold_portrait_and_landscape_sheets(tmp_path: Path) -> None:
    printed = write_pdf([today_pages(samples.today(1)), ledger_pages(samples.ledger(1))], tmp_path / "m.pdf")
    document = pypdfium2.PdfDocument(printed.path)
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    document.close()
    assert sizes == [(210, 297), (297, 210)]


def test_the_drawn_code_is_the_qr_code_of_the_sheet(tmp_path: Path) -> None:
    from reportlab.graphics.barcode.qr import QrCodeWidget

    path = write_pdf(checklist_pages([samples.checklist(3, blank=True)]), tmp_path / "c.pdf").path
    document = pypdfium2.PdfDocument(path)
    scale = 8.0
    image = document[0].render(scale=scale).to_pil().convert("L")
    document.close()
    expected = QrCodeWidget("1203-HC-2026-A0012", barLevel="M").qr
    expected.make()
    modules = expected.modules
    millimetre = 72 / 25.4 * scale
    step = 19 * millimetre / len(modules)
    left, top = image.width - 10 * millimetre - 19 * millimetre, 11 * millimetre
    for row, cells in enumerate(modules):
        for column, dark in enumerate(cells):
            pixel = image.getpixel((int(left + (column + 0.5) * step), int(top + (row + 0.5) * step)))
            assert isinstance(pixel, int)
            assert (pixel < 128) == dark


def test_a_size_larger_is_the_same_sheet_with_larger_type(tmp_path: Path) -> None:
    ledger = samples.ledger(30)
    plain = write_pdf([ledger_pages(ledger)], tmp_path / "p.pdf")
    larger = write_pdf([ledger_pages(ledger, A4_LANDSCAPE.enlarged())], tmp_path / "l.pdf")
    heights = []
    for printed in (plain, larger):
        document = pypdfium2.PdfDocument(printed.path)
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [297, 210]
        text = document[0].get_textpage()
        _, bottom, _, top = text.get_charbox(text.get_text_bounded().index("工"))
        heights.append(top - bottom)
        document.close()
    assert heights[1] == pytest.approx(1.15 * heights[0], rel=0.03)
    assert larger.pages > plain.pages


def test_a_long_text_runs_on_to_the_next_page_instead_of_being_lost(tmp_path: Path) -> None:
    words = "".join(f"第{number}处问题，" for number in range(700))
    long_order = replace(samples.order(), problem=words, measures=words)
    pages = page_texts(write_pdf(order_pages(samples.OFFICE, [long_order], IMPRINT), tmp_path / "o.pdf").path)
    assert len(pages) > 2
    text = squeezed("".join(pages))
    for number in (0, 350, 699):
        assert text.count(f"第{number}处问题，") >= 2
    row = replace(samples.ledger(3).rows[1], measures=words)
    ledger = replace(samples.ledger(3), rows=(row,))
    pages = page_texts(write_pdf([ledger_pages(ledger)], tmp_path / "l.pdf").path)
    found = squeezed("".join(pages)).count("处问题，")
    assert 700 - len(pages) < found <= 700  # one at most is parted at the end of each page
