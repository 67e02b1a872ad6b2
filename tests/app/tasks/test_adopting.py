"""What stations set themselves goes into the county's list, and they go on with it there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.log.undo import mark_log, take_back, written_since
from app.overview.station import open_station
from app.reporting.support import SupportForm, list_support, raise_support
from app.tasks.adopting import adopt_tasks, count_station_tasks, list_station_tasks
from app.tasks.claims import ask_not_applicable, claim_items, claim_state
from app.tasks.draft import DraftHead, create_draft, draft_forms, list_draft, remove_items
from app.tasks.draft_forms import TaskForm
from app.tasks.ledger import list_ledger, read_row
from app.tasks.own_tasks import OwnTaskForm, add_own_task
from app.tasks.packages import publish_tasks
from app.tasks.progress import list_events, record_progress
from app.tasks.rates import rates_by_nature
from app.tasks.steps import add_step
from tests.app.overview.small_county import County, make_county

SONGS = "走访老艺人，记录民间小调"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=2, items=2)
    yield made
    made.close()


@pytest.fixture
def own(county: County) -> str:
    """The first station's own task, half done."""
    station = county.stations[0]
    task = add_own_task(
        station, OwnTaskForm(SONGS, limit_text="2026年10月底前", quantity=10, quantity_unit="首")
    )
    record_progress(station, task, text="录下两首", quantity=2)
    add_step(station, task, text="誊写歌词", due_on=date(2026, 9, 1))
    county.sync()
    return task


def adopt(county: County, *tasks: str) -> str:
    """Take tasks into a list of the county, publish it, and return the list's id."""
    package = create_draft(county.office, DraftHead("补充清单"), [TaskForm("整理站史", code="1")])
    adopt_tasks(county.office, package, tasks)
    publish_tasks(county.office, package)
    county.sync()
    return package


def test_the_office_sees_them_with_station_wording_and_progress(county: County, own: str) -> None:
    (row,) = list_station_tasks(county.office)
    assert (row.id, row.form.content, row.percent, row.last_text) == (own, SONGS, 20, "录下两首")
    assert row.station == open_station(county.office, row.unit).station.name
    assert row.taken == ""
    assert count_station_tasks(county.office) == 1


def test_same_words_of_two_stations_become_one_item(county: County, own: str) -> None:
    other = add_own_task(county.stations[1], OwnTaskForm("走访老艺人， 记录民间小调"))
    third = add_own_task(county.stations[1], OwnTaskForm("办春联书写公益班"))
    county.sync()
    package = create_draft(county.office, DraftHead("补充清单"))
    made = adopt_tasks(county.office, package, [own, other, third])
    forms = draft_forms(county.office, package)
    assert [forms[record].content for record in made] == [SONGS, "办春联书写公益班"]
    assert forms[made[0]].limit_text == "2026年10月底前"
    assert {row.taken for row in list_station_tasks(county.office)} == {"draft"}
    with pytest.raises(InvalidInput, match="已在草稿里"):
        adopt_tasks(county.office, package, [own])
    remove_items(county.office, [row.id for row in list_draft(county.office, package)])
    assert count_station_tasks(county.office) == 3


def test_the_station_confirms_once_and_everything_goes_along(county: County, own: str) -> None:
    station = county.stations[0]
    request = raise_support(station, SupportForm("借一台录音机", covers=(own,)))
    before = list_events(station, own)
    adopt(county, own)
    row = read_row(station, own)
    assert row.own
    item = row.adopted_by
    county_row = read_row(station, item)
    assert county_row.takes_over == SONGS
    assert county_row.stage == "unclaimed"
    assert claim_items(station, [item], responsible="别人") == 1
    done = read_row(station, item)
    assert (done.claim, done.stage, done.percent, done.steps) == (row.claim, "in_progress", 20, 1)
    assert done.responsible_name == ""  # as it was planned
    assert not done.own
    assert {row.item for row in list_ledger(station) if row.own} == set()
    assert [event.text for event in list_events(station, item)] == [event.text for event in before]
    assert list_support(station)[0].form.covers == (item,)
    assert list_support(station)[0].id == request
    county.sync()
    assert list_station_tasks(county.office) == []
    assert read_row(county.office, item, site=station.site).percent == 20


def test_it_counts_only_once_it_is_the_countys(county: County, own: str) -> None:
    station = county.stations[0]
    total = rates_by_nature(list_ledger(station))["required"].total
    decided = claim_state(station).total
    adopt(county, own)
    assert claim_state(station).total == decided + 2
    claim_items(station, [read_row(station, own).adopted_by])
    assert rates_by_nature(list_ledger(station))["required"].total == total + 2


def test_confirming_can_be_taken_back(county: County, own: str) -> None:
    station = county.stations[0]
    adopt(county, own)
    item = read_row(station, own).adopted_by
    mark = mark_log(station)
    claim_items(station, [item])
    take_back(station, written_since(station, mark))
    assert read_row(station, own).percent == 20
    assert read_row(station, item).claim is None


def test_a_station_to_which_it_does_not_apply_keeps_its_own(county: County, own: str) -> None:
    station = county.stations[0]
    adopt(county, own)
    item = read_row(station, own).adopted_by
    ask_not_applicable(station, [item], "站里自己做就行")
    row = read_row(station, own)
    assert (row.adopted_by, row.percent) == ("", 20)


def test_the_other_station_claims_it_as_any_other(county: County, own: str) -> None:
    adopt(county, own)
    item = read_row(county.stations[0], own).adopted_by
    claim_items(county.stations[1], [item])
    assert read_row(county.stations[1], item).percent == 0
    assert read_row(county.stations[0], own).own
