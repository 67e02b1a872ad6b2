"""Checks of a venue against one version of a standard: starting, reading, finishing."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.facilities.applying import ItemRow, items_of
from app.facilities.judging import (
    Entry,
    Line,
    Outcome,
    Rule,
    actual_text,
    add_up,
    shortfall_text,
    standard_text,
)
from app.facilities.labels import label
from app.facilities.venues import VenueRow, venue_in
from app.office.labels import StationSize
from app.workspace import COUNTY, Role, Workspace
from db.models.facilities import Check, CheckKind, CheckResult, Finding, StandardPack
from db.models.rectification import Problem

__all__ = [
    "CheckKind",
    "CheckSheet",
    "Finding",
    "SheetLine",
    "discard_check",
    "edit_check",
    "finish_check",
    "read_check",
    "read_venue_sheet",
    "reopen_check",
    "start_check",
]


class SheetLine(Struct, frozen=True):
    """One item on the sheet of a check, in paper order.

    Attributes:
        position: Place on the sheet, counted from 1.
        standard: What is asked, for this station's size: "≥500 m²".
        source: What the standard rests on.
        doubtful: The standard's figure is of low confidence and carries the mark 待核.
        result: Id of the stored result; None: nothing was ever typed.
        entry: What was typed.
        actual: What was found, in words; `shortfall` what is short, in words.
        last: What the check before found, in words; `last_finding` its conclusion, "" for none.
        problem: Id of the live problem about this item of the venue; `problem_number` its number.
    """

    position: int
    section: str
    rule: Rule
    standard: str
    source: str
    doubtful: bool
    result: str | None
    entry: Entry
    finding: Finding
    finding_label: str
    actual: str
    shortfall: str
    last: str
    last_finding: str
    problem: str | None
    problem_number: str

    @property
    def code(self) -> str:
        """Code of the item."""
        return self.rule.code

    @property
    def short(self) -> bool:
        """Whether it is a shortfall: not met, or basically met only."""
        return self.finding in {Finding.NOT_MET, Finding.BASICALLY_MET}

    @property
    def changed(self) -> bool:
        """Whether it was looked at now and before, and differs."""
        if self.finding is Finding.NOT_CHECKED or self.last_finding in {"", Finding.NOT_CHECKED}:
            return False
        return self.finding != self.last_finding or self.actual != self.last


class CheckSheet(Struct, frozen=True):
    """A venue held against a standard: a check under way, a finished one, or none yet.

    Attributes:
        check: Id of the check; None: a blank sheet of the standard in force.
        ours: Whether this site wrote the check.
        last_on: Day of the check before; None: there is none.
    """

    check: str | None
    venue: VenueRow
    pack: str
    pack_version: int
    pack_name: str
    on: date | None
    kind: str
    kind_label: str
    checker: str
    note: str
    finished: bool
    ours: bool
    last_on: date | None
    lines: tuple[SheetLine, ...]

    @property
    def outcome(self) -> Outcome:
        """The verdict of the whole check."""
        return add_up(
            Line(line.code, line.finding, line.rule.veto, line.entry.fixed_on_spot) for line in self.lines
        )

    @property
    def left(self) -> int:
        """How many lines have nothing typed yet."""
        return sum(line.finding is Finding.NOT_CHECKED for line in self.lines)


def start_check(
    ws: Workspace, venue: str, *, on: date | None = None, kind: str = CheckKind.SELF, checker: str = ""
) -> str:
    """Start a check of `venue` against the standard in force and return its id; one under way is continued.

    Args:
        on: The day on which the venue is looked at; None: today.
        checker: Who looks; blank: who sits here.

    Raises:
        InvalidInput: No published standard applies to it, or the day is still to come.
    """
    on = on or ws.today
    if on > ws.today:
        raise InvalidInput("核查日期还没有到，请填今天或以前的日期。")
    with ws.write() as session:
        row = venue_in(session, ws, venue)
        if row.open_check is not None:
            return row.open_check
        if row.pack is None or row.pack_version is None:
            raise InvalidInput(
                f"“{row.form.name}”还没有适用的标准。请先接收县里的标准，或在场所资料里选一套标准。"
            )
        check = Check(
            venue=venue,
            pack=row.pack,
            pack_version=row.pack_version,
            on=on,
            kind=kind,
            checker=checker.strip() or ws.person,
        )
        return session.create(check, stream=COUNTY if ws.role is Role.STATION else row.station).id


def edit_check(ws: Workspace, check: str, *, on: date, checker: str, note: str = "") -> None:
    """Change day, checker and note of a check.

    Raises:
        InvalidInput: The day is still to come.
    """
    if on > ws.today:
        raise InvalidInput("核查日期还没有到，请填今天或以前的日期。")
    with ws.write() as session:
        found = session.get_one(Check, check)
        found.on, found.checker, found.note = on, checker.strip(), note.strip()


def finish_check(ws: Workspace, check: str) -> CheckSheet:
    """Close a check; lines without a result stay 未查. Returns the sheet as it ends.

    Raises:
        InvalidInput: Nothing was typed at all.
    """
    with ws.write() as session:
        sheet = read_check_in(session, ws, check)
        if sheet.left == len(sheet.lines):
            raise InvalidInput("这张表一项都没有录，不能结束。请先录入，或者放弃这次核查。")
        session.get_one(Check, check).finished = True
    return read_check(ws, check)


def reopen_check(ws: Workspace, check: str) -> None:
    """Open a finished check again, to correct it."""
    with ws.write() as session:
        session.get_one(Check, check).finished = False


def discard_check(ws: Workspace, check: str, *, reason: str) -> None:
    """Withdraw a check with all its results."""
    with ws.write() as session:
        session.withdraw(session.get_one(Check, check), reason)


def read_check(ws: Workspace, check: str) -> CheckSheet:
    """Return the sheet of a check, in paper order.

    Raises:
        InvalidInput: The check or its venue is not here, or was withdrawn.
    """
    with ws.read() as session:
        return read_check_in(session, ws, check)


def read_venue_sheet(ws: Workspace, venue: str) -> CheckSheet:
    """Return the sheet of the venue's last finished check, or a blank one of the standard that applies.

    A venue without a standard has a sheet without lines.

    Raises:
        InvalidInput: The venue is not here, or was withdrawn.
    """
    with ws.read() as session:
        row = venue_in(session, ws, venue)
        if row.last_check is not None:
            return read_check_in(session, ws, row.last_check)
        return blank_in(session, row)


def blank_in(session: Session, venue: VenueRow) -> CheckSheet:
    """Return the sheet of the standard in force, the last check's values beside it."""
    pack, version = venue.pack or "", venue.pack_version or 0
    before = session.get(Check, venue.last_check) if venue.last_check else None
    return CheckSheet(
        check=None,
        venue=venue,
        pack=pack,
        pack_version=version,
        pack_name=venue.standard,
        on=None,
        kind=CheckKind.SELF,
        kind_label=label("check_kind", CheckKind.SELF),
        checker="",
        note="",
        finished=False,
        ours=True,
        last_on=before.on if before else None,
        lines=_lines(session, venue, items_of(session, pack, version), {}, before),
    )


