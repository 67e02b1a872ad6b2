"""The county's key on paper, and back from paper on a new computer."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.start import open_workspace
from app.sync.keys import KeyMissing, NodeKey
from app.sync.receive import receive
from app.sync.recovery import key_on_paper, paper_digits, put_key_back, read_paper_digits
from app.sync.trust import node_key
from tests.app.sync.county import County, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


@given(st.binary(min_size=16, max_size=16))
def test_what_is_printed_can_be_typed(root: bytes) -> None:
    groups = paper_digits(root)
    assert [len(group) for group in groups] == [5] * 10
    assert read_paper_digits(" ".join(groups)) == root
    assert read_paper_digits("－".join(groups).translate({48 + n: 0xFF10 + n for n in range(10)})) == root


@given(st.binary(min_size=16, max_size=16), st.integers(0, 49), st.integers(1, 9))
def test_every_wrong_digit_is_found_and_placed(root: bytes, at: int, off: int) -> None:
    digits = "".join(paper_digits(root))
    wrong = digits[:at] + str((int(digits[at]) + off) % 10) + digits[at + 1 :]
    with pytest.raises(InvalidInput, match=rf"第 {at // 5 + 1} 组"):
        read_paper_digits(wrong)


def test_exchanged_groups_and_missing_digits_are_found() -> None:
    groups = list(paper_digits(bytes(range(100, 116))))
    groups[2], groups[3] = groups[3], groups[2]
    with pytest.raises(InvalidInput, match="第 3、4 组"):
        read_paper_digits(" ".join(groups))
    with pytest.raises(InvalidInput, match="现在有 45 个"):
        read_paper_digits(" ".join(groups[:9]))


def test_a_county_computer_is_lost_and_its_backup_is_not(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    """The ledger comes back from a stick, the key from paper; stations notice nothing."""
    station, paper = county.stations[0], " ".join(key_on_paper(county.office))
    public_key = node_key(county.office).public_key
    county.office.engine.dispose()
    shutil.copytree(county.office.folder, tmp_path / "stick-backup")
    county.office = open_workspace(
        tmp_path / "stick-backup", machine=tmp_path / "new-machine", clock=clock
    ).workspace
    write_entry(station, "县里换电脑时写的")
    with pytest.raises(KeyMissing):
        node_key(county.office)
    with pytest.raises(InvalidInput, match="不是这份台账的"):
        put_key_back(county.office, " ".join(paper_digits(NodeKey.generate("x").root)))
    put_key_back(county.office, paper)
    county.reopen(county.office)
    assert node_key(county.office).public_key == public_key
    county.exchange(station)
    assert entries(county.office) == ["县里换电脑时写的"]
    assert receive(station, [county.down(station)]).complete
