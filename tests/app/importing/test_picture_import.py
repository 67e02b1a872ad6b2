"""Pictures on the rows of a ledger become files of the records that the rows became, and go back with them."""

from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Cm
from openpyxl.drawing.image import Image
from PIL import Image as Pixels

from app.evidence.lists import list_evidence
from app.importing.batches import undo_import
from app.importing.documents import Imported, import_candidates, read_file, subjects_of
from app.importing.editing import merge
from app.rectification.problems import list_problems
from app.workspace import Workspace

ROWS = (("1", "灭火器过期", "更换"), ("2", "书屋未开", "公示"), ("3", "灯坏", "更换灯具"))
HEADERS = ("序号", "问题描述", "整改措施", "照片")


def picture(folder: Path, colour: str) -> str:
    path = folder / f"{colour}.png"
    Pixels.new("RGB", (60, 40), colour).save(path)
    return str(path)


@pytest.fixture(params=["xlsx", "docx"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A ledger with a picture on the first row and two on the third."""
    path = tmp_path / f"问题台账.{request.param}"
    pictures = {0: ["red"], 2: ["blue", "green"]}
    if request.param == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(HEADERS)
        for row in ROWS:
            sheet.append(row)
        for at, colours in pictures.items():
            for colour in colours:
                sheet.add_image(Image(picture(tmp_path, colour)), f"D{at + 2}")
        book.save(path)
        return path
    document = docx.Document()
    document.add_paragraph("问题台账")
    table = document.add_table(rows=1, cols=4)
    for cell, header in zip(table.rows[0].cells, HEADERS, strict=True):
        cell.text = header
    for at, values in enumerate(ROWS):
        cells = table.add_row().cells
        for cell, value in zip(cells, values, strict=False):
            cell.text = value
        for colour in pictures.get(at, ()):
            cells[3].paragraphs[0].add_run().add_picture(picture(tmp_path, colour), width=Cm(1))
    document.save(str(path))
    return path


def imported(ws: Workspace, path: Path) -> Imported:
    (subject, *_) = subjects_of(ws, read_file(path))
    return import_candidates(subject, subject.read())


def test_pictures_stand_with_their_records(ready: Workspace, ledger: Path) -> None:
    done = imported(ready, ledger)
    assert (done.added, done.pictures) == (3, 3)
    problems = {row.form.description: row.id for row in list_problems(ready)}
    files = {name: list_evidence(ready, target=problem) for name, problem in problems.items()}
    assert {name: len(found) for name, found in files.items()} == {
        "灭火器过期": 1,
        "书屋未开": 0,
        "灯坏": 2,
    }
    assert all(file.file_name.startswith("问题台账-图") for file in files["灯坏"])


def test_taking_the_import_back_takes_the_pictures_back(ready: Workspace, ledger: Path) -> None:
    done = imported(ready, ledger)
    problems = [row.id for row in list_problems(ready)]
    assert undo_import(ready, done.batch).taken_back == 3
    assert not list_problems(ready)
    assert not any(list_evidence(ready, target=problem) for problem in problems)


def test_merged_records_have_the_pictures_of_all(ready: Workspace, ledger: Path) -> None:
    (subject, *_) = subjects_of(ready, read_file(ledger))
    read = subject.read()
    together = merge(read, [one.id for one in read], subject.fields)
    assert [len(one.pictures) for one in together] == [3]


def test_a_file_that_is_gone_costs_only_its_pictures(ready: Workspace, ledger: Path) -> None:
    (subject, *_) = subjects_of(ready, read_file(ledger))
    candidates = subject.read()
    ledger.unlink()
    done = import_candidates(subject, candidates)
    assert (done.added, done.pictures) == (3, 0)
