"""Typing results into a check."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from app.errors import InvalidInput
from app.facilities.applying import items_of
from app.facilities.checks import entry_of, previous_check, results_of
from app.facilities.judging import Entry, judge, read_value
from app.facilities.venues import size_in
from app.workspace import Workspace
from db.models.facilities import Check, CheckResult, Finding, ValueKind

__all__ = ["LikeLast", "enter_results", "like_last"]


class LikeLast(Struct, frozen=True):
    """What "same as last time" would fill in.

    Attributes:
        on: Day of the check before; None: there is none.
        entries: By item code, for lines that are still empty.
    """

    on: date | None
    entries: Mapping[str, Entry]


def enter_results(ws: Workspace, check: str, entries: Mapping[str, Entry]) -> None:
    """Write what was typed and judge it.

    A line whose entry is empty goes back to 未查.

    Args:
        entries: By item code; values as they were typed.

    Raises:
        InvalidInput: A value cannot be read, "not applicable" has no reason, the item is not on this sheet,
            or the check is finished.
    """
    with ws.write() as session:
        found = session.get_one(Check, check)
        if found.finished:
            raise InvalidInput("这次核查已经结束。要更正，请先重新打开它。")
        size = size_in(session, found.venue)
        rules = {item.rule.code: item.rule for item in items_of(session, found.pack, found.pack_version)}
        stored = results_of(session, check)
        for code, typed in entries.items():
            if code not in rules:
                raise InvalidInput(f"这张表里没有 {code} 这一项。")
            entry = replace(typed, value=read_value(rules[code], typed.value), note=typed.note.strip())
            judgement = judge(rules[code], entry, size)
            result = stored.get(code)
            if result is None:
                result = CheckResult(check=check, item_code=code, finding=judgement.finding)
                session.create(result, stream=found.stream)
            result.value = "" if entry.not_applicable else entry.value
            result.finding = judgement.finding
            result.fixed_on_spot = judgement.fixed_on_spot
            result.note, result.photo_no = entry.note, entry.photo_no.strip()


def like_last(ws: Workspace, check: str) -> LikeLast:
    """Return what the last check says about lines that are still empty; writes nothing.

    What had been put right on the spot counts as in order now; a figure that was put right is not known
    and stays empty.
    """
    with ws.read() as session:
        found = session.get_one(Check, check)
        last = previous_check(session, found)
        if last is None:
            return LikeLast(None, {})
        rules = {item.rule.code: item.rule for item in items_of(session, found.pack, found.pack_version)}
        typed = {
            code
            for code, result in results_of(session, check).items()
            if result.finding != Finding.NOT_CHECKED
        }
        entries = {}
        for code, result in results_of(session, last.id).items():
            if code not in rules or code in typed or result.finding == Finding.NOT_CHECKED:
                continue
            entry = replace(entry_of(result), photo_no="")
            if entry.fixed_on_spot:
                if rules[code].value_kind != ValueKind.YES_NO:
                    continue
                entry = Entry("1")
            try:
                read_value(rules[code], entry.value)
            except InvalidInput:  # the version of today lists other things
                continue
            entries[code] = entry
        return LikeLast(last.on, entries)
