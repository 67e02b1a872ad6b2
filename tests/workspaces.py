"""Real data folders for tests, with a clock that stands still until it is moved."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, select

from app.ids import IdSource
from app.log.projection import keep, project, read_lines
from app.start import make_workspace
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.log import LogLine, StreamHead

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
    for stream in sorted(streams):
        with target.read() as session:
            at = (source.site, stream, source.epoch)
            first = 1 + (session.scalar(_number(*at)) or 0)
        with source.read() as session:
            raw = session.scalars(
                select(LogLine.line)
                .join(StreamHead, StreamHead.id == LogLine.head)
                .where(StreamHead.site == source.site, StreamHead.stream == stream, LogLine.number >= first)
                .order_by(LogLine.number)
            ).all()
        lines = read_lines(source.site, stream, first, raw)
        with target.write() as session:
            project(session.connection(), lines)
            keep(session.connection(), *at, lines, None)


def _number(site: str, stream: str, epoch: str) -> Select[tuple[int]]:
    return select(StreamHead.number).where(
        StreamHead.site == site, StreamHead.stream == stream, StreamHead.epoch == epoch
    )
