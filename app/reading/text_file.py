"""Plain and pasted text: encodings, physical lines, columns separated by tabs."""

import csv
import re

from app.errors import InvalidInput
from app.reading.model import Line
from app.reading.source import Cell, Row, Source, Table

__all__ = ["decode", "read_plain", "spaced_tables"]

_CHARACTERS_LIMIT = 300_000
_LINES_LIMIT = 20_000
_LINE_LIMIT = 20_000
# Words with single blanks inside; two blanks or a full-width one end a cell.
_SPACED_CELL = re.compile(r"[^\s\u3000](?:[^\s\u3000]| (?=[^\s\u3000]))*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_NOT_TEXT = "这不是文字文件，没有读取。请用 Word、Excel 文件，或另存为 .docx、.xlsx、.txt 再试。"
_TOO_LONG = "文字太长（超过 30 万字或 2 万行），没有读取。请分成几份再试。"
_ONE_LINE = "有一行超过 2 万字，看来不是普通文件，没有读取。请用 Word 或记事本打开核对。"


def decode(data: bytes) -> str:
    """Decode text in UTF-8, UTF-16, GB18030 or Big5, with or without a byte order mark.

    Raises:
        InvalidInput: The bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"))
    if b"\0" in data:
        encoding = "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        if len(data) % 2 == 0:
            return _checked(data.decode(encoding, "replace"))
        raise InvalidInput(_NOT_TEXT)
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and _looks_like_big5(data, text):
            return data.decode("big5", "replace")
        return _checked(text)
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, "replace")
        if _common(text) > 0.8:
            return text
    try:
        return _checked(data.decode("gb18030", "replace"))
    except InvalidInput:
        return _checked(data.decode("utf-8", "replace"))


def _common(text: str) -> float:
    """Share of characters that ordinary Chinese text is made of."""
    sample = text[:5000]
    usual = sum(1 for c in sample if (c.isascii() and (c.isprintable() or c in "\r\n\t")) or _is_gb2312(c))
    return usual / len(sample) if sample else 1.0


def _is_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _looks_like_big5(data: bytes, as_gb: str) -> bool:
    from app.script import fold

    if _common(as_gb) > 0.85:
        return False
    try:
        return _common(fold(data[:20000].decode("big5", "ignore"))) > _common(as_gb) + 0.1
    except ValueError:
        return False


def _checked(text: str) -> str:
    sample = text[:20000]
    strange = sum(1 for c in sample if c == "\ufffd" or (ord(c) < 32 and c not in "\r\n\t\x0b\x0c"))
    if sample and strange / len(sample) > 0.02:
        raise InvalidInput(_NOT_TEXT)
    return text


def read_plain(text: str) -> Source:
    """Split text into physical lines; blocks of lines with tabs become tables too.

    Raises:
        InvalidInput: Longer than 300,000 characters or 20,000 lines, or with a line of 20,000 characters.
    """
    if len(text) > _CHARACTERS_LIMIT:
        raise InvalidInput(_TOO_LONG)
    lines = [Line(number, line) for number, line in enumerate(_LINE_END.split(text.lstrip("\ufeff")), 1)]
    if len(lines) > _LINES_LIMIT:
        raise InvalidInput(_TOO_LONG)
    if any(len(line.text) > _LINE_LIMIT for line in lines):
        raise InvalidInput(_ONE_LINE)
    source = Source(lines)
    block: list[Line] = []
    for at, line in enumerate([*lines, Line(0, "")]):
        if "\t" in line.text.strip("\t ") or (block and (_open_quote(block) or _goes_on(block, lines, at))):
            block.append(line)
            continue
        if len(block) > 1:
            source.tables.append(_table(block, f"表{len(source.tables) + 1}"))
        block = []
    source.tables += spaced_tables(lines, len(source.tables))
    return source


def spaced_tables(lines: list[Line], before: int) -> list[Table]:
    """Return tables set with blanks, as web pages give them: lines of the same number of columns, three or more.

    Args:
        before: How many tables there are already, for their names.
    """
    tables: list[Table] = []
    block: list[tuple[Line, list[re.Match[str]]]] = []
    for line in [*lines, Line(0, "")]:
        cells = (
            list(_SPACED_CELL.finditer(line.text)) if "\t" not in line.text and ":" not in line.folded else []
        )
        if len(cells) >= 3 and (not block or len(block[0][1]) == len(cells)):
            block.append((line, cells))
            continue
        if len(block) > 1:
            rows = [
                Row(one.number, tuple(Cell(c[0], c.start(), (at, n)) for n, c in enumerate(found)))
                for at, (one, found) in enumerate(block)
            ]
            tables.append(Table(f"表{before + len(tables) + 1}", tuple(rows)))
        block = [(line, cells)] if len(cells) >= 3 else []
    return tables


def _goes_on(block: list[Line], lines: list[Line], at: int) -> bool:
    """Tell whether a line without tabs is a heading inside a table: rows of the same width follow, no headers."""
    if at + 1 >= len(lines) or not lines[at].text.strip() or len(lines[at].text) > 40:
        return False
    below = lines[at + 1].text
    return below.count("\t") == block[-1].text.count("\t") and not re.match(r"\s*(?:序|编|編|项目)", below)


def _open_quote(block: list[Line]) -> bool:
    """Tell whether a quoted cell of the block, as Excel copies cells of several lines, is not closed yet."""
    return (
        len(block) < 2000
        and sum(line.text.count('"') for line in block[-60:]) % 2 == 1
        and '\t"' in "\t" + block[-1].text
    )


def _table(block: list[Line], name: str) -> Table:
    texts = [line.text for line in block]
    quoted = any('\t"' in "\t" + text for text in texts)
    if quoted:
        reader = csv.reader((text + "\n" for text in texts), delimiter="\t")
        numbered: list[tuple[int, list[str]]] = []
        begin = 0
        try:
            for values in reader:
                numbered.append((begin, [value.strip("\n") for value in values]))
                begin = reader.line_num
        except csv.Error:
            numbered = [(at, text.split("\t")) for at, text in enumerate(texts)]
    else:
        numbered = [(at, text.split("\t")) for at, text in enumerate(texts)]
    width = max(len(values) for _, values in numbered)
    rows = []
    for at, (begin, values) in enumerate(numbered):
        first, cells = 0, []
        for column in range(width):
            value = values[column] if column < len(values) else ""
            cells.append(Cell(value, first, (at, column)))
            first += len(value) + 1
        rows.append(Row(block[begin].number, tuple(cells)))
    return Table(name, tuple(rows))
