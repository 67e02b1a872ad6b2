from pathlib import Path

import pytest

from app.errors import StorageError
from app.papers.files import save
from app.sync import files as sync_files
from tests.app.papers.paper_samples import NOW


def test_a_paper_replaces_the_older_one(tmp_path: Path) -> None:
    target = tmp_path / "新建" / "工作台账.pdf"
    save(b"old", target, now=NOW)
    written = save(b"new", target, now=NOW)
    assert written.path == target
    assert written.beside_sentence() == ""
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["工作台账.pdf"]


@pytest.mark.parametrize("mark", ["~$工作台账.xlsx", ".~工作台账.xlsx", ".~lock.工作台账.xlsx#"])
def test_a_file_that_is_open_is_left_alone_and_the_user_told(mark: str, tmp_path: Path) -> None:
    target = tmp_path / "工作台账.xlsx"
    target.write_bytes(b"open in Excel")
    (tmp_path / mark).touch()
    first = save(b"new", target, now=NOW)
    second = save(b"newer", target, now=NOW)
    assert target.read_bytes() == b"open in Excel"
    assert first.path.name == "工作台账_0718_1432.xlsx"
    assert second.path.name == "工作台账_0718_1432_2.xlsx"
    assert first.path.read_bytes() == b"new"
    assert "“工作台账.xlsx”正被 WPS、Excel 或其他程序打开" in first.beside_sentence()
    assert "工作台账_0718_1432.xlsx" in first.beside_sentence()


def test_a_file_that_windows_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "工作台账.pdf"
    target.write_bytes(b"open in a viewer")
    replace = Path.replace

    def refuse(self: Path, to: Path) -> Path:
        if to == target:
            raise PermissionError(13, "in use")
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(sync_files, "_sleep", lambda _seconds: None)
    written = save(b"new", target, now=NOW)
    assert written.beside == "工作台账.pdf"
    assert written.path.read_bytes() == b"new"
    assert target.read_bytes() == b"open in a viewer"


def test_a_place_that_takes_no_file_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="本机数据完好"):
        save(b"new", tmp_path / "file" / "工作台账.pdf", now=NOW)
