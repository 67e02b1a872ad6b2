from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.errors import InvalidInput
from app.log.undo import mark_log, take_back, written_since
from app.workspace import COUNTY, OWN, Workspace
from db.models.facilities import Venue
from db.models.rectification import Problem
from db.models.units import Person
from db.models.work import LogEntry


def names(ws: Workspace) -> list[str]:
    with ws.read() as session:
        return list(session.scalars(select(Person.name).where(Person.void.is_(False)).order_by(Person.id)))


def test_a_step_is_taken_back_and_done_again(station: Workspace) -> None:
    with station.write() as session:
        kept = session.create(Person(name="王"), stream=COUNTY).id
    mark = mark_log(station)
    with station.write() as session:
        session.get_one(Person, kept).name = "王喆"
        session.create(Person(name="李"), stream=COUNTY)
    with station.write() as session:  # a step may be several transactions and streams
        session.get_one(Person, kept).phone = "139"
        session.create(LogEntry(on=date(2026, 3, 2), text="草稿"), stream=OWN)
    step = written_since(station, mark)
    assert {(one.kind, one.first, one.last) for one in step} == {
        ("person", 2, 3),
        ("person", 1, 1),
        ("log_entry", 1, 1),
    }
    undone = take_back(station, step)
    assert names(station) == ["王"]
    assert written_since(station, mark_log(station)) == ()
    again = take_back(station, undone)
    assert names(station) == ["王喆", "李"]
    take_back(station, again)
    assert names(station) == ["王"]


def test_every_kind_of_value_comes_back(station: Workspace) -> None:
    with station.write() as session:
        venue = session.create(
            Venue(kind="bookroom", name="一室", unit="u", indoor_m2=Decimal("12.50")),
            stream=COUNTY,
        ).id
        problem = session.create(
            Problem(
                number="1",
                source="self_check",
                description="灯不亮",
                found_on=date(2026, 3, 1),
                measures=["换灯管", "查线路"],
            ),
            stream=COUNTY,
        ).id
    mark = mark_log(station)
    with station.write() as session:
        session.get_one(Venue, venue).indoor_m2 = None
        changed = session.get_one(Problem, problem)
        changed.measures, changed.found_on = None, date(2027, 1, 1)
        session.withdraw(changed, "重复")
    take_back(station, written_since(station, mark))
    with station.read() as session:
        assert session.get_one(Venue, venue).indoor_m2 == Decimal("12.50")
        back = session.get_one(Problem, problem)
        assert (back.measures, back.found_on, back.void) == (["换灯管", "查线路"], date(2026, 3, 1), False)


def test_what_was_changed_since_is_not_taken_back(station: Workspace) -> None:
    mark = mark_log(station)
    with station.write() as session:
        person = session.create(Person(name="王"), stream=COUNTY).id
    step = written_since(station, mark)
    with station.write() as session:
        session.get_one(Person, person).name = "王喆"
    with pytest.raises(InvalidInput, match="又改过"):
        take_back(station, step)
    assert names(station) == ["王喆"]


def test_steps_on_one_record_are_taken_back_one_after_the_other(station: Workspace) -> None:
    steps = []
    with station.write() as session:
        person = session.create(Person(name="甲"), stream=COUNTY).id
    for name in ("乙", "丙", "丁"):
        mark = mark_log(station)
        with station.write() as session:
            session.get_one(Person, person).name = name
        steps.append(written_since(station, mark))
    undone = []
    for step in reversed(steps):
        undone.append(take_back(station, step))
    assert names(station) == ["甲"]
    for step in reversed(undone):
        take_back(station, step)
    assert names(station) == ["丁"]
    with pytest.raises(InvalidInput):
        take_back(station, steps[0])  # "乙" is not what it says now
