"""Files on disks that fill up, sticks that are pulled out, scanners that hold on."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import Cancelled, StorageError
from app.job import Job
from app.sync import files
from app.sync.files import PART, deliver, file_digest, whole_file, write_small_file

SIZE = (3 << 20) + 17


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "S01-up-000042.zwt"
    path.parent.mkdir()
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def fail(number: int, *, at: int = 1) -> Callable[..., Any]:
    """Return a call that raises the system's error `number`, from the `at`-th time on."""
    calls = 0

    def failing(*_arguments: Any, **_more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= at:
            raise OSError(number, os.strerror(number))

    return failing


def test_a_package_is_delivered_whole(source: Path, stick: Path) -> None:
    steps: list[tuple[int, int]] = []
    target = deliver(source, stick, job=Job(lambda *step: steps.append(step)))
    assert target == stick / source.name
    assert target.read_bytes() == source.read_bytes()
    assert steps[-1] == (2 * SIZE, 2 * SIZE)
    assert [entry.name for entry in stick.iterdir()] == [source.name]


def test_nothing_else_on_the_stick_is_touched(source: Path, stick: Path) -> None:
    (stick / source.name).write_bytes(b"somebody's file")
    (stick / "照片").mkdir()
    target = deliver(source, stick)
    assert target.name == "S01-up-000042-2.zwt"
    assert deliver(source, stick) == target  # this very file lies there already
    assert (stick / source.name).read_bytes() == b"somebody's file"
    assert len(list(stick.iterdir())) == 3


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "空间不够"),
        (errno.EROFS, "写保护"),
        (errno.EACCES, "不允许写入"),
        (errno.EFBIG, "放不下"),
        (errno.EIO, "拔出"),
        (errno.ENOENT, "拔出"),
        (errno.ENODEV, "拔出"),
    ],
)
@pytest.mark.parametrize("operation", ["fsync", "replace", "open"])
def test_a_fault_is_one_sentence_and_leaves_nothing(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, operation: str
) -> None:
    monkeypatch.setattr(files, "_sleep", lambda _seconds: None)
    if operation == "fsync":
        monkeypatch.setattr(os, "fsync", fail(number))
    elif operation == "replace":
        monkeypatch.setattr(Path, "replace", fail(number))
    else:
        opened = Path.open

        def refuse(path: Path, mode: str = "r", *more: Any) -> Any:
            return fail(number)() if path.name.endswith(PART) and "w" in mode else opened(path, mode, *more)

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageError, match=words) as caught:
        deliver(source, stick)
    assert "本机数据完好" in str(caught.value)
    assert list(stick.iterdir()) == []
    assert source.stat().st_size == SIZE


def test_a_small_stick_is_refused_before_writing(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = files.shutil.disk_usage(stick)._replace(free=1000)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(StorageError, match=r"只剩 1000 字节|只剩 1\.0 KB"):
        deliver(source, stick)
    assert list(stick.iterdir()) == []


def test_a_stick_that_is_gone(source: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="拔出"):
        deliver(source, tmp_path / "gone")


def test_a_bad_block_is_noticed(source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = os.fsync

    def spoil(handle: int) -> None:
        os.pwrite(handle, b"\0" * 8, 1000)
        synced(handle)

    monkeypatch.setattr(os, "fsync", spoil)
    with pytest.raises(StorageError, match="坏块"):
        deliver(source, stick)
    assert list(stick.iterdir()) == []


def test_a_scanner_that_lets_go_is_waited_for(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(files, "_sleep", waits.append)
    renamed, held = Path.replace, iter([True, True])

    def replace(path: Path, target: Path) -> Path:
        if next(held, False):
            raise PermissionError(errno.EACCES, "sharing violation")
        return renamed(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert deliver(source, stick).exists()
    assert len(waits) == 2


def test_cancelling_while_writing_or_reading_back(source: Path, stick: Path) -> None:
    for stop_at in (1, 5):
        calls: list[int] = []
        job = Job()

        def report(
            _done: int, _total: int, calls: list[int] = calls, job: Job = job, at: int = stop_at
        ) -> None:
            calls.append(1)
            if len(calls) == at:
                job.cancel()

        job._report = report
        with pytest.raises(Cancelled):
            deliver(source, stick, job=job)
        assert list(stick.iterdir()) == []


def test_a_file_beyond_the_limit_of_the_medium(source: Path, stick: Path) -> None:
    """The operating system's own refusal, in a process with a small file size limit."""
    code = (
        "import resource, sys; from pathlib import Path; from app.sync.files import deliver\n"
        "from app.errors import StorageError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))\n"
        "try: deliver(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except StorageError as error: print(error)\n"
    )
    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run(
        [sys.executable, "-c", code, source, stick], check=True, capture_output=True, encoding="utf-8"
    )
    assert "放不下这么大的文件" in done.stdout
    assert list(stick.iterdir()) == []


def test_a_file_is_replaced_whole_or_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_small_file(path, b"old")
    with pytest.raises(ZeroDivisionError), whole_file(path) as file:
        file.write(b"new")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_digest_reports_and_can_be_stopped(source: Path) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        file_digest(source, job)
