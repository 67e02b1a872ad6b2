"""Computers and keys on the command line."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sync.trust import station_fingerprint
from tests.app.cli.command import run
from tests.app.sync.county import County, add_photo, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def test_a_computer_is_replaced_and_stopped(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = ("--data", county.office.folder, "--machine", county.office.machine)
    station = county.stations[0]
    station.engine.dispose()
    shutil.copytree(station.folder, tmp_path / "copy")
    copy = ("--data", tmp_path / "copy", "--machine", tmp_path / "copy-pc")
    assert run(capsys, "export", "--to", tmp_path / "x.zwt", *copy)[0] == 1
    assert "没有钥匙" in run(capsys, "this-computer", *copy)[1]
    assert run(capsys, "this-computer", "--use", "view", *copy)[0] == 0
    assert "只看" in run(capsys, "this-computer", *copy)[1]
    assert run(capsys, "this-computer", "--use", "write", *copy)[0] == 0
    assert run(capsys, "export", "--to", tmp_path / "up.zwt", *copy)[0] == 0
    code, out, _ = run(capsys, "receive", tmp_path / "up.zwt", *office)
    assert code == 1
    assert "另一台电脑" in out
    (newcomer,) = json.loads(run(capsys, "computers", "--json", *office)[1])["newcomers"]
    from app.start import open_workspace

    moved = open_workspace(tmp_path / "copy", machine=tmp_path / "copy-pc").workspace
    spoken = station_fingerprint(moved)
    moved.engine.dispose()
    assert newcomer["digits"] == spoken
    code, _, err = run(capsys, "accept-computer", newcomer["node"], "--fingerprint", "1234", *office)
    assert (code, "不一致" in err) == (1, True)
    assert run(capsys, "accept-computer", newcomer["node"], "--fingerprint", spoken, *office)[0] == 0
    assert "停用：由新的电脑接替" in run(capsys, "computers", *office)[1]
    assert run(capsys, "stop-computer", newcomer["node"], "--reason", "电脑丢失", *office)[0] == 0
    assert run(capsys, "stop-computer", newcomer["node"], "--reason", "电脑丢失", *office)[0] == 1


def test_keys_are_renewed_printed_and_put_back(
    county: County,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = ("--data", county.office.folder, "--machine", county.office.machine)
    before = run(capsys, "recovery-code", *office)[1]
    assert run(capsys, "renew-key", *office)[0] == 0
    paper = run(capsys, "recovery-code", *office)[1].splitlines()[0]
    assert paper not in before
    elsewhere = ("--data", county.office.folder, "--machine", tmp_path / "other-pc")
    assert run(capsys, "recovery-code", *elsewhere)[0] == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(paper))
    assert run(capsys, "recovery-code", "--put-back", *elsewhere)[0] == 0
    assert run(capsys, "recovery-code", *elsewhere)[1].splitlines()[0] == paper


def test_ways_receipts_and_the_phone(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = ("--data", county.office.folder, "--machine", county.office.machine)
    station = ("--data", county.stations[0].folder, "--machine", county.stations[0].machine)
    write_entry(county.stations[0], "一")
    for number in range(3):
        add_photo(county.stations[0], bytes([number]) * 8_000_000)
    code, out, _ = run(capsys, "export", "--to", tmp_path / "mail", "--way", "邮件", *station)
    assert (code, out.count("给清河县创建办")) == (0, 3)
    assert "共 3 个" in run(capsys, "peek", sorted((tmp_path / "mail").iterdir())[0])[1]
    assert run(capsys, "receive", tmp_path / "mail", *office)[0] == 0
    spoken = run(capsys, "phone-code", "990101001000", *office)[1].strip()
    assert "县里收到第 1–" in run(capsys, "phone-code", spoken, *station)[1]
    assert run(capsys, "phone-code", "990101999000", *office)[0] == 1
    assert (
        run(capsys, "export", "--to", tmp_path / "r", "--receipt", "--for", "990101001000", *office)[0] == 0
    )
    (receipt,) = (tmp_path / "r").iterdir()
    assert run(capsys, "receive", receipt, *station)[0] == 0
    out = run(capsys, "export", "--to", tmp_path / "open.zwt", "--plain", *station)[1]
    assert "没有加密" in out
    assert "没有加密" in run(capsys, "peek", tmp_path / "open.zwt")[1]
