"""One look through a document: its candidates, what writing them would do, and every step of the user."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.importing import editing
from app.importing.columns import ColumnRow, columns_of, remap, remember_column, remembered_columns
from app.importing.documents import judge
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Source, Subject
from app.reading import Doubt, Span

__all__ = ["GROUPS", "Review", "ReviewRow"]


class ReviewRow(Struct, frozen=True):
    """A candidate as the list shows it.

    Attributes:
        number: As printed.
        name: Its title.
        light: Of the state, for the drawing of it; `word` in Chinese.
        doubts: What should be looked at, then what is to be filled in later.
        open_doubts: What the document leaves doubtful or open; none where it is the same.
        groups: Which filters show it.
    """

    candidate: Candidate
    judgement: Judgement
    name: str
    light: str
    word: str
    doubts: tuple[str, ...]
    open_doubts: tuple[Doubt, ...]
    groups: frozenset[str]

    @property
    def id(self) -> str:
        """Names it."""
        return self.candidate.id

    @property
    def number(self) -> str:
        """As printed."""
        return self.candidate.number


GROUPS = ("new", "changed", "same", "refused", "doubtful", "wanting", "skipped")
_LIGHTS = {
    State.NEW: ("green", "新"),
    State.CHANGED: ("blue", "变"),
    State.SAME: ("grey", "同"),
    State.REFUSED: ("red", "不能用"),
    State.SHOWN: ("grey", "只看"),
}


class Review:
    """Candidates of one subject, with steps that can be taken back; nothing is written."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._read = subject.source
        self._done: list[tuple[Candidate, ...]] = []
        self._undone: list[tuple[Candidate, ...]] = []
        self.candidates: tuple[Candidate, ...] = ()
        self.rows: list[ReviewRow] = []
        self._begin()

    def become(self, subject: Subject) -> None:
        """Read the document as records of another sort; what was edited is dropped."""
        self.subject = subject
        self._begin()

    @property
    def source(self) -> Source:
        """The document, with its columns as the user wants them."""
        return self.subject.source

    @property
    def edited(self) -> bool:
        """Whether the user did anything to the candidates."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._undone)

    def counts(self) -> dict[str, int]:
        """Return how many rows each filter shows."""
        return {group: sum(group in row.groups for row in self.rows) for group in GROUPS}

    def to_write(self) -> int:
        """Return how many would be written."""
        return sum(not row.groups.isdisjoint(("new", "changed")) for row in self.rows)

    def field(self, key: str) -> ImportField:
        """Return a field of the subject."""
        return next(field for field in self.subject.fields if field.key == key)

    def judge(self) -> None:
        """Compare with what is here now."""
        judged = judge(self.subject, self.candidates)
        self.rows = [self._row(one, judged[one.id]) for one in self.candidates]

    # -- steps ----------------------------------------------------------------------------------------------

    def set_value(self, which: str, key: str, text: str) -> None:
        """Give a candidate another text in one field."""
        self._step(editing.set_value(self.candidates, which, self.field(key), text))

    def skip(self, ids: Collection[str]) -> None:
        """Skip candidates, or take them up again."""
        self._step(editing.skip(self.candidates, ids))

    def settle(self, ids: Collection[str]) -> None:
        """Say that there is nothing doubtful about these any more."""
        self._step(editing.settle(self.candidates, ids))

    def merge(self, ids: Collection[str]) -> str:
        """Make one of several and return its id.

        Raises:
            InvalidInput: Fewer than two were chosen.
        """
        self._step(editing.merge(self.candidates, ids, self.subject.fields))
        return min(ids)

    def split(self, which: str, key: str, at: int) -> str:
        """Cut a candidate in two at a character of one field and return the id of the second.

        Raises:
            InvalidInput: There is no text before or after it.
        """
        parts = editing.split(self.candidates, which, self.subject.fields, key, at)
        self._step(parts)
        place = next(place for place, one in enumerate(parts) if one.id == which)
        return parts[place + 1].id

    def add(self, text: str, spans: Sequence[Span]) -> str:
        """Make a candidate of text of the source and return its id.

        Raises:
            InvalidInput: There is no text.
        """
        field = self.field(self.subject.title)
        candidates, made = editing.add_from_lines(self.candidates, field, text, spans)
        self._step(candidates)
        return made

    def undo(self) -> None:
        """Take the last step back."""
        if self._done:
            self._undone.append(self.candidates)
            self.candidates = self._done.pop()
            self.judge()

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            self._done.append(self.candidates)
            self.candidates = self._undone.pop()
            self.judge()

    # -- places ---------------------------------------------------------------------------------------------

    def at(self, line: int, place: int) -> tuple[str, str] | None:
        """Return (candidate, field) that a place of the source belongs to; the field may be empty."""
        nearest = None
        for one in self.candidates:
            if line not in one.lines:
                continue
            for key, spans in one.places.items():
                if any(span.line == line and span.first <= place <= span.last for span in spans):
                    return one.id, key
            nearest = nearest or (one.id, "")
        return nearest

    # -- columns --------------------------------------------------------------------------------------------

    def columns(self) -> list[ColumnRow]:
        """Return the columns of the document's tables as they are read now."""
        return columns_of(self.source.document)

    def set_column(self, column: ColumnRow, field: str) -> None:
        """Read a column as another field, now and whenever a table has these headers; edits are dropped.

        Raises:
            StorageError: It cannot be remembered.
        """
        remember_column(self.subject.ws.folder, column, field)
        self._begin()

    def _begin(self) -> None:
        choices = remembered_columns(self.subject.ws.folder)
        self.subject.source = replace(self._read, document=remap(self._read.document, choices))
        self.candidates = tuple(self.subject.read())
        self._done, self._undone = [], []
        self.judge()

    def _step(self, candidates: tuple[Candidate, ...]) -> None:
        self._done.append(self.candidates)
        self._undone = []
        self.candidates = candidates
        self.judge()

    def _row(self, candidate: Candidate, judgement: Judgement) -> ReviewRow:
        light, word = ("grey", "跳过") if candidate.skipped else _LIGHTS[judgement.state]
        known = judgement.state is State.SAME
        doubtful = () if known else candidate.doubtful
        reasons = () if candidate.settled and judgement.state is not State.REFUSED else judgement.reasons
        wanting = () if known else candidate.wanting
        groups = {"skipped"} if candidate.skipped else {judgement.state.value}
        if not candidate.skipped:
            groups |= {"doubtful"} if doubtful or reasons else set()
            groups |= {"wanting"} if wanting else set()
        return ReviewRow(
            candidate=candidate,
            judgement=judgement,
            name=candidate.value(self.subject.title),
            light=light,
            word=word,
            doubts=(
                *reasons,
                *(doubt.sentence for doubt in doubtful),
                *(doubt.sentence for doubt in wanting),
            ),
            open_doubts=() if known else candidate.doubts,
            groups=frozenset(groups),
        )