def read_check_in(session: Session, ws: Workspace, check: str) -> CheckSheet:
    """Do what `read_check` does inside a session."""
    found = session.get(Check, check)
    if found is None or found.void:
        raise InvalidInput("这次核查已经撤下，或还没有收到。请刷新后再看。")
    venue = venue_in(session, ws, found.venue)
    before = previous_check(session, found)
    pack = session.scalars(
        select(StandardPack.name).where(
            StandardPack.pack == found.pack, StandardPack.version == found.pack_version
        )
    ).first()
    items = items_of(session, found.pack, found.pack_version)
    return CheckSheet(
        check=found.id,
        venue=venue,
        pack=found.pack,
        pack_version=found.pack_version,
        pack_name=pack or "（标准未到）",
        on=found.on,
        kind=found.kind,
        kind_label=label("check_kind", found.kind),
        checker=found.checker,
        note=found.note,
        finished=found.finished,
        ours=found.site == ws.site,
        last_on=before.on if before else None,
        lines=_lines(session, venue, items, results_of(session, found.id), before),
    )


def previous_check(session: Session, check: Check) -> Check | None:
    """Return the finished check of the same venue before `check`."""
    return session.scalars(
        select(Check)
        .where(
            Check.venue == check.venue,
            Check.finished,
            Check.void.is_(False),
            or_(Check.on < check.on, and_(Check.on == check.on, Check.id < check.id)),
        )
        .order_by(Check.on.desc(), Check.id.desc())
        .limit(1)
    ).first()


def results_of(session: Session, check: str) -> dict[str, CheckResult]:
    """Return the stored results of a check by item code."""
    found = session.scalars(
        select(CheckResult).where(CheckResult.check == check, CheckResult.void.is_(False))
    )
    return {result.item_code: result for result in found}


def entry_of(result: CheckResult | None) -> Entry:
    """Return what was typed for a stored result."""
    if result is None:
        return Entry()
    return Entry(
        value=result.value,
        not_applicable=result.finding == Finding.NOT_APPLICABLE,
        fixed_on_spot=result.fixed_on_spot,
        note=result.note,
        photo_no=result.photo_no,
    )


def _lines(
    session: Session,
    venue: VenueRow,
    items: Sequence[ItemRow],
    results: Mapping[str, CheckResult],
    before: Check | None,
) -> tuple[SheetLine, ...]:
    last = results_of(session, before.id) if before else {}
    known = (
        {item.rule.code: item.rule for item in items_of(session, before.pack, before.pack_version)}
        if before
        else {}
    )
    problems = {
        problem.item_code: problem
        for problem in session.scalars(
            select(Problem)
            .where(Problem.venue == venue.id, Problem.item_code != "", Problem.void.is_(False))
            .order_by(Problem.id)
        )
    }
    lines = []
    for item in items:
        rule, result = item.rule, results.get(item.rule.code)
        finding = Finding(result.finding) if result else Finding.NOT_CHECKED
        entry = entry_of(result)
        past = last.get(rule.code)
        problem = problems.get(rule.code)
        lines.append(
            SheetLine(
                position=item.position,
                section=item.section,
                rule=rule,
                standard=standard_text(rule, StationSize(venue.size)),
                source=item.source,
                doubtful=item.doubtful,
                result=result.id if result else None,
                entry=entry,
                finding=finding,
                finding_label="现场已改" if entry.fixed_on_spot else label("finding", finding),
                actual=found_text(rule, entry),
                shortfall=""
                if finding is Finding.MET
                else shortfall_text(rule, entry.value, StationSize(venue.size)),
                last=found_text(known.get(rule.code, rule), entry_of(past)),
                last_finding=past.finding if past else "",
                problem=problem.id if problem else None,
                problem_number=problem.number if problem else "",
            )
        )
    return tuple(lines)


def found_text(rule: Rule, entry: Entry) -> str:
    """Return what was found in words; "不适用" where it does not apply."""
    return "不适用" if entry.not_applicable else actual_text(rule, entry.value)
