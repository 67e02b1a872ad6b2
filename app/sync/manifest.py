"""The manifest: the signed statement of who sends what to whom.

Unknown fields are ignored, so that a later minor version may add some; an unknown critical feature
refuses the whole package before anything is written.
"""

import json
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from app.sync.rejections import PackageDamaged, PackageTooNew

__all__ = [
    "CRITICAL_FEATURES",
    "MAJOR",
    "MINOR",
    "Ack",
    "BodyInfo",
    "Counts",
    "Enrolment",
    "Gap",
    "Kind",
    "KindState",
    "Manifest",
    "Omitted",
    "Parent",
    "Previous",
    "ReadmeInfo",
    "Recipient",
    "Sender",
    "StartInfo",
    "StreamRange",
    "Succession",
    "Volume",
    "Wants",
    "decode_manifest",
    "encode_manifest",
]

MAJOR = 0  # stays 0, without promises to old files, until the format is released
MINOR = 1
CRITICAL_FEATURES: frozenset[str] = frozenset()  # what this program understands beyond the format itself
MAX_NUMBER = 2**53 - 1  # JSON readers elsewhere hold integers as doubles

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}\Z")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Text = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Secret = Annotated[str, Meta(pattern=r"^[0-9a-f]{32,64}\Z")]
AgeRecipient = Annotated[str, Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}\Z")]
Number = Annotated[int, Meta(ge=1, le=MAX_NUMBER)]
Count = Annotated[int, Meta(ge=0, le=MAX_NUMBER)]
Kind = Literal["start", "up", "down", "receipt", "rebuild", "full"]


class Sender(Struct, frozen=True, kw_only=True):
    """Who made the package."""

    site: Id
    node: Id
    epoch: Id
    key: Digest  # the Ed25519 public key itself, hex; the same as in manifest.sig
    age_recipient: AgeRecipient  # where answers are sealed to
    name: Text = ""  # display only
    unit_number: Text = ""  # display only


class Recipient(Struct, frozen=True, kw_only=True):
    """Whom the package is for: a site, or a unit whose site is not known yet."""

    site: Id | None = None
    unit: Id | None = None
    node: Id | None = None
    name: Text = ""  # display only


class Previous(Struct, frozen=True, kw_only=True):
    """The package before this one, same sender and recipient."""

    number: Number
    sha256: Digest  # of its manifest bytes


class Parent(Struct, frozen=True, kw_only=True):
    """The point of an earlier epoch from which an epoch goes on."""

    epoch: Id
    number: Count
    chain: Digest


class StreamRange(Struct, frozen=True, kw_only=True):
    """Contiguous lines of one log."""

    origin: Id  # the site whose log it is; not always the sender
    stream: Id
    epoch: Id
    first: Number = field(name="from")
    last: Number = field(name="to")
    before: Digest  # chain at from - 1
    after: Digest  # chain at to
    count: Number
    parent: Parent | None = None


class Ack(Struct, frozen=True, kw_only=True):
    """Of this site, stream and epoch the sender holds everything up to `to`, chain hash `chain`."""

    site: Id
    stream: Id
    epoch: Id
    to: Count
    chain: Digest


class Gap(Struct, frozen=True, kw_only=True):
    """Lines the sender knows to be missing."""

    site: Id
    stream: Id
    epoch: Id
    first: Number = field(name="from")
    last: Number = field(name="to")


class Wants(Struct, frozen=True, kw_only=True):
    """What the sender would like to get: missing lines, and how many attachments (hashes in the body)."""

    ranges: Annotated[tuple[Gap, ...], Meta(max_length=2000)] = ()
    blobs: Count = 0


class KindState(Struct, frozen=True, kw_only=True):
    """What the sender's records of one kind in one stream are once the package is in."""

    stream: Id
    kind: Id
    count: Number
    sha256: Digest  # of "<id> <revision> put\n" or "... void\n" for each record, by id


class Volume(Struct, frozen=True, kw_only=True):
    """This file's place in a set; every volume can be taken in alone."""

    id: Id
    i: Annotated[int, Meta(ge=1, le=9999)]
    n: Annotated[int, Meta(ge=1, le=9999)]
    role: Literal["records", "blobs"]


class BodyInfo(Struct, frozen=True, kw_only=True):
    """The one blob that follows the header."""

    size: Count
    sha256: Digest
    encryption: Literal["none", "age"]
    index_sha256: Digest


class ReadmeInfo(Struct, frozen=True, kw_only=True):
    """The sentence for whoever unpacks the file by hand."""

    size: Annotated[int, Meta(ge=0, le=65536)]
    sha256: Digest


