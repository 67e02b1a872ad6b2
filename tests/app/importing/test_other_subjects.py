"""Venues, tasks and units: read from documents, judged, written, known again, taken back."""

from pathlib import Path

import openpyxl
import pytest

import resources
from app.facilities.venues import list_venues, own_units
from app.importing.batches import undo_import
from app.importing.documents import import_candidates, judge, read_file, read_pasted, subjects_of
from app.importing.editing import set_value
from app.importing.model import Candidate, State
from app.importing.subject import Subject
from app.importing.tasks import Tasks
from app.importing.units import Units
from app.importing.venues import Venues
from app.office.units import list_units
from app.tasks.draft import list_draft
from app.tasks.packages import list_packages
from app.workspace import Workspace

VENUES = (
    "村\t设施名称\t类型\t建成年份\t建筑面积\t开放时间\t管理员\t电话\t状况\n"
    "{village}\t文化广场\t文化广场\t2016\t\t全天\t于得水\t10000000001\t在用\n"
    "\t农家书屋\t农家书屋\t2014年\t45.5\t8:00-17:00\t于得水\t\t停用\n"
    "石头村\t戏台\t戏台\t2010\t80\t\t\t\t在用\n"
)


def states(subject: Subject, candidates: list[Candidate]) -> list[State]:
    judged = judge(subject, candidates)
    return [judged[one.id].state for one in candidates]


def test_a_venue_list_becomes_venues(ready: Workspace) -> None:
    village = own_units(ready)[1][1]
    source = read_pasted(VENUES.format(village=village))
    (subject, *_) = subjects_of(ready, source)
    assert isinstance(subject, Venues)
    candidates = subject.read()
    assert states(subject, candidates) == [State.NEW, State.NEW, State.REFUSED]
    assert "石头村" in judge(subject, candidates)[candidates[2].id].reasons[0]
    done = import_candidates(subject, candidates)
    assert done.added == 2
    forms = {row.form.name: row for row in list_venues(ready)}
    assert (forms["农家书屋"].form.built_year, forms["农家书屋"].state_label) == (2014, "停用")
    assert states(subject, candidates) == [State.SAME, State.SAME, State.REFUSED]
    area = next(field for field in subject.fields if field.key == "indoor_m2")
    bigger = list(set_value(candidates, candidates[1].id, area, "60"))
    (change,) = judge(subject, bigger)[candidates[1].id].changes
    assert (change.label, change.before, change.after) == ("建筑面积", "45.5", "60")
    assert import_candidates(subject, bigger).changed == 1
    undo_import(ready, done.batch)
    assert [row.form.name for row in list_venues(ready)] == ["农家书屋"]  # it was changed by a later import


def test_a_task_list_becomes_a_draft_and_its_next_edition_changes_it(
    office: Workspace, tmp_path: Path
) -> None:
    source = read_file(resources.path("templates/task-book.xlsx"))
    (subject, *_) = subjects_of(office, source)
    assert isinstance(subject, Tasks)
    candidates = subject.read()
    assert set(states(subject, candidates)) == {State.NEW}
    done = import_candidates(subject, candidates)
    (package,) = list_packages(office)
    assert package.items == done.added == len(candidates)
    assert set(states(subject, candidates)) == {State.SAME}
    row = list_draft(office, package.package)[0]
    book = openpyxl.load_workbook(resources.path("templates/task-book.xlsx"))
    sheet = book.worksheets[0]
    cell = next(cell for line in sheet.iter_rows() for cell in line if cell.value == row.form.standard)
    cell.value = "全年不少于十场"
    book.save(tmp_path / "second.xlsx")
    second = Tasks(office, read_file(tmp_path / "second.xlsx"))
    again = second.read()
    assert sorted(set(states(second, again))) == [State.CHANGED, State.SAME]
    assert import_candidates(second, again).changed == 1
    assert list_draft(office, package.package)[0].form.standard == "全年不少于十场"
    assert len(list_packages(office)) == 1


def test_taking_a_task_list_back_takes_its_draft_back(office: Workspace) -> None:
    subject = Tasks(office, read_pasted("任务内容\t完成时限\n办演出\t2026年底前\n建书屋\t2026年6月底前\n"))
    done = import_candidates(subject, subject.read())
    assert undo_import(office, done.batch).taken_back == 2
    assert list_packages(office) == []


UNITS = (
    "类别\t名称\t代码\t乡镇\t人口\t联系人\t电话\n"
    "文化站\t青松镇综合文化站\t990121101000\t青松镇\t31000\t王喆\t10000000001\n"
    "村\t上柳树村\t990121101200\t青松镇\t\t李堃\t\n"
    "村\t外县村\t330121101200\t青松镇\t\t\t\n"
)


def test_a_list_of_stations_and_villages_becomes_units(tmp_path: Path) -> None:
    from app.office.first_start import create_office

    ws = create_office(
        tmp_path / "county",
        name="清河县创建办",
        code="990121000000",
        contact_name="王喆",
        phone="",
        machine=tmp_path / "pc",
    )
    try:
        source = read_pasted(UNITS)
        (subject, *_) = subjects_of(ws, source)
        assert isinstance(subject, Units)
        candidates = subject.read()
        assert states(subject, candidates) == [State.NEW, State.NEW, State.REFUSED]
        done = import_candidates(subject, candidates)
        rows = {row.name: row for row in list_units(ws)}
        assert rows["上柳树村"].parent_name == "青松镇综合文化站"
        assert rows["青松镇综合文化站"].contact == "王喆"
        assert states(subject, candidates) == [State.SAME, State.SAME, State.REFUSED]
        before = len(rows)
        assert undo_import(ws, done.batch).taken_back == 2
        assert len(list_units(ws)) == before - 2
    finally:
        ws.engine.dispose()


@pytest.mark.parametrize("word", ["units", "tasks"])
def test_an_office_has_no_problems_or_venues(office: Workspace, word: str) -> None:
    keys = [subject.key for subject in subjects_of(office, read_pasted(UNITS))]
    assert word in keys
    assert not {"problems", "venues"} & set(keys)
