"""Which folders lie on a stick, and how it is let go: with stand-ins for the system's own tools."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.sync import ejecting
from app.sync.ejecting import Stick, eject, linux_eject, linux_stick, stick_of, windows_eject

MOUNTS = """\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
31 22 8:3 / /home rw,relatime - ext4 /dev/sda3 rw
40 22 8:17 / /media/li/U\\040盘 rw,nosuid shared:9 master:2 - vfat /dev/sdb1 rw,utf8
41 22 8:33 / /mnt/card rw - vfat /dev/sdc1 rw
42 22 0:50 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
43 22 8:49 / /mnt/disk2 rw - ext4 /dev/sdd1 rw
broken line
"""


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """What the kernel says of disks: sdc is a card, sdd a second disk."""
    for disk, removable in (("sdc", "1"), ("sdd", "0")):
        part = tmp_path / disk / f"{disk}1"
        part.mkdir(parents=True)
        (part / "partition").write_text("1\n")
        (tmp_path / disk / "removable").write_text(f"{removable}\n")
        (tmp_path / f"{disk}1").symlink_to(part)
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/media/li/U 盘", Stick("/media/li/U 盘", "/dev/sdb1")),
        ("/media/li/U 盘/给县里/三月", Stick("/media/li/U 盘", "/dev/sdb1")),
        ("/media/li/U 盘子", None),  # another folder, on the disk
        ("/mnt/card/DCIM", Stick("/mnt/card", "/dev/sdc1")),
        ("/mnt/disk2/备份", None),
        ("/home/li/桌面", None),
        ("/run/user/1000/gvfs/mtp", None),
    ],
)
def test_what_lies_on_a_stick(blocks: Path, folder: str, expected: Stick | None) -> None:
    assert linux_stick(Path(folder), MOUNTS, blocks) == expected


def test_a_folder_of_this_computer_lies_on_none(tmp_path: Path) -> None:
    assert stick_of(tmp_path) is None


STICK = Stick("/media/li/U盘", "/dev/sdb1")


@pytest.mark.parametrize(
    ("works", "called", "done"),
    [
        ({"unmount", "power-off"}, ["unmount", "power-off"], True),
        ({"unmount"}, ["unmount", "power-off"], True),
        ({"mount"}, ["unmount", "mount"], True),  # no udisks: gio
        (set(), ["unmount", "mount"], False),
    ],
)
def test_whatever_tool_there_is_lets_it_go(works: set[str], called: list[str], done: bool) -> None:
    calls: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> bool:
        calls.append(command)
        return command[1] in works

    assert linux_eject(STICK, run) is done
    assert [command[1] for command in calls] == called
    assert all(command[-1] in {STICK.device, STICK.place} for command in calls)


class Kernel:
    """Stands in for Windows: remembers what it was asked, and refuses what it is told to."""

    def __init__(self, refused: int = 0, *, opens: bool = True) -> None:
        self.refused, self.opens = refused, opens
        self.asked: list[int] = []
        self.closed = 0
        self.CreateFileW = lambda *_arguments: 7 if self.opens else ejecting._INVALID_HANDLE
        self.FlushFileBuffers = lambda _handle: 1

    def DeviceIoControl(self, _handle: Any, code: int, *_rest: Any) -> int:
        self.asked.append(code)
        return int(code != self.refused)

    def CloseHandle(self, _handle: Any) -> None:
        self.closed += 1


LOCK, DISMOUNT, ALLOW, EJECT = ejecting._LOCK, ejecting._DISMOUNT, ejecting._ALLOW_REMOVAL, ejecting._EJECT


@pytest.mark.parametrize(
    ("kernel", "asked", "done"),
    [
        (Kernel(), [LOCK, DISMOUNT, ALLOW, EJECT], True),
        (Kernel(EJECT), [LOCK, DISMOUNT, ALLOW, EJECT], True),
        (Kernel(LOCK), [LOCK], False),
        (Kernel(DISMOUNT), [LOCK, DISMOUNT], False),
        (Kernel(opens=False), [], False),
    ],
)
def test_windows_locks_dismounts_and_ejects(kernel: Kernel, asked: list[int], done: bool) -> None:
    assert windows_eject("E:", kernel) is done
    assert kernel.asked == asked
    assert kernel.closed == int(kernel.opens)


def test_what_cannot_be_done_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ejecting, "_run", lambda _command: False)
    assert "没有弹出" in eject(STICK)
    assert "文件都已写好" in eject(STICK)
    monkeypatch.setattr(ejecting, "_run", lambda _command: True)
    assert "可以拔了" in eject(STICK)


@pytest.mark.parametrize("tool", ["no-such-tool-anywhere", "false"])
def test_a_tool_that_is_missing_or_fails_is_no_error(tool: str) -> None:
    assert ejecting._run((tool, "-x")) is False
