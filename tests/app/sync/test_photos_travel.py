"""Photos go once, are missed and sent again, over volumes; what changed on the disk is said."""

import pytest
from sqlalchemy import select

from app.evidence.store import AttachmentStore
from app.sync.export import export_packages
from app.sync.package_file import verify
from app.sync.receive import receive
from tests.app.sync.county import (
    County,
    add_photo,
)


def test_photos_go_once_are_missed_and_sent_again(enrolled: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sync.export.RESEND_BYTES", 0)
    office, station = enrolled.office, enrolled.stations[0]
    photo = add_photo(station, b"photo")
    (lost,) = export_packages(station).packages  # the stick is lost
    assert lost.blobs == 1
    second = enrolled.up(station)
    manifest = verify(second).manifest
    assert manifest.counts.blobs == 0
    assert manifest.omitted[0].count == 1
    received = receive(office, [second])
    assert received.units[0].blobs_missing == 1
    receive(station, [enrolled.down(station)])  # says what is missing
    third = enrolled.up(station)
    assert receive(office, [third]).units[0].blobs_missing == 0
    assert AttachmentStore(office.folder).path(photo).read_bytes() == b"photo"
    receive(station, [enrolled.down(station)])
    assert verify(enrolled.up(station)).manifest.counts.blobs == 0


def test_photos_beyond_a_volume_go_into_further_ones(enrolled: County) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    photos = [add_photo(station, bytes([number]) * 5000) for number in range(7)]
    made = export_packages(station, volume_bytes=12_000).packages
    assert [package.volume for package in made] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert made[0].path.name == "01-up-000002-v1of4.zwt"
    paths = [package.path for package in made]
    store = AttachmentStore(office.folder)
    receive(office, [paths[1], paths[3], paths[1]])  # records and volume 3 are still under way
    received = receive(office, [paths[0]])
    assert received.units[0].blobs_missing == 2
    assert sum(store.has(photo) for photo in photos) == 5
    receive(station, [enrolled.down(station)])
    assert {photo for photo in photos if not store.has(photo)} == wanted(station)
    receive(office, [paths[2]])
    assert all(store.has(photo) for photo in photos)


def wanted(station: object) -> set[str]:
    from app.workspace import Workspace
    from db.models.peers import BlobWanted

    assert isinstance(station, Workspace)
    with station.read() as session:
        return set(session.scalars(select(BlobWanted.sha256)))


def test_a_photo_that_changed_on_the_disk_is_reported_absent(enrolled: County) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    sha256 = add_photo(station, b"photo")
    AttachmentStore(station.folder).path(sha256).write_bytes(b"other")
    (package,) = export_packages(station).packages
    assert (package.blobs, package.absent) == (0, 1)
    received = receive(office, [package.path])
    assert received.units[0].blobs_missing == 1
    assert not AttachmentStore(office.folder).has(sha256)
