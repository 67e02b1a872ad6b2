"""Real data folders for tests, with a clock that stands still until it is moved."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from app.ids import IdSource
from app.log.projection import project, read_lines
from app.start import make_workspace
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models import LogLine, StreamHead

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9 o'clock in China, a Monday


class StoppedClock:
    """Tells the same instant until it is moved."""

    def __init__(self, instant: datetime = START) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant

    def to(self, day: date) -> None:
        self.instant = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)

    def forward(self, *, days: int = 0, minutes: int = 0) -> None:
        self.instant += timedelta(days=days, minutes=minutes)


def new_workspace(folder: Path, role: Role, clock: StoppedClock, *, seed: int, **more: str) -> Workspace:
    return make_workspace(
        folder,
        role=role,
        person="测试员",
        machine=folder.parent / f"{folder.name}-machine",
        clock=clock,
        ids=IdSource(clock, seed=seed),
        **more,
    )


def carry(source: Workspace, target: Workspace) -> None:
    """Bring to `target` what `source` may show it, as intakes do but without packages."""
    streams = {COUNTY} if source.role is Role.STATION else {ALL, target.unit}
    with source.read() as session:
        heads = session.scalars(select(StreamHead).where(StreamHead.site == source.site)).all()
        raw = {
            head.stream: session.scalars(
                select(LogLine.line).where(LogLine.head == head.id).order_by(LogLine.number)
            ).all()
            for head in heads
            if head.stream in streams
        }
    with target.write() as session:
        for stream, lines in raw.items():
            project(session.connection(), read_lines(source.site, stream, 1, lines))
