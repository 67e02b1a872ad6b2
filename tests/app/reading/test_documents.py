"""Documents in the shapes of real ones, with everything that must be understood of them.

`documents/KIND/NN.txt` is the text, `NN.json` what was checked by hand: rewrite it only after looking.
To see what a change does: `python tests/app/reading/test_documents.py` rewrites all, `git diff` shows it.
"""

import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from app.reading import document_json, read_document, read_text

FOLDER = Path(__file__).parent / "documents"
TEXTS = sorted(FOLDER.glob("*/*.txt"))
TABLES = [path for path in TEXTS if "\t" in path.read_text(encoding="utf-8")]


def understood(path: Path) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(document_json(read_text(path.read_text(encoding="utf-8"))))
    for name in ("noise", "warning_texts", "tables"):
        del shown[name]
    for item in shown["items"]:
        for name in [name for name, value in item.items() if value in (None, [], {}, 0)]:
            del item[name]
    return shown


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_document(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert understood(path) == expected


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_kind_and_places(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = read_text(text)
    assert document.kind == path.parent.name
    lines = text.split("\n")
    for item in document.items:
        assert item.title.text
        for part in [item.title, *item.measures, *item.fields.values(), *([item.goal] if item.goal else [])]:
            spans = "".join(lines[span.line - 1][span.first : span.last] for span in part.spans)
            assert (
                spans.replace(" ", "") == part.text.replace("；", "").replace(" ", "")
                or spans in part.text
                or (spans.replace("；", "") == part.text.replace("；", ""))
            )


def test_ten_of_each_kind() -> None:
    kinds: dict[str, int] = {}
    for path in TEXTS:
        kinds[path.parent.name] = kinds.get(path.parent.name, 0) + 1
    assert len(kinds) == 7
    assert min(kinds.values()) >= 10


def rows_of(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


def essence(shown: dict[str, Any]) -> Any:
    """What must not depend on the carrier: everything but line numbers and table names."""
    for item in shown["items"]:
        item.pop("lines")
    return shown["kind"], shown["title"], shown["items"], shown["warnings"]


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_workbook_says_the_same(path: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows_of(path):
        sheet.append([value or None for value in row])
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value is not None:
                cell.value = str(cell.value)
                cell.data_type = "s"
    target = tmp_path / "表.xlsx"
    book.save(target)
    as_text = json.loads(document_json(read_text(path.read_text(encoding="utf-8"))))
    assert essence(json.loads(document_json(read_document(target)))) == essence(as_text)


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_word_table_says_the_same(path: Path, tmp_path: Path) -> None:
    rows = rows_of(path)
    width = max(map(len, rows))
    document = docx.Document()
    while rows and len(rows[0]) == 1:
        document.add_paragraph(rows.pop(0)[0])
    table = document.add_table(rows=0, cols=width)
    for row in rows:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=False):
            cell.text = value
    target = tmp_path / "表.docx"
    document.save(str(target))
    as_text = json.loads(document_json(read_text(path.read_text(encoding="utf-8"))))
    assert essence(json.loads(document_json(read_document(target)))) == essence(as_text)


@pytest.mark.parametrize("path", [one for one in TEXTS if one not in TABLES], ids=name_of)
def test_word_paragraphs_say_the_same(path: Path, tmp_path: Path) -> None:
    document = docx.Document()
    for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        document.add_paragraph(line)
    target = tmp_path / "方案.docx"
    document.save(str(target))
    shown = json.loads(document_json(read_document(target)))
    assert shown == json.loads(document_json(read_text(path.read_text(encoding="utf-8").rstrip("\n"))))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"]
)
def test_encodings(encoding: str, tmp_path: Path) -> None:
    text = "清河縣文化局整改方案\r\n項目1：加強學習\r\n整改措施：每周學習。\r\n責任單位：辦公室\r\n"
    path = tmp_path / "方案.txt"
    path.write_bytes(text.encode(encoding))
    document = read_document(path)
    assert [line.text for line in document.lines] == text.split("\r\n")
    assert [item.title.text for item in document.items] == ["加強學習"]


if __name__ == "__main__":
    for text_path in TEXTS:
        shown = json.dumps(understood(text_path), ensure_ascii=False, indent=1)
        text_path.with_suffix(".json").write_text(shown + "\n", encoding="utf-8")
