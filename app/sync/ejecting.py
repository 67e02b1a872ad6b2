"""Letting a memory stick go once everything is on it: what the system's own "safely remove" does, where it can be asked.

A closed file is not yet on a stick: systems write the last of it when the stick is unmounted. What cannot be done here
is never an error: the user is told to do it by hand.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

__all__ = ["Stick", "eject", "stick_of"]

_MOUNTS: Final = Path("/proc/self/mountinfo")
_BLOCKS: Final = Path("/sys/class/block")
_STICK_FOLDERS: Final = ("/media/", "/run/media/")  # where desktops mount them
_TIMEOUT_S: Final = 120  # a slow stick with a full cache takes its time

_REMOVABLE_DRIVE: Final = 2  # GetDriveTypeW
_READ_WRITE: Final = 0xC0000000
_SHARED: Final = 3
_OPEN_EXISTING: Final = 3
_LOCK, _DISMOUNT, _ALLOW_REMOVAL, _EJECT = 0x00090018, 0x00090020, 0x002D4804, 0x002D4808
_INVALID_HANDLE: Final = ctypes.c_void_p(-1).value

Runner = Callable[[Sequence[str]], bool]


class Stick(Struct, frozen=True):
    """A medium that can be pulled out.

    Attributes:
        place: Where it is mounted, or its drive: `/media/li/U盘`, `E:`.
        device: What the system calls it: `/dev/sdb1`; "" on Windows.
    """

    place: str
    device: str = ""


def stick_of(folder: Path) -> Stick | None:
    """Return the stick that `folder` lies on; None where it lies on a disk of this computer, or nobody can tell."""
    if sys.platform == "win32":
        return _windows_stick(folder, ctypes.windll.kernel32)
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    return linux_stick(folder.resolve(), mounts, _BLOCKS)


def eject(stick: Stick) -> str:
    """Let a stick go and say what came of it: that it can be pulled out, or what to do by hand."""
    if sys.platform == "win32":
        done = windows_eject(stick.place, ctypes.windll.kernel32)
    else:
        done = linux_eject(stick, _run)
    if done:
        return f"U盘（{stick.place}）已经弹出，可以拔了。"
    by_hand = "任务栏右下角的“安全删除硬件”" if sys.platform == "win32" else "文件管理器里它旁边的弹出按钮"
    return (
        f"U盘（{stick.place}）没有弹出，可能还有窗口或程序开着它。文件都已写好。"
        f"请关掉那些窗口，用{by_hand}弹出后再拔。"
    )


def linux_stick(folder: Path, mounts: str, blocks: Path) -> Stick | None:
    """Find the stick by the table of mounts.

    Args:
        folder: Absolute.
        mounts: Text of `/proc/self/mountinfo`.
        blocks: `/sys/class/block`, which tells what can be pulled out.
    """
    best: tuple[str, str] | None = None
    for line in mounts.splitlines():
        fields, _, source = line.partition(" - ")
        point = _plain(fields.split(" ")[4]) if fields.count(" ") >= 4 else ""
        if point and folder.is_relative_to(point) and (best is None or len(point) >= len(best[0])):
            best = (point, _plain(source.split(" ")[1]) if source.count(" ") >= 1 else "")
    if best is None or not best[1].startswith("/dev/"):
        return None
    point, device = best
    return Stick(point, device) if point.startswith(_STICK_FOLDERS) or _removable(device, blocks) else None


def _plain(text: str) -> str:
    """Return a name of the table of mounts as it is: blanks and the like stand there as octal numbers."""
    for number in ("040", "011", "012", "134"):
        text = text.replace(f"\\{number}", chr(int(number, 8)))
    return text


def _removable(device: str, blocks: Path) -> bool:
    try:
        node = (blocks / Path(device).name).resolve(strict=True)
        disk = node.parent if (node / "partition").exists() else node
        return (disk / "removable").read_text().strip() == "1"
    except OSError:
        return False


def linux_eject(stick: Stick, run: Runner) -> bool:
    """Unmount a stick by whatever tool there is, and let its current go where that is possible."""
    if run(("udisksctl", "unmount", "--no-user-interaction", "-b", stick.device)):
        run(("udisksctl", "power-off", "--no-user-interaction", "-b", stick.device))  # its lamp goes out
        return True
    return run(("gio", "mount", "-e", stick.place))


def _run(command: Sequence[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False, env=os.environ)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _windows_stick(folder: Path, kernel: Any) -> Stick | None:
    drive = folder.absolute().drive
    if len(drive) == 2 and kernel.GetDriveTypeW(f"{drive}\\") == _REMOVABLE_DRIVE:
        return Stick(drive)
    return None


def windows_eject(drive: str, kernel: Any) -> bool:
    """Lock, dismount and eject a volume, as Microsoft's article 165721 describes.

    Args:
        drive: `E:`.
        kernel: `ctypes.windll.kernel32`, or a stand-in.
    """
    kernel.CreateFileW.restype = ctypes.c_void_p
    volume = kernel.CreateFileW(f"\\\\.\\{drive}", _READ_WRITE, _SHARED, None, _OPEN_EXISTING, 0, None)
    if volume in (None, _INVALID_HANDLE):
        return False
    handle, returned, allowed = ctypes.c_void_p(volume), ctypes.c_ulong(), ctypes.c_ubyte(0)

    def ask(code: int, value: Any = None, size: int = 0) -> bool:
        return bool(kernel.DeviceIoControl(handle, code, value, size, None, 0, ctypes.byref(returned), None))

    try:
        kernel.FlushFileBuffers(handle)
        if not (ask(_LOCK) and ask(_DISMOUNT)):  # somebody has it open
            return False
        ask(_ALLOW_REMOVAL, ctypes.byref(allowed), 1)
        ask(_EJECT)  # a card reader may not know it; what was dismounted can be pulled out all the same
        return True
    finally:
        kernel.CloseHandle(handle)
