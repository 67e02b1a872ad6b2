"""Adds bulletins to a program that never heard of it; run as a process of its own by test_later_mechanism.

Arguments: the data folders of an office and of a station, and their machine folders.
"""

import sys
from datetime import date
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.log.kinds import register
from app.log.projection import project_again
from app.start import open_workspace
from app.workspace import COUNTY, Workspace
from db.models.log import LineState, LogLine
from db.models.record import Model, Record
from db.models.units import Person
from db.types import CivilDate
from tests.workspaces import StoppedClock, carry


class Bulletin(Record, Model, kw_only=True):
    __tablename__ = "bulletin"

    on: Mapped[date] = mapped_column(CivilDate, index=True)
    place: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))


def migrate(ws: Workspace) -> None:
    with ws.engine.begin() as connection:
        Operations(MigrationContext.configure(connection)).create_table(
            "bulletin", *(column._copy() for column in Bulletin.__table__.columns)
        )


def states(ws: Workspace) -> list[str]:
    with ws.read() as session:
        return list(session.scalars(select(LogLine.state).where(LogLine.kind == "bulletin")))


def main(office_folder: str, station_folder: str, office_machine: str, station_machine: str) -> None:
    clock = StoppedClock()
    office = open_workspace(Path(office_folder), machine=Path(office_machine), clock=clock).workspace
    station = open_workspace(Path(station_folder), machine=Path(station_machine), clock=clock).workspace

    migrate(station)
    register(Bulletin)
    with station.write() as session:
        person = session.create(Person(name="王喆"), stream=COUNTY)
        session.flush()
        bulletin = session.create(
            Bulletin(on=date(2026, 5, 1), place="镇政府三楼", person=person.id), stream=COUNTY
        )
        bulletin_id = bulletin.id

    from app.log import kinds

    assert kinds.kinds()
    del kinds._kinds["bulletin"]  # the office's program is older
    carry(station, office)
    assert states(office) == [LineState.UNKNOWN], "kept, though not understood"

    register(Bulletin)  # the office is upgraded
    migrate(office)
    with office.write() as session:
        assert project_again(session.connection()).added == {"bulletin": 1}
    assert states(office) == [LineState.APPLIED]
    with office.read() as session:
        got = session.get_one(Bulletin, bulletin_id)
        assert (got.on, got.place, got.site) == (date(2026, 5, 1), "镇政府三楼", station.site)
    print("added")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
