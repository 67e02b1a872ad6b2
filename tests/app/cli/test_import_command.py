"""Importing a document on the command line, listing imports, and taking one back."""

import json
from pathlib import Path

import pytest

from tests.app.cli.command import run

PLAN = (
    "整改方案\n项目1：阅览室灯不亮\n整改目标：换好\n整改措施：换灯管\n整改时限：2026年4月底前\n责任人：李堃\n"
    "项目2：门锁坏了\n整改目标：修好\n整改措施：修锁\n整改时限：2026年13月5日前\n责任人：李堃\n"
)


def test_a_plan_is_shown_written_listed_and_undone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office, station = ("--data", tmp_path / "o", "--machine", tmp_path / "o-pc"), (
        "--data", tmp_path / "s", "--machine", tmp_path / "s-pc",
    )  # fmt: skip

    def ran(*arguments: object) -> str:
        code, out, err = run(capsys, *arguments)
        assert code == 0, err or out
        return out

    ran("new-office", tmp_path / "o", "--name", "清河县创建办", "--code", "990121000000", *office[2:])
    (tmp_path / "units.txt").write_text(
        "类别\t名称\t代码\t乡镇\n文化站\t青松镇综合文化站\t990121101000\t青松镇\n", encoding="utf-8"
    )
    ran("import", tmp_path / "units.txt", "--yes", *office)  # recognised without being told
    ran("start-packages", "--to", tmp_path, *office)
    (package,) = tmp_path.glob("*.zwt")
    ran("new-station", tmp_path / "s", "--from", package, "--person", "王喆", *station[2:])
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    out = ran("import", tmp_path / "plan.txt", *station)
    assert "读到 2 个问题：新 2，变 0，同 0，有疑问 1。" in out
    assert "门锁坏了" in out
    assert json.loads(ran("list", "problems", "--json", *station)) == []
    out = ran("import", tmp_path / "plan.txt", "--yes", *station)
    assert "新增 1 个" in out
    (row,) = json.loads(ran("list", "imports", "--json", *station))
    assert (row["file"], row["added"], row["can_undo"]) == ("plan.txt", 1, True)
    assert "同 1" in ran("import", tmp_path / "plan.txt", "--yes", *station)
    assert "1 条已还原" in ran("undo-import", f"D{row['id']}", *station)
    assert json.loads(ran("list", "problems", "--json", *station)) == []
    assert run(capsys, "undo-import", f"D{row['id']}", *station)[0] == 1
    code, _, err = run(capsys, "import", tmp_path / "plan.txt", "--as", "units", *station)
    assert code == 1
    assert "problems（问题）" in err
    assert run(capsys, "undo-import", "first", *station)[0] == 2
