import shutil
from pathlib import Path

import pytest
from PIL import Image

from app.errors import Cancelled
from app.evidence.attach import Target, attach_files
from app.evidence.lists import check_files, list_evidence
from app.evidence.mending import lost_files, mend_files
from app.evidence.store import AttachmentStore
from app.job import Job
from app.work.log import add_log
from app.workspace import Workspace


@pytest.fixture
def kept(station: Workspace, tmp_path: Path) -> tuple[str, list[Path]]:
    """A log entry with three photos, and where the originals lie."""
    entry = add_log(station, "图书室开放").log_entry
    for number in range(3):
        path = tmp_path / f"{number}.jpg"
        Image.effect_noise((300, 200), 60 + number).save(path)
        attach_files(station, [path], targets=[(Target.LOG_ENTRY, entry)])
    originals = [row.original for row in list_evidence(station, target=entry) if row.original]
    return entry, originals


def whole(ws: Workspace) -> bool:
    return not list(check_files(ws, thorough=True)) and not lost_files(ws)


def test_files_renamed_or_moved_inside_the_folder_go_back(
    station: Workspace, kept: tuple[str, list[Path]]
) -> None:
    _, (first, second, third) = kept
    (first.parents[1] / "我的照片").mkdir()
    first.rename(first.parents[1] / "我的照片" / "活动.jpg")
    second.rename(second.with_suffix(".jpg"))
    assert len(lost_files(station)) == 2
    mended = mend_files(station)
    assert (mended.found, mended.still) == (2, ())
    assert mended.sentence == "找回来了：2 个附件都回到了原处。"
    assert whole(station)
    assert third.is_file()


def test_files_are_fetched_from_where_the_user_points(
    station: Workspace, kept: tuple[str, list[Path]], tmp_path: Path
) -> None:
    _, originals = kept
    stick = tmp_path / "U盘" / "旧照片"
    stick.mkdir(parents=True)
    shutil.move(originals[0], stick / "a.jpg")
    originals[1].unlink()
    mended = mend_files(station)
    assert (mended.found, mended.still) == (0, ("0.jpg", "1.jpg"))
    assert "记录还在" in mended.sentence
    mended = mend_files(station, [stick.parent])
    assert (mended.found, mended.still) == (1, ("1.jpg",))
    assert (stick / "a.jpg").is_file()  # copied, not taken away
    assert [file.file_name for file in lost_files(station)] == ["1.jpg"]


def test_a_small_copy_is_made_again_from_its_original(
    station: Workspace, kept: tuple[str, list[Path]]
) -> None:
    entry, _ = kept
    copies = [row.picture for row in list_evidence(station, target=entry) if row.picture]
    copies[0].unlink()
    assert mend_files(station).found == 1
    assert whole(station)


def test_a_changed_file_is_replaced_and_kept_beside(
    station: Workspace, kept: tuple[str, list[Path]], tmp_path: Path
) -> None:
    _, originals = kept
    changed = bytearray(originals[0].read_bytes())
    changed[-5] ^= 1
    originals[0].write_bytes(bytes(changed))
    assert mend_files(station, [tmp_path]).found == 0  # its size and name are right: only reading tells
    assert mend_files(station, [tmp_path / "0.jpg"], thorough=True).found == 0  # no folder
    mended = mend_files(station, [tmp_path], thorough=True)
    assert (mended.found, mended.still) == (1, ())
    assert whole(station)
    (aside,) = (AttachmentStore(station.folder).root / "changed").iterdir()
    assert aside.read_bytes() == bytes(changed)


def test_looking_can_be_stopped_and_a_whole_folder_says_so(
    station: Workspace, kept: tuple[str, list[Path]]
) -> None:
    assert mend_files(station).sentence == "附件都在，没有要找的。"
    stopped = Job()
    stopped.cancel()
    with pytest.raises(Cancelled):
        mend_files(station, job=stopped)
