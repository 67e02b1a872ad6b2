"""The whole way on the command line: two computers and the files between them."""

import json
from datetime import datetime
from pathlib import Path

import pytest

import resources
from app.clock import local
from app.office.units import UnitForm, UnitKind, add_unit
from app.sync.start_packages import write_start_packages
from tests.app.cli.command import run
from tests.app.sync.county import make_county
from tests.workspaces import StoppedClock

CODE = "990121000000"
UNITS = "类别\t名称\t代码\t乡镇\t人口\t联系人\t电话\n文化站\t青松镇综合文化站\t990121101000\t青松镇\t31000\t王喆\t10000000001\n村\t上柳树村\t990121101200\t青松镇\t\t\t\n"


def test_from_the_first_start_to_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ran(*arguments: object) -> str:
        code, out, err = run(capsys, *arguments)
        assert code == 0, err or out
        return out

    county = ("--data", tmp_path / "county", "--machine", tmp_path / "county-pc")
    station = ("--data", tmp_path / "station", "--machine", tmp_path / "station-pc")
    ran(
        "new-office",
        tmp_path / "county",
        "--name",
        "清河县创建办",
        "--code",
        CODE,
        "--machine",
        tmp_path / "county-pc",
    )
    (tmp_path / "units.txt").write_text(UNITS, encoding="utf-8")
    assert "读到 2 个单位" in ran("import", tmp_path / "units.txt", "--as", "units", *county)
    ran("import", tmp_path / "units.txt", "--as", "units", "--yes", *county)
    assert len(json.loads(ran("list", "units", "--json", *county))) == 2
    ran("import", resources.path("templates/task-book.xlsx"), "--yes", *county)
    assert "已发布第 1 版" in ran("publish", *county)
    assert "没有要发布的" in ran("publish", *county)
    ran("start-packages", "--to", tmp_path / "stick", *county)
    (package,) = (tmp_path / "stick").glob("*.zwt")

    out = ran(
        "new-station",
        tmp_path / "station",
        "--from",
        package,
        "--person",
        "王喆",
        "--machine",
        tmp_path / "station-pc",
    )
    assert "青松镇综合文化站" in out
    assert len(json.loads(ran("list", "tasks", "--json", *station))) > 50
    ran("export", "--to", tmp_path / "up.zwt", *station)
    seen = ran("peek", tmp_path / "up.zwt")
    assert "文件完整" in seen
    made = json.loads(ran("peek", tmp_path / "up.zwt", "--json"))["manifest"]["created_at"]
    assert f"，{local(datetime.fromisoformat(made)):%Y-%m-%d %H:%M} 生成。" in seen
    dry = json.loads(ran("receive", tmp_path / "up.zwt", "--dry-run", "--json", *county))
    assert [file["outcome"] for file in dry["files"]] == ["new"]
    real = json.loads(ran("receive", tmp_path / "up.zwt", "--json", *county))
    assert [file["outcome"] for file in real["files"]] == ["new"]
    assert "已有" in ran("receive", tmp_path / "up.zwt", *county)
    ran("export", "--to", tmp_path / "down", *county)
    ran("receive", tmp_path / "down", *station)
    for where in (county, station):
        assert "完好" in ran("check", *where)
        ran("backup", *where)
    assert run(capsys, "undo-import", "999", *county)[0] == 1
    assert "已撤销" in ran("undo-import", real["batch"], *county)

    cut = tmp_path / "cut.zwt"
    cut.write_bytes((tmp_path / "up.zwt").read_bytes()[:-100])
    code, out, _ = run(capsys, "peek", cut)
    assert code == 1
    assert "没有传完整" in out
    code, out, _ = run(capsys, "receive", cut, *county)
    assert code == 1
    assert "没有传完整" in out


def test_a_station_starts_alone_and_joins(
    tmp_path: Path, clock: StoppedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    data, keys = tmp_path / "alone", ("--machine", tmp_path / "keys")
    who = ("--county", "清河县", "--township", "白石镇", "--person", "王立新")
    code, out, _ = run(capsys, "start-alone", data, *who, *keys)
    assert (code, "白石镇综合文化站" in out) == (0, True)
    (tmp_path / "c").mkdir()
    county = make_county(tmp_path / "c", clock, stations=0)
    add_unit(county.office, UnitForm(UnitKind.STATION, "白石镇文化站", "990101001000"))
    (start,) = write_start_packages(county.office)
    county.close()
    code, out, _ = run(capsys, "join", start.path, "--data", data, *keys)
    assert (code, "给“白石镇文化站”" in out, "已经连上" in out) == (0, True, False)
    code, out, _ = run(capsys, "join", start.path, "--yes", "--data", data, *keys)
    assert (code, "已经连上" in out) == (0, True)
    assert run(capsys, "join", start.path, "--data", data, *keys)[0] == 1
    assert run(capsys, "check", "--data", data, *keys)[0] == 0
