import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.archive.lists import read_archive
from app.demo.build import DemoSize, DemoSummary, _bytes_in, build_demo, wipe_demo
from app.errors import Cancelled, InvalidInput
from app.integrity import check_folder
from app.job import Job
from app.start import open_workspace
from app.workspace import Workspace
from db.models.archive import ArchiveBox
from db.models.log import LogLine
from db.models.rectification import Order, Problem
from db.models.task_depth import OwnTask, Step
from db.models.tasks import Answer, Claim, Progress, TaskPackage, Verdict
from db.models.work import Evidence
from tests.app.cli.command import run
from tests.workspaces import StoppedClock

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
SIZE = DemoSize(stations=2, villages=2, months=4, pictures=20)
SMALL = DemoSize(stations=1, villages=1, months=2, pictures=10)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoSummary]:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return folder, build_demo(folder, SIZE, now=NOW)


def opened(folder: Path, demo: Path) -> Workspace:
    return open_workspace(folder, machine=demo / "machine", clock=StoppedClock(NOW)).workspace


def count(ws: Workspace, *models: type) -> list[int]:
    with ws.read() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_every_folder_is_whole_and_both_sides_agree(demo: tuple[Path, DemoSummary]) -> None:
    folder, summary = demo
    office = opened(folder / "county", folder)
    assert check_folder(office) == []
    assert count(office, LogLine) == [summary.records]
    assert min(count(office, Claim, Progress, Step, OwnTask, Evidence, Problem, Verdict, Answer, Order)) > 0
    with office.read() as session:
        assert session.scalar(select(func.max(TaskPackage.version))) == 2
    stations = sorted((folder / "stations").iterdir())
    assert len(stations) == summary.stations == 2
    totals = [0, 0, 0]
    for path in stations:
        ws = opened(path, folder)
        assert check_folder(ws) == []
        assert count(ws, ArchiveBox) > [1]
        assert min(box.files for box in read_archive(ws).boxes) > 0
        totals = [sum(pair) for pair in zip(totals, count(ws, Claim, Progress, Problem), strict=True)]
        ws.engine.dispose()
    assert count(office, Claim, Progress, Problem) == totals
    office.engine.dispose()


def test_papers_and_packages_are_there(demo: tuple[Path, DemoSummary]) -> None:
    folder, summary = demo
    papers = [path for path in (folder / "print").rglob("*") if path.is_file()]
    assert len(papers) == summary.papers > 20
    assert all(path.read_bytes()[:4] in {b"%PDF", b"PK\x03\x04"} for path in papers)
    assert len(list((folder / "packages").rglob("*.zwt"))) == summary.packages + summary.stations


def test_the_same_seed_and_end_make_the_same_records(tmp_path: Path) -> None:
    lines = []
    for name in ("one", "two"):
        build_demo(tmp_path / name, SMALL, now=NOW)
        office = opened(tmp_path / name / "county", tmp_path / name)
        with office.read() as session:  # certificates hold the new keys
            kept = select(LogLine.line).where(LogLine.kind != "certificate")
            lines.append(session.scalars(kept.order_by(LogLine.head, LogLine.number)).all())
        office.engine.dispose()
    assert lines[0] == lines[1]
    wipe_demo(tmp_path / "one")
    assert not (tmp_path / "one").exists()


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"x")
    with pytest.raises(InvalidInput, match="已经有别的文件"):
        build_demo(tmp_path, SIZE, now=NOW)
    with pytest.raises(InvalidInput, match="不是演示数据"):
        wipe_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["照片.jpg"]


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    job = Job(lambda done, _total: job.cancel() if done else None)
    with pytest.raises(Cancelled):
        build_demo(tmp_path / "demo", SIZE, now=NOW, job=job)
    assert not (tmp_path / "demo").exists()


def test_the_command_line_reads_the_demo(
    demo: tuple[Path, DemoSummary], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = demo[0]
    where = ("--data", folder / "county", "--machine", folder / "machine")
    code, out, _ = run(
        capsys,
        "list",
        "tasks",
        "--json",
        "--data",
        next((folder / "stations").iterdir()),
        "--machine",
        folder / "machine",
    )
    assert code == 0
    assert len(json.loads(out)) > 50
    for records in ("units", "venues", "problems", "orders", "packages", "waiting"):
        code, out, _ = run(capsys, "list", records, "--json", *where)
        assert code == 0
        assert json.loads(out)
    code, out, _ = run(capsys, "print", "工作台账", "--to", tmp_path / "台账.pdf", "--station", "01", *where)
    assert code == 0
    assert (tmp_path / "台账.pdf").read_bytes().startswith(b"%PDF")
    code, _, err = run(capsys, "print", "没有的", "--to", tmp_path / "x.pdf", *where)
    assert code == 1
    assert "没有叫" in err


def test_what_is_linked_counts_once_and_folders_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "照片").write_bytes(bytes(1000))
    (tmp_path / "b").hardlink_to(tmp_path / "a" / "照片")
    (tmp_path / "c").write_bytes(bytes(10))
    assert _bytes_in(tmp_path) == 1010
