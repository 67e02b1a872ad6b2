from datetime import date

import pytest

from app.integrity import check_folder
from app.workspace import COUNTY, Workspace
from db.models.units import Person
from db.models.work import LogEntry
from tests.workspaces import carry


@pytest.fixture
def filled(station: Workspace) -> Workspace:
    with station.write() as session:
        person = session.create(Person(name="王喆"), stream=COUNTY).id
        for day in (1, 2, 3):
            session.create(LogEntry(on=date(2026, 3, day), text=f"第{day}天"), stream=COUNTY)
    with station.write() as session:
        session.get_one(Person, person).phone = "1"
    return station


def spoil(ws: Workspace, sql: str) -> None:
    with ws.engine.begin() as connection:
        assert connection.exec_driver_sql(sql).rowcount


def test_a_sound_folder_has_no_fault(filled: Workspace, office: Workspace) -> None:
    assert check_folder(filled) == []
    carry(filled, office)
    assert check_folder(office) == []


@pytest.mark.parametrize(
    ("sql", "subject"),
    [
        ("UPDATE log_line SET line = CAST(replace(line, '天', '夜') AS BLOB) WHERE number = 3", "变更记录"),
        ("UPDATE log_line SET chain = randomblob(32) WHERE number = 2", "变更记录"),
        ("DELETE FROM log_line WHERE number = 5", "变更记录"),
        ("UPDATE stream_head SET number = number + 1", "变更记录"),
        ("UPDATE person SET name = '别人'", "台账"),
        ("DELETE FROM log_entry WHERE text = '第2天'", "台账"),
        (
            "INSERT INTO person SELECT 'x-1', site, stream, 1, 0, NULL, written_at, '', '', '', '', NULL, NULL FROM person",
            "台账",
        ),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(
    filled: Workspace, sql: str, subject: str
) -> None:
    spoil(filled, sql)
    assert subject in {fault.subject for fault in check_folder(filled)}
