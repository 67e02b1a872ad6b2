from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.pin import WrongPin, ask_code, county_code, forget_pin, pin_is_set, recover, set_pin, try_pin
from app.workspace import Workspace
from tests.app.sync.county import County, make_county
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, 2)
    yield made
    made.close()


def test_off_by_default_and_digits_as_an_input_method_types_them(station: Workspace) -> None:
    assert not pin_is_set(station.folder)
    try_pin(station, "anything")
    for wrong in ("", "123", "12a4", "1234567890123"):
        with pytest.raises(InvalidInput):
            set_pin(station, wrong)
    set_pin(station, "１２３４")
    assert pin_is_set(station.folder)
    try_pin(station, "1234")
    assert "1234" not in (station.folder / "pin.json").read_text()
    forget_pin(station.folder)
    assert not pin_is_set(station.folder)


def test_wrong_tries_cost_time_also_after_a_restart(station: Workspace, clock: StoppedClock) -> None:
    set_pin(station, "1234")
    for _ in range(2):
        with pytest.raises(WrongPin, match="再试一次"):
            try_pin(station, "0000")
    with pytest.raises(WrongPin, match="等 5 秒"):
        try_pin(station, "0000")
    with pytest.raises(WrongPin, match="试错次数多了"):
        try_pin(station, "1234")  # not even the right one
    clock.forward(minutes=1)
    with pytest.raises(WrongPin, match="等 10 秒"):
        try_pin(station, "0000")
    clock.forward(minutes=1)
    try_pin(station, "1234")
    with pytest.raises(WrongPin, match="再试一次"):  # counted anew
        try_pin(station, "0000")


def test_the_county_helps_a_station_by_phone(county: County, clock: StoppedClock) -> None:
    first, second = county.stations
    assert set_pin(first, "1234") == ""
    asked = ask_code(first)
    assert ask_code(first) == asked
    assert len(asked) == 6
    with pytest.raises(WrongPin):
        recover(first, county_code(county.office, second.unit, asked))
    with pytest.raises(WrongPin):
        recover(first, county_code(county.office, first.unit, f"{(int(asked) + 1) % 10**6:06}"))
    assert pin_is_set(first.folder)
    code = county_code(county.office, first.unit, f" {asked} ")
    clock.forward(minutes=1)
    recover(first, f"{code[:4]} {code[4:]}")
    assert not pin_is_set(first.folder)
    set_pin(first, "1234")
    with pytest.raises(WrongPin):  # an answer serves once
        recover(first, code)


def test_who_has_no_county_gets_a_spare_code(county: County) -> None:
    spare = set_pin(county.office, "1234")
    assert len(spare) == 8
    assert ask_code(county.office) == ""
    with pytest.raises(WrongPin):
        recover(county.office, "00000000" if spare != "00000000" else "11111111")
    recover(county.office, spare)
    assert not pin_is_set(county.office.folder)


@pytest.mark.parametrize("asked", ["", "12345", "1234567", "abcdef"])
def test_the_county_asks_for_six_digits(county: County, asked: str) -> None:
    with pytest.raises(InvalidInput, match="6 位"):
        county_code(county.office, county.stations[0].unit, asked)


def test_a_station_that_was_never_invited_gets_no_code(county: County) -> None:
    with pytest.raises(InvalidInput, match="开站包"):
        county_code(county.office, "unknown", "123456")


def test_a_broken_file_locks_nobody_out(station: Workspace) -> None:
    (station.folder / "pin.json").write_text("{")
    assert not pin_is_set(station.folder)
