"""The outer file: a ZIP with stored members in one fixed order, byte for byte determined by its content.

Because nothing in it is free (no dates, comments, extra fields, other orders), a reader rebuilds every
header from what it read and compares: there is no byte that could be changed unnoticed. The first members
can be read from the front of a file that broke off.
"""

import struct
import zlib

from msgspec import Struct

__all__ = [
    "BODY_NAMES",
    "FORMAT_NAME",
    "HEADER_NAMES",
    "LOCAL_HEADER_BYTES",
    "Member",
    "local_header",
    "tail",
    "tail_bytes",
]

FORMAT_NAME = "FORMAT"
HEADER_NAMES = (FORMAT_NAME, "manifest.json", "manifest.sig", "README.txt")
BODY_NAMES = {"none": "body.zip", "age": "body.age"}

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
LOCAL_HEADER_BYTES = _LOCAL.size
_VERSION = 20
_DATE = 0x0021  # 1 January 1980


class Member(Struct, frozen=True):
    """A stored member whose content is known."""

    name: str  # ASCII
    size: int
    crc: int

    @classmethod
    def of(cls, name: str, data: bytes) -> "Member":
        """Describe a member held in memory."""
        return cls(name, len(data), zlib.crc32(data))

    @property
    def stored_bytes(self) -> int:
        """Size of header and content together."""
        return _LOCAL.size + len(self.name) + self.size


def local_header(member: Member) -> bytes:
    """Return the header that stands before the member's content."""
    name = member.name.encode("ascii")
    fields = (_VERSION, 0, 0, 0, _DATE, member.crc, member.size, member.size, len(name), 0)
    return _LOCAL.pack(b"PK\x03\x04", *fields) + name


def announced(header: bytes, name: str) -> Member | None:
    """Return what a local header says of its member; None where it is no header of member `name`."""
    if len(header) != _LOCAL.size + len(name):
        return None
    fields = _LOCAL.unpack_from(header)
    member = Member(name, size=fields[7], crc=fields[6])
    return member if local_header(member) == header else None


def tail(members: list[Member]) -> bytes:
    """Return the central directory and its end record."""
    entries, offset = [], 0
    for member in members:
        name = member.name.encode("ascii")
        fields = (
            _VERSION,
            _VERSION,
            0,
            0,
            0,
            _DATE,
            member.crc,
            member.size,
            member.size,
            len(name),
            0,
            0,
            0,
            0,
            0,
        )
        entries.append(_CENTRAL.pack(b"PK\x01\x02", *fields, offset) + name)
        offset += member.stored_bytes
    directory = b"".join(entries)
    return directory + _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), offset, 0)


def tail_bytes(names: list[str]) -> int:
    """Return the size of `tail` for members of these names."""
    return _END.size + sum(_CENTRAL.size + len(name) for name in names)
