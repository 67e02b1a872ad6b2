"""Lines that break a rule are refused one by one, told to their sender, and stop nothing else."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.ids import IdSource
from app.integrity import check_folder
from app.log.projection import ReadLine, keep
from app.sync.export import export_packages
from app.sync.history import list_refused
from app.sync.receive import receive
from app.workspace import COUNTY, Workspace
from db.models.log import LineState, LogLine, StreamHead
from db.models.packages import Outcome
from db.models.work import LogEntry
from tests.app.sync.county import County, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    write_entry(made.stations[0], "前")
    yield made
    made.close()


def newest_line(ws: Workspace) -> bytes:
    with ws.read() as session:
        return (
            session.scalars(
                select(LogLine.line)
                .join(StreamHead)
                .where(StreamHead.stream == COUNTY)
                .order_by(LogLine.number.desc())
            ).first()
            or b""
        )


def put_line(ws: Workspace, line: bytes, *, record: str = "") -> int:
    """Append `line` to the station's log as a faulty program would, and return its number."""
    with ws.write() as session:
        number = (
            session.scalars(
                select(StreamHead.number).where(StreamHead.site == ws.site, StreamHead.stream == COUNTY)
            ).one()
            + 1
        )
        kept = ReadLine(number, line, "log_entry", record, 1, LineState.APPLIED)
        keep(session.connection(), ws.site, COUNTY, session.author.epoch, [kept], None)
    return number


def good_line(ws: Workspace, *, n: int, **changes: object) -> dict[str, object]:
    fields: dict[str, object] = json.loads(newest_line(ws))
    record = IdSource(seed=n + 5000).record(ws.site)
    return fields | {"n": n, "id": record} | changes


def encoded(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


LONG = random.Random(1).randbytes(150_000).hex().encode()
BAD = {
    "no JSON": lambda line: b"{",
    "equal keys": lambda line: line.replace(b'"r":1', b'"r":2,"r":1'),
    "NaN": lambda line: line.replace(b'"people":null', b'"people":NaN'),
    "a fraction": lambda line: line.replace(b'"people":null', b'"people":1.0'),
    "an exponent": lambda line: line.replace(b'"people":null', b'"people":1e2'),
    "300 digits": lambda line: line.replace(b'"people":null', b'"people":' + b"9" * 300),
    "2^53": lambda line: line.replace(b'"people":null', b'"people":9007199254740992'),
    "a lone surrogate": lambda line: line.replace(b'"place":""', b'"place":"\\ud800"'),
    "NUL": lambda line: line.replace(b'"place":""', b'"place":"\\u0000"'),
    "a bell": lambda line: line.replace(b'"place":""', b'"place":"\\u0007"'),
    "a raw control character": lambda line: line.replace(b'"place":""', b'"place":"\x01"'),
    "depth": lambda line: line.replace(b'"people":null', b'"people":' + b"[" * 10_000 + b"]" * 10_000),
    "a BOM": lambda line: b"\xef\xbb\xbf" + line,
    "CR": lambda line: line + b"\r",
    "blanks": lambda line: line.replace(b',"k"', b', "k"'),
    "NFD": lambda line: line.replace(b'"place":""', b'"place":"e\xcc\x81"'),
    "no UTF-8": lambda line: line.replace(b'"place":""', b'"place":"\xff"'),
    "an empty line": lambda line: b"",
    "too long": lambda line: line.replace(b'"place":""', b'"place":"' + LONG + b'"'),
    "another number": lambda line: line.replace(b'{"n":', b'{"n":1'),
    "another site's record": lambda line: line.replace(b'"id":"', b'"id":"zzzzzzzzzz'),
    "a text as a number": lambda line: line.replace(b'"people":null', b'"people":"3"'),
    "a field missing": lambda line: line.replace(b',"people":null', b""),
    "a day that is none": lambda line: re.sub(rb'"on":"[^"]*"', b'"on":"2026-02-30"', line),
    "a day in words": lambda line: re.sub(rb'"on":"[^"]*"', b'"on":"20260302"', line),
    "an instant that is none": lambda line: re.sub(rb'"t":"[^"]*"', b'"t":"2026-03-02T25:00:00.000Z"', line),
    "an instant without a zone": lambda line: re.sub(rb'"t":"[^"]*"', b'"t":"2026-03-02T10:00:00.000"', line),
    "an unescaped solidus": lambda line: line.replace(b'"place":""', b'"place":"\\/"'),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_line_is_refused_alone(county: County, fault: str) -> None:
    office, station = county.office, county.stations[0]
    number = put_line(station, BAD[fault](encoded(good_line(station, n=2))))
    write_entry(station, "后")
    (file,) = receive(office, [county.up(station)]).files
    assert file.outcome is Outcome.NEW
    assert [line for line, _ in file.refused] == [number]
    assert file.refused[0][1]  # a reason
    assert "另有 1 条不合规定" in file.sentence
    assert entries(office) == ["前", "后"]
    assert check_folder(office) == []
    receive(station, [county.down(station)])
    (told,) = list_refused(station)
    assert (told.number, told.name, told.reason) == (number, "清河县创建办", file.refused[0][1])


def test_it_is_told_until_a_later_revision_is_accepted(county: County) -> None:
    office, station = county.office, county.stations[0]
    record = write_entry(station, "会修好")
    line = encoded(good_line(station, n=3, id=record, r=2)).replace(b'"people":null', b'"people":1.5')
    put_line(station, line, record=record)
    assert not receive(office, [county.up(station)]).complete
    for _ in range(2):
        county.exchange(station)
        assert [row.record for row in list_refused(station)] == [record]
    with station.write() as session:
        session.get_one(LogEntry, record).text = "修好了"
        session.get_one(LogEntry, record).revision = 2
    county.exchange(station)
    assert list_refused(station) == []
    assert entries(office) == ["修好了", "前"]


def test_what_a_later_program_wrote_is_kept_and_shown_after_an_upgrade(county: County) -> None:
    from app.log.projection import project_again

    office, station = county.office, county.stations[0]
    put_line(station, encoded(good_line(station, n=2, k="song")))
    put_line(station, encoded(good_line(station, n=3, v=99)))
    put_line(station, encoded(good_line(station, n=4, op="purge")))
    write_entry(station, "后")
    received = receive(office, [county.up(station)])
    assert received.files[0].unknown == 3
    assert not received.complete
    assert "要升级程序后才能看" in received.files[0].sentence
    assert entries(office) == ["前", "后"]
    receive(station, [county.down(station)])
    assert list_refused(station) == []
    with office.write() as session:
        assert project_again(session.connection()).added == {}
        states = session.scalars(select(LogLine.state).where(LogLine.state != LineState.APPLIED)).all()
    assert states == [LineState.UNKNOWN] * 3


def test_one_bad_line_among_thousands(county: County) -> None:
    from app.log.changes import write_batch

    office, station = county.office, county.stations[0]
    rows = [
        {"on": "2026-03-02", "text": f"第{n}条", "place": "", "activity": "", "organiser": ""}
        for n in range(2000)
    ]
    with station.write() as session:
        write_batch(session, LogEntry, rows, stream=COUNTY)
    number = put_line(station, b"{}")
    with station.write() as session:
        write_batch(session, LogEntry, rows, stream=COUNTY)
    (package,) = export_packages(station).packages
    (file,) = receive(office, [package.path]).files
    assert [line for line, _ in file.refused] == [number]
    assert file.entries == 4002
    assert len(entries(office)) == 4001
