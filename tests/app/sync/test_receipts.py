"""What both sides tell each other of what they hold: receipts, gaps, a code by phone, hashes of state."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotOwner
from app.sync import compose
from app.sync.blobs import missing_blobs
from app.sync.epochs import recover
from app.sync.export import export_packages
from app.sync.gaps import list_gaps
from app.sync.history import list_received, list_sent
from app.sync.logs import heads_of
from app.sync.package_file import peek
from app.sync.phone_code import hear_code, last_heard, phone_code
from app.sync.receive import preview, receive
from app.workspace import Workspace
from db.models.packages import Outcome
from db.models.peers import Held
from tests.app.sync.county import County, add_photo, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def receipt(county: County, ws: Workspace, unit: str | None = None) -> Path:
    (package,) = export_packages(ws, None if unit is None else [unit], receipt=True).packages
    return county.carry(package)


def test_a_receipt_is_small_and_settles_everything(county: County) -> None:
    office, station = county.office, county.stations[0]
    photos = [add_photo(station, bytes([n]) * 999) for n in range(12)]
    assert receive(office, [county.up(station)]).complete
    paper = receipt(county, office, station.unit)
    assert paper.stat().st_size < 12_000
    assert peek(paper).manifest.body is None
    assert list_sent(station, kind="up")[0].receipt == ""
    assert receive(station, [paper]).complete
    assert list_sent(station, kind="up")[0].receipt == "对方已收到，附件 12/12"
    assert len(photos) == 12
    assert list_sent(office, kind="receipt")[0].receipt == ""
    assert receive(office, [receipt(county, station)]).complete


def test_a_receipt_names_what_is_missing(county: County) -> None:
    office, station = county.office, county.stations[0]
    kept, lost = add_photo(station, b"1" * 999), add_photo(station, b"2" * 999)
    assert receive(office, [county.up(station)]).complete
    assert kept != lost
    (office.folder / "attachments" / lost[:2] / lost).unlink()
    paper = receipt(county, office, station.unit)
    assert peek(paper).manifest.body is not None  # sealed: hashes are nobody else's business
    assert receive(station, [paper]).complete
    assert list_sent(station, kind="up")[0].receipt == "对方没有收全，附件 1/2"
    assert receive(office, [county.up(station)]).complete
    from app.evidence.store import AttachmentStore

    with office.read() as session:
        assert missing_blobs(session.connection(), AttachmentStore(office.folder), [station.site]) == []


def test_a_gap_is_named_on_both_sides(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    office, station = county.office, county.stations[0]
    monkeypatch.setattr(compose, "WHOLE_LOG_BYTES", 0)
    write_entry(station, "丢了的")
    lost = county.up(station)
    with station.write() as session:  # as if the office had acknowledged it twice and then been restored
        head = heads_of(session.connection(), station.site)[0]
        session.merge(
            Held(
                peer=office.unit,
                site=station.site,
                stream=head.stream,
                epoch=head.epoch,
                number=head.number,
                chain=head.chain.hex(),
                before=head.number,
            )
        )
    write_entry(station, "先到的")
    (file,) = receive(office, [county.up(station)]).files
    assert file.outcome is Outcome.WAITING
    assert list_gaps(station) == []
    assert receive(station, [receipt(county, office, station.unit)]).complete
    (gap,) = list_gaps(station)
    assert gap.name == "清河县创建办"
    assert f"第 {gap.first}–{gap.last} 条记录" in file.sentence
    received = receive(office, [lost])
    assert [one.outcome for one in received.files] == [Outcome.NEW, Outcome.NEW]
    assert entries(office) == ["丢了的", "先到的"]
    assert receive(station, [receipt(county, office, station.unit)]).complete
    assert list_gaps(station) == []


def test_the_phone_tells_how_far_the_office_is(county: County, clock: StoppedClock) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    assert receive(office, [county.up(station)]).complete
    code = phone_code(office, station.unit)
    assert code is not None
    assert [len(group) for group in code.split()] == [4] * 6
    write_entry(station, "二")
    heard = hear_code(station, code)
    assert (heard.of, last_heard(station)) == (heard.number + 1, heard)
    before = [row.receipt for row in list_sent(station)]
    assert before[0] == ""  # a word is no receipt
    assert peek(county.up(station)).manifest.streams[0].first == 1  # and nothing is left out because of it
    digits = code.replace(" ", "")
    for at in range(24):
        wrong = digits[:at] + str((int(digits[at]) + 1) % 10) + digits[at + 1 :]
        with pytest.raises(InvalidInput, match="听错"):
            hear_code(station, wrong)
    with pytest.raises(InvalidInput, match="现在有 20 个"):
        hear_code(station, digits[:20])
    with pytest.raises(NotOwner):
        phone_code(station, station.unit)
    with pytest.raises(NotOwner):
        hear_code(office, code)
    assert phone_code(office, "nobody") is None


def test_the_phone_finds_a_restored_station(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    other = make_county(tmp_path / "other", clock, enrolled=True, seed=300)
    write_entry(other.stations[0], "一")
    other.exchange(other.stations[0])
    station = county.stations[0]
    code = phone_code(other.office, other.stations[0].unit)
    assert code is not None
    with pytest.raises(InvalidInput, match=r"不是给本站|对不上"):
        hear_code(station, code)
    write_entry(station, "一")
    receive(county.office, [county.up(station)])
    code = phone_code(county.office, station.unit)
    assert code is not None
    recover(station)  # a former epoch is no alarm
    hear_code(station, code)
    assert last_heard(county.reopen(station)) is None
    other.close()


def test_states_are_compared_at_the_end(county: County) -> None:
    office, station = county.office, county.stations[0]
    first = write_entry(station, "一")
    write_entry(station, "二")
    package = county.up(station)
    states = {(one.stream, one.kind): one.count for one in peek(package).manifest.states}
    assert states["county", "log_entry"] == 2
    assert receive(office, [package]).complete
    # a fault of the program: a row that is not what its line says
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM log_entry WHERE id = ?", (first,))
    write_entry(station, "三")
    package = county.up(station)
    for result in (preview(office, [package]), receive(office, [package])):
        assert not result.complete
        assert [(one.kind, one.there, one.here) for one in result.files[0].differing] == [("log_entry", 3, 2)]
        assert "日志对方 3 条本机 2 条" in result.files[0].sentence


def test_a_plain_package_is_marked_everywhere(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    (package,) = export_packages(station, sealed=False).packages
    assert package.path.stem.endswith("-plain")
    assert "没有加密" in package.path.read_bytes().decode("utf-8", errors="ignore")
    assert not list_sent(station, kind="up")[0].sealed
    (file,) = receive(office, [package.path]).files
    assert not file.sealed
    assert not list_received(office)[0].sealed
