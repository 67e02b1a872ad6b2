from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.errors import NotOwner
from app.ids import made_at
from app.log.changes import write_batch
from app.log.kind_words import OTHER, kind_word
from app.log.kinds import kinds
from app.log.lines import chain_seed, chain_tag, next_chain, read_line
from app.log.projection import project, read_lines
from app.workspace import COUNTY, OWN, Workspace
from db.models.facilities import Check, Venue
from db.models.log import LineState, LogLine, StreamHead
from db.models.rectification import Problem
from db.models.units import Person
from db.models.work import Evidence, LogEntry
from tests.workspaces import START, StoppedClock


def lines_of(ws: Workspace) -> list[LogLine]:
    with ws.read() as session:
        return list(session.scalars(select(LogLine).order_by(LogLine.head, LogLine.number)))


def add_person(ws: Workspace, name: str = "王喆") -> str:
    with ws.write() as session:
        return session.create(Person(name=name), stream=COUNTY).id


def test_a_written_record_has_a_line_with_its_data(station: Workspace) -> None:
    person = add_person(station)
    (line,) = lines_of(station)
    read = read_line(line.line)
    assert (read.n, read.k, read.id, read.r, read.op, read.by) == (1, "person", person, 1, "put", "测试员")
    assert b'"name":"\xe7\x8e\x8b\xe5\x96\x86"' in line.line
    assert made_at(person) == START


def test_two_changes_in_one_transaction_are_one_revision(station: Workspace) -> None:
    person = add_person(station)
    with station.write() as session:
        found = session.get_one(Person, person)
        found.name = "李"
        session.flush()
        found.name = "李堃"
    lines = lines_of(station)
    assert [line.revision for line in lines] == [1, 2]
    assert "李堃".encode() in lines[-1].line


def test_what_changed_at_once_is_written_in_the_order_of_its_ids(station: Workspace) -> None:
    people = [add_person(station, f"第{n}人") for n in range(40)]
    with station.write() as session:
        for person in [session.get_one(Person, person) for person in reversed(people)]:
            person.phone = "1"
    assert [line.record for line in lines_of(station)[40:]] == sorted(people)


def test_nothing_is_logged_when_nothing_changed_or_the_work_failed(station: Workspace) -> None:
    person = add_person(station)
    with station.write() as session:
        session.get_one(Person, person).name = "王喆"
    with pytest.raises(ZeroDivisionError), station.write() as session:
        session.get_one(Person, person).name = "别人"
        session.flush()
        raise ZeroDivisionError
    assert len(lines_of(station)) == 1


def test_the_chain_covers_every_line_of_a_stream(station: Workspace) -> None:
    for name in ("甲", "乙", "丙"):
        add_person(station, name)
    with station.write() as session:
        session.create(LogEntry(on=date(2026, 3, 2), text="只留本机"), stream=OWN)
    with station.read() as session:
        for head in session.scalars(select(StreamHead)):
            tag = chain_tag(head.site, head.stream, head.epoch)
            chain = chain_seed(tag)
            for line in session.scalars(
                select(LogLine).where(LogLine.head == head.id).order_by(LogLine.number)
            ):
                chain = next_chain(tag, chain, line.number, line.line)
                assert line.chain == chain
            assert head.chain == chain
            assert head.number == {COUNTY: 3, OWN: 1}[head.stream]


def test_only_the_owner_writes(station: Workspace) -> None:
    person = add_person(station)
    with pytest.raises(NotOwner), station.write() as session:
        session.get_one(Person, person).site = "other"
    with pytest.raises(TypeError), station.write() as session:
        session.delete(session.get_one(Person, person))
    with pytest.raises(TypeError), station.write() as session:
        session.execute(update(Person).values(name="x"))


def test_texts_are_cleaned_before_they_are_kept(station: Workspace) -> None:
    add_person(station, "e\u0301\x07")
    with station.read() as session:
        assert session.scalars(select(Person.name)).one() == "é"
    read_line(lines_of(station)[0].line)  # and the line passes the strict reader


def test_void_and_back(station: Workspace) -> None:
    person = add_person(station)
    with station.write() as session:
        session.withdraw(session.get_one(Person, person), "重复")
    with station.write() as session:
        session.put_back(session.get_one(Person, person))
    assert [read_line(line.line).op for line in lines_of(station)] == ["put", "void", "put"]


