"""The papers of the archive, read back as whoever opens them does."""

from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image

from app.archive.filing import BoxForm, FileForm, add_box, describe_file, put_in_box
from app.archive.lists import read_archive
from app.errors import InvalidInput
from app.evidence.attach import EvidenceRole, Target, attach_files
from app.papers.catalog import Choices, list_documents, print_document
from app.rectification.problems import ProblemForm, add_problem
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.workspace import Workspace
from tests.ui.station.desk import hand_down


@pytest.fixture
def filed(office: Workspace, station: Workspace, tmp_path: Path) -> Workspace:
    """Three of four files lie in a box of 2026; one item has enough, four lack something."""
    ws, items = hand_down(office, station)
    claim_items(ws, items[2:6], responsible="周小满")
    claim = read_row(ws, items[3]).claim
    assert claim is not None
    for number in range(4):
        path = tmp_path / f"现场{number}.jpg"
        Image.new("RGB", (300, 200), (50 * number, 90, 120)).save(path)
        attach_files(ws, [path], targets=[(Target.CLAIM, claim)], on=date(2026, 2, 1 + number))
    files = [file.id for file in reversed(read_archive(ws).files)]
    describe_file(
        ws,
        files[0],
        FileForm(title="维修登记表", document_no="青文〔2026〕3号", issuer="青石镇政府", pages=4),
    )
    form = BoxForm(
        2026, "years_30", title="设施设备", place="档案柜二层", note="原件一份另存", compiler="周小满"
    )
    put_in_box(ws, files[:3], add_box(ws, form))
    return ws


def printed(ws: Workspace, name: str, folder: Path, choices: Choices | None = None) -> list[str]:
    result = print_document(ws, name, folder / f"{name}.pdf", choices or Choices())
    assert result.remarks == ()
    with pypdfium2.PdfDocument(result.path) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_missing_list_names_what_and_who(filed: Workspace, tmp_path: Path) -> None:
    (page,) = printed(filed, "缺件清单", tmp_path)
    assert "要求材料的5项，已够1项，还差4项。" in page
    assert "1.3公示免费开放项目、时间和服务承诺" in page
    assert "2份佐证" in page
    assert "周小满" in page
    assert "文化站" in page  # of what nobody claimed: the unit the county names
    assert "完成文体器材维修登记" not in page
    book = print_document(filed, "缺件清单", tmp_path / "缺.xlsx").path
    sheet = openpyxl.load_workbook(book).worksheets[0]
    heads = [cell.value for cell in sheet[4]]
    assert heads[:7] == ["序号", "一级指标", "指标", "要求的材料", "已有", "还差", "要看一看的"]
    assert sheet.max_row >= 8


def test_a_box_has_its_index_its_sheet_and_its_label(filed: Workspace, tmp_path: Path) -> None:
    (index,) = printed(filed, "卷内目录", tmp_path)
    for words in (
        "件号：1-3",
        "保管期限：30年",
        "维修登记表",
        "青文〔2026〕3号",
        "青石镇政府",
        "20260201",
        "指标1.4",
    ):
        assert words in index
    (sheet,) = printed(filed, "备考表", tmp_path)
    for words in ("共3件，件号1-3，6页（张）。", "原件一份另存", "周小满", "档案柜二层"):
        assert words in sheet
    (label,) = printed(filed, "盒脊标签", tmp_path)
    for words in ("2026", "30年", "1-3", "设施设备"):
        assert words in label
    rows = openpyxl.load_workbook(print_document(filed, "卷内目录", tmp_path / "目录.xlsx").path).worksheets[
        0
    ]
    assert [rows.cell(5 + n, 1).value for n in range(3)] == [1, 2, 3]
    assert rows.cell(5, 8).value == "03-DA-2026-A0001"


def test_before_and_after_stand_side_by_side(filed: Workspace, tmp_path: Path) -> None:
    problem = add_problem(filed, ProblemForm("扶手松动", date(2026, 2, 20), measures=("加固",)))
    with pytest.raises(InvalidInput, match="照片都有的问题"):
        print_document(filed, "整改前后对照", tmp_path / "x.pdf")
    for role, shade in ((EvidenceRole.BEFORE, 10), (EvidenceRole.AFTER, 200)):
        path = tmp_path / f"{shade}.jpg"
        Image.new("RGB", (300, 200), (shade, 20, 30)).save(path)
        attach_files(filed, [path], targets=[(Target.PROBLEM, problem)], role=role, on=date(2026, 2, 21))
        if role is EvidenceRole.BEFORE:
            with pytest.raises(InvalidInput, match="照片都有的问题"):
                print_document(filed, "整改前后对照", tmp_path / "x.pdf")
    (page,) = printed(filed, "整改前后对照", tmp_path, Choices(problem=problem))
    assert "扶手松动" in page
    assert page.index("整改前2026-02-21") < page.index("整改后2026-02-21")
    with pypdfium2.PdfDocument(tmp_path / "整改前后对照.pdf") as document:
        picture = document[0].render(scale=1).to_pil()
    colors = [picture.getpixel((x, 330)) for x in (190, 440)]
    assert colors[0][0] < 60  # type: ignore[index]
    assert colors[1][0] > 150  # type: ignore[index]


def test_without_boxes_the_papers_say_what_to_do(station: Workspace) -> None:
    missing = {row.name: row.missing for row in list_documents(station)}
    assert "归到盒里" in missing["卷内目录"]
