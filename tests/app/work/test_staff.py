from datetime import date

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.work.people import list_people
from app.work.staff import add_staff, edit_staff, list_staff
from app.workspace import Workspace
from tests.workspaces import StoppedClock


def test_people_come_and_go_with_their_periods_of_office(station: Workspace, clock: StoppedClock) -> None:
    add_staff(station, "王 站长")
    add_staff(station, "李新")
    first, _ = list_staff(station)
    assert (first.name, first.since) == ("王 站长", date(2026, 3, 2))
    edit_staff(station, replace(first, post="站长", phone="0990-1", until=date(2026, 3, 4)))
    clock.forward(days=3)
    assert [row.name for row in list_staff(station)] == ["李新", "王 站长"]
    assert [row.name for row in list_people(station)] == ["李新"]
    add_staff(station, "王 站长")  # another of the same name, after the first has gone
    assert len(list_staff(station)) == 3


@pytest.mark.parametrize("name", ["", "  ", "李新"])
def test_nobody_is_entered_twice_or_without_a_name(station: Workspace, name: str) -> None:
    add_staff(station, "李新")
    with pytest.raises(InvalidInput):
        add_staff(station, name)
    assert len(list_staff(station)) == 1


def test_a_period_that_ends_before_it_begins_is_refused(station: Workspace) -> None:
    add_staff(station, "李新")
    (row,) = list_staff(station)
    with pytest.raises(InvalidInput, match="早于"):
        edit_staff(station, replace(row, until=date(2026, 3, 1)))
    with pytest.raises(InvalidInput, match="空"):
        edit_staff(station, replace(row, name=" "))
    assert list_staff(station) == [row]
