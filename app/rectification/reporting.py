"""From an item that is not met to a problem, in one step."""

from enum import StrEnum

from msgspec import Struct

from app.errors import InvalidInput
from app.facilities.checks import CheckSheet, SheetLine, read_check_in
from app.rectification.numbers import take_number
from app.rectification.problem_rows import ProblemForm, set_fields
from app.rectification.problems import problem_in
from app.rectification.standing import ProblemStage
from app.workspace import COUNTY, Workspace
from db.models.facilities import CheckKind, CheckResult, ValueKind
from db.models.rectification import Problem, ProblemSource, Severity

__all__ = ["Reported", "ReportedAs", "report_problem_from_result"]

_SOURCES = {
    CheckKind.SELF: ProblemSource.SELF_CHECK,
    CheckKind.INSPECTION: ProblemSource.INSPECTION,
    CheckKind.SPOT_CHECK: ProblemSource.SPOT_CHECK,
}


class ReportedAs(StrEnum):
    """What became of a shortfall."""

    NEW = "new"
    OPEN = "open"  # the same thing is being put right already
    RELAPSED = "relapsed"  # it had been closed: the same number again


class Reported(Struct, frozen=True):
    """The problem a shortfall belongs to."""

    problem: str
    number: str
    how: ReportedAs


def report_problem_from_result(ws: Workspace, result: str) -> Reported:
    """Make the item of a result that is not met (or basically met only) a problem, place and clause filled in.

    One venue has one problem for one item: while it is open that one is returned; once it was closed, it is
    a relapse and goes on under its number.

    Raises:
        InvalidInput: The item is met, or its check is not here.
    """
    with ws.write() as session:
        stored = session.get_one(CheckResult, result)
        sheet = read_check_in(session, ws, stored.check)
        line = next((line for line in sheet.lines if line.result == result), None)
        if line is None or not line.short:
            raise InvalidInput("这一项没有缺口，不用转整改。")
        if line.problem is not None:
            row = problem_in(session, ws, line.problem)
            if row.stage is not ProblemStage.CLOSED:
                return Reported(row.id, row.number, ReportedAs.OPEN)
            known = session.get_one(Problem, row.id)
            known.relapsed_turn, known.relapsed_on = row.turn, sheet.on or ws.today
            known.relapse_note = _described(sheet, line)
            return Reported(row.id, row.number, ReportedAs.RELAPSED)
        form = _form(sheet, line, ws)
        problem = Problem(
            number=take_number(session, unit=ws.unit, kind="WT", year=ws.today.year),
            source=form.source,
            description=form.description,
            found_on=form.found_on,
            check=sheet.check,
            item_code=line.code,
        )
        set_fields(problem, form, today=ws.today)
        session.create(problem, stream=COUNTY)
        return Reported(problem.id, problem.number, ReportedAs.NEW)


def _form(sheet: CheckSheet, line: SheetLine, ws: Workspace) -> ProblemForm:
    source = f"，依据：{line.source}" if line.source else ""
    figure = line.standard if line.rule.value_kind != ValueKind.YES_NO else "达到标准"
    return ProblemForm(
        description=_described(sheet, line),
        found_on=sheet.on or ws.today,
        found_by=sheet.checker,
        source=_SOURCES[CheckKind(sheet.kind)],
        unit=sheet.venue.form.unit,
        venue=sheet.venue.id,
        clause=f"{line.code} {line.rule.name}：{line.standard}（{sheet.pack_name} 第{sheet.pack_version}版{source}）",
        severity=Severity.SEVERE if line.rule.veto else Severity.NORMAL,
        goal=f"{line.rule.name} {figure}",
    )


def _described(sheet: CheckSheet, line: SheetLine) -> str:
    yes_no = line.rule.value_kind == ValueKind.YES_NO
    found = f"：{line.shortfall}" if yes_no else f" {line.actual}，{line.shortfall}"
    note = f"。{line.entry.note}" if line.entry.note else ""
    return f"{sheet.venue.form.name}，{line.rule.name}{found}{note}"
