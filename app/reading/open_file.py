"""Which reader a file needs, judged by its bytes and not by its name."""

import csv
import shutil
from pathlib import Path

from app.errors import InvalidInput
from app.reading.model import Document, Doubt
from app.reading.old_sheet_file import read_old_workbook
from app.reading.old_word_file import convert, old_word_text
from app.reading.packed import Package
from app.reading.sheet_file import read_new_workbook
from app.reading.source import Source
from app.reading.text_file import decode, read_plain
from app.reading.understand import understand
from app.reading.word_file import read_word

__all__ = ["read_document", "read_text"]

_LIMIT_BYTES = 60_000_000  # pictures make office files large; their text parts have a limit of their own
_PLAIN_LIMIT_BYTES = 4_000_000
_LINES_LIMIT = 20_000
_CHARACTERS_LIMIT = 2_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD = "文件设了打开密码，没有读取。请先取消密码，另存一份再试。"
_SAVE_AS_WORD = "这种文件读不了。请用 Word 或 WPS 打开，另存为 .docx 再试。"
_SAVE_AS_SHEET = "这种文件读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。"
_FOREIGN = (
    (b"%PDF", "PDF 文件读不了。请找到原来的 Word 或 Excel 文件，或把文字复制后粘贴进来。"),
    (b"\x89PNG", "图片里的文字读不了。请找到原来的 Word 或 Excel 文件。"),
    (b"\xff\xd8\xff", "图片里的文字读不了。请找到原来的 Word 或 Excel 文件。"),
    (b"GIF8", "图片里的文字读不了。请找到原来的 Word 或 Excel 文件。"),
    (b"Rar!", "这是压缩包，没有读取。请先解压，再选里面的文件。"),
    (b"7z\xbc\xaf", "这是压缩包，没有读取。请先解压，再选里面的文件。"),
    (b"MZ", "这是程序，不是文档，没有读取。"),
)


def read_text(text: str) -> Document:
    """Read pasted text.

    Raises:
        InvalidInput: Blank or far too long.
    """
    if not text.strip():
        raise InvalidInput("没有文字可读。请先复制要导入的内容。")
    return understand(read_plain(text))


def read_document(path: Path) -> Document:
    """Read a .docx, .doc, .xlsx, .xls, .csv or text file, and .wps, .et or .rtf where LibreOffice can convert them.

    The content decides, not the name: a wrong extension does no harm.

    Raises:
        InvalidInput: Not such a file, empty, damaged, protected, too large or dangerous; one Chinese sentence
            or two. Nothing is written.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InvalidInput("这不是一个文件。请选择要导入的文档。")
        if size == 0:
            raise InvalidInput("文件是空的，没有可读的内容。")
        if size > _LIMIT_BYTES:
            raise InvalidInput("文件太大（超过 60 MB），没有读取。请删去图片，或分成几份再试。")
        with path.open("rb") as file:
            head = file.read(8)
        if size > _PLAIN_LIMIT_BYTES and head[:4] != b"PK\x03\x04" and head != _OLE:
            raise InvalidInput("文件太大（超过 4 MB），没有读取。请分成几份再试。")
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput("文件打不开。请确认它还在原处、没有被别的程序占用。") from error
    source = _source(path, data)
    if not any(line.text.strip() for line in source.lines):
        raise InvalidInput("文件里没有文字，没有可读的内容。")
    if len(source.lines) > _LINES_LIMIT or sum(len(line.text) for line in source.lines) > _CHARACTERS_LIMIT:
        raise InvalidInput("文件内容太多（超过 2 万行或 200 万字），没有读取。请分成几份再试。")
    try:
        return understand(source)
    except RecursionError as error:
        raise InvalidInput("文件结构不正常，没有读取。请用 Office 或 WPS 另存一份再试。") from error


def _source(path: Path, data: bytes) -> Source:
    for mark, sentence in _FOREIGN:
        if data.startswith(mark):
            raise InvalidInput(sentence)
    if data.startswith(b"PK"):
        return _zipped(path, data)
    if data.startswith(_OLE):
        return _compound(path, data)
    if data.startswith(b"{\\rtf"):
        return _converted(path, "docx", _SAVE_AS_WORD)
    if (
        data[:400]
        .lstrip()
        .lower()
        .startswith((b"<html", b"<!doctype html", b"<?xml", b"<table", b"mime-version"))
    ):
        sheet = path.suffix.lower() in (".xls", ".et", ".xlsx")
        return _converted(path, "xlsx" if sheet else "docx", _SAVE_AS_SHEET if sheet else _SAVE_AS_WORD)
    text = decode(data)
    return read_plain(_tabbed(text) if path.suffix.lower() == ".csv" else text)


def _tabbed(text: str) -> str:
    """Cells parted by commas as cells parted by tabs, a row a line."""
    try:
        rows = list(csv.reader(text.splitlines(keepends=True)))
    except csv.Error:
        return text
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def _zipped(path: Path, data: bytes) -> Source:
    package = Package(data)
    if "word/document.xml" in package:
        return read_word(package)
    if "xl/workbook.xml" in package:
        return read_new_workbook(package)
    if "xl/workbook.bin" in package:
        return _converted(path, "xlsx", _SAVE_AS_SHEET)
    if "content.xml" in package:
        sheet = b"spreadsheet" in data[:200]
        return _converted(path, "xlsx" if sheet else "docx", _SAVE_AS_SHEET if sheet else _SAVE_AS_WORD)
    raise InvalidInput("这不是 Word 或 Excel 文件，没有读取。如果是压缩包，请先解压，再选里面的文件。")


def _compound(path: Path, data: bytes) -> Source:
    """An old office file: its directory names the stream that holds the text."""

    def holds(stream: str) -> bool:
        return (stream.encode("utf-16-le") + b"\0\0") in data

    if holds("EncryptedPackage"):
        raise InvalidInput(_PASSWORD)
    if holds("Workbook") or holds("Book"):
        return read_old_workbook(data)
    if holds("WordDocument"):
        converted = convert(path, "docx")
        if converted is not None:
            return _read_converted(converted)
        source = read_plain(old_word_text(data))
        sentence = "旧版 .doc 里的表格只能读成一行行文字；用 Word 或 WPS 另存为 .docx 后再导入更准确。"
        source.doubts.append(Doubt("old_format", sentence))
        return source
    sheet = path.suffix.lower() in (".et", ".ett", ".xls")
    return _converted(path, "xlsx" if sheet else "docx", _SAVE_AS_SHEET if sheet else _SAVE_AS_WORD)


def _converted(path: Path, target: str, advice: str) -> Source:
    converted = convert(path, target)
    if converted is None:
        raise InvalidInput(advice)
    return _read_converted(converted)


def _read_converted(path: Path) -> Source:
    try:
        package = Package(path.read_bytes())
        return read_word(package) if path.suffix == ".docx" else read_new_workbook(package)
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)
