import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.errors import Cancelled, InvalidInput, StorageError
from app.evidence.attach import add_cited, attach_files, remove_use, take_files
from app.evidence.lists import check_files, list_evidence
from app.evidence.pictures import UnreadablePicture, shrink, thumbnail
from app.evidence.store import AttachmentStore
from app.job import Job
from app.workspace import COUNTY, Workspace
from db.models.rectification import Problem
from db.models.tasks import Target
from db.models.work import Evidence, EvidenceKind, EvidenceRole, EvidenceUse, LogEntry
from tests.workspaces import START


def photo(
    path: Path, *, size: tuple[int, int] = (2400, 1200), shade: int = 90, sideways: bool = False
) -> Path:
    picture = Image.new("RGB", size, (shade, 120, 160))
    picture.paste((250, 10, 10), (0, 0, size[0] // 4, size[1] // 4))  # marks the corner at the top left
    exif = Image.Exif()
    exif[0x0112] = 6 if sideways else 1
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8769)[0x9003] = "2026:02:28 16:05:09"
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(path, quality=90, exif=exif)
    return path


def log_line(ws: Workspace, text: str = "图书室开放") -> str:
    with ws.write() as session:
        return session.create(LogEntry(on=ws.today, text=text), stream=COUNTY).id


def test_the_original_is_kept_byte_for_byte_and_a_small_copy_beside_it(
    station: Workspace, tmp_path: Path
) -> None:
    source = photo(tmp_path / "IMG_1.jpg", sideways=True)
    line = log_line(station)
    done = attach_files(station, [source], targets=[(Target.LOG_ENTRY, line)])
    assert done.notes == ()
    (row,) = list_evidence(station, target=line)
    assert row.original is not None
    assert row.original.read_bytes() == source.read_bytes()
    assert (row.original.parent.name, row.original.name) == (
        row.original.name[:2],
        hashlib.sha256(source.read_bytes()).hexdigest(),
    )
    assert row.captured_at == datetime(2026, 2, 28, 8, 5, 9, tzinfo=UTC)
    assert row.on == date(2026, 2, 28)
    assert row.path is not None
    with Image.open(row.path) as copy:
        assert copy.size == (1000, 2000)  # upright, long side shortened
        red, _, blue = copy.getpixel((960, 20))  # type: ignore[misc]
        assert red > 200 > blue
        exif = copy.getexif()
        assert exif.get(0x010F) is None
        assert exif.get_ifd(0x8825) == {}  # the place is nobody's business
        assert exif.get_ifd(0x8769)[0x9003] == "2026:02:28 16:05:09"
    with station.read() as session:
        evidence = session.scalars(select(Evidence)).one()
        assert evidence.copy_sha256 == row.path.name
        assert evidence.copy_bytes == row.path.stat().st_size
        assert evidence.stream == COUNTY


def test_a_file_used_elsewhere_is_cited_and_hinted(station: Workspace, tmp_path: Path) -> None:
    source = photo(tmp_path / "a.jpg")
    first, second = log_line(station, "图书室开放"), log_line(station, "棋类活动")
    attach_files(station, [source], targets=[(Target.LOG_ENTRY, first)])
    again = attach_files(station, [source], targets=[(Target.LOG_ENTRY, second)])
    assert [one.where for one in again.cited] == ["2 月 28 日在“图书室开放”里"]
    assert again.notes == again.hints == ()
    same = attach_files(station, [source], targets=[(Target.LOG_ENTRY, second)])
    assert same.hints == ("“a.jpg”已经在这一项里了，没有重复添加。",)
    assert same.cited == ()
    assert same.evidence == again.evidence
    assert len(list_evidence(station, target=second)) == 1
    with station.read() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_a_cited_file_can_still_be_a_record_of_its_own(station: Workspace, tmp_path: Path) -> None:
    first, second = log_line(station, "图书室开放"), log_line(station, "棋类活动")
    sources = [photo(tmp_path / f"{shade}.jpg", shade=shade) for shade in (20, 90)]
    old = attach_files(station, sources, targets=[(Target.LOG_ENTRY, first)])
    new = photo(tmp_path / "new.jpg", shade=160)
    on = date(2026, 3, 1)
    done = attach_files(station, [*sources, new], targets=[(Target.LOG_ENTRY, second)], on=on)
    assert done.evidence[:2] == old.evidence
    assert add_cited(station, done.cited) == 2
    rows = list_evidence(station, target=second)
    assert len({row.evidence for row in rows} - set(old.evidence)) == 3
    assert {row.on for row in rows} == {on}
    assert {row.evidence for row in list_evidence(station, target=first)} == set(old.evidence)
    assert len(list((station.folder / "attachments").rglob("*"))) - 6 == 6  # bytes are kept once
    for row in rows:
        remove_use(station, row.use)
    with pytest.raises(InvalidInput):
        add_cited(station, done.cited)


def test_the_photo_of_before_is_told_when_it_is_to_show_after(station: Workspace, tmp_path: Path) -> None:
    with station.write() as session:
        problem = session.create(
            Problem(
                number="1-WT-2026-A0001", source="self_check", description="墙皮脱落", found_on=station.today
            ),
            stream=COUNTY,
        ).id
    source = photo(tmp_path / "a.jpg")
    attach_files(station, [source], targets=[(Target.PROBLEM, problem)], role=EvidenceRole.BEFORE)
    done = attach_files(station, [source], targets=[(Target.PROBLEM, problem)], role=EvidenceRole.AFTER)
    assert [one.where for one in done.cited] == ["2 月 28 日在“墙皮脱落”里作整改前"]


def scene(path: Path, *, quality: int, side: int, at: str = "") -> Path:
    """A photo with something on it, saved as a camera or a chat program saves it."""
    picture = Image.radial_gradient("L").resize((640, 480)).convert("RGB")
    picture.paste((240, 230, 20), (60, 80, 260, 380))
    picture.paste((10, 20, 120), (400, 40, 560, 300))
    picture.paste((200, 30, 30), (300, 330, 620, 450))
    exif = Image.Exif()
    if at:
        exif.get_ifd(0x8769)[0x9003] = at
    picture.resize((side, side * 3 // 4)).save(path, quality=quality, exif=exif)
    return path


def test_a_photo_sent_on_is_hinted_and_kept(station: Workspace, tmp_path: Path) -> None:
    first, second = log_line(station, "图书室开放"), log_line(station, "棋类活动")
    attach_files(
        station, [scene(tmp_path / "a.jpg", quality=92, side=640)], targets=[(Target.LOG_ENTRY, first)]
    )
    sent_on = scene(tmp_path / "mmexport1.jpg", quality=40, side=320)
    done = attach_files(station, [sent_on], targets=[(Target.LOG_ENTRY, second)])
    assert done.hints == (
        "“mmexport1.jpg”和 3 月 2 日“图书室开放”里的一张看起来一样（可能是转发过的），已照常添加。",
    )
    assert len(list_evidence(station, target=second)) == 1
    other = photo(tmp_path / "c.jpg", shade=30)
    assert attach_files(station, [other], targets=[(Target.LOG_ENTRY, second)]).hints == ()


def test_two_shots_of_one_scene_are_two_photos(station: Workspace, tmp_path: Path) -> None:
    first, second = log_line(station, "图书室开放"), log_line(station, "棋类活动")
    shots = [
        scene(tmp_path / f"{n}.jpg", quality=90 - n, side=640, at=f"2026:03:01 10:00:0{n}") for n in range(3)
    ]
    attach_files(station, shots[:2], targets=[(Target.LOG_ENTRY, first)])
    assert attach_files(station, shots[2:], targets=[(Target.LOG_ENTRY, second)]).hints == ()


def test_one_file_proves_several_things_and_can_be_taken_away_from_one(
    station: Workspace, tmp_path: Path
) -> None:
    lines = [log_line(station, text) for text in ("甲", "乙")]
    attach_files(station, [photo(tmp_path / "a.jpg")], targets=[(Target.LOG_ENTRY, line) for line in lines])
    remove_use(station, list_evidence(station, target=lines[0])[0].use)
    assert [len(list_evidence(station, target=line)) for line in lines] == [0, 1]


def test_an_unreadable_picture_is_kept_and_explained(station: Workspace, tmp_path: Path) -> None:
    whole = photo(tmp_path / "a.jpg").read_bytes()
    broken = tmp_path / "断.jpg"
    broken.write_bytes(whole[: len(whole) // 2])
    empty = tmp_path / "空.png"
    empty.write_bytes(b"")
    line = log_line(station)
    done = attach_files(station, [broken, empty], targets=[(Target.LOG_ENTRY, line)])
    assert [note[:4] for note in done.notes] == ["“断.j", "“空.p"]
    assert all("原件已保存" in note for note in done.notes)
    rows = list_evidence(station, target=line)
    assert rows[0].original is not None
    assert rows[0].original.read_bytes() == broken.read_bytes()
    assert rows[0].on == station.today  # nothing said when it was taken
    with station.read() as session:
        assert set(session.scalars(select(Evidence.copy_sha256))) == {None}


def test_documents_travel_as_they_are_and_folders_are_opened(station: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "方案.docx").write_bytes(b"PK a plan")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    (folder / "录音.m4a").write_bytes(b"\0" * (11 << 20))
    taken = {file.file_name: file for file in take_files(station, [folder])}
    assert set(taken) == {"方案.docx", "录音.m4a"}
    assert taken["方案.docx"].kind is EvidenceKind.DOCUMENT
    assert taken["方案.docx"].copy_sha256 == taken["方案.docx"].sha256
    assert taken["录音.m4a"].copy_sha256 is None
    assert "11 MB" in taken["录音.m4a"].note
    with pytest.raises(InvalidInput):
        take_files(station, [tmp_path / "nothing"])


def test_pictures_of_all_usual_kinds_are_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture):
        shrink(Path(__file__))
    assert {".heic", ".heif"} <= set(Image.registered_extensions())
    for suffix in ("png", "webp", "bmp", "tif", "gif"):
        path = tmp_path / f"a.{suffix}"
        Image.new("P" if suffix == "gif" else "RGB", (300, 200)).save(path)
        with Image.open(BytesIO(shrink(path).jpeg)) as copy:
            assert (copy.format, copy.size) == ("JPEG", (300, 200))
    with_alpha = tmp_path / "b.png"
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(with_alpha)
    assert shrink(with_alpha).captured_at is None


@pytest.mark.parametrize("said", ["0000:00:00 00:00:00", "gestern", "2026:13:40 99:99:99"])
def test_a_nonsense_shooting_time_is_no_shooting_time(tmp_path: Path, said: str) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = said
    Image.new("RGB", (40, 40)).save(path, exif=exif)
    assert shrink(path).captured_at is None


def test_missing_and_changed_files_are_found(station: Workspace, tmp_path: Path) -> None:
    line = log_line(station)
    attach_files(
        station,
        [photo(tmp_path / "a.jpg"), photo(tmp_path / "b.jpg", shade=10)],
        targets=[(Target.LOG_ENTRY, line)],
    )
    assert list(check_files(station, thorough=True)) == []
    first, second = list_evidence(station, target=line)
    assert first.original is not None
    assert second.path is not None
    first.original.unlink()
    changed = bytearray(second.path.read_bytes())
    changed[-3] ^= 1
    second.path.write_bytes(bytes(changed))
    quick = [(fault.file_name, "找不到了" in fault.sentence) for fault in check_files(station)]
    assert quick == [("a.jpg", True)]
    thorough = [fault.sentence for fault in check_files(station, thorough=True)]
    assert ["原件找不到了" in thorough[0], "小图被改动过" in thorough[1]] == [True, True]
    assert [name for name, _ in AttachmentStore(station.folder).verify()] == [second.path.name]


def test_nothing_is_left_behind_when_a_file_cannot_be_taken(station: Workspace, tmp_path: Path) -> None:
    store = AttachmentStore(station.folder)
    with pytest.raises(StorageError):
        store.add_file(tmp_path / "gone.jpg")
    cancelled = Job()
    cancelled.cancel()
    (tmp_path / "a.txt").write_text("甲")
    with pytest.raises(Cancelled):
        store.add_file(tmp_path / "a.txt", cancelled)
    assert [path for path in (station.folder / "attachments").rglob("*") if path.is_file()] == []


def test_the_store_names_files_by_their_bytes_and_mends_short_ones(tmp_path: Path) -> None:
    store = AttachmentStore(tmp_path)
    sha256 = store.add_bytes(b"abc")
    assert store.path(sha256).read_bytes() == b"abc"
    assert store.has(sha256)
    assert not store.has("0" * 64)
    store.path(sha256).write_bytes(b"a")  # half of it got lost
    (tmp_path / "copy").write_bytes(b"abc")
    assert store.add_file(tmp_path / "copy") == (sha256, 3)
    assert store.path(sha256).read_bytes() == b"abc"
    for name in ("../../etc/passwd", "ABC", ""):
        with pytest.raises(ValueError, match="SHA-256"):
            store.path(name)


def test_uses_are_void_not_gone(station: Workspace, tmp_path: Path) -> None:
    line = log_line(station)
    attach_files(station, [photo(tmp_path / "a.jpg")], targets=[(Target.LOG_ENTRY, line)])
    remove_use(station, list_evidence(station, target=line)[0].use)
    with station.read() as session:
        use = session.scalars(select(EvidenceUse)).one()
        assert (use.void, use.revision) == (True, 2)
        assert use.written_at == START


def test_photos_of_phones_that_write_heic_are_read(tmp_path: Path) -> None:
    shrunk = shrink(Path(__file__).parent / "phone.heic")
    assert shrunk.captured_at == datetime(2026, 2, 28, 8, 5, 9, tzinfo=UTC)
    with Image.open(BytesIO(shrunk.jpeg)) as copy:
        red, green, _ = copy.getpixel((4, 4))  # type: ignore[misc]
        assert (copy.format, copy.size, red > 200 > green) == ("JPEG", (160, 120), True)
        assert copy.getexif().get_ifd(0x8825) == {}
    small = thumbnail(Path(__file__).parent / "phone.heic", 100)
    assert (small.width, small.height) == (100, 75)


_PEAK = """
import re, sys
from pathlib import Path
from app.evidence.pictures import shrink, thumbnail
for path in sorted(Path(sys.argv[1]).iterdir()):
    shrink(path)
    thumbnail(path, 160)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system as Linux answers")
def test_twelve_megapixels_stay_small_in_memory(tmp_path: Path) -> None:
    noise = Image.effect_noise((1000, 750), 80).convert("RGB").resize((4000, 3000))
    for number in range(4):
        noise.save(tmp_path / f"{number}.jpg", quality=92)
    noise.save(tmp_path / "9.png", compress_level=1)
    run = subprocess.run([sys.executable, "-c", _PEAK, str(tmp_path)], capture_output=True, check=True)
    assert int(run.stdout) < 300, "MB"
