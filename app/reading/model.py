"""What was understood of a document: immutable, each text tied to its place in the source."""

from datetime import date
from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field

from app.recurrence import Recurrence
from app.script import fold
from app.time_limit import TimeLimit

__all__ = [
    "ColumnGuess",
    "Deliverable",
    "Document",
    "Doubt",
    "Item",
    "Kind",
    "Line",
    "Member",
    "Nature",
    "Noise",
    "Part",
    "Phase",
    "Picture",
    "Session",
    "Span",
    "Step",
    "TableGuess",
    "Text",
]


class Kind(StrEnum):
    """What sort of document it is."""

    RECTIFICATION_PLAN = "rectification_plan"
    ACTIVITY_PLAN = "activity_plan"
    TASK_LIST = "task_list"
    VENUE_LIST = "venue_list"
    PROBLEM_LEDGER = "problem_ledger"
    RECTIFICATION_LEDGER = "rectification_ledger"
    WORK_LEDGER = "work_ledger"
    UNKNOWN = "unknown"


class Nature(StrEnum):
    """How binding an item is."""

    REQUIRED = "required"
    ENCOURAGED = "encouraged"
    OPTIONAL = "optional"


class Line(Struct, frozen=True, dict=True):
    """One physical line of the source, or a part of it that stands on a line of its own.

    Attributes:
        number: Physical line from 1: paragraph or table row of a Word file, row of a sheet (sheets follow on).
        text: As printed.
        hidden: A hidden row of a sheet.
        offset: Where `text` begins in the physical line, which a Word file may break into several.
    """

    number: int
    text: str
    hidden: bool = False
    offset: int = 0

    def span(self, first: int, last: int) -> "Span":
        """Return the place of `text[first:last]` in the physical line."""
        return Span(self.number, self.offset + first, self.offset + last)

    @cached_property
    def folded(self) -> str:
        """The text in Simplified script and half width, position by position."""
        return fold(self.text)


class Span(Struct, frozen=True):
    """A place in the source: characters `first` to `last` (exclusive) of the printed text of line `line`."""

    line: int
    first: int
    last: int


class Text(Struct, frozen=True):
    """A printed text and where it stands; a text that runs over several lines has several spans."""

    text: str
    spans: tuple[Span, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """Physical lines, ascending."""
        return tuple(sorted({span.line for span in self.spans}))


class Doubt(Struct, frozen=True):
    """A warning: a code (docs/reading.md), one Chinese sentence, and the lines it is about."""

    code: str
    sentence: str
    lines: tuple[int, ...] = ()


class Noise(Struct, frozen=True):
    """A line proposed for removal, with the reason in Chinese; never dropped silently."""

    line: int
    reason: str


class Picture(Struct, frozen=True):
    """A picture that belongs to a table row; `part` names it inside the file."""

    part: str
    line: int


class Item(Struct, frozen=True):
    """One item of a plan, list or ledger.

    Attributes:
        seq: Position in the document from 1: the only key, since printed numbers repeat.
        printed_no: Bare printed number ("5"), half width.
        limit_text: The printed field, also when no time was understood in it.
        leaders: Readable names only; masked ones are counted.
        fields: Further printed fields by name (category, quantity, unit, cycle, evidence, basis, responsible,
            status, problem, ...).
        table: Index into the document's tables, for items that stand in one.
        other: Columns or labels without a meaning of their own, by printed header.
    """

    seq: int
    printed_no: str | None
    title: Text
    goal: Text | None = None
    measures: tuple[Text, ...] = ()
    measure_style: str | None = None
    limit: TimeLimit | None = None
    limit_text: Text | None = None
    leaders: tuple[str, ...] = ()
    leaders_text: Text | None = None
    masked_leaders: int = 0
    units: tuple[str, ...] = ()
    units_text: Text | None = None
    masked_units: int = 0
    nature: Nature = Nature.REQUIRED
    fields: dict[str, Text] = field(default_factory=dict)
    other: dict[str, Text] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    table: int | None = None
    lines: tuple[int, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Step(Struct, frozen=True):
    """A sub-step of a phase."""

    no: str
    title: Text
    start: date | None
    end: date | None
    nature: Nature = Nature.REQUIRED
    doubts: tuple[Doubt, ...] = ()


class Deliverable(Struct, frozen=True):
    """Something a phase must produce; `per` as printed ("每人", "各单位")."""

    text: Text
    minimum: int | None
    unit: str | None
    per: str | None


class Session(Struct, frozen=True):
    """A recurring session with the days it falls on inside the phase."""

    text: Text
    recurrence: Recurrence
    dates: tuple[date, ...]


class Part(Struct, frozen=True):
    """One of the four parts of a phase; `label` as printed, `field` one of goal, content, method, result, other."""

    label: str
    field: str
    text: Text


class Phase(Struct, frozen=True):
    """A phase of an activity."""

    no: int
    name: Text
    start: date | None
    end: date | None
    year_inferred: bool = False
    parts: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    methods: tuple[Step, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    sessions: tuple[Session, ...] = ()
    uncovered: tuple[date, ...] = ()
    lines: tuple[int, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Member(Struct, frozen=True):
    """A line of the organisation list: role, readable names, number of masked ones."""

    role: str
    names: tuple[str, ...]
    masked: int
    lines: tuple[int, ...]


class ColumnGuess(Struct, frozen=True):
    """A table column: printed header, guessed field (None: kept as it is) and confidence from 0 to 1."""

    column: int
    header: str
    field: str | None
    confidence: float


class TableGuess(Struct, frozen=True):
    """How one table was read; a page can show the columns, let the user change them and read again.

    `signature` is the same for tables with the same headers, so that a choice can be remembered.
    """

    name: str
    signature: str
    header_lines: tuple[int, ...]
    columns: tuple[ColumnGuess, ...]


class Document(Struct, frozen=True):
    """Everything understood of one document."""

    kind: Kind
    title: Text | None = None
    basis: Text | None = None
    basis_number: str | None = None
    theme: Text | None = None
    year: int | None = None
    items: tuple[Item, ...] = ()
    phases: tuple[Phase, ...] = ()
    organisation: tuple[Member, ...] = ()
    requirements: tuple[Text, ...] = ()
    noise: tuple[Noise, ...] = ()
    tables: tuple[TableGuess, ...] = ()
    lines: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()
