"""Records what SQLite writes and syncs, so that a power cut can be played back at any point.

The default VFS of the very SQLite library that `sqlite3` uses is copied; its open, delete, write, truncate
and sync go through Python and on to the originals.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_OK = 0
_POINTER, _INT, _INT64 = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
# the name goes on by its address: SQLite keeps parameters behind it, which a copy would lose
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _INT64)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _INT64)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", _INT),
        ("file_bytes", _INT),
        ("path_bytes", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("app_data", _POINTER),
        ("open", _POINTER),
        ("delete", _POINTER),
        ("others", _POINTER * 14),
    ]


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", _INT),
        ("close", _POINTER),
        ("read", _POINTER),
        ("write", _POINTER),
        ("truncate", _POINTER),
        ("sync", _POINTER),
        ("others", _POINTER * 13),
    ]


@dataclass(frozen=True)
class Step:
    """One thing that happened to a file; `data` None with a size is a truncation, without one a sync."""

    name: str
    offset: int = 0
    data: bytes | None = None
    size: int | None = None
    deleted: bool = False


@dataclass
class Recording:
    """All steps in order; `marks` tells how many there were when something was reported as saved."""

    steps: list[Step] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def mark(self) -> None:
        self.marks.append(len(self.steps))

    def files_after_cut(self, cut: int, random: Random) -> dict[str, bytes]:
        """Return what the disk may hold after a cut before step `cut`: unsynced writes may be lost or torn."""
        durable: dict[str, bytearray] = {}
        pending: dict[str, list[Step]] = {}
        for step in self.steps[:cut]:
            if step.deleted:
                durable.pop(step.name, None)
                pending.pop(step.name, None)
            elif step.data is None and step.size is None:
                for earlier in pending.pop(step.name, []):
                    _apply(durable, earlier)
            else:
                pending.setdefault(step.name, []).append(step)
        for steps in pending.values():
            for step in steps:
                if random.random() < 0.5:
                    _apply(durable, _torn(step, random))
        return {name: bytes(content) for name, content in durable.items()}


def _torn(step: Step, random: Random) -> Step:
    if step.data is None or random.random() < 0.7:
        return step
    return Step(step.name, step.offset, step.data[: random.randrange(0, len(step.data) + 1, 512)])


def _apply(files: dict[str, bytearray], step: Step) -> None:
    content = files.setdefault(step.name, bytearray())
    if step.size is not None:
        del content[step.size :]
    elif step.data is not None:
        content.extend(b"\0" * (step.offset - len(content)))
        content[step.offset : step.offset + len(step.data)] = step.data


@contextmanager
def recording(folder: Path) -> Iterator[Recording]:
    """Record every database file below `folder` that is opened meanwhile."""
    library = _sqlite()
    library.sqlite3_vfs_find.restype = _POINTER
    default = library.sqlite3_vfs_find(None)
    vfs = _Vfs.from_buffer_copy(ctypes.string_at(default, ctypes.sizeof(_Vfs)))
    record = Recording()
    names: dict[int, str] = {}
    replaced: dict[int, _Methods] = {}
    kept: list[object] = []

    def replace_methods(file: int) -> None:
        place = ctypes.cast(file, ctypes.POINTER(_POINTER))
        address = place[0]
        if address not in replaced:
            original = _Methods.from_address(address)
            ours = _Methods.from_buffer_copy(ctypes.string_at(address, ctypes.sizeof(_Methods)))
            real = (_WRITE(original.write), _TRUNCATE(original.truncate), _SYNC(original.sync))

            def write(file: int, data: int, count: int, offset: int) -> int:
                result = real[0](file, data, count, offset)
                if file in names and result == _OK:
                    record.steps.append(Step(names[file], offset, ctypes.string_at(data, count)))
                return result

            def truncate(file: int, size: int) -> int:
                result = real[1](file, size)
                if file in names and result == _OK:
                    record.steps.append(Step(names[file], size=size))
                return result

            def sync(file: int, flags: int) -> int:
                result = real[2](file, flags)
                if file in names and result == _OK:
                    record.steps.append(Step(names[file]))
                return result

            callbacks = (_WRITE(write), _TRUNCATE(truncate), _SYNC(sync))
            kept.extend((callbacks, real))
            ours.write, ours.truncate, ours.sync = (ctypes.cast(call, _POINTER) for call in callbacks)
            replaced[address] = ours
        place[0] = ctypes.addressof(replaced[address])

    real_open, real_delete = _OPEN(vfs.open), _DELETE(vfs.delete)

    def open_(vfs_: int, name: int | None, file: int, flags: int, out: int) -> int:
        result = real_open(vfs_, name, file, flags, out)
        text = ctypes.string_at(name).decode() if name else ""
        if result == _OK and text and Path(text).is_relative_to(folder):
            names[file] = str(Path(text).relative_to(folder))
            replace_methods(file)
        return result

    def delete(vfs_: int, name: bytes, sync_folder: int) -> int:
        result = real_delete(vfs_, name, sync_folder)
        if result == _OK and Path(name.decode()).is_relative_to(folder):
            record.steps.append(Step(str(Path(name.decode()).relative_to(folder)), deleted=True))
        return result

    kept.extend((real_open, real_delete))
    open_callback, delete_callback = _OPEN(open_), _DELETE(delete)
    kept.extend((open_callback, delete_callback))
    vfs.open = ctypes.cast(open_callback, _POINTER)
    vfs.delete = ctypes.cast(delete_callback, _POINTER)
    vfs.name = b"recording"
    library.sqlite3_vfs_register(ctypes.byref(vfs), 1)
    try:
        yield record
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(vfs))
        library.sqlite3_vfs_register(_POINTER(default), 1)
        _KEPT.append((kept, vfs, replaced))  # a connection may outlive this block


_KEPT: list[object] = []


def _sqlite() -> ctypes.CDLL:
    import _sqlite3

    return ctypes.CDLL(_sqlite3.__file__)
