"""Many rows at once arrive as they were given, however many they are."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, event, select
from sqlalchemy.exc import IntegrityError

from db.bulk import insert_rows, update_rows

TABLE = Table(
    "thing",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("text", String),
    Column("often_empty", String),
    Column("size", Integer, nullable=False),
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        TABLE.create(connection)
        yield connection
    engine.dispose()


def rows_of(number: int) -> list[tuple[Any, ...]]:
    return [(f"{i:05}", f"文{i}", None if i % 7 else "x", i) for i in range(number)]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 399, 400, 401, 499, 500, 1234])
@pytest.mark.parametrize("empty", [False, True])
def test_any_number_of_rows(connection: Connection, number: int, empty: bool) -> None:
    rows = rows_of(number)
    if empty:
        rows = [(one, text, None, size) for one, text, _, size in rows]
    insert_rows(connection, TABLE, rows)
    assert connection.execute(select(TABLE).order_by(TABLE.c.id)).all() == rows


def test_a_thousand_rows_take_a_handful_of_statements(connection: Connection) -> None:
    calls = count()
    event.listen(connection, "before_cursor_execute", lambda *_: next(calls))
    insert_rows(connection, TABLE, rows_of(1050))
    assert next(calls) == 2


def test_one_row_that_is_refused_is_told_and_a_savepoint_takes_all_back(connection: Connection) -> None:
    rows = rows_of(1000)
    rows[777] = ("00003", "twice", None, 1)
    with pytest.raises(IntegrityError), connection.begin_nested():
        insert_rows(connection, TABLE, rows)
    assert connection.execute(select(TABLE)).all() == []


def test_rows_are_overwritten_by_their_id(connection: Connection) -> None:
    insert_rows(connection, TABLE, rows_of(450))
    update_rows(connection, TABLE, [("00401", "neu", None, -1)])
    changed = connection.execute(select(TABLE).where(TABLE.c.size < 0)).all()
    assert changed == [("00401", "neu", None, -1)]
