"""Whatever the bytes: one Chinese sentence, quickly, in little memory, nothing written."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from app.errors import InvalidInput
from app.reading import document_json, read_document, read_text

WORD = "word/document.xml"
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return target.getvalue()


def word_file() -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("石桥镇文化站整改方案")
    document.save(target)
    return target.getvalue()


def sheet_parts(sheet: str) -> dict[str, bytes]:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    with zipfile.ZipFile(target) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    return parts


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
FAR = SHEET % '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    + BODY % "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    + BODY % "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
)


def lying_size() -> bytes:
    """A zip whose directory says 10 bytes while the part unpacks to 60 MB."""
    data = bytearray(zipped({WORD: b"\0" * 60_000_000}))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.find(signature)
        data[start + at : start + at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty.docx": lambda: b"",
    "bomb.docx": lambda: zipped({WORD: (BODY % ("<w:p/>" * 10)).encode() + b" " * 120_000_000}),
    "bomb.xlsx": lambda: zipped({**sheet_parts(SHEET % ""), "xl/sharedStrings.xml": b" " * 120_000_000}),
    "lying.docx": lying_size,
    "paragraphs.docx": lambda: zipped(
        {WORD: (BODY % ("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 400_000)).encode()}
    ),
    "entities.docx": lambda: zipped({WORD: ENTITIES.encode()}),
    "utf16.docx": lambda: zipped(
        {WORD: ENTITIES.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")}
    ),
    "outside.docx": lambda: zipped({WORD: OUTSIDE.encode()}),
    "deep.docx": lambda: zipped(
        {WORD: (BODY % ("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000)).encode()}
    ),
    "broken.docx": lambda: zipped({WORD: b"<w:document"}),
    "nothing.docx": lambda: zipped({WORD: (BODY % "<w:p/>").encode()}),
    "cut.docx": lambda: word_file()[:-400],
    "other.zip": lambda: zipped({"readme.txt": b"hello"}),
    "many.docx": lambda: zipped({f"p{n}": b"" for n in range(6000)}),
    "far.xlsx": lambda: zipped(sheet_parts(FAR)),
    "broken.xlsx": lambda: zipped(sheet_parts("<worksheet><sheetData><row")),
    "bare.xlsx": lambda: zipped({"xl/workbook.xml": b"<workbook/>"}),
    "password.xlsx": lambda: OLE + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000,
    "odd.xls": lambda: OLE + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 4000,
    "odd.doc": lambda: OLE + b"\xff" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 4000,
    "unknown.doc": lambda: OLE + b"\1" * 4000,
    "picture.docx": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "paper.docx": lambda: b"%PDF-1.7\n" + b"\0" * 100,
    "noise.txt": lambda: bytes(range(256)) * 40,
    "blank.txt": lambda: b" \r\n\t\r\n",
    "long.txt": lambda: "责任单位：".encode() * 100_000,
    "line.txt": ("一" * 25_000).encode,
    "large.txt": lambda: b"a\n" * 2_500_000,
    "rtf.doc": lambda: rb"{\rtf1 hello}",
}


@pytest.fixture(autouse=True)
def _no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reading.old_word_file._PLACES", ())
    monkeypatch.setattr("app.reading.old_word_file.shutil.which", lambda _name: None)


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(InvalidInput) as error:
        read_document(path)
    sentence = str(error.value)
    assert sentence.endswith("。")
    assert sentence.count("。") <= 2
    assert "/" not in sentence
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.docx", tmp_path):
        with pytest.raises(InvalidInput):
            read_document(path)


def test_blank_paste() -> None:
    with pytest.raises(InvalidInput):
        read_text(" \n\t ")


def test_time_and_memory(tmp_path: Path) -> None:
    """The worst files, one process: under 2 s of processor time each, under 300 MB altogether."""
    names = ["bomb.docx", "bomb.xlsx", "lying.docx", "paragraphs.docx", "far.xlsx", "long.txt", "large.txt"]
    for name in names:
        (tmp_path / name).write_bytes(HOSTILE[name]())
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.seek(100_000_000)
        file.write(b"a")
    script = """
import json, re, sys, time
from pathlib import Path
from app.errors import InvalidInput
from app.reading import read_document
times = {}
for name in sys.argv[1:]:
    begin = time.process_time()
    try:
        read_document(Path(name))
    except InvalidInput:
        times[name] = time.process_time() - begin
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([times, int(peak[1])]))
"""
    paths = [str(tmp_path / name) for name in [*names, "huge.txt"]]
    done = subprocess.run([sys.executable, "-c", script, *paths], capture_output=True, text=True, check=True)
    times, peak_kib = json.loads(done.stdout)
    assert list(times) == paths
    assert max(times.values()) < 2
    assert peak_kib < 300_000


@pytest.mark.parametrize("start", "=+-@")
def test_formulas_stay_text(start: str, tmp_path: Path) -> None:
    text = f'{start}HYPERLINK("http://x","点我")'
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "任务内容", "责任单位"])
    sheet.append([1, "", "文化站"])
    sheet["B2"].value = text
    sheet["B2"].data_type = "s"
    path = tmp_path / "任务清单.xlsx"
    book.save(path)
    assert [item.title.text for item in read_document(path).items] == [text]
    assert [item.title.text for item in read_text(f"序号\t任务内容\t责任单位\n1\t{text}\t文化站").items] == [
        text
    ]


def test_wrong_extension_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"
    path.write_bytes(word_file())
    title = read_document(path).title
    assert title is not None
    assert title.text == "石桥镇文化站整改方案"
    text = tmp_path / "方案.docx"
    text.write_text(
        "石桥镇文化站整改方案\n项目1：学习\n整改措施：学习。\n责任单位：文化站", encoding="gb18030"
    )
    assert b'"rectification_plan"' in document_json(read_document(text))
