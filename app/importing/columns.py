"""Which column of a table holds what, as the user says: applied to a document, and remembered by its headers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.importing.candidates import printed
from app.importing.model import ImportField
from app.reading import Document, Item, Line, Text
from app.reading.fields import Draft, make_item
from app.reading.measures import Piece, split_measures
from app.reading.model import ColumnGuess, TableGuess
from app.settings import load_settings, save_settings

__all__ = [
    "ColumnRow",
    "columns_of",
    "fields_for_columns",
    "remap",
    "remember_column",
    "remembered_columns",
    "taken_as",
]

Choices = Mapping[str, Mapping[str, str]]
"""By signature of the headers and printed header: a field of the reader, empty for none."""

_OF_THE_ROW = frozenset({"hidden_row", "duplicate_number", "number_gap"})


class ColumnRow(Struct, frozen=True):
    """A column of a table: its header, the field it is read as (empty: none), and how sure that is, 0 to 1."""

    table: str
    signature: str
    header: str
    field: str
    confidence: float


def columns_of(document: Document) -> list[ColumnRow]:
    """Return the columns of all tables that hold items, tables with the same headers once."""
    rows: dict[tuple[str, str], ColumnRow] = {}
    for place, table in enumerate(document.tables):
        if any(item.table == place for item in document.items):
            for column in table.columns:
                row = ColumnRow(
                    table.name, table.signature, column.header, column.field or "", column.confidence
                )
                rows.setdefault((table.signature, column.header), row)
    return list(rows.values())


def remap(document: Document, choices: Choices) -> Document:
    """Read the items of tables again with columns chosen by the user."""
    tables = [_chosen(table, choices.get(table.signature, {})) for table in document.tables]
    changed = {place for place, table in enumerate(tables) if table is not document.tables[place]}
    if not changed:
        return document
    titled = [item for item in document.items if item.table in changed]
    expected = tuple(name for name in ("goal", "limit") if any(printed(item, name) for item in titled))
    items = tuple(
        _read_again(item, document.tables[item.table], tables[item.table], expected, document.year)
        if item.table is not None and item.table in changed
        else item
        for item in document.items
    )
    return replace(document, items=items, tables=tuple(tables))


def remembered_columns(folder: Path) -> Choices:
    """Return what the user chose before, from the preferences of the data folder."""
    return load_settings(folder).import_columns or {}


def remember_column(folder: Path, column: ColumnRow, field: str) -> None:
    """Keep a choice for all tables with the same headers.

    Raises:
        StorageError: The preferences cannot be written.
    """
    settings = load_settings(folder)
    known = dict(settings.import_columns or {})
    known[column.signature] = {**known.get(column.signature, {}), column.header: field}
    save_settings(folder, replace(settings, import_columns=known))


def fields_for_columns(fields: Sequence[ImportField]) -> list[tuple[str, str]]:
    """Return (field of the reader, words) that a column can be given."""
    return [
        ("", "不导入"),
        ("no", "序号"),
        *((field.reads[0], field.label) for field in fields if field.reads),
    ]


def taken_as(column: ColumnRow, fields: Sequence[ImportField]) -> str:
    """Return which of `fields_for_columns` a column is read as; empty where nothing reads it."""
    if column.field == "no":
        return "no"
    named = (column.field, column.header)
    return next(
        (field.reads[0] for field in fields if any(name in field.reads for name in named if name)), ""
    )


def _chosen(table: TableGuess, wanted: Mapping[str, str]) -> TableGuess:
    columns = tuple(
        replace(column, field=wanted[column.header] or None, confidence=1.0)
        if wanted.get(column.header, column.field or "") != (column.field or "")
        else column
        for column in table.columns
    )
    return table if columns == table.columns else replace(table, columns=columns)


def _read_again(
    item: Item, before: TableGuess, after: TableGuess, expected: tuple[str, ...], year: int | None
) -> Item:
    draft = Draft(
        Text(""),
        pictures=item.pictures,
        lines=set(item.lines),
        table=item.table,
        expected=expected,
        doubts=[doubt for doubt in item.doubts if doubt.code in _OF_THE_ROW],
    )
    cells = _cells(item, before.columns)
    headers = {column.header for column in before.columns}
    # what the reader took from headings above the row, not from a column
    named = {column.field for column in before.columns} | {"content"}
    draft.fields.update({name: text for name, text in item.fields.items() if name not in named})
    draft.other.update({header: text for header, text in item.other.items() if header not in headers})
    for column in after.columns:
        text = cells.get(column.column)
        if text is None:
            continue
        if column.field is None:
            draft.other[column.header] = text
        elif column.field == "no":
            draft.printed_no = text.text.strip()
        elif column.field == "title" and not draft.title.text:
            draft.title = text
        elif column.field == "title":
            draft.add("content", text)
        elif column.field == "measures":
            draft.measures += _measures(text)
        else:
            draft.add(column.field, text)
    if not draft.title.text:
        draft.title = next(
            (
                draft.fields[name]
                for name in ("problem", "content", "standard", "goal")
                if name in draft.fields
            ),
            Text(""),
        )
    return make_item(draft, item.seq, year=year)


def _cells(item: Item, columns: Sequence[ColumnGuess]) -> dict[int, Text]:
    """The printed texts by column; of several columns of one field the first has all of it."""
    cells, taken = dict[int, Text](), set[str]()
    for column in columns:
        text = None
        if column.field is None:
            text = item.other.get(column.header)
        elif column.field == "no":
            text = Text(item.printed_no) if item.printed_no else None
        elif column.field not in taken:
            taken.add(column.field)
            text = printed(item, column.field)
        if text is not None and text.text.strip():
            cells[column.column] = text
    return cells


def _measures(text: Text) -> tuple[Text, ...]:
    lines = text.text.split("\n")
    if len(lines) > 1 or not text.spans:
        return tuple(Text(line, text.spans) for line in lines)
    line = Line(text.spans[0].line, text.text, offset=text.spans[0].first)
    return split_measures([Piece(line, 0, len(text.text))])[0]
