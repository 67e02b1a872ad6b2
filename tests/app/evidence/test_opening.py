from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.evidence.lists import EvidenceRow
from app.evidence.opening import readable_copy


def row(
    path: Path | None, name: str, *, picture: Path | None = None, original: Path | None = None
) -> EvidenceRow:
    return EvidenceRow(
        use="u",
        evidence="e",
        title="",
        kind="document",
        kind_label="文件",
        role="proof",
        role_label="佐证",
        on=date(2026, 3, 2),
        captured_at=None,
        file_name=name,
        size_bytes=3,
        picture=picture,
        path=path,
        original=original,
    )


def stored(folder: Path) -> Path:
    path = folder / ("ab" * 32)
    path.write_bytes(b"abc")
    return path


def test_a_copy_has_the_name_that_programs_go_by(tmp_path: Path) -> None:
    copy = readable_copy(row(stored(tmp_path), "签到表.PDF"))
    assert copy.name == "签到表.PDF"
    assert copy.read_bytes() == b"abc"
    assert readable_copy(row(stored(tmp_path), "签到表.PDF")) == copy


@pytest.mark.parametrize(
    "name", ["../../../etc/表.pdf", "a/b\\c.pdf", "x\x00.pdf", "C:表.pdf", "长" * 300 + ".pdf"]
)
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    copy = readable_copy(row(stored(tmp_path), name))
    assert copy.parent.name == "ab" * 8
    assert copy.suffix == ".pdf"
    assert len(copy.name) <= 80


@pytest.mark.parametrize("name", ["安装.exe", "表.pdf.bat", "无后缀", ".pdf", "脚本.js", "表.pdf .lnk"])
def test_what_may_be_a_program_is_not_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="为了安全"):
        readable_copy(row(stored(tmp_path), name))


def test_what_has_not_arrived_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="还没有随数据包"):
        readable_copy(row(None, "a.pdf"))


def test_the_copy_of_a_photo_is_a_jpeg_whatever_it_was_shrunk_from(tmp_path: Path) -> None:
    shrunk, taken = stored(tmp_path), tmp_path / ("cd" * 32)
    taken.write_bytes(b"heic")
    photo = row(shrunk, "IMG_1.HEIC", picture=shrunk, original=taken)
    assert readable_copy(photo).name == "IMG_1.jpg"
    original = readable_copy(photo, original=True)
    assert (original.name, original.read_bytes()) == ("IMG_1.HEIC", b"heic")
    with pytest.raises(InvalidInput, match="E-F05"):
        readable_copy(row(shrunk, "IMG_1.HEIC", picture=shrunk), original=True)


def test_nothing_done_to_the_copy_is_mistaken_for_the_file(tmp_path: Path) -> None:
    path = stored(tmp_path)
    assert readable_copy(row(path, "签到表.docx", original=path)).stat().st_mode & 0o222 == 0
    assert path.stat().st_mode & 0o222
