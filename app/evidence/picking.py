"""Photos as they lie on phones, in chat folders and on sticks: found, put in order of time, known again."""

import os
import re
import string
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from app.archive.sources import follow_uses
from app.clock import CHINA
from app.evidence.attach import EvidenceKind, kind_of
from app.job import Job
from app.settings import load_settings, save_settings
from app.sync.files import file_digest
from app.workspace import Workspace
from db.models.work import Evidence

__all__ = [
    "Found",
    "FoundPicture",
    "Hour",
    "KnownFiles",
    "Place",
    "by_hour",
    "find_pictures",
    "picture_places",
    "remember_place",
]

_DEEPEST: Final = 6  # folders below the one that was chosen
_MOST: Final = 20_000
_REMEMBERED: Final = 6
_TAKEN: Final = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)[-_ .]?(\d\d)[-_.]?(\d\d)[-_.]?(\d\d)")
_EPOCH_MS: Final = re.compile(r"(?<!\d)(1[4-9]\d{11})(?!\d)")
_CHAT_FOLDERS: Final = (
    "Documents/WeChat Files",
    "Documents/xwechat_files",
    "xwechat_files",
    "文档/xwechat_files",
    "文档/WeChat Files",
)
_PASSED_OVER: Final = {"thumb", "thumbnails", ".thumbnails", "cache", "emoji", "customemotion", "avatar"}


class Place(Struct, frozen=True):
    """A folder that is offered, by a name a user knows it by."""

    name: str
    folder: Path


class FoundPicture(Struct, frozen=True):
    """A photo or video that lies in a folder.

    Attributes:
        at: When it was taken as its name says, else when the file was written; China's wall clock.
    """

    path: Path
    at: datetime
    size_bytes: int


class Found(Struct, frozen=True):
    """What a folder holds: pictures newest first, and chat files that nobody can read."""

    pictures: tuple[FoundPicture, ...]
    locked: int = 0


class Hour(Struct, frozen=True):
    """Pictures of one hour, newest first."""

    name: str  # 今天 14 时
    pictures: tuple[FoundPicture, ...]


def picture_places(ws: Workspace, home: Path | None = None) -> list[Place]:
    """Return where photos usually lie on this PC: what was used last, phones, chat folders, the usual ones.

    Args:
        home: The user's folder; None: this user's.
    """
    home = home or Path.home()
    remembered = [Path(folder) for folder in load_settings(ws.folder).picture_folders or ()]
    candidates = [
        *((folder.name or str(folder), folder) for folder in remembered),
        *_phones(),
        *((f"微信 {account.name}", account) for account in _chat_accounts(home)),
        *((name, home / folder) for name, folder in _USUAL if (home / folder).is_dir()),
    ]
    places: dict[Path, Place] = {}
    for name, folder in candidates:
        with suppress(OSError):
            if folder.is_dir():
                places.setdefault(folder, Place(name, folder))
    return list(places.values())


_USUAL: Final = (
    ("桌面", "Desktop"),
    ("桌面", "桌面"),
    ("下载", "Downloads"),
    ("下载", "下载"),
    ("图片", "Pictures"),
    ("图片", "图片"),
)


def remember_place(ws: Workspace, folder: Path) -> None:
    """Offer `folder` first the next time."""
    settings = load_settings(ws.folder)
    others = [one for one in settings.picture_folders or () if one != str(folder)]
    save_settings(ws.folder, replace(settings, picture_folders=[str(folder), *others][:_REMEMBERED]))


def find_pictures(folder: Path, job: Job | None = None) -> Found:
    """Return the photos and videos in `folder` and the folders below it; no file is opened.

    What cannot be read on the way is passed over: phones keep folders to themselves.

    Args:
        folder: Where to look.
        job: Told of files looked at.

    Raises:
        Cancelled: Through `job`.
    """
    job = job or Job()
    pictures: list[FoundPicture] = []
    locked = 0
    for looked, entry in enumerate(_entries(folder, _DEEPEST), start=1):
        if looked % 64 == 0:
            job.step(looked, looked + 1)
        suffix = Path(entry.name).suffix.lower()
        locked += suffix == ".dat"
        if kind_of(suffix) in {EvidenceKind.PHOTO, EvidenceKind.VIDEO}:
            with suppress(OSError):
                stat = entry.stat()
                pictures.append(
                    FoundPicture(Path(entry.path), _taken_at(entry.name, stat.st_mtime), stat.st_size)
                )
        if looked >= _MOST:
            break
    pictures.sort(key=lambda picture: (picture.at, picture.path.name), reverse=True)
    return Found(tuple(pictures), locked)


