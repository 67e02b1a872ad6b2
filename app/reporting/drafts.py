"""Drafted reports: sections follow the facts until somebody changes them; then his words stay, and say what is new."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.reporting.facts import SECTIONS, Fact, Facts, facts_of
from app.workspace import OWN, Workspace
from db.models.reporting import DraftKind, ReportDraft

__all__ = [
    "Draft",
    "DraftKind",
    "Section",
    "add_new_facts",
    "edit_section",
    "keep_words",
    "read_draft",
    "redraft_section",
    "write_section",
]

_NOTHING = {"done": "本期没有记录。", "problems": "无。", "help_wanted": "无。", "next_steps": ""}


class Section(Struct, frozen=True):
    """A section of a drafted report.

    Attributes:
        text: What will be printed.
        edited: Somebody changed it: it no longer follows the facts by itself.
        new: Facts that came, or changed, since then.
        gone: How many facts that it took account of are no more, or say something else.
    """

    key: str
    title: str
    text: str
    edited: bool
    new: tuple[Fact, ...]
    gone: int


class Draft(Struct, frozen=True):
    """A report being drafted, with the facts behind it."""

    kind: DraftKind
    facts: Facts
    sections: Mapping[str, Section]

    def text(self, section: str) -> str:
        """Return what a section says."""
        return self.sections[section].text


def read_draft(ws: Workspace, kind: DraftKind, start: date, end: date) -> Draft:
    """Return the draft of a span: from the facts of today, with the sections somebody changed.

    Raises:
        InvalidInput: The span ends before it begins.
    """
    if end < start:
        raise InvalidInput("结束日期早于开始日期，请改一下。")
    facts = facts_of(ws, start, end)
    with ws.read() as session:
        stored = _stored(session, kind, start, end)
        edited = {key: getattr(stored, key) for key in SECTIONS} if stored else dict.fromkeys(SECTIONS)
        known = list(stored.known) if stored else []
    return Draft(kind, facts, {key: _section(key, facts, edited[key], known) for key in SECTIONS})


def write_section(facts: Sequence[Fact], section: str) -> str:
    """Return the words of a section that follows its facts: one numbered line each."""
    if not facts:
        return _NOTHING[section]
    return "\n".join(f"{number}. {fact.words}。" for number, fact in enumerate(facts, start=1))


def edit_section(ws: Workspace, kind: DraftKind, start: date, end: date, section: str, text: str) -> None:
    """Keep what somebody wrote; from now on the section stays as it is, and new facts are pointed out."""
    facts = facts_of(ws, start, end).of(section)
    with ws.write() as session:
        draft = _open(session, kind, start, end)
        before = getattr(draft, section)
        setattr(draft, section, text.strip())
        if before is None:  # written on the facts of this moment; later edits leave what is new pointed out
            _know(draft, section, facts)


def redraft_section(ws: Workspace, kind: DraftKind, start: date, end: date, section: str) -> None:
    """Let a section follow the facts again; what was written is dropped, and can be brought back by undoing."""
    with ws.write() as session:
        draft = _open(session, kind, start, end)
        setattr(draft, section, None)
        _know(draft, section, ())


def add_new_facts(ws: Workspace, kind: DraftKind, start: date, end: date, section: str) -> None:
    """Append the facts that are new to what somebody wrote."""
    found = read_draft(ws, kind, start, end)
    known = found.sections[section]
    lines = [f"{fact.words}。" for fact in known.new]
    with ws.write() as session:
        draft = _open(session, kind, start, end)
        written = getattr(draft, section) or ""
        setattr(draft, section, "\n".join(part for part in (written, *lines) if part))
        _know(draft, section, found.facts.of(section))


def keep_words(ws: Workspace, kind: DraftKind, start: date, end: date, section: str) -> None:
    """Leave what is new out, and do not point it out again."""
    facts = facts_of(ws, start, end).of(section)
    with ws.write() as session:
        _know(_open(session, kind, start, end), section, facts)


def _section(key: str, facts: Facts, edited: str | None, known: Sequence[str]) -> Section:
    current = facts.of(key)
    if edited is None:
        return Section(key, SECTIONS[key], write_section(current, key), False, (), 0)
    noted = {entry.partition("|")[2] for entry in known if entry.startswith(f"{key}|")}
    new = tuple(fact for fact in current if fact.key not in noted)
    return Section(key, SECTIONS[key], edited, True, new, len(noted - {fact.key for fact in current}))


def _know(draft: ReportDraft, section: str, facts: Sequence[Fact]) -> None:
    others = [entry for entry in draft.known if not entry.startswith(f"{section}|")]
    draft.known = [*others, *(f"{section}|{fact.key}" for fact in facts)]


def _stored(session: Session, kind: DraftKind, start: date, end: date) -> ReportDraft | None:
    return session.scalars(
        select(ReportDraft)
        .where(
            ReportDraft.kind == kind,
            ReportDraft.start == start,
            ReportDraft.end == end,
            ReportDraft.void.is_(False),
        )
        .order_by(ReportDraft.id)
        .limit(1)
    ).one_or_none()


def _open(session: WriteSession, kind: DraftKind, start: date, end: date) -> ReportDraft:
    known = _stored(session, kind, start, end)
    return known or session.create(ReportDraft(kind=kind, start=start, end=end, known=[]), stream=OWN)
