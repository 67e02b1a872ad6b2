"""The document as JSON, in the shape that docs/reading.md describes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from app.reading.model import Document, Doubt, Item, Kind, Phase, Step, Text
from app.time_limit import TimeLimit

__all__ = ["document_json"]

# Printed fields that lists and ledgers always show, null where nothing is printed.
_LIST_FIELDS = ("category", "quantity", "unit", "cycle", "evidence", "basis", "responsible", "status")


def document_json(document: Document) -> bytes:
    """Return UTF-8 JSON, keys in a fixed order, ending with a line feed."""
    shown = {
        "kind": document.kind.value,
        "title": _printed(document.title),
        "basis": _printed(document.basis),
        "basis_number": document.basis_number,
        "theme": _printed(document.theme),
        "year": document.year,
        "items": [_item(item, document.kind) for item in document.items],
        "phases": [_phase(phase) for phase in document.phases],
        "organisation": [
            {"role": one.role, "names": list(one.names), "masked": one.masked, "lines": list(one.lines)}
            for one in document.organisation
        ],
        "requirements": [one.text for one in document.requirements],
        "tables": [
            {
                "name": table.name,
                "signature": table.signature,
                "header_lines": list(table.header_lines),
                "columns": [
                    {"header": column.header, "field": column.field, "confidence": column.confidence}
                    for column in table.columns
                ],
            }
            for table in document.tables
        ],
        "noise_lines": [one.line for one in document.noise],
        "noise": [{"line": one.line, "reason": one.reason} for one in document.noise],
        "warnings": _codes(_all_doubts(document)),
        "warning_texts": [_doubt(one) for one in _all_doubts(document)],
    }
    return msgspec.json.format(msgspec.json.encode(shown), indent=2) + b"\n"


def _all_doubts(document: Document) -> list[Doubt]:
    of_items = [doubt for item in document.items for doubt in item.doubts]
    return [*document.doubts, *of_items, *(doubt for phase in document.phases for doubt in phase.doubts)]


def _printed(text: Text | None) -> str | None:
    return text.text if text is not None and text.text else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _codes(doubts: Iterable[Doubt]) -> list[str]:
    return list(dict.fromkeys(doubt.code for doubt in doubts))


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"code": doubt.code, "text": doubt.sentence, "lines": list(doubt.lines)}


def _limit(limit: TimeLimit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {
        "text": limit.text,
        "kind": limit.kind.value,
        "start": _day(limit.start),
        "end": _day(limit.end),
        "precision": limit.precision.value,
        "year_inferred": limit.year_inferred,
    }


def _item(item: Item, kind: Kind) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "seq": item.seq,
        "printed_no": item.printed_no,
        "title": item.title.text,
        "goal": _printed(item.goal),
        "measures": [measure.text for measure in item.measures],
        "measure_style": item.measure_style,
        "limit": _limit(item.limit),
        "limit_text": _printed(item.limit_text),
        "leaders": list(item.leaders),
        "masked_leaders": item.masked_leaders,
        "units": list(item.units),
        "masked_units": item.masked_units,
        "nature": item.nature.value,
        "lines": list(item.lines),
        "warnings": _codes(item.doubts),
    }
    if kind is not Kind.RECTIFICATION_PLAN:
        shown |= {name: _printed(item.fields.get(name)) for name in _LIST_FIELDS}
        shown["status"] = shown["status"] or _printed(item.fields.get("progress"))
    shown |= {name: text.text for name, text in item.fields.items() if name not in shown}
    shown["other"] = {name: text.text for name, text in item.other.items()}
    shown["pictures"] = [picture.part for picture in item.pictures]
    return shown


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "no": phase.no,
        "name": phase.name.text,
        "start": _day(phase.start),
        "end": _day(phase.end),
        "year_inferred": phase.year_inferred,
        "parts": [part.label for part in phase.parts],
        "part_texts": [
            {"label": part.label, "field": part.field, "text": part.text.text} for part in phase.parts
        ],
        "steps": [_step(step) for step in phase.steps],
        "methods": [_step(step) for step in phase.methods],
        "deliverables": [
            {"text": one.text.text, "minimum": one.minimum, "unit": one.unit, "per": one.per}
            for one in phase.deliverables
        ],
        "sessions": [
            {
                "text": one.text.text,
                "weekdays": list(one.recurrence.weekdays),
                "half_day": one.recurrence.half_day,
                "dates": [day.isoformat() for day in one.dates],
            }
            for one in phase.sessions
        ],
        "uncovered": [day.isoformat() for day in phase.uncovered],
        "lines": list(phase.lines),
        "warnings": _codes(phase.doubts),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "no": step.no,
        "title": step.title.text,
        "start": _day(step.start),
        "end": _day(step.end),
        "nature": step.nature.value,
        "lines": list(step.title.lines),
        "warnings": _codes(step.doubts),
    }
