"""What the list of papers knows of each paper."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices
from app.workspace import Role, Workspace

__all__ = ["BOTH", "OFFICE", "STATION", "Document"]

Pages = Callable[[Workspace, Choices], list[Section]]
Writer = Callable[[Workspace, Choices, Path], Written]

STATION, OFFICE = frozenset({Role.STATION}), frozenset({Role.OFFICE})
BOTH = STATION | OFFICE


class Document(Struct, frozen=True):
    """One paper.

    Attributes:
        about: What it is for, in one sentence.
        needs: What must be there before it can be printed, by the name the list of papers has for it.
        choices: Names of the choices that it heeds.
        word: Writes it as a Word document.
    """

    name: str
    roles: frozenset[Role]
    about: str
    needs: str
    pages: Pages
    workbook: Writer | None = None
    choices: frozenset[str] = frozenset()
    word: Writer | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """The suffixes of its forms."""
        more = ((self.workbook, ".xlsx"), (self.word, ".docx"))
        return (".pdf", *(suffix for writer, suffix in more if writer is not None))

    def writer(self, suffix: str) -> Writer | None:
        """Return what writes it in another form than PDF."""
        return {".xlsx": self.workbook, ".docx": self.word}.get(suffix)