class Counts(Struct, frozen=True, kw_only=True):
    """What is inside, for people and for the reader's limits."""

    entries: Count = 0
    blobs: Count = 0
    blob_bytes: Count = 0
    uncompressed: Count = 0  # all members of the body together


class Omitted(Struct, frozen=True, kw_only=True):
    """What is deliberately not here."""

    what: Literal["blobs", "entries"]
    count: Count
    bytes: Count = 0
    reason: Text = ""


class Enrolment(Struct, frozen=True, kw_only=True):
    """A station's first words: its keys, and the proof that it holds its start package's secret."""

    unit: Id
    public_key: Digest
    age_recipient: AgeRecipient
    proof: Digest


class Succession(Struct, frozen=True, kw_only=True):
    """An office's old key says which key comes after it."""

    old: Digest
    new: Digest
    age_recipient: AgeRecipient
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}\Z")]


class StartInfo(Struct, frozen=True, kw_only=True):
    """What a start package tells the station that opens it."""

    unit: Id
    unit_number: Text
    code: Text  # administrative code
    unit_name: Text
    secret: Secret  # used once, in Enrolment.proof
    site: Id | None = None  # to be gone on with on a new computer
    office_unit: Id
    office_name: Text
    office_contact: Text = ""


class Manifest(Struct, frozen=True, kw_only=True):
    """Everything a reader must know before it opens the body."""

    major: Count
    minor: Count
    critical: Annotated[tuple[Id, ...], Meta(max_length=64)] = ()
    program: Text
    kind: Kind
    package: Id
    sender: Sender
    recipient: Recipient
    number: Number  # counts packages of this sender to this recipient
    previous: Previous | None = None
    streams: Annotated[tuple[StreamRange, ...], Meta(max_length=2000)] = ()
    acks: Annotated[tuple[Ack, ...], Meta(max_length=4000)] = ()
    wants: Wants = Wants()
    states: Annotated[tuple[KindState, ...], Meta(max_length=2000)] = ()
    supports: Annotated[dict[Id, Count], Meta(max_length=1000)] = {}
    volume: Volume | None = field(name="set", default=None)
    body: BodyInfo | None = None
    counts: Counts = Counts()
    omitted: Annotated[tuple[Omitted, ...], Meta(max_length=100)] = ()
    created_at: Text  # UTC, display only
    readme: ReadmeInfo
    enrolment: Enrolment | None = None
    successions: Annotated[tuple[Succession, ...], Meta(max_length=100)] = ()
    start: StartInfo | None = None


class _Head(Struct):
    """What can be told of any version."""

    major: int
    minor: int = 0
    critical: tuple[str, ...] = ()
    program: str = ""


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the bytes to be signed."""
    return msgspec.json.encode(manifest)


def decode_manifest(data: bytes) -> Manifest:
    """Read a manifest whose signature holds.

    Raises:
        PackageTooNew: A later major version, an unknown critical feature, or a later minor version
            that does not fit what this program knows.
        PackageDamaged: The bytes break the format.
    """
    try:
        json.loads(data, object_pairs_hook=_refuse_equal_keys)
        head = msgspec.json.decode(data, type=_Head)
    except (ValueError, RecursionError) as error:
        raise PackageDamaged(f"manifest: {error}") from error
    if head.major != MAJOR or set(head.critical) - CRITICAL_FEATURES:
        raise PackageTooNew(head.program[:40])
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
        _check_sense(manifest)
    except ValueError as error:
        if head.minor > MINOR:
            raise PackageTooNew(head.program[:40]) from error
        raise PackageDamaged(f"manifest: {error}") from error
    return manifest


def _refuse_equal_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("equal keys in one object")
    return members


def _check_sense(manifest: Manifest) -> None:
    """Raise ValueError where fields that are sound one by one contradict each other."""
    seen: set[tuple[str, str, str]] = set()
    for part in manifest.streams:
        if part.last - part.first + 1 != part.count:
            raise ValueError("a range and its count differ")
        if (part.origin, part.stream, part.epoch) in seen:
            raise ValueError("two ranges of one log")
        seen.add((part.origin, part.stream, part.epoch))
    if sum(part.count for part in manifest.streams) != manifest.counts.entries:
        raise ValueError("entries and ranges differ")
    if manifest.body is None and (manifest.streams or manifest.counts != Counts()):
        raise ValueError("content announced without a body")
    if manifest.volume is not None and manifest.volume.i > manifest.volume.n:
        raise ValueError("volume number beyond the set")
    if (manifest.kind == "start") != (manifest.start is not None):
        raise ValueError("start information belongs to start packages")
    if manifest.recipient.site is None and manifest.recipient.unit is None:
        raise ValueError("no recipient")
