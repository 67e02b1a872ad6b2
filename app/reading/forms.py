"""Tables that are forms: label cells with their values to the right."""

import re
from itertools import pairwise

from app.reading.columns import guess_column, signature
from app.reading.fields import Draft
from app.reading.measures import split_measures
from app.reading.model import ColumnGuess, TableGuess, Text
from app.reading.source import Cell, Row, Table
from app.reading.table_cells import NEWLINES_KEPT, TableItems, cell_pieces, cell_text, distinct
from app.script import fold

__all__ = ["is_form", "read_form"]

_FORM_ROWS = 500


def is_form(table: Table) -> bool:
    """Tell whether most rows are pairs of a label and its value; a table of one header row is none."""
    paired = 0
    for row in table.rows[:_FORM_ROWS]:
        cells = distinct(list(row.cells))
        labels = [len(cell.text) <= 14 and guess_column(cell.text)[1] >= 0.9 for cell in cells]
        paired += len(cells) in (2, 4, 6) and all(labels[::2]) and not any(labels[1::2])
    return paired >= 2 and paired * 2 > len(table.rows)


def read_form(table: Table) -> TableItems | None:
    """Read a form: label cells with their values to the right, one item a form or a run of labels."""
    if len(table.rows) > _FORM_ROWS:
        return None
    drafts: list[Draft] = []
    columns: dict[str, ColumnGuess] = {}
    seen: set[str] = set()
    for row in table.rows:
        cells = distinct(list(row.cells))
        for cell, value in pairwise(cells):
            name, sure = guess_column(cell.text) if len(cell.text) <= 14 else (None, 0.0)
            if name is None or sure < 0.9 or (guess_column(value.text)[1] >= 1.0 and len(value.text) <= 8):
                continue
            if name in seen and name in ("title", "problem", "no", "goal", "measures"):
                seen.clear()
            if not seen:
                drafts.append(Draft(Text("")))
            seen.add(name)
            draft = drafts[-1]
            draft.lines.add(row.line)
            header = re.sub(r"\s", "", cell.text)
            columns.setdefault(header, ColumnGuess(len(columns), header, name, sure))
            _put_form(draft, row, name, value)
    if len(columns) < 3:
        return None
    for draft in drafts:
        named = next((n for n in ("problem", "content", "goal") if n in draft.fields), None)
        if not draft.title.text and named:
            draft.title = draft.fields[named] if named == "goal" else draft.fields.pop(named)
    guess = TableGuess(table.name, signature(list(columns)), (), tuple(columns.values()))
    return TableItems(guess, drafts)


def _put_form(draft: Draft, row: Row, name: str, value: Cell) -> None:
    if name == "title":
        draft.title = cell_text(row, value)
    elif name == "no":
        draft.printed_no = fold(value.text).strip()
    elif name == "measures":
        measures, style = split_measures(cell_pieces(row, value))
        draft.measures += measures
        draft.measure_style = draft.measure_style or style
    else:
        draft.add(name, cell_text(row, value, newlines=name in NEWLINES_KEPT))
