"""Encryption of a package's body: age files, readable by the age command line too.

Three functions and nothing else know the library. Its streaming calls are used throughout, because only
they let others at the interpreter and hold one megabyte whatever the photos weigh. They load it late, since
whoever opens a ledger comes by here.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from typing_extensions import override

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

__all__ = ["NotForThisKey", "Reader", "SealBroken", "Writer", "identity_from", "seal", "unseal"]


_AT_ONCE: Final = 1 << 20


class Reader(Protocol):
    """Where bytes come from."""

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Put up to as many bytes as it takes into `buffer` and return how many, none at the end."""


class Writer(Protocol):
    """Where bytes go."""

    def write(self, data: "ReadableBuffer", /) -> object:
        """Take all of `data`."""


class NotForThisKey(Exception):
    """None of the recipients is this identity."""


class SealBroken(Exception):
    """The sealed bytes are not what was sealed."""


def identity_from(secret: bytes) -> tuple[str, str]:
    """Return the identity (secret) made of 32 random bytes, and its recipient (public)."""
    import pyrage  # type: ignore[import-untyped]

    identity = pyrage.x25519.Identity.from_str(_bech32("age-secret-key-", secret).upper())
    return str(identity), str(identity.to_public())


def _bech32(prefix: str, data: bytes) -> str:
    """Return `data` as age writes keys (BIP 173)."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    head = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    rest = _bech32_rest([*head, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [rest >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[value] for value in (*values, *check))


def _bech32_rest(values: Sequence[int]) -> int:
    rest = 1
    for value in values:
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            rest ^= term if top >> bit & 1 else 0
    return rest


def seal(source: Reader, target: Writer, recipients: Sequence[str]) -> None:
    """Encrypt all of `source` so that each of `recipients` can open it.

    Raises:
        Whatever `source` or `target` raise.
    """
    import pyrage

    reader, writer = _Source(source), _Target(target)
    with _first_failure(reader, writer):
        pyrage.encrypt_io(
            io.BufferedReader(reader, _AT_ONCE),
            writer,
            [pyrage.x25519.Recipient.from_str(text) for text in recipients],
        )


def unseal(source: Reader, target: Writer, identities: Sequence[str]) -> None:
    """Decrypt `source` with any of `identities`; what reached `target` counts only if this returns.

    Raises:
        NotForThisKey: Sealed for others.
        SealBroken: Damaged or cut off.
        Whatever `source` or `target` raise.
    """
    import pyrage

    reader, writer = _Source(source), _Target(target)
    together = io.BufferedWriter(writer, _AT_ONCE)  # it comes in pieces of a few kilobytes
    try:
        with _first_failure(reader, writer):
            pyrage.decrypt_io(
                io.BufferedReader(reader, _AT_ONCE),
                together,
                [pyrage.x25519.Identity.from_str(text) for text in identities],
            )
            together.flush()
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NotForThisKey from error
        raise SealBroken(str(error)) from error
    except OSError as error:
        if error is reader.failure or error is writer.failure:
            raise
        raise SealBroken(str(error)) from error
    finally:
        writer.over = True  # what is still held when all is said counts no more


@contextmanager
def _first_failure(reader: "_Source", writer: "_Target") -> Iterator[None]:
    """Raise what either end raised: the library turns it into text, or passes over it with the last few bytes."""
    try:
        yield
    finally:
        for failure in (reader.failure, writer.failure):
            if failure is not None:
                raise failure


class _Source(io.RawIOBase):
    """What is read for the library, remembering the exception that it would turn into text."""

    def __init__(self, source: Reader) -> None:
        self._source = source
        self.failure: BaseException | None = None

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        try:
            return self._source.readinto(buffer) or 0
        except BaseException as error:
            self.failure = error
            raise


class _Target(io.RawIOBase):
    """What is written by the library, likewise.

    Attributes:
        over: From now on all that comes is dropped.
    """

    def __init__(self, target: Writer) -> None:
        self._target = target
        self.failure: BaseException | None = None
        self.over = False

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: "ReadableBuffer", /) -> int:
        size = memoryview(data).nbytes
        if not self.over:
            try:
                self._target.write(data)
            except BaseException as error:
                self.failure = self.failure or error
                raise
        return size
