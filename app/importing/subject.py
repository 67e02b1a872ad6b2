"""What every sort of record that a document can become has in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from app.evidence.attach import Target
from app.importing.model import Candidate, Change, ImportField, Judgement
from app.job import Job
from app.log.changes import WriteSession
from app.reading import Document, Kind
from app.workspace import Role, Workspace
from db.models.record import Record

__all__ = ["Chosen", "Source", "Subject", "Wrote", "changes_of"]


class Source(Struct, frozen=True):
    """A document as it was read; `file` is its name, empty for pasted text, `path` where it lay then."""

    document: Document
    file: str = ""
    path: Path | None = None

    @property
    def title(self) -> str:
        """What a list of imports calls it."""
        return self.document.title.text if self.document.title else self.file or "粘贴的文字"


class Chosen(Struct, frozen=True):
    """A candidate to be written, and what writing it does."""

    candidate: Candidate
    judgement: Judgement


class Wrote(Struct, frozen=True):
    """The record a candidate became, and how a person calls it."""

    candidate: Candidate
    record: Record
    name: str


class Subject(ABC):
    """One sort of record: which documents hold it, its fields, and how candidates become records.

    Attributes:
        word: What a candidate is called: 问题.
        documents: The documents it is read from: 整改方案、问题台账.
        page: Key of the page that shows the records; empty: they can only be looked at and copied.
        role: Who may write it.
        kinds: Documents whose items become this unless the user says otherwise.
        title: Key of the field that names a record.
        models: The kinds of the records.
        pictures_prove: What pictures on a row are kept with; None: they are left in the file.
    """

    key: ClassVar[str]
    word: ClassVar[str]
    documents: ClassVar[str] = ""
    page: ClassVar[str] = ""
    role: ClassVar[Role | None] = None
    kinds: ClassVar[frozenset[Kind]] = frozenset()
    title: ClassVar[str]
    models: ClassVar[tuple[type[Record], ...]] = ()
    pictures_prove: ClassVar[Target | None] = None

    def __init__(self, ws: Workspace, source: Source) -> None:
        self.ws = ws
        self.source = source
        self.fields = self.make_fields()

    @abstractmethod
    def make_fields(self) -> tuple[ImportField, ...]:
        """Return the fields of a record, in the order of a form."""

    def is_likely(self) -> bool:
        """Tell whether the document looks like this."""
        return self.source.document.kind in self.kinds

    @abstractmethod
    def read(self) -> list[Candidate]:
        """Return the candidates that the source holds."""

    @abstractmethod
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        """Say of each candidate what writing it would do.

        Args:
            candidates: In the order of the document.
            known: Record id by candidate id, for those that an earlier import made.
        """

    @abstractmethod
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        """Write what was chosen, inside a transaction.

        Raises:
            UserError: One of them cannot be written; nothing is then.
        """


def changes_of(
    fields: Sequence[ImportField], before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Change, ...]:
    """Return the fields that `after` fills with something else; empty ones change nothing."""
    return tuple(
        Change(field.label, _shown(field, before.get(field.key, "")), _shown(field, after[field.key]))
        for field in fields
        if after.get(field.key) and after[field.key] != before.get(field.key, "")
    )


def _shown(field: ImportField, value: str) -> str:
    return dict(field.choices).get(value, value)
