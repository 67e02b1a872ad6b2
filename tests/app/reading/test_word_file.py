"""What Word draws or hides: automatic numbers, smart tags, tracked changes, line breaks, merged cells."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from app.reading import Document, read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%3"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {W}>
<w:style w:styleId="item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="child"><w:basedOn w:val="item"/></w:style>
</w:styles>"""


def numbered(level: int, text: str, number: int = 1) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def plain(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(tmp_path: Path, body: str) -> Document:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        packed.writestr("word/numbering.xml", NUMBERING)
        packed.writestr("word/styles.xml", STYLES)
    path = tmp_path / "方案.docx"
    path.write_bytes(target.getvalue())
    return read_document(path)


def texts(document: Document) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in document.lines]


def test_automatic_numbers(tmp_path: Path) -> None:
    body = (
        plain(run("整改方案"))
        + numbered(0, "学习")
        + numbered(1, "甲")
        + numbered(1, "乙")
        + numbered(2, "丙")
        + numbered(0, "作风")
        + numbered(1, "丁")
        + styled("child", "制度")
        + numbered(0, "另起", 2)
    )
    assert [text for _, text in texts(read(tmp_path, body))] == [
        "整改方案",
        "（一）学习",
        "1.甲",
        "2.乙",
        "①丙",
        "（二）作风",
        "1.丁",
        "（三）制度",
        "（一）另起",
    ]


def test_automatic_numbers_reach_the_items(tmp_path: Path) -> None:
    fields = "".join(
        plain(run(text)) for text in ("整改措施：每周学习。", "责任单位：办公室", "整改时限：2019年9月底前")
    )
    document = read(
        tmp_path, plain(run("整改方案")) + numbered(0, "学习不够") + fields + numbered(0, "作风不实") + fields
    )
    assert [(item.printed_no, item.title.text) for item in document.items] == [
        ("一", "学习不够"),
        ("二", "作风不实"),
    ]


def test_smart_tags_changes_and_fields(tmp_path: Path) -> None:
    body = plain(
        run("整改时限：")
        + f'<w:smartTag w:element="chsdate">{run("2019年")}{run("9月")}</w:smartTag>'
        + f"<w:ins>{run('底前')}</w:ins><w:del><w:r><w:delText>末</w:delText></w:r></w:del>"
        + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        + f"<w:hyperlink>{run('完成')}</w:hyperlink><w:r><w:noBreakHyphen/></w:r>"
    )
    inside = f"<w:sdt><w:sdtContent>{plain(run('责任单位：办公室'))}</w:sdtContent></w:sdt>"
    assert texts(read(tmp_path, body + inside)) == [
        (1, "整改时限：2019年9月底前完成-"),
        (2, "责任单位：办公室"),
    ]


def test_line_breaks_keep_the_paragraph_number(tmp_path: Path) -> None:
    body = plain(
        run("石桥镇整改方案")
        + "<w:r><w:br/></w:r>"
        + run("项目1：学习")
        + "<w:r><w:br/></w:r>"
        + run("整改措施：每周学习。")
    )
    document = read(tmp_path, body + plain(run("责任单位：办公室")))
    assert texts(document) == [
        (1, "石桥镇整改方案"),
        (1, "项目1：学习"),
        (1, "整改措施：每周学习。"),
        (2, "责任单位：办公室"),
    ]
    item = document.items[0]
    assert item.lines == (1, 2)
    whole = "\n".join(text for number, text in texts(document) if number == 1)
    span = item.measures[0].spans[0]
    assert whole[span.first : span.last] == "每周学习"


def test_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{plain(run('框内'))}</w:txbxContent>"
    choice = f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    assert texts(read(tmp_path, plain(run("正文") + f"<w:r>{choice}</w:r>"))) == [(1, "正文"), (1, "框内")]


@pytest.mark.parametrize("repeated_header", [False, True])
def test_merged_table(tmp_path: Path, repeated_header: bool) -> None:
    document = docx.Document()
    document.add_paragraph("整改台账")
    table = document.add_table(rows=0, cols=5)
    rows = [
        ["序号", "问题", "整改", "", "责任人"],
        ["", "", "整改措施", "整改时限", ""],
        ["1", "档案不全", "补齐档案", "2019年9月", "张明"],
        ["", "", "专人管理", "", ""],
        *([["序号", "问题", "整改措施", "整改时限", "责任人"]] if repeated_header else []),
        ["2", "灯损坏", "更换", "立行立改", "同上"],
    ]
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    table.rows[0].cells[2].merge(table.rows[0].cells[3])
    for column in (0, 1, 4):
        table.rows[0].cells[column].merge(table.rows[1].cells[column])
    for column in (0, 1, 3, 4):
        table.rows[2].cells[column].merge(table.rows[3].cells[column])
    path = tmp_path / "台账.docx"
    document.save(str(path))
    items = read_document(path).items
    assert [item.title.text for item in items] == ["档案不全", "灯损坏"]
    assert [[measure.text for measure in item.measures] for item in items] == [
        ["补齐档案", "专人管理"],
        ["更换"],
    ]
    assert [item.leaders for item in items] == [("张明",), ("张明",)]
    assert items[0].lines == (4, 5)
