from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.evidence.attach import attach_files
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.work.log import (
    LogFilter,
    add_log,
    count_log,
    days_with_entries,
    edit_log,
    link_log,
    list_log,
    list_villages,
    remove_log,
)
from app.work.suggesting import suggest_tasks
from app.workspace import ALL, Workspace
from db.models.tasks import Target
from db.models.units import Unit, UnitKind
from tests.app.tasks.lists import item, publish
from tests.workspaces import StoppedClock, carry


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    made = publish(
        office,
        [
            item("组织群众文化活动", "2026年6月底前", quantity=12, quantity_unit="场"),
            item("图书室免费开放", "长期坚持"),
        ],
    )
    carry(office, station)
    return made


def test_one_line_is_log_and_progress_at_once(station: Workspace, items: list[str]) -> None:
    claim_items(station, items)
    added = add_log(station, " 正月十五\n秧歌汇演 ", item=items[0], quantity=1, people=120, place="文体广场")
    assert added.progress is not None
    (entry,) = list_log(station)
    assert (entry.text, entry.task, entry.people, entry.late) == (
        "正月十五 秧歌汇演",
        "组织群众文化活动",
        120,
        False,
    )
    now = read_row(station, items[0])
    assert (now.sessions, now.last_text) == ((1, 12), "正月十五 秧歌汇演")
    edit_log(
        station,
        entry.id,
        text="元宵秧歌汇演",
        on=date(2026, 3, 1),
        unit=None,
        place="广场",
        activity="show",
        people=130,
        organiser="西沟村",
    )
    (entry,) = list_log(station)
    assert (entry.late, entry.activity_label, entry.organiser) == (True, "文艺演出", "西沟村")
    assert (read_row(station, items[0]).last_text, read_row(station, items[0]).last_on) == (
        "元宵秧歌汇演",
        date(2026, 3, 1),
    )
    link_log(station, entry.id, items[1])
    assert [read_row(station, which).entries for which in items] == [0, 1]
    remove_log(station, entry.id)
    assert [read_row(station, which).entries for which in items] == [0, 0]
    assert list_log(station) == []


def test_what_cannot_be_logged(station: Workspace, items: list[str]) -> None:
    with pytest.raises(InvalidInput):
        add_log(station, " \n ")
    with pytest.raises(InvalidInput, match="还没有到"):
        add_log(station, "甲", on=date(2026, 3, 3))
    with pytest.raises(InvalidInput, match="还没有认领"):
        add_log(station, "甲", item=items[0])
    assert count_log(station) == 0  # the line was not written half
    added = add_log(station, "甲")
    for wrong in ({"text": ""}, {"on": date(2027, 1, 1)}):
        with pytest.raises(InvalidInput):
            edit_log(
                station,
                added.log_entry,
                **{"text": "甲", "on": date(2026, 3, 1), **wrong},  # type: ignore[arg-type]
                unit=None,
                place="",
                activity="",
                people=None,
                organiser="",
            )


def test_the_page_of_a_month(
    station: Workspace, items: list[str], clock: StoppedClock, tmp_path: Path
) -> None:
    clock.to(date(2026, 3, 31))
    claim_items(station, items)
    for day in (3, 3, 17):
        add_log(station, f"三月{day}日开放图书室", on=date(2026, 3, day), activity="reading")
    add_log(station, "二月的事", on=date(2026, 2, 28))
    linked = add_log(station, "图书室到新书 50% 以上", item=items[1]).log_entry
    (tmp_path / "a.txt").write_text("a")
    attach_files(station, [tmp_path / "a.txt"], targets=[(Target.LOG_ENTRY, linked)])
    assert days_with_entries(station, 2026, 3) == {
        date(2026, 3, 3): 2,
        date(2026, 3, 17): 1,
        date(2026, 3, 31): 1,
    }

    def texts(**wanted: object) -> list[str]:
        return [entry.text for entry in list_log(station, wanted=LogFilter(**wanted))]  # type: ignore[arg-type]

    assert [entry.files for entry in list_log(station)] == [1, 0, 0, 0, 0]
    assert [entry.on.day for entry in list_log(station)] == [31, 17, 3, 3, 28]
    assert texts(start=date(2026, 3, 4), end=date(2026, 3, 30)) == ["三月17日开放图书室"]
    assert texts(text="图书室 新书") == ["图书室到新书 50% 以上"]
    assert texts(text="50%") == ["图书室到新书 50% 以上"]
    assert texts(text="%二%") == []  # no wildcards by accident
    assert texts(item=items[1]) == ["图书室到新书 50% 以上"]
    assert len(texts(unlinked=True)) == 4
    assert len(texts(activity="reading")) == 3
    assert count_log(station, wanted=LogFilter(activity="reading")) == 3
    assert [entry.text for entry in list_log(station, offset=3, limit=1)] == ["三月3日开放图书室"]


def test_tasks_are_suggested_by_shared_words(station: Workspace, items: list[str]) -> None:
    assert suggest_tasks(station, "图书室今天开放") == []  # nothing is claimed
    claim_items(station, items)
    assert [found.item for found in suggest_tasks(station, "今天图书室开放到九点")] == [items[1]]
    assert [found.item for found in suggest_tasks(station, "群众文化活动：图书")] == [items[0], items[1]]
    assert suggest_tasks(station, "开") == []
    assert suggest_tasks(station, "大扫除") == []


def test_villages_of_the_station(office: Workspace, station: Workspace) -> None:
    with office.write() as session:
        for name, code, parent in (
            ("东沟村", "990101002", station.unit),
            ("西沟村", "990101001", station.unit),
            ("外乡村", "990102001", "other"),
        ):
            session.create(
                Unit(kind=UnitKind.VILLAGE, name=name, code=code, number="", parent=parent), stream=ALL
            )
    carry(office, station)
    villages = list_villages(station)
    assert [village.name for village in villages] == ["西沟村", "东沟村"]
    add_log(station, "到村里看了看", unit=villages[0].id)
    assert list_log(station)[0].village == "西沟村"
