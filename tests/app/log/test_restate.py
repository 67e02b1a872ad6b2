"""What is said again is word for word what was said, whatever order a table's columns have in the file."""

from app.integrity import check_folder
from app.log.kinds import kinds
from app.log.restate import restate
from app.tasks.own_tasks import OwnTaskForm, add_own_task
from app.workspace import COUNTY, Workspace
from db.models.task_depth import OwnTask


def test_an_own_task_is_the_same_when_it_is_said_again(station: Workspace) -> None:
    form = OwnTaskForm("整理旧报刊", standard="合订成册", level1="阵地服务", limit_text="2026年9月底前")
    add_own_task(station, form)
    with station.write() as session:
        before = session.query(OwnTask).one()
        told = {column.name: getattr(before, column.key) for column in kinds()["own_task"].fields}
    with station.write() as session:
        assert restate(session.connection(), station.site, COUNTY, station.epoch, {}) == 2  # and its claim
    with station.read() as session:
        after = session.query(OwnTask).one()
        assert {column.name: getattr(after, column.key) for column in kinds()["own_task"].fields} == told
        assert after.revision == 2
    assert check_folder(station) == []
