"""One line of a change log: its bytes, and the chain that ties it to those before.

A line is one JSON object in UTF-8 with its keys in a fixed order and no blanks:

    {"n":12,"k":"claim","v":1,"id":"<record>","r":2,"op":"put","t":"2026-11-22T02:03:04.567Z","by":"张三","d":{...}}

`d` is the whole record. Decimals, dates and instants are texts; there are no fractions. The bytes are kept
as written and are what is hashed, signed and sent; nothing ever re-encodes them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Literal

import msgspec

__all__ = [
    "MAX_INTEGER",
    "MAX_LINE_BYTES",
    "BadLine",
    "Line",
    "chain_seed",
    "chain_tag",
    "encode_line",
    "has_no_controls",
    "next_chain",
    "next_chains",
    "read_line",
]

MAX_LINE_BYTES = 256 * 1024
_MAX_DEPTH = 16
MAX_INTEGER = 2**53

_CONTROL = re.compile(  # \n, \t and \r stay, and so does what follows an escaped backslash, as in D:\files
    rb"(?<!\\)(?:\\\\)*\\(?:u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F])|[bf])|\x7f"
)
_CONTROL_ESCAPES = (b"u", b"b", b"f")
_FRACTION = re.compile(rb"(?:[:,\[]|^)-?\d+[.eE]")


class BadLine(ValueError):
    """A line breaks a rule of the format; `str()` says which, in Chinese."""


class Line(msgspec.Struct, frozen=True):
    """A decoded line; `d` stays raw until its kind reads it."""

    n: int
    k: str
    v: int
    id: str
    r: int
    op: Literal["put", "void", "handover", "adopt", "purge"]
    t: str
    by: str
    d: msgspec.Raw
    why: str | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Line)
_loose = msgspec.json.Decoder()


class _Outgoing(msgspec.Struct, omit_defaults=True):
    n: int
    k: str
    v: int
    id: str
    r: int
    op: str
    t: str
    by: str
    d: Any
    why: str | None = None


def encode_line(
    *,
    number: int,
    kind: str,
    version: int,
    record: str,
    revision: int,
    op: str,
    instant: str,
    by: str,
    data: msgspec.Struct | Mapping[str, Any],
    why: str | None = None,
) -> bytes:
    """Return the bytes of a line of our own, without the line feed."""
    line = _encoder.encode(
        _Outgoing(
            n=number, k=kind, v=version, id=record, r=revision, op=op, t=instant, by=by, d=data, why=why
        )
    )
    if len(line) > MAX_LINE_BYTES:
        raise BadLine("这条记录的文字太长，请分成几条填写。")
    return line


def read_line(raw: bytes) -> Line:
    """Decode `raw` strictly.

    Raises:
        BadLine: Not UTF-8 JSON of this shape; equal keys, fractions, integers of 2^53 or more, control
            characters, text not in NFC, nesting over 16 levels, or over 256 KiB.
    """
    if len(raw) > MAX_LINE_BYTES:
        raise BadLine("一行超过 256 KB。")
    try:
        line = _decoder.decode(raw)
        same = _encoder.encode(_loose.decode(raw)) == raw
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadLine("不是规定格式的记录行。") from error
    if not same:  # equal keys, blanks, unusual escapes, fractions written at length
        raise BadLine("记录行的写法不规范。")
    if _CONTROL.search(raw):
        raise BadLine("记录行里有控制字符。")
    if not raw.isascii() and not _normalized(raw):
        raise BadLine("记录行的文字不是规范编码。")
    # a text may hold what looks like a fraction or a bracket, so only suspects are walked
    if _FRACTION.search(raw) or raw.count(b"{") + raw.count(b"[") > 2 or re.search(rb"\d{16}", raw):
        _check(_loose.decode(raw), 0)
    if line.n < 1 or line.r < 1 or line.v < 1 or not line.id or not line.k:
        raise BadLine("记录行缺少编号。")
    return line


def has_no_controls(lines: bytes) -> bool:
    """Tell whether a block of lines is free of control characters.

    What is not may still be sound; `read_line` tells.
    """
    if b"\x7f" in lines:
        return False
    # to seek one byte costs nothing, to seek two does
    return b"\\" not in lines or not any(after[:1] in _CONTROL_ESCAPES for after in lines.split(b"\\")[1:])


def _normalized(raw: bytes) -> bool:
    if unicodedata.is_normalized("NFC", raw.decode()):
        return True
    # an accent may follow an escaped line break, whose letter it does not belong to
    return b"\\" in raw and all(unicodedata.is_normalized("NFC", text) for text in _texts(_loose.decode(raw)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def _check(value: object, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise BadLine("记录行嵌套过深。")
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= MAX_INTEGER):
        raise BadLine("记录行里的数超出范围。")
    if isinstance(value, dict):
        for entry in value.values():
            _check(entry, depth + 1)
    elif isinstance(value, list):
        for entry in value:
            _check(entry, depth + 1)


def chain_tag(site: str, stream: str, epoch: str) -> bytes:
    """Return what sets the chain of one stream of a site in one epoch apart from all others."""
    return sha256(f"station-ledger chain 1\n{site}\n{stream}\n{epoch}\n".encode()).digest()


def chain_seed(tag: bytes) -> bytes:
    """Return the chain value before line 1."""
    return tag


def next_chain(tag: bytes, chain: bytes, number: int, line: bytes) -> bytes:
    """Return the chain value after line `number`: SHA-256 of tag, value before, number, SHA-256 of the line."""
    return sha256(tag + chain + number.to_bytes(8, "big") + sha256(line).digest()).digest()


def next_chains(tag: bytes, chain: bytes, first: int, lines: Iterable[bytes]) -> list[bytes]:
    """Return the chain value after each of `lines`, which are numbered from `first` and follow `chain`."""
    values = []
    for number, line in enumerate(lines, first):  # as next_chain, without a call for every line
        chain = sha256(tag + chain + number.to_bytes(8, "big") + sha256(line).digest()).digest()
        values.append(chain)
    return values