def by_hour(pictures: Iterable[FoundPicture], today: date) -> list[Hour]:
    """Group pictures, newest first, by the hour in which they were taken."""
    groups: dict[datetime, list[FoundPicture]] = {}
    for picture in pictures:
        groups.setdefault(picture.at.replace(minute=0, second=0, microsecond=0), []).append(picture)
    return [Hour(_hour_name(hour, today), tuple(group)) for hour, group in groups.items()]


@dataclass
class KnownFiles:
    """Files that were taken in before: told apart by size first, so that few are ever read."""

    _by_size: dict[int, dict[str, str]] = field(default_factory=dict)  # size: hash: where it is used

    @classmethod
    def read(cls, ws: Workspace) -> "KnownFiles":
        """Return what this site has taken in."""
        known = cls()
        with ws.read() as session:
            sources = follow_uses(session, ws.site)
            for row in session.execute(
                select(Evidence.id, Evidence.on, Evidence.original_sha256, Evidence.original_bytes).where(
                    Evidence.site == ws.site, Evidence.void.is_(False)
                )
            ):
                words = next((one.words or one.label for one in sources.get(row.id, ())), "")
                where = f"{row.on.month}月{row.on.day}日 {words}".strip()
                known._by_size.setdefault(row.original_bytes, {})[row.original_sha256] = where
        return known

    def where(self, picture: FoundPicture) -> str:
        """Return where this very picture is used already, "" when it is new.

        Raises:
            OSError: It cannot be read.
        """
        same_size = self._by_size.get(picture.size_bytes)
        return same_size.get(file_digest(picture.path), "") if same_size else ""


def _entries(folder: Path, deep: int) -> Iterator["os.DirEntry[str]"]:
    """Yield the files, those of newer-looking folders first."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name, reverse=True)
    except OSError:
        return
    for entry in entries:
        with suppress(OSError):
            if entry.is_file():
                yield entry
    for entry in entries if deep else ():
        with suppress(OSError):
            if entry.is_dir(follow_symlinks=False) and entry.name.lower() not in _PASSED_OVER:
                yield from _entries(Path(entry.path), deep - 1)


def _taken_at(name: str, written: float) -> datetime:
    with suppress(ValueError, OverflowError):
        if parts := _TAKEN.search(name):
            return datetime(*(int(part) for part in parts.groups()))  # type: ignore[arg-type] # noqa: DTZ001
        if stamp := _EPOCH_MS.search(name):
            return datetime.fromtimestamp(int(stamp[1]) / 1000, CHINA).replace(tzinfo=None)
    return datetime.fromtimestamp(written, CHINA).replace(tzinfo=None)


def _hour_name(hour: datetime, today: date) -> str:
    day = hour.date()
    near = {today: "今天", today - timedelta(days=1): "昨天", today - timedelta(days=2): "前天"}
    if day in near:
        return f"{near[day]} {hour.hour} 时"
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 {hour.hour} 时"


def _phones() -> Iterator[tuple[str, Path]]:
    """Yield the picture folders of phones and cameras that are plugged in."""
    for root in _removable_roots():
        with suppress(OSError):
            for depth in ("DCIM", "*/DCIM"):
                for folder in root.glob(depth):
                    yield f"手机或相机 {root.name or root.drive}", folder


def _removable_roots() -> Iterator[Path]:
    if sys.platform == "win32":
        yield from (Path(f"{letter}:\\") for letter in string.ascii_uppercase[3:])
        return
    user = os.environ.get("USER", "")
    for parent in (Path(f"/run/user/{os.getuid()}/gvfs"), Path("/media") / user, Path("/run/media") / user):
        with suppress(OSError):
            yield from sorted(parent.iterdir())


def _chat_accounts(home: Path) -> Sequence[Path]:
    """Return the folders that a chat program keeps, one for each account."""
    found: list[Path] = []
    for name in _CHAT_FOLDERS:
        with suppress(OSError):
            found += sorted(
                account
                for account in (home / name).iterdir()
                if account.is_dir() and account.name not in {"All Users", "Applet", "all_users"}
            )
    return found
