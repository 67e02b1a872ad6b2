"""Old and foreign formats: .xls is read as it is, the rest with the help of LibreOffice or not at all."""

import shutil
import stat
import sys
from pathlib import Path

import docx
import pytest

from app.errors import InvalidInput
from app.reading import read_document

XLS = Path(__file__).parent / "documents" / "任务清单.xls"


def test_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "清单.et"  # the content decides
    shutil.copy(XLS, path)
    items = read_document(path).items
    assert [
        (item.printed_no, item.title.text, item.fields["category"].text, item.lines) for item in items
    ] == [
        ("1", "站舍维修", "设施", (3,)),
        ("2", "广场照明", "设施", (4,)),
        ("3", "读书会", "活动", (5,)),
    ]
    assert [item.limit and item.limit.kind.value for item in items] == ["date", "date", "recurring"]
    assert [(item.leaders, item.masked_leaders) for item in items] == [
        (("张明",), 0),
        (("张明",), 0),
        ((), 1),
    ]


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 3000, ".docx"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 3000, ".xlsx"),
    ],
)
def test_without_office_one_sentence_of_advice(
    name: str, content: bytes, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("app.reading.old_word_file._PLACES", ())
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="另存为 " + advice):
        read_document(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize("works", [True, False])
def test_with_office(works: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for LibreOffice copies a prepared file to where it was told to, or fails."""
    prepared = tmp_path / "prepared.docx"
    document = docx.Document()
    document.add_paragraph("石桥镇文化站整改方案")
    document.save(str(prepared))
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    copying = f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n/bin/cp "{prepared}" "$2/out.docx"\n'
    program.write_text(copying if works else "#!/bin/sh\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr("app.reading.old_word_file._PLACES", ())
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "bin"))
    path = tmp_path / "方案.wps"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 3000)
    if works:
        title = read_document(path).title
        assert title is not None
        assert title.text == "石桥镇文化站整改方案"
    else:
        with pytest.raises(InvalidInput):
            read_document(path)
    assert [one.name for one in program.parent.iterdir()] == ["soffice"]
