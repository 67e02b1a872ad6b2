"""Where a demo station's writing is collected, to be written in one batch for each kind."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.demo.pictures import Album
from app.demo.texts import CIRCUMSTANCES
from app.log.changes import WriteSession, write_batch
from app.workspace import COUNTY, Workspace
from db.models.activities import Activity, Service
from db.models.record import Record
from db.models.tasks import ClosureRequest, Progress
from db.models.work import Evidence as EvidenceRecord
from db.models.work import EvidenceUse, LogEntry

__all__ = ["Desk"]


class Desk:
    """Collects what is written in one transaction and writes it in one batch for each kind."""

    def __init__(self, session: WriteSession, ws: Workspace, album: Album, random: Random) -> None:
        self.session = session
        self._ws, self._album, self._random = ws, album, random
        self._rows: dict[type[Record], list[dict[str, Any]]] = {
            LogEntry: [], Activity: [], Service: [], Progress: [], EvidenceRecord: [], EvidenceUse: [], ClosureRequest: [],
        }  # fmt: skip
        known = session.execute(select(EvidenceRecord.original_sha256, EvidenceRecord.id))
        self._evidence = {row.original_sha256: row.id for row in known}

    def log(self, on: str, text: str, **more: Any) -> str:
        """Enter a line of the log and return its id."""
        row = {
            "id": self._new_id(),
            "on": on,
            "text": text,
            "place": "",
            "activity": "",
            "organiser": "",
            **more,
        }
        self._rows[LogEntry].append(row)
        return str(row["id"])

    def activity(self, on: str, what: str, kind: str, village: tuple[str, str], township: str) -> str:
        """Enter an activity with what the register asks, and return the id of its line."""
        random = self._random
        entry = self.log(
            on,
            f"在{village[1]}举办{what}",
            place=f"{village[1]}文体广场",
            unit=village[0],
            activity=kind,
            people=random.randrange(20, 240),
            organiser=f"{township}综合文化站",
        )
        hours, audience, partner = random.choice(CIRCUMSTANCES)
        self._rows[Activity].append(
            {
                "log_entry": entry, "topic": what, "hours": hours, "partner": partner, "audience": audience,
                "content": f"{what}按计划举办，秩序良好，群众反映好。", "handler": self._ws.person,
            }
        )  # fmt: skip
        return entry

    def tour(self, on: date, what: str, kind: str, villages: Sequence[tuple[str, str]]) -> str:
        """Enter one line for an event that goes through several villages, a day each, and return its id."""
        entry = self.log(
            on.isoformat(),
            f"{what}：{villages[0][1]}等 {len(villages)} 个村",
            unit=villages[0][0],
            activity=kind,
            organiser="县电影公司",
        )
        for place, (unit, _) in enumerate(villages):
            day = on - timedelta(days=(len(villages) - 1 - place) // 3)
            self._rows[Service].append(
                {
                    "log_entry": entry, "unit": unit, "on": None if day == on else day.isoformat(),
                    "times": 1, "people": self._random.randrange(25, 110),
                }
            )  # fmt: skip
        return entry

    def progress(self, **row: Any) -> None:
        """Enter progress; `row` is what the table holds."""
        self._rows[Progress].append({"obstacle": "", "next_step": "", **row})

    def closing(self, kind: str, target: str, turn: int, result: str) -> None:
        """Ask to close something."""
        today = self._ws.today.isoformat()
        self._rows[ClosureRequest].append(
            {
                "target_kind": kind, "target": target, "turn": turn, "result": result,
                "completed_on": today, "requested_on": today,
            }
        )  # fmt: skip

    def prove(
        self, targets: Sequence[tuple[str, str]], scene: str, on: date, *, count: int, role: str = "proof"
    ) -> None:
        """Let `count` pictures of `scene` prove each of `targets`."""
        for name, picture in self._album.put(self._ws.folder, scene, count, self._random):
            if picture.sha256 not in self._evidence:
                self._evidence[picture.sha256] = self._new_id()
                self._rows[EvidenceRecord].append(
                    {
                        "id": self._evidence[picture.sha256], "title": name, "kind": "photo", "on": on.isoformat(),
                        "file_name": f"{name}.jpg", "original_sha256": picture.sha256,
                        "original_bytes": picture.size_bytes, "copy_sha256": picture.sha256,
                        "copy_bytes": picture.size_bytes,
                    }
                )  # fmt: skip
            self._rows[EvidenceUse] += [
                {
                    "evidence": self._evidence[picture.sha256],
                    "target_kind": kind,
                    "target": target,
                    "role": role,
                }
                for kind, target in targets
            ]

    def write(self) -> None:
        """Write all that was collected."""
        for model, rows in self._rows.items():
            write_batch(self.session, model, rows, stream=COUNTY)

    def _new_id(self) -> str:
        return self.session.ids.record(self._ws.site)
