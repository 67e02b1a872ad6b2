"""A station-year over a package: export, intake, the same again; against plain INSERTs of the same rows."""

import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from app.ids import IdSource
from app.log.changes import write_batch
from app.log.kinds import kinds
from app.office.first_start import create_office
from app.office.units import UnitForm, add_unit
from app.start import open_workspace
from app.sync.enrol import start_station
from app.sync.export import export_packages
from app.sync.receive import preview, receive
from app.sync.start_packages import write_start_packages
from app.workspace import COUNTY, Workspace
from benchmarks.floor import Floor
from benchmarks.geodiff import differences
from benchmarks.measuring import Line, once
from benchmarks.workbooks import merging
from db.models.facilities import Check, CheckResult
from db.models.rectification import Problem
from db.models.tasks import Claim, Progress
from db.models.units import UnitKind
from db.models.work import Evidence, EvidenceUse, LogEntry

__all__ = ["Pair", "fill_year", "measure"]

TEXT = "组织群众开展文化活动，现场秩序良好，照片和签到表已归档，下一步继续完善村级台账资料"


class Pair:
    """An office and some stations that have a year of records to hand in."""

    def __init__(self, folder: Path, stations: int = 1) -> None:
        self.folder, self.machine = folder, folder / "machine"
        office = create_office(
            folder / "office", name="清河县创建办", code="990121000000", contact_name="王喆", phone="",
            machine=self.machine, ids=IdSource(seed=1),
        )  # fmt: skip
        for place in range(stations):
            form = UnitForm(
                UnitKind.STATION, f"第{place}镇文化站", f"990121{100 + place:03}000", township=f"第{place}镇"
            )
            add_unit(office, form)
        (folder / "start").mkdir()
        (folder / "up").mkdir()
        starts = write_start_packages(office, folder=folder / "start")
        office.engine.dispose()
        self.stations = [folder / start.code for start in starts]
        made = [(start.path, folder, start.code, seed) for seed, start in enumerate(starts, 2)]
        if stations == 1:
            _make_station(made[0])
        else:
            with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
                list(pool.map(_make_station, made))
        office = self.open(folder / "office")
        receive(office, [folder / "start"])
        office.engine.dispose()

    def open(self, folder: Path) -> Workspace:
        return open_workspace(folder, machine=self.machine).workspace

    def export_all(self) -> None:
        """Let every station write its package into `up`."""
        for station in self.stations:
            ws = self.open(station)
            export_packages(ws, folder=self.folder / "up")
            ws.engine.dispose()


def _make_station(made: tuple[Path, Path, str, int]) -> None:
    start, folder, code, seed = made
    ws = start_station(start, folder / code, machine=folder / "machine", ids=IdSource(seed=seed))
    export_packages(ws, folder=folder / "start")  # enrols
    fill_year(ws)
    ws.engine.dispose()


