"""Whatever stands in a document: an answer or one sentence, never a crash; the same answer each time."""

import io
import json
import os
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.reading import document_json, read_document, read_text

FOLDER = Path(__file__).parent / "documents"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*/*.txt"))]
LINES = sorted({line for text in TEXTS for line in text.split("\n")})
MARKS = list("：:；。、，（）()〔〕《》*×―—-~ \t\u3000\u00a01一①月日年前起至“”〃")

cut_lines = st.builds(
    lambda line, first, last: line[first:last], st.sampled_from(LINES), st.integers(0, 9), st.integers(4, 80)
)
pieces = st.one_of(
    st.sampled_from(LINES),
    cut_lines,
    st.text(alphabet=st.sampled_from(MARKS), max_size=12),
    st.text(max_size=20),
)
documents = st.lists(pieces, max_size=25).map("\n".join)


def refused(error: InvalidInput) -> None:
    assert str(error).endswith("。")


def answered(text: str) -> None:
    try:
        document = read_text(text)
    except InvalidInput as error:
        refused(error)
        return
    shown = json.loads(document_json(document))
    physical = {line.number: "" for line in document.lines}
    for line in document.lines:
        physical[line.number] += line.text
    assert [item["seq"] for item in shown["items"]] == list(range(1, len(shown["items"]) + 1))
    for item in document.items:
        assert set(item.lines) <= set(physical)
        for part in [item.title, *item.measures, *item.fields.values()]:
            for span in part.spans:
                assert 0 <= span.first <= span.last <= len(physical[span.line])
    for doubt in [*document.doubts, *(doubt for item in document.items for doubt in item.doubts)]:
        assert doubt.sentence.endswith("。")
        assert set(doubt.lines) <= set(physical)
    assert {one.line for one in document.noise} <= set(physical)


@settings(max_examples=60, deadline=None)
@given(documents)
def test_texts(text: str) -> None:
    answered(text)


@pytest.mark.long
@settings(max_examples=int(os.environ.get("FUZZ_EXAMPLES", "20000")), deadline=None)
@given(documents)
def test_texts_long(text: str) -> None:
    answered(text)


def packages() -> list[tuple[str, bytes]]:
    word, sheet = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    for line in TEXTS[0].split("\n"):
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=3)
    table.rows[0].cells[0].merge(table.rows[1].cells[0])
    document.save(word)
    book = openpyxl.Workbook()
    book.worksheets[0].append(["序号", "任务内容", "完成时限"])
    book.worksheets[0].append([1, "学习", "9月底"])
    book.worksheets[0].merge_cells("A2:A3")
    book.save(sheet)
    xls = (FOLDER / "任务清单.xls").read_bytes()
    return [("a.docx", word.getvalue()), ("a.xlsx", sheet.getvalue()), ("a.xls", xls)]


PACKAGES = packages()


def damaged(data: bytes, edits: list[tuple[int, bytes]], cut: int) -> bytes:
    changed = bytearray(data)
    for at, new in edits:
        changed[at % len(changed) : at % len(changed) + len(new)] = new
    return bytes(changed[: len(changed) - cut % 200 if cut else len(changed)])


def inside(data: bytes, part: int, edits: list[tuple[int, bytes]]) -> bytes:
    """Damage one part of a zip file and pack it again."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        names = old.namelist()
        for at, name in enumerate(names):
            content = old.read(name)
            new.writestr(name, damaged(content, edits, 0) if at == part % len(names) and content else content)
    return target.getvalue()


edits = st.lists(
    st.tuples(st.integers(0, 200_000), st.binary(min_size=1, max_size=6)), min_size=1, max_size=6
)


def opened(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        document_json(read_document(path))
    except InvalidInput as error:
        refused(error)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.sampled_from(PACKAGES), edits=edits, cut=st.integers(0, 3), part=st.integers(-1, 20))
def test_files(
    which: tuple[str, bytes], edits: list[tuple[int, bytes]], cut: int, part: int, tmp_path: Path
) -> None:
    name, data = which
    packed = part >= 0 and not name.endswith(".xls")
    opened(tmp_path / name, inside(data, part, edits) if packed else damaged(data, edits, cut))


@pytest.mark.long
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "20000")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(which=st.sampled_from(PACKAGES), edits=edits, cut=st.integers(0, 3), part=st.integers(-1, 20))
def test_files_long(
    which: tuple[str, bytes], edits: list[tuple[int, bytes]], cut: int, part: int, tmp_path: Path
) -> None:
    name, data = which
    packed = part >= 0 and not name.endswith(".xls")
    opened(tmp_path / name, inside(data, part, edits) if packed else damaged(data, edits, cut))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_bytes(tmp_path: Path, data: bytes) -> None:
    opened(tmp_path / "a.txt", data)
