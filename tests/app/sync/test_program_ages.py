"""20: an older program on the other side shows what it can, keeps the rest, and both sides say so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from typing_extensions import override

from app.integrity import check_folder
from app.log import kinds as registry
from app.log.kinds import Kind
from app.log.projection import project_again
from app.log.undo import mark_log, take_back, written_since
from app.sync.computers import list_computers
from app.sync.export import export_packages
from app.sync.history import count_unread, list_sent
from app.sync.receive import receive
from app.workspace import COUNTY, Workspace
from db.models.log import LogLine
from db.models.record import Record
from db.models.tasks import Claim, Verdict
from tests.app.sync.county import County, dump, entries, make_county, write_entry
from tests.app.sync.test_bad_lines import encoded, good_line, put_line
from tests.workspaces import StoppedClock


class FirstVersion(Kind):
    """A kind as the first version of the program knew it; what came later it has never heard of."""

    @property
    @override
    def version(self) -> int:
        return 1

    @override
    def read(self, version: int, data: msgspec.Raw) -> tuple[object, ...]:
        if version > 1:
            raise KeyError(version)
        return Kind(self.model, self.upgrades).read(1, data)


@contextmanager
def older_program(*models: type[Record]) -> Iterator[None]:
    """Let the program know only the first versions of `models`."""
    with pytest.MonkeyPatch.context() as patch:
        for model in models:
            patch.setitem(registry._kinds, model.__tablename__, FirstVersion(model, {}))  # type: ignore[attr-defined]
        yield


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def write_claim(ws: Workspace, item: str, *, document_no: str = "") -> str:
    with ws.write() as session:
        claim = Claim(
            item=item, item_version=1, package="p", claimed_on=date(2026, 3, 2), document_no=document_no
        )
        return session.create(claim, stream=COUNTY).id


def versions(ws: Workspace, kind: str) -> list[int]:
    with ws.read() as session:
        lines = session.scalars(select(LogLine.line).where(LogLine.kind == kind).order_by(LogLine.number))
        return [msgspec.json.decode(line)["v"] for line in lines]


def claims(ws: Workspace) -> list[tuple[object, ...]]:
    with ws.read() as session:
        return [tuple(row) for row in session.execute(select(Claim.__table__).order_by(Claim.id))]


def test_an_old_office_sees_what_it_can_and_the_rest_after_an_upgrade(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_claim(station, "甲")
    assert versions(station, "claim") == [2]  # nobody is known to be older
    with older_program(Claim):
        down = county.down(station)
    receive(station, [down])
    write_claim(station, "乙")
    proven = write_claim(station, "丙", document_no="清文〔2026〕1号")
    assert versions(station, "claim") == [2, 1, 2]
    (package,) = export_packages(station).packages
    assert package.unshown == 2
    with older_program(Claim):
        (file,) = receive(office, [county.carry(package)]).files
        assert (file.unknown, len(claims(office)), count_unread(office)) == (2, 1, 2)
        down = county.down(station)
    receive(station, [down])
    assert list_sent(station)[0].receipt == "对方已收到，2 条对方升级后才看得到"
    with station.write() as session:  # back to what an older reader understands
        session.get_one(Claim, proven).document_no = ""
    (package,) = export_packages(station).packages
    assert (versions(station, "claim")[-1], package.unshown) == (1, 1)
    with older_program(Claim):
        receive(office, [county.carry(package)])
        assert len(claims(office)) == 2

    with office.write() as session:  # the office is upgraded
        project_again(session.connection())
    assert (claims(office), count_unread(office)) == (claims(station), 0)
    county.exchange(station)
    assert list_sent(station)[0].receipt == "对方已收到"
    write_claim(station, "丁")
    assert versions(station, "claim")[-1] == 2
    county.exchange(station)
    assert claims(office) == claims(station)
    assert dump(office, station.site)[2:] == dump(station, station.site)[2:]  # after the two heads
    assert check_folder(office) == check_folder(station) == []


def test_taking_back_and_doing_again_knows_one_content_in_two_versions(county: County) -> None:
    station = county.stations[0]
    claim = write_claim(station, "甲")
    mark = mark_log(station)
    with station.write() as session:
        session.get_one(Claim, claim).leader = "王镇长"
    written = written_since(station, mark)
    undone = take_back(station, written)
    with older_program(Claim):
        down = county.down(station)
    receive(station, [down])
    again = take_back(station, undone)
    take_back(station, again)
    take_back(station, undone)  # the first step's content stands, by now in the older version
    assert versions(station, "claim")[-1] == 1


def test_the_office_knows_whose_program_is_old(county: County) -> None:
    office, station = county.office, county.stations[0]
    with older_program(Verdict):
        up = county.up(station)
    receive(office, [up])
    (computer,) = list_computers(office)
    assert computer.remark == "程序较旧，现在的内容那边都看得到"
    with office.write() as session:
        for until in (None, date(2026, 5, 1)):
            session.create(
                Verdict(
                    target_kind="extension",
                    target="x",
                    target_revision=1,
                    decision="agreed",
                    decided_on=date(2026, 3, 2),
                    until=until,
                ),
                stream=station.unit,
            )
    assert sorted(versions(office, "verdict")) == [1, 2]
    (computer,) = list_computers(office)
    assert computer.remark == "程序较旧，有 1 条内容那边暂时看不了，升级后自动显示"
    (package,) = export_packages(office, [station.unit]).packages
    assert package.unshown == 1
    with older_program(Verdict):
        receive(station, [county.carry(package)])
        assert count_unread(station) == 1
    receive(office, [county.up(station)])  # brought up to date by now
    assert list_computers(office)[0].remark == ""


def test_a_value_and_a_field_of_a_later_program_are_kept_as_they_are(county: County) -> None:
    """A value nobody here has heard of is shown as it is; a field beyond those of its version changes nothing."""
    office, station = county.office, county.stations[0]
    write_entry(station, "甲")
    line = encoded(good_line(station, n=2))
    later = line.replace(b'"text":"\xe7\x94\xb2"', b'"text":"\xe4\xb9\x99"').replace(
        b'"d":{', b'"d":{"aura":"x",'
    )
    put_line(station, later)
    with station.write() as session:
        claim = Claim(
            item="i", item_version=1, package="p", claimed_on=date(2026, 3, 2), decision="beamed-up"
        )
        session.create(claim, stream=COUNTY)
    (file,) = receive(office, [county.up(station)]).files
    assert (file.refused, file.unknown) == ((), 0)
    assert entries(office) == ["乙", "甲"]
    with office.read() as session:
        assert session.scalars(select(Claim.decision)).one() == "beamed-up"
        assert later in session.scalars(select(LogLine.line)).all()
    assert check_folder(office) == []
