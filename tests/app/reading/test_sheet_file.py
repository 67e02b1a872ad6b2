"""Workbooks as offices keep them: merged heads, hidden rows and sheets, numbers as text, pictures on rows."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Pixels

from app.reading import Document, Kind, read_document


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: openpyxl.Workbook, tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    book.save(path)
    return path


def picture(tmp_path: Path, colour: str) -> Image:
    path = tmp_path / f"{colour}.png"
    Pixels.new("RGB", (40, 12), colour).save(path)
    return Image(str(path))


def ledger(tmp_path: Path) -> Document:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for row in (
        ["石桥镇问题整改台账"],
        ["填报单位：文化站", None, None, None, "2019年8月1日"],
        ["序号", "问题", None, "整改", None, "备注"],
        [None, "类别", "问题描述", "整改措施", "整改时限", None],
        [1, "设施", "灭火器过期", "1.更换。\n2.建账。", datetime.date(2019, 8, 31), None],
        ["2", "〃", "书屋未开", "公示", "立行立改", "隐藏"],
        [3.0, "档案", "档案不全", "补齐", "2019年9月", None],
        [None, None, None, "专人管理", None, None],
        ["合计", None, 3],
        ["填表人：李强"],
    ):
        sheet.append(row)
    for area in ("A1:F1", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "A7:A8", "B7:B8", "C7:C8"):
        sheet.merge_cells(area)
    sheet.row_dimensions[6].hidden = True
    sheet.add_image(picture(tmp_path, "red"), "F5")
    sheet.add_image(picture(tmp_path, "blue"), "F8")
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden.append(["序号", "问题描述", "整改措施"])
    hidden.append([9, "不应出现", "无"])
    second = book.create_sheet("续表")
    second.append(["序号", "问题描述", "整改措施", "整改时限"])
    second.append([1, "灯坏", "更换", "即时"])
    return read_document(saved(book, tmp_path))


def test_ledger(tmp_path: Path) -> None:
    document = ledger(tmp_path)
    assert document.kind is Kind.RECTIFICATION_LEDGER
    assert document.title is not None
    assert document.title.text == "石桥镇问题整改台账"
    assert [(item.printed_no, item.title.text, item.lines) for item in document.items] == [
        ("1", "灭火器过期", (5,)),
        ("2", "书屋未开", (6,)),
        ("3", "档案不全", (7, 8)),
        ("1", "灯坏", (12,)),
    ]
    first, second, third, _ = document.items
    assert [measure.text for measure in first.measures] == ["更换", "建账"]
    assert first.limit is not None
    assert first.limit.end == datetime.date(2019, 8, 31)
    assert second.fields["category"].text == "设施"
    assert [doubt.code for doubt in second.doubts] == ["hidden_row"]
    assert [measure.text for measure in third.measures] == ["补齐", "专人管理"]
    assert [doubt.code for doubt in document.doubts] == ["hidden_sheet"]


def test_floating_pictures_stand_on_their_rows(tmp_path: Path) -> None:
    items = ledger(tmp_path).items
    assert [[(one.part, one.line) for one in item.pictures] for item in items] == [
        [("xl/media/image1.png", 5)],
        [],
        [("xl/media/image2.png", 8)],
        [],
    ]


def test_columns_are_shown_and_remembered(tmp_path: Path) -> None:
    table, second = ledger(tmp_path).tables
    assert [(column.header, column.field) for column in table.columns][:4] == [
        ("序号", "no"),
        ("问题／类别", "category"),
        ("问题／问题描述", "title"),
        ("整改／整改措施", "measures"),
    ]
    assert table.header_lines == (3, 4)
    assert table.signature != second.signature
    assert ledger(tmp_path).tables[0].signature == table.signature


def test_wps_cell_pictures(tmp_path: Path) -> None:
    """WPS stores a formula =DISPIMG("ID_..",1) in the cell and the pictures in xl/cellimages.xml."""
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for row in (["序号", "问题描述", "整改后照片"], [1, "灯坏", "x"], [2, "门坏", "x"]):
        sheet.append(row)
    sheet["C2"] = '=_xlfn.DISPIMG("ID_AA",1)'
    sheet["C3"] = '=_xlfn.DISPIMG("ID_BB",1)'
    path = saved(book, tmp_path)
    spaces = (
        'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    image = '<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="{0}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{1}"/></xdr:blipFill></xdr:pic></etc:cellImage>'
    images = f"<etc:cellImages {spaces}>{image.format('ID_BB', 'rId1')}{image.format('ID_AA', 'rId2')}</etc:cellImages>"
    relation = '<Relationship Id="{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/{1}"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation.format("rId1", "b.png")}{relation.format("rId2", "a.png")}</Relationships>'
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/cellimages.xml", images)
        new.writestr("xl/_rels/cellimages.xml.rels", relations)
    path.write_bytes(target.getvalue())
    items = read_document(path).items
    assert [[one.part for one in item.pictures] for item in items] == [["xl/media/a.png"], ["xl/media/b.png"]]
    assert all("DISPIMG" not in text.text for item in items for text in item.fields.values())


def test_long_numbers_are_doubted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for row in (
        ["序号", "设施名称", "管理员", "电话"],
        [1, "书屋", "张三", 123456789012345678],
        [2, "广场", "李四", 13900000000],
    ):
        sheet.append(row)
    document = read_document(saved(book, tmp_path))
    assert [(doubt.code, doubt.lines) for doubt in document.doubts] == [("long_number", (2,))]
    assert document.items[1].fields["phone"].text == "13900000000"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (True, "是"),
        (datetime.datetime(2019, 9, 1, 8, 30), "2019年9月1日 08:30"),  # noqa: DTZ001 - sheets have no zones
    ],
)
def test_values_as_people_write_them(value: object, text: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["序号", "任务内容", "备注"])
    sheet.append([1, "测量", value])
    assert read_document(saved(book, tmp_path)).items[0].fields["note"].text == text
