from datetime import date
from pathlib import Path

import pytest

from app.evidence.attach import attach_files
from app.tasks.claims import claim_items
from app.work.facts import add_up, happenings, services
from app.work.log import LogFilter, add_log, count_log, edit_log, link_log, list_log, remove_log, settle_log
from app.workspace import Workspace
from db.models.tasks import Target
from tests.app.tasks.lists import item, publish
from tests.app.work.villages import claim_films, village_ids
from tests.facilities import found_county
from tests.workspaces import StoppedClock, carry

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def station(office: Workspace, station: Workspace) -> Workspace:
    return found_county(office, station, packs=False)


@pytest.fixture
def villages(station: Workspace) -> list[str]:
    return village_ids(station)


def test_one_line_is_read_by_everybody(
    office: Workspace, station: Workspace, villages: list[str], tmp_path: Path
) -> None:
    task = claim_films(office, station)
    added = add_log(
        station,
        "三个村放映公益电影",
        item=task,
        quantity=3,
        villages=villages,
        activity="film",
        people=210,
        on=date(2026, 3, 1),
    )
    add_log(station, "整理报刊")
    (tmp_path / "a.txt").write_text("a")
    attach_files(station, [tmp_path / "a.txt"], targets=[(Target.LOG_ENTRY, added.log_entry)])
    film, papers = happenings(station, *MARCH)
    assert (film.kind_label, film.people, film.late, film.files, film.times) == ("电影放映", 210, True, 1, 3)
    assert (film.task, film.quantity, film.where) == ("放映公益电影", 3, "前进村、河口村等 3 村")
    assert (papers.kind, papers.villages, papers.late) == ("", (), False)
    assert [line.text for line in happenings(station, *MARCH, activities_only=True)] == ["三个村放映公益电影"]
    assert [reached.village for reached in services(station, *MARCH)] == ["前进村", "河口村", "柳树村"]
    assert services(station, *MARCH, kind="show") == []
    totals = add_up(happenings(station, *MARCH))
    assert (totals.entries, totals.days, totals.late, totals.activities) == (2, 2, 1, 1)
    assert (totals.times, totals.people, totals.villages, totals.unlinked) == (3, 210, 3, 1)
    assert [(kind.label, kind.times, kind.people) for kind in totals.by_kind] == [("电影放映", 3, 210)]
    carry(station, office)
    assert happenings(office, *MARCH, site=station.site)[0].where == "前进村、河口村等 3 村"
    assert add_up(happenings(office, *MARCH)).entries == 0


def test_villages_follow_their_line(station: Workspace, villages: list[str]) -> None:
    entry = add_log(station, "送戏", villages=villages[:2], activity="show").log_entry

    def edit(units: list[str]) -> list[str]:
        (row,) = list_log(station)
        edit_log(
            station,
            entry,
            text=row.text,
            on=row.on,
            unit=None,
            villages=units,
            place="",
            activity=row.activity,
            people=None,
            organiser="",
        )
        return [reached.village for reached in services(station, *MARCH)]

    first, second = (reached.service for reached in services(station, *MARCH))
    assert edit(villages[1:]) == ["河口村", "柳树村"]
    assert second in {reached.service for reached in services(station, *MARCH)}  # what stays is kept
    assert first not in {reached.service for reached in services(station, *MARCH)}
    assert edit(villages[2:]) == ["柳树村"]
    assert edit([]) == []
    remove_log(station, entry)
    assert happenings(station, *MARCH) == []


def test_a_single_village_needs_no_second_record(station: Workspace, villages: list[str]) -> None:
    add_log(station, "书法课", unit=villages[0], activity="training", people=18)
    add_log(station, "看了看书屋", unit=villages[1])  # everyday work is no service
    assert [(one.village, one.people, one.service) for one in services(station, *MARCH)] == [
        ("前进村", 18, None)
    ]


def test_what_is_to_be_sorted(office: Workspace, station: Workspace, clock: StoppedClock) -> None:
    (task,) = publish(office, [item("图书室免费开放", "长期坚持")])
    carry(office, station)
    claim_items(station, [task])
    sweeping = add_log(station, "扫雪").log_entry
    books = add_log(station, "开放图书室").log_entry
    pending = LogFilter(unlinked=True)
    assert count_log(station, wanted=pending) == 2
    settle_log(station, sweeping)
    assert [row.id for row in list_log(station, wanted=pending)] == [books]
    link_log(station, books, task)
    assert count_log(station, wanted=pending) == 0
