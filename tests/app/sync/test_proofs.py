"""An office believes nobody but itself that lines are its own."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from app.sync.body import Proof
from app.sync.compose import whole_logs
from app.sync.logs import chain_at, head_row
from app.sync.manifest import StreamRange, decode_manifest, encode_manifest
from app.sync.package_file import signed_manifest
from app.sync.proofs import proofs_for, proven_by_signature
from app.sync.trust import node_key, office_certificate
from app.workspace import ALL
from tests.app.sync.county import County, make_county
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def of_the_office(county: County) -> tuple[StreamRange, Mapping[int, str]]:
    """Return the office's log for all as a range, and its chain values."""
    with county.office.read() as session:
        connection = session.connection()
        (part,) = (log.range for log in whole_logs(connection, county.office.site) if log.range.stream == ALL)
        head = head_row(connection, part.origin, part.stream, part.epoch)
        assert head is not None
        return part, {at: chain_at(connection, head, at) for at in range(part.last + 1)}


def proven(county: County, proof: Proof, chains: Mapping[int, str], part: StreamRange) -> int:
    with county.office.read() as session:
        return proven_by_signature(session, county.office, part, chains, [proof])


def test_what_an_office_signed_proves_its_lines(county: County) -> None:
    part, chains = of_the_office(county)
    station = county.stations[0]
    with station.read() as session:
        (kept,) = proofs_for(session.connection(), station, county.office.unit, [part])
    assert proven(county, kept, chains, part) == part.last
    other = {at: "0" * 64 if at == part.last else chain for at, chain in chains.items()}
    assert proven(county, kept, other, part) == 0  # other lines than those it spoke of


def test_nobody_elses_word_proves_anything(county: County) -> None:
    part, chains = of_the_office(county)
    said, key, signature = signed_manifest(county.down(county.stations[0]))
    assert proven(county, Proof(said, key, signature), chains, part) == part.last
    assert proven(county, Proof(said.replace('"minor"', '"Minor"'), key, signature), chains, part) == 0
    forger = node_key(county.stations[0])  # one the office has certified, but not for itself
    as_its_own = msgspec.structs.replace(
        decode_manifest(said.encode()),
        sender=msgspec.structs.replace(decode_manifest(said.encode()).sender, key=forger.public_key),
    )
    forged = encode_manifest(as_its_own)
    assert proven(county, Proof(forged.decode(), forger.public_key, forger.sign(forged)), chains, part) == 0
    assert proven(county, Proof(said, forger.public_key, forger.sign(said.encode())), chains, part) == 0


def test_a_revoked_key_proves_nothing(county: County) -> None:
    part, chains = of_the_office(county)
    proof = Proof(*signed_manifest(county.down(county.stations[0])))
    with county.office.write() as session:
        own = office_certificate(session, county.office.site)
        assert own is not None
        session.withdraw(own, "换了钥匙")
    assert proven(county, proof, chains, part) == 0
