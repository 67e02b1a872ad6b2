"""Taking an intake back, and what the lists of sent and received packages say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import InvalidInput
from app.integrity import check_folder
from app.sync.export import export_packages
from app.sync.history import list_intakes, list_received, list_sent
from app.sync.receive import receive
from app.sync.undo import undo_import
from db.models.rectification import Order, OrderKind
from db.models.work import LogEntry
from tests.app.sync.county import County, add_photo, dump, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def change_entry(county: County, text: str) -> None:
    station = county.stations[0]
    with station.write() as session:
        entry = session.scalars(select(LogEntry).order_by(LogEntry.id)).first()
        assert entry is not None
        entry.text = text


def test_undo_returns_to_the_state_before_and_the_package_can_come_again(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    county.exchange(station)
    before = dump(office, station.site)
    change_entry(county, "一改")
    write_entry(station, "二")
    package = county.up(station)
    batch = receive(office, [package]).batch
    after = dump(office, station.site)
    assert batch is not None
    done = undo_import(office, batch)
    assert (done.packages, done.lines, done.removed, done.restored) == (1, 2, 1, 1)
    assert dump(office, station.site) == before
    assert entries(office) == ["一"]
    assert check_folder(office) == []
    assert [file.label for file in receive(office, [package]).files] == ["新"]
    assert dump(office, station.site) == after
    assert check_folder(office) == []


def test_undoing_the_first_intake_leaves_nothing(tmp_path: Path, clock: StoppedClock) -> None:
    county = make_county(tmp_path, clock)
    write_entry(county.stations[0], "一")
    batch = receive(county.office, [county.up(county.stations[0])]).batch
    assert batch is not None
    undo_import(county.office, batch)
    assert dump(county.office, county.stations[0].site) == []
    assert check_folder(county.office) == []
    county.close()


def test_later_intakes_are_undone_first(county: County, clock: StoppedClock) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    first = receive(office, [county.up(station)]).batch
    clock.forward(days=3)
    write_entry(station, "二")
    second = receive(office, [county.up(station)]).batch
    assert first is not None
    assert second is not None
    before = dump(office, station.site)
    with pytest.raises(InvalidInput, match="3月5日又从同一单位"):
        undo_import(office, first)
    assert dump(office, station.site) == before
    undo_import(office, second)
    undo_import(office, first)
    assert entries(office) == []


def test_what_own_records_name_cannot_go(county: County) -> None:
    office, station = county.office, county.stations[0]
    entry = write_entry(station, "一")
    batch = receive(office, [county.up(station)]).batch
    assert batch is not None
    with office.write() as session:
        session.create(
            Order(
                number="00-ZG-2026-A0001",
                station=station.unit,
                kind=OrderKind.AT_ONCE,
                venue=entry,
                issued_on=office.today,
                limit_end=office.today,
                description="限期整改",
            ),
            stream=station.unit,
        )
    before = dump(office, station.site)
    with pytest.raises(InvalidInput, match="已有 1 条记录用到"):
        undo_import(office, batch)
    assert dump(office, station.site) == before
    assert entries(office) == ["一"]


def test_undo_says_why_not(county: County, clock: StoppedClock) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    batch = receive(office, [county.up(station)]).batch
    assert batch is not None
    with pytest.raises(InvalidInput, match="没有编号是 99"):
        undo_import(office, 99)
    clock.forward(days=31)
    assert not list_intakes(office)[0].can_undo
    with pytest.raises(InvalidInput, match="超过 30 天"):
        undo_import(office, batch)
    clock.forward(days=-31)
    undo_import(office, batch)
    with pytest.raises(InvalidInput, match="已经撤销过"):
        undo_import(office, batch)


def test_a_receipt_appears_with_the_answer(county: County) -> None:
    office, station = county.office, county.stations[0]
    for number in range(3):
        add_photo(station, bytes([number]) * 3000)
    first, second = export_packages(station, volume_bytes=8000).packages
    assert [row.receipt for row in list_sent(station)[:2]] == ["", ""]
    receive(office, [first.path])
    receive(station, [county.down(station)])
    assert [row.receipt for row in list_sent(station)[:2]] == [
        "对方没有收全，附件 0/1",
        "对方已收到，附件 2/2",
    ]
    receive(office, [second.path])
    receive(station, [county.down(station)])
    sent = list_sent(station)
    assert [row.receipt for row in sent[:2]] == ["对方已收到，附件 1/1", "对方已收到，附件 2/2"]
    assert sent[0].answered_at == station.now()
    assert (sent[0].name, sent[0].kind, sent[0].path) == ("清河县创建办", "up", second.path)
    assert list_sent(station, unit="nobody") == []


def test_the_list_of_received_packages(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    batch = receive(office, [county.up(station)]).batch
    row, earlier = list_received(office)
    assert (row.name, row.number, row.label, row.entries, row.batch) == ("白石镇文化站", 2, "新", 1, batch)
    assert row.path is not None
    assert row.path.is_file()
    assert earlier.number == 1
    assert list_received(office, unit="nobody") == []
    intake = list_intakes(office)[0]
    assert (intake.batch, intake.packages, intake.names, intake.can_undo) == (
        batch,
        1,
        ("白石镇文化站",),
        True,
    )
    undo_import(office, row.batch or 0)
    assert list_received(office, unit=station.unit)[0].label == "已撤销"
    assert list_intakes(office)[0].undone_at == office.now()
