"""docs/package-format.md is enough for a stranger to read what the program writes."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sync.trust import node_key, station_fingerprint
from tests.app.sync import stranger
from tests.app.sync.county import County, add_photo, make_county, write_entry
from tests.workspaces import StoppedClock

DOCUMENT = (Path(__file__).parents[3] / "docs" / "package-format.md").read_text("utf-8")


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def test_a_stranger_reads_an_up_package(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "打扫图书室")
    photo = add_photo(station, b"photo" * 100)
    found = stranger.read(county.up(station), node_key(office).age_identity)
    ((origin, stream, _), lines) = next(iter(found["logs"].items()))
    assert (origin, stream) == (station.site, "county")
    assert json.loads(lines[0])["d"]["text"] == "打扫图书室"
    assert found["blobs"] == {photo: b"photo" * 100}
    said = found["manifest"]["enrolment"]
    start = stranger.read(next((office.folder / "packages" / "out").glob("*start*")))
    text = "\n".join(("station-ledger enrolment", said["unit"], said["public_key"], said["age_recipient"]))
    secret = bytes.fromhex(start["manifest"]["start"]["secret"])
    assert hmac.new(secret, text.encode(), hashlib.sha256).hexdigest() == said["proof"]


def test_a_stranger_reads_the_way_down(county: County) -> None:
    station = county.stations[0]
    found = stranger.read(county.down(station), node_key(station).age_identity)
    own = {(ack["site"], ack["stream"]) for ack in found["manifest"]["acks"]}
    assert (station.site, "county") in own or own == {(county.office.site, "all")}
    kinds = {json.loads(line)["k"] for lines in found["logs"].values() for line in lines}
    assert "certificate" in kinds
    certificates = [
        json.loads(line)["d"]
        for lines in found["logs"].values()
        for line in lines
        if json.loads(line)["k"] == "certificate"
    ]
    office, theirs = certificates[0], certificates[-1]
    keys = (office["public_key"], office["age_recipient"], theirs["public_key"], theirs["age_recipient"])
    digest = hashlib.sha256("\n".join(("station-ledger fingerprint", *keys)).encode()).digest()
    assert f"{int.from_bytes(digest, 'big') % 10**24:024}" == (station_fingerprint(station) or "").replace(
        " ", ""
    )


def test_the_document_names_every_field(county: County) -> None:
    found = stranger.read(county.up(county.stations[0]), node_key(county.office).age_identity)
    named = set(re.findall(r"`([a-z0-9_]+)`", DOCUMENT))
    missing = set(found["manifest"]) | set(found["index"]) | set(found["manifest"]["sender"])
    assert missing - named == set()


def test_the_stranger_is_short_and_knows_nothing_of_the_program() -> None:
    source = Path(stranger.__file__).read_text("utf-8")
    assert "from app" not in source
    assert len([line for line in source.splitlines() if line.strip()]) < 90
