"""Where start packages are looked for, and where a ledger is best kept."""

import sys
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QStandardPaths, QStorageInfo

__all__ = ["Place", "free_place", "package_places", "propose_place"]

_LEAST_BYTES = 2_000_000_000  # a disk with less is no place for years of photos
_NOT_DISKS = ("/boot", "/snap", "/sys", "/proc", "/dev", "/run/user", "/run/lock", "/tmp", "/var/lib")
_WINDOWS_FIXED_DISK = 3  # GetDriveTypeW


class Place(Struct, frozen=True):
    """A folder for a ledger, not made yet."""

    folder: Path
    free_bytes: int
    on_system_disk: bool  # a reinstalled system would take the data with it


def package_places() -> list[Path]:
    """Return the folders in which a start package is likely to lie: desktop, downloads, documents, sticks."""
    location = QStandardPaths.StandardLocation
    found = [
        Path(QStandardPaths.writableLocation(kind))
        for kind in (
            location.DesktopLocation,
            location.DownloadLocation,
            location.DocumentsLocation,
            location.HomeLocation,
        )
    ]
    found += [Path(volume.rootPath()) for volume in _volumes() if not _is_system(volume)]
    return list(dict.fromkeys(found))


def propose_place(name: str) -> Place:
    """Return the best place for a folder `name`: the roomiest fixed disk that is not the system's."""
    disks = [
        volume
        for volume in _volumes()
        if not _is_system(volume) and _is_fixed(volume) and volume.bytesAvailable() >= _LEAST_BYTES
    ]
    if disks:
        best = max(disks, key=QStorageInfo.bytesAvailable)
        return free_place(Path(best.rootPath()) / name)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return free_place(Path(documents) / name)


def free_place(folder: Path) -> Place:
    """Return `folder`, with a number behind its name if something lies there already."""
    wanted, number = folder, 1
    while wanted.exists() and any(wanted.iterdir()):
        number += 1
        wanted = folder.with_name(f"{folder.name}{number}")
    there = wanted
    while not there.exists():
        there = there.parent
    volume = QStorageInfo(str(there))
    return Place(wanted, volume.bytesAvailable(), _is_system(volume))


def _volumes() -> list[QStorageInfo]:
    return [
        volume
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid()
        and volume.isReady()
        and not volume.isReadOnly()
        and not volume.rootPath().startswith(_NOT_DISKS)
    ]


def _is_system(volume: QStorageInfo) -> bool:
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
    same_as_home = QStorageInfo(home).rootPath() == volume.rootPath()
    return volume.isRoot() or (sys.platform == "win32" and same_as_home)


def _is_fixed(volume: QStorageInfo) -> bool:
    """Tell a disk from a stick."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(volume.rootPath()) == _WINDOWS_FIXED_DISK)
    return not volume.rootPath().startswith(("/media/", "/run/media/", "/mnt/"))
