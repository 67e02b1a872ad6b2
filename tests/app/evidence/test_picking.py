import os
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import pytest
from PIL import Image

from app.errors import Cancelled
from app.evidence.attach import Target, attach_files
from app.evidence.picking import KnownFiles, by_hour, find_pictures, picture_places, remember_place
from app.evidence.pictures import UnreadablePicture, thumbnail
from app.job import Job
from app.work.log import add_log
from app.workspace import Workspace


def lay(folder: Path, name: str, written: datetime | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode())
    if written is not None:
        os.utime(path, (written.timestamp(), written.timestamp()))
    return path


def test_pictures_are_newest_first_by_hour_as_their_names_or_files_say(tmp_path: Path) -> None:
    lay(tmp_path, "IMG_20260302_081500.jpg")
    lay(tmp_path, "deep/er/IMG_20260302_084500.HEIC")
    lay(tmp_path, "mmexport1772345678901.jpg")  # 1 March 2026, 14:14 in China
    lay(tmp_path, "会议.mp4", datetime(2025, 12, 31, 1, 0).astimezone())
    lay(tmp_path, "Thumb/IMG_20260302_081500.jpg")
    lay(tmp_path, "记录.docx")
    lay(tmp_path, "Image/abc.dat")
    found = find_pictures(tmp_path)
    hours = by_hour(found.pictures, date(2026, 3, 2))
    assert [(hour.name, [picture.path.name for picture in hour.pictures]) for hour in hours[:2]] == [
        ("今天 8 时", ["IMG_20260302_084500.HEIC", "IMG_20260302_081500.jpg"]),
        ("昨天 14 时", ["mmexport1772345678901.jpg"]),
    ]
    assert hours[2].name.startswith("2025年12月31日")
    assert found.locked == 1
    assert find_pictures(tmp_path / "nothing").pictures == ()


def test_five_thousand_pictures_are_found_in_a_moment_and_looking_can_be_stopped(tmp_path: Path) -> None:
    for number in range(5000):
        (tmp_path / f"IMG_20260301_{number // 3600:02}{number // 60 % 60:02}{number % 60:02}.jpg").touch()
    begun = perf_counter()
    assert len(find_pictures(tmp_path).pictures) == 5000
    assert perf_counter() - begun < 5
    stopped = Job()
    stopped.cancel()
    with pytest.raises(Cancelled):
        find_pictures(tmp_path, stopped)


def test_pictures_taken_in_before_are_known_with_where(station: Workspace, tmp_path: Path) -> None:
    used, fresh = tmp_path / "a.jpg", tmp_path / "b.jpg"
    Image.new("RGB", (60, 40), (1, 2, 3)).save(used)
    fresh.write_bytes(bytes(reversed(used.read_bytes())))  # of the same size
    entry = add_log(station, "图书室开放", on=date(2026, 3, 1)).log_entry
    attach_files(station, [used], targets=[(Target.LOG_ENTRY, entry)], on=date(2026, 3, 1))
    known = KnownFiles.read(station)
    where = {picture.path.name: known.where(picture) for picture in find_pictures(tmp_path).pictures}
    assert {name: where[name] for name in ("a.jpg", "b.jpg")} == {"a.jpg": "3月1日 图书室开放", "b.jpg": ""}


def test_places_are_those_used_last_then_chat_folders_then_the_usual(
    station: Workspace, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    for folder in (
        "Desktop",
        "Pictures",
        "Documents/WeChat Files/wxid_1/FileStorage",
        "Documents/WeChat Files/All Users",
    ):
        (home / folder).mkdir(parents=True)
    own = tmp_path / "手机照片"
    own.mkdir()
    remember_place(station, home / "Pictures")
    remember_place(station, own)
    remember_place(station, tmp_path / "gone")
    names = [place.name for place in picture_places(station, home)]
    assert names == ["手机照片", "Pictures", "微信 wxid_1", "桌面"]


def test_thumbnails_are_small_and_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 3000), (9, 99, 199)).save(tmp_path / "a.jpg", exif=exif)
    small = thumbnail(tmp_path / "a.jpg", 200)
    assert (small.width, small.height, len(small.rgb)) == (150, 200, 150 * 200 * 3)
    (tmp_path / "b.jpg").write_bytes(b"\xff\xd8 no photo")
    with pytest.raises(UnreadablePicture):
        thumbnail(tmp_path / "b.jpg", 200)
