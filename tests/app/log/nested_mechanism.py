"""Adds a kind whose records stand under others of the same kind; run as a process of its own by test_lineage.

Argument: a folder to work in.
"""

import sys
from itertools import pairwise
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.log.kinds import register
from app.log.projection import keep, project, project_again, read_lines
from app.workspace import COUNTY, Role, Workspace
from db.models.log import LineState, LogLine
from db.models.record import ID, Model, Record
from db.models.units import Person
from tests.workspaces import StoppedClock, new_workspace


class Section(Record, Model, kw_only=True):
    __tablename__ = "section"

    title: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(ForeignKey("person.id", deferrable=True, initially="DEFERRED"))
    above: Mapped[str | None] = mapped_column(
        ID, ForeignKey("section.id", deferrable=True, initially="DEFERRED"), default=None
    )


def migrate(ws: Workspace) -> None:
    with ws.engine.begin() as connection:
        Operations(MigrationContext.configure(connection)).create_table(
            "section", *(column._copy() for column in Section.__table__.columns)
        )


def write_sections(ws: Workspace, places: list[int]) -> None:
    """Write sections, each under the one that `places` names by its number (or under none), then move some."""
    made: list[str] = []
    with ws.write() as session:
        person = session.create(Person(name="王喆"), stream=COUNTY)
        session.flush()
        for place in places:
            above = made[place % len(made)] if made and place % 3 else None
            section = Section(title=f"{place}", person=person.id, above=above)
            made.append(session.create(section, stream=COUNTY).id)
    with ws.write() as session:
        for one, section in enumerate(made[1:], 1):  # an earlier one never stands under a later one
            if places[one] % 5 == 0:
                session.get_one(Section, section).above = made[places[one] % one]


def lines_after(ws: Workspace, number: int) -> list[bytes]:
    with ws.read() as session:
        wanted = select(LogLine.line).where(LogLine.number > number).order_by(LogLine.number)
        return list(session.scalars(wanted))


def take(ws: Workspace, source: Workspace, first: int, raw: list[bytes]) -> None:
    lines = read_lines(source.site, COUNTY, first, raw)
    with ws.write() as session:
        connection = session.connection()
        project(connection, lines)
        keep(connection, source.site, COUNTY, source.epoch, lines, None)
        project_again(connection)


def rows(ws: Workspace) -> list[tuple[object, ...]]:
    with ws.read() as session:
        return [tuple(row) for row in session.execute(select(Section.__table__).order_by(Section.id))]


def main(folder: Path) -> None:
    register(Section)
    clock = StoppedClock()
    station = new_workspace(folder / "station", Role.STATION, clock, seed=2)
    office = new_workspace(folder / "office", Role.OFFICE, clock, seed=1)
    migrate(station)
    migrate(office)
    arrived = 0

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(st.integers(0, 60), min_size=2, max_size=12), st.integers(0, 20), st.integers(0, 20))
    def arrives_whole(places: list[int], cut: int, other: int) -> None:
        nonlocal arrived
        write_sections(station, places)
        raw = lines_after(station, arrived)
        cuts = sorted({0, len(raw), min(cut, len(raw)), min(other, len(raw))})
        for first, last in pairwise(cuts):
            take(office, station, arrived + first + 1, raw[first:last])
        arrived += len(raw)
        assert rows(office) == rows(station)
        assert lines_after(office, 0) == lines_after(station, 0)
        with office.read() as session:
            assert set(session.scalars(select(LogLine.state))) == {LineState.APPLIED}

    arrives_whole()
    print("received")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
