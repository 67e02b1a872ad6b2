"""Files that appear whole or not at all, on disks and on sticks."""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import StorageError
from app.job import Job
from app.sync.rejections import size_text

__all__ = [
    "PART",
    "deliver",
    "file_digest",
    "fsync_folder",
    "reads_otherwise",
    "storage_errors",
    "sweep",
    "whole_file",
    "write_small_file",
]

PART = ".part"  # what such a file is called until it is whole; receivers pass over it
BLOCK = 1 << 20
_WAITS_S = (0.05, 0.1, 0.2, 0.4, 0.8)  # a virus scanner lets go within a second or two
_sleep: Callable[[float], None] = time.sleep

_SENTENCES = {
    errno.ENOSPC: "“{place}”空间不够，没有写成。本机数据完好。请清理出空间，或换一个位置再试。 E-D01",
    errno.EDQUOT: "“{place}”空间不够，没有写成。本机数据完好。请清理出空间，或换一个位置再试。 E-D01",
    errno.EFBIG: "“{place}”放不下这么大的文件（U 盘常限 4 GB）。本机数据完好。请分卷生成，或换一个位置。 E-D05",
    errno.EROFS: "“{place}”是只读的或有写保护，没有写成。本机数据完好。请打开写保护开关，或换一个位置。 E-D02",
    errno.EACCES: "“{place}”不允许写入或文件正被占用，没有写成。本机数据完好。请关闭占用它的程序，或换一个位置。 E-D02",
    errno.EPERM: "“{place}”不允许写入或文件正被占用，没有写成。本机数据完好。请关闭占用它的程序，或换一个位置。 E-D02",
}
_GONE = "“{place}”读写中断，U 盘可能被拔出或已损坏。本机数据完好。请插好后再试，或换一个 U 盘。 E-D03"


@contextmanager
def storage_errors(place: Path) -> Iterator[None]:
    """Turn the operating system's errors about `place` into one Chinese sentence.

    Raises:
        StorageError: Full, read-only, occupied, pulled out or broken.
    """
    try:
        yield
    except OSError as error:
        sentence = _SENTENCES.get(error.errno or 0, _GONE)
        raise StorageError(sentence.format(place=place)) from error


@contextmanager
def whole_file(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open `path` for writing so that it shows up complete and durable, or not at all.

    Raises:
        StorageError: The place does not take the file; nothing is left behind.
    """
    part = path.with_name(path.name + PART)
    with storage_errors(path.parent):
        try:
            opener = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
            with os.fdopen(opener, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            replace(part, path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        fsync_folder(path.parent)


def write_small_file(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write `data` to `path`, whole or not at all.

    Raises:
        StorageError: As `whole_file`.
    """
    with whole_file(path, mode=mode) as file:
        file.write(data)


def replace(source: Path, target: Path) -> None:
    """Rename with patience: on Windows a scanner or preview may hold either name for a moment."""
    for wait in _WAITS_S:
        try:
            source.replace(target)
        except PermissionError:
            _sleep(wait)
        else:
            return
    source.replace(target)


def sweep(folder: Path) -> None:
    """Remove what writing left unfinished in a folder of ours when the program was cut off."""
    for part in folder.glob(f"*{PART}"):
        with suppress(OSError):
            part.unlink()


def fsync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system can do that for a folder."""
    if os.name == "nt":
        return
    with suppress(OSError):  # FAT and network folders refuse; the rename itself has happened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_digest(path: Path, job: Job | None = None) -> str:
    """Return the SHA-256 of a file, hex, reading a megabyte at a time."""
    digest = hashlib.sha256()
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            if job is not None:
                job.step(done, total)
    return digest.hexdigest()


def deliver(source: Path, folder: Path, *, name: str | None = None, job: Job | None = None) -> Path:
    """Copy a finished package to a stick or another folder, read it back, and return where it lies.

    Nothing else in `folder` is changed: where another file has the name already, a free one is taken;
    where this very file lies there already, it is left alone.

    Args:
        name: File name at the target; default as `source`.
        job: Told of bytes done of twice the size (writing, then reading back).

    Raises:
        StorageError: Full, write-protected, pulled out, or what was read back differs.
        Cancelled: Through `job`; nothing is left behind.
    """
    job = job or Job()
    with storage_errors(source.parent):
        expected = file_digest(source)
        size = source.stat().st_size
    with storage_errors(folder):
        target = folder / (name or source.name)
        for attempt in range(2, 1000):
            if not target.exists():
                break
            if target.stat().st_size == size and file_digest(target) == expected:
                return target
            stem = Path(name or source.name)
            target = folder / f"{stem.stem}-{attempt}{stem.suffix}"
        _check_room(folder, size)
        part = target.with_name(target.name + PART)
        try:
            with source.open("rb") as reader, part.open("wb") as writer:
                done = 0
                while block := reader.read(BLOCK):
                    writer.write(block)
                    done += len(block)
                    job.step(done, 2 * size)
                writer.flush()
                os.fsync(writer.fileno())
            if _reread(part, size, job) != expected:
                raise reads_otherwise(folder)
            replace(part, target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        fsync_folder(folder)
    return target


def reads_otherwise(folder: Path) -> StorageError:
    """Return what to raise where a file that was written to `folder` reads back as something else."""
    return StorageError(
        f"写到“{folder}”的文件读回来对不上，这个盘可能有坏块。本机数据完好。请换一个 U 盘或位置再试。 E-D06"
    )


def _reread(part: Path, size: int, job: Job) -> str:
    with part.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # from the medium, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        digest, done = hashlib.sha256(), 0
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            job.step(size + done, 2 * size)
    return digest.hexdigest()


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + BLOCK:
        raise StorageError(
            f"“{folder}”只剩 {size_text(free)}，这个文件要 {size_text(size)}，没有写入。"
            "本机数据完好。请清理出空间，或换一个位置再试。 E-D01"
        )
