"""Sealing streams: whatever pieces come in, the same comes out; what goes wrong at either end comes through."""

import gc
import io
import os

import pytest
from typing_extensions import Buffer, override

from app.errors import Cancelled
from app.sync.keys import NodeKey
from app.sync.sealing import NotForThisKey, SealBroken, seal, unseal

KEY = NodeKey.generate("n")


class Dripping(io.RawIOBase):
    """Gives some bytes at a time and then, if asked to, an error."""

    def __init__(self, data: bytes, step: int, error: BaseException | None = None) -> None:
        self._data, self._step, self._error = io.BytesIO(data), step, error

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        count = self._data.readinto(memoryview(buffer)[: self._step])
        if not count and self._error is not None:
            raise self._error
        return count


class Full(io.BytesIO):
    """Takes so many bytes and then raises."""

    def __init__(self, room: int, error: BaseException) -> None:
        super().__init__()
        self._room, self._error = room, error

    @override
    def write(self, data: Buffer, /) -> int:
        self._room -= len(memoryview(data))
        if self._room < 0:
            raise self._error
        return super().write(data)


def sealed(data: bytes) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(data), target, [KEY.age_recipient])
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, 8191, 65_536, 65_537, 3_000_000])
@pytest.mark.parametrize("step", [777, 1 << 20])
def test_it_comes_back_in_whatever_pieces_it_is_read(size: int, step: int) -> None:
    data = os.urandom(size)
    middle, target = io.BytesIO(), io.BytesIO()
    seal(Dripping(data, step), middle, [KEY.age_recipient])
    unseal(Dripping(middle.getvalue(), step), target, list(KEY.age_identities))
    assert target.getvalue() == data


@pytest.mark.parametrize("error", [Cancelled(), OSError("pulled out"), MemoryError("none left")])
def test_errors_at_either_end_come_through(error: BaseException) -> None:
    data = os.urandom(3_000_000)
    with pytest.raises(type(error)) as told:
        seal(Dripping(data, 1 << 20, error), io.BytesIO(), [KEY.age_recipient])
    assert told.value is error
    with pytest.raises(type(error)) as told:
        seal(io.BytesIO(data), Full(2_000_000, error), [KEY.age_recipient])
    assert told.value is error
    with pytest.raises(type(error)) as told:
        unseal(Dripping(sealed(data)[:2_000_000], 1 << 20, error), io.BytesIO(), list(KEY.age_identities))
    assert told.value is error
    for room in (0, 2_000_000):
        with pytest.raises(type(error)) as told:
            unseal(io.BytesIO(sealed(data)), Full(room, error), list(KEY.age_identities))
        assert told.value is error


class Counting(io.BytesIO):
    """Counts what it is asked to write and raises at the last."""

    def __init__(self, last: int = 0) -> None:
        super().__init__()
        self.count, self._last = 0, last

    @override
    def write(self, data: Buffer, /) -> int:
        self.count += 1
        if self.count == self._last:
            raise OSError("full")
        return super().write(data)


@pytest.mark.parametrize("size", [100, 60_000, 65_536, 65_600, 1_048_576, 1_100_000])
def test_errors_with_the_last_few_bytes_come_through(size: int) -> None:
    data, good = os.urandom(size), Counting()
    seal(io.BytesIO(data), good, [KEY.age_recipient])
    with pytest.raises(OSError, match="full"):
        seal(io.BytesIO(data), Counting(good.count), [KEY.age_recipient])
    opened = Counting()
    unseal(io.BytesIO(good.getvalue()), opened, list(KEY.age_identities))
    with pytest.raises(OSError, match="full"):
        unseal(io.BytesIO(good.getvalue()), Counting(opened.count), list(KEY.age_identities))


def test_nothing_more_is_written_after_an_error() -> None:
    target = Full(500_000, OSError("full"))
    with pytest.raises(OSError, match="full"):
        unseal(io.BytesIO(sealed(os.urandom(3_000_000))), target, list(KEY.age_identities))
    before = target.getvalue()
    gc.collect()
    assert target.getvalue() == before


def test_damage_is_told_apart_from_a_wrong_key() -> None:
    data = sealed(os.urandom(200_000))
    with pytest.raises(NotForThisKey):
        unseal(io.BytesIO(data), io.BytesIO(), list(NodeKey.generate("m").age_identities))
    for broken in (data[:-1], data[:100_000], data[:150_000] + b"x" + data[150_001:]):
        with pytest.raises(SealBroken):
            unseal(io.BytesIO(broken), io.BytesIO(), list(KEY.age_identities))