def fill_year(ws: Workspace) -> None:
    """Write about 12,600 records: 300 claims, 3,000 log lines, 6,000 results, 400 problems, 1,500 files."""
    random, first = Random(7), date(2026, 1, 1)

    def day() -> str:
        return (first + timedelta(days=random.randrange(365))).isoformat()

    def text() -> str:
        start = random.randrange(20)
        return TEXT[start : start + random.randrange(12, 40)]

    with ws.write() as session:

        def write(model: Any, count: int, row: Any) -> list[str]:
            blank = {
                column.name: column.type.python_type()  # "", 0, False
                for column in kinds()[model.__tablename__].fields
                if not column.nullable and column.type.python_type in {str, int, bool}
            }
            return write_batch(
                session,
                model,
                [{**blank, **row(number), "id": None} for number in range(count)],
                stream=COUNTY,
            )

        claims = write(Claim, 300, lambda n: {
            "item": f"{ws.office}-item{n:04}", "item_version": 1, "package": "p", "decision": "claimed", "reason": "",
            "ability": "station", "leader": "王分管", "claimed_on": day(), "method": text(), "output": text(),
        })  # fmt: skip
        entries = write(LogEntry, 3000, lambda _n: {
            "on": day(), "text": text(), "place": "文体广场", "activity": "show", "people": random.randrange(300),
            "organiser": "文化站",
        })  # fmt: skip
        write(Progress, 700, lambda _n: {
            "claim": random.choice(claims), "on": day(), "text": text(), "quantity": 1, "obstacle": "", "next_step": text(),
            "log_entry": random.choice(entries),
        })  # fmt: skip
        checks = write(Check, 200, lambda n: {
            "venue": f"{ws.site}-venue{n % 40:04}", "pack": "p", "pack_version": 1, "on": day(), "kind": "self",
            "checker": "李堃", "finished": True, "note": "",
        })  # fmt: skip
        write(CheckResult, 6000, lambda n: {
            "check": checks[n % 200], "item_code": f"A{n % 30:02}", "value": str(random.randrange(900)),
            "finding": random.choice(("met", "not_met")), "fixed_on_spot": False, "note": text(), "photo_no": "",
        })  # fmt: skip
        write(Problem, 400, lambda n: {
            "number": f"01-WT-2026-A{n:04}", "source": "self_check", "description": text(), "found_on": day(),
            "found_by": "李堃", "item_code": "A01", "clause": text(), "severity": "normal", "ability": "station",
            "goal": text(), "measures": text(), "leader": "王分管", "commitment": text(), "commitment_place": "公开栏",
            "limit_text": "年底前", "limit_kind": "date", "limit_end": day(), "limit_precision": "day",
        })  # fmt: skip
        files = write(Evidence, 900, lambda n: {
            "title": text(), "kind": "photo", "on": day(), "file_name": f"{n}.jpg", "original_sha256": f"{n:064x}",
            "original_bytes": 300_000,
        })  # fmt: skip
        write(EvidenceUse, 1100, lambda n: {
            "evidence": files[n % 900], "target_kind": "log_entry", "target": entries[n % 3000], "role": "proof",
        })  # fmt: skip


def measure(rounds: int = 7) -> list[Line]:
    """Return the lines about packages of one station-year."""
    with tempfile.TemporaryDirectory() as name:
        pair = Pair(Path(name))
        (station,) = pair.stations
        work = pair.folder / "work"
        times: dict[str, list[float]] = {}

        def note(what: str, time_s: float) -> None:
            times.setdefault(what, []).append(time_s)

        floor = Floor(work, pair.folder / "floor.db")
        for _ in range(rounds):  # by turns: the machine may be slower now and then
            shutil.rmtree(pair.folder / "up")
            (pair.folder / "up").mkdir()
            note("export", once(pair.export_all))
            (newest,) = (pair.folder / "up").glob("*.zwt")
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(pair.folder / "office", work)
            ws = pair.open(work)
            note("preview", once(lambda: preview(ws, [newest])))  # noqa: B023 - called at once
            note("intake", once(lambda: receive(ws, [newest])))  # noqa: B023
            note("again", once(lambda: receive(ws, [newest])))  # noqa: B023
            ws.engine.dispose()
            if "floor" not in times:
                sender = pair.open(station)
                floor.read(sender.site)
                sender.engine.dispose()
            note("floor", once(floor.insert, before=floor.empty))
        best = {what: min(all_s) for what, all_s in times.items()}
        create_s, apply_s = differences(floor, pair.folder)
        peers = merging([station], pair.folder)
    plain, ours = "plain INSERT of the same rows and lines", best["intake"]
    return [
        Line("intake of a station-year, signed and encrypted", ours, plain, best["floor"], 1.8),
        Line("its dry run, told apart", best["preview"], plain, best["floor"]),
        Line("the same package again", best["again"], plain, best["floor"], 0.1),
        Line("export of a station-year", best["export"], plain, best["floor"], 0.6),
        Line(
            "export of a station-year", best["export"], "geodiff, creating the difference, unsigned", create_s
        ),
        Line("intake of a station-year", ours, "geodiff, applying the difference, unsigned", apply_s),
        *(
            Line("intake of a station-year", ours, f"{peer}, merging one workbook a station", peer_s, 0.2)
            for peer, peer_s in peers.items()
        ),
    ]


if __name__ == "__main__":
    for line in measure():
        print(line.text())