def test_a_batch_is_logged_like_single_records(
    station: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    with station.write() as session:
        ids = write_batch(
            session,
            Person,
            [{"name": f"人{n}", "post": "", "phone": ""} for n in range(3)],
            stream=COUNTY,
        )
    with station.write() as session:
        found = session.get_one(Person, ids[1])
        found.phone = "139"
    assert [line.record for line in lines_of(station)] == [*ids, ids[1]]


def received(office: Workspace, station: Workspace) -> list[LineState]:
    """Project the station's whole county stream at the office, as an intake does."""
    raw = [line.line for line in lines_of(station)]
    lines = read_lines(station.site, COUNTY, 1, raw)
    with office.write() as session:
        project(session.connection(), lines)
    return [line.state for line in lines]


def test_a_projection_makes_the_same_rows(station: Workspace, office: Workspace) -> None:
    person = add_person(station)
    add_person(station, "李")
    with station.write() as session:
        session.get_one(Person, person).phone = "0439-000"
    assert received(office, station) == [LineState.APPLIED] * 3
    assert received(office, station) == [LineState.APPLIED] * 3  # again: nothing changes
    rows = []
    for ws in (station, office):
        with ws.read() as session:
            rows.append(session.execute(select(Person.__table__).order_by(Person.id)).all())
    assert rows[0] == rows[1]


def test_a_foreign_or_broken_line_is_refused_alone(station: Workspace, office: Workspace) -> None:
    add_person(station)
    raw = lines_of(station)[0].line
    lines = read_lines("othersite0", COUNTY, 1, [raw])
    assert lines[0].state is LineState.REFUSED
    unknown = raw.replace(b'"k":"person"', b'"k":"future"')
    newer = raw.replace(b'"v":1', b'"v":9')
    wrong = raw.replace(b'"name":"\xe7\x8e\x8b\xe5\x96\x86"', b'"name":7')
    states = [
        read_lines(station.site, COUNTY, 1, [one])[0].state for one in (unknown, newer, wrong, b"{", b"\xff")
    ]
    assert states == [
        LineState.UNKNOWN,
        LineState.UNKNOWN,
        LineState.REFUSED,
        LineState.REFUSED,
        LineState.REFUSED,
    ]


DIGEST = "ab" * 32


@pytest.mark.parametrize(
    "damage",
    [
        (DIGEST, "../" * 20 + "etc/"),
        (DIGEST, DIGEST.upper()),
        (DIGEST, DIGEST + "0"),
        ("2026-03-02T01:02:03.000Z", "2026-03-02"),
        ('"2026-03-02"', '"今天"'),
    ],
)
def test_what_no_reader_could_show_is_refused(station: Workspace, damage: tuple[str, str]) -> None:
    with station.write() as session:
        session.create(
            Evidence(
                kind="photo",
                on=date(2026, 3, 2),
                captured_at=datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC),
                file_name="a.jpg",
                original_sha256=DIGEST,
                original_bytes=3,
            ),
            stream=COUNTY,
        )
    raw = lines_of(station)[0].line
    assert read_lines(station.site, COUNTY, 1, [raw])[0].state is LineState.APPLIED
    broken = raw.replace(damage[0].encode(), damage[1].encode())
    assert broken != raw
    assert read_lines(station.site, COUNTY, 1, [broken])[0].state is LineState.REFUSED


@pytest.mark.parametrize("number", ["NaN", "1E+999999999", "Infinity", "很大", "", "１２", "1.", "0x10"])
def test_a_figure_that_is_none_is_refused(station: Workspace, number: str) -> None:
    with station.write() as session:
        session.create(
            Venue(unit="u", name="文化站", kind="station", indoor_m2=Decimal("320.50")), stream=COUNTY
        )
    raw = lines_of(station)[0].line
    broken = raw.replace(b'"320.50"', f'"{number}"'.encode())
    assert broken != raw
    assert read_lines(station.site, COUNTY, 1, [broken])[0].state is LineState.REFUSED


def test_every_type_of_column_travels_unchanged(station: Workspace, office: Workspace) -> None:
    with station.write() as session:
        venue = session.create(
            Venue(unit="u", name="文化站", kind="station", indoor_m2=Decimal("320.50"), built_year=1998),
            stream=COUNTY,
        )
        check = session.create(
            Check(venue=venue.id, pack="p", pack_version=1, on=date(2026, 3, 2), finished=True), stream=COUNTY
        )
        problem = Problem(
            number="01-WT-2026-A0001", source="order", description="x", found_on=date(2026, 3, 1)
        )
        problem.measures = ["第一条\n续", "第二条"]
        session.create(problem, stream=COUNTY)
        check_id, problem_id, venue_id = check.id, problem.id, venue.id
    assert b'"finished":true' in next(line.line for line in lines_of(station) if line.record == check_id)
    assert received(office, station) == [LineState.APPLIED] * 3
    with office.read() as session:
        assert session.get_one(Check, check_id).finished is True
        assert session.get_one(Problem, problem_id).measures == ["第一条 续", "第二条"]
        assert session.get_one(Venue, venue_id).indoor_m2 == Decimal("320.50")


def test_records_changed_together_get_their_lines_in_the_order_of_their_ids(station: Workspace) -> None:
    with station.write() as session:
        people = [session.create(Person(name=f"第{n}人"), stream=COUNTY) for n in range(40)]
        ids = [person.id for person in people]
    with station.write() as session:
        for person in reversed(session.scalars(select(Person).order_by(Person.id)).all()):
            person.post = "站长"  # no query in between: they are written together
    with station.read() as session:
        changed = session.scalars(
            select(LogLine.record).where(LogLine.revision == 2).order_by(LogLine.number)
        )
        assert list(changed) == ids


def test_every_kind_has_a_word() -> None:
    assert [kind for kind in kinds() if kind_word(kind) == OTHER] == []
