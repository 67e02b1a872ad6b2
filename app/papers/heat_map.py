"""各站任务进展 (stations by tasks): one light for each station and task, on A4 or A3."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct
from typing_extensions import override

from app.papers.blocks import Fact, Facts, Signatures, Space, Title
from app.papers.dates import chinese_date, day_of
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section, Strip, Table
from app.papers.lettering import REGULAR, fit, text_width
from app.papers.pen import MM, LightKind, Pen
from app.papers.table import Column, make_table

__all__ = ["HeatMap", "MapStation", "MapTask", "heat_map_pages"]

_NAME_MM, _DATE_MM, _TOTAL_MM = 32.0, 17.0, 15.0
_LEAST_CELL_MM, _MOST_CELL_MM = 4.6, 11.0
_HEAD_MM, _GROUP_MM = 36.0, 6.0
_SIZE = 9.0
_AROUND_ROWS_MM = 82.0
"""Title, facts, head, foot and legend of the first page."""


class MapTask(Struct, frozen=True):
    """A column: one task."""

    code: str
    title: str
    group: str


class MapStation(Struct, frozen=True):
    """A row: one station with a light for each task, in the order of the tasks."""

    name: str
    as_of: date | None
    """Until when data has come in; None when none ever came."""
    stale: bool
    """Whether that is longer ago than it should be; hatched on paper."""
    lights: tuple[LightKind | None, ...]
    """None where the task does not concern the station."""
    done: tuple[bool, ...]


class HeatMap(Struct, frozen=True):
    """The county's view of a task package."""

    office: str
    package: str
    tasks: tuple[MapTask, ...]
    stations: tuple[MapStation, ...]
    imprint: Imprint
    stale_days: int = 30


def heat_map_pages(heat_map: HeatMap, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the map; with more tasks than fit side by side, several tables follow one another."""
    width = paper.frame_width
    body: list[Strip | Table] = [
        Title("各站任务进展", width, 20),
        Facts(
            (
                Fact("任务包：", heat_map.package, 3),
                Fact("制表单位：", heat_map.office, 2),
                Fact("数据截至：", chinese_date(day_of(heat_map.imprint.as_of)), 1.5),
            ),
            width,
        ),
        Space(1),
    ]
    room_mm = width / MM - _NAME_MM - _DATE_MM - _TOTAL_MM
    most = int(room_mm / _LEAST_CELL_MM)
    count = len(heat_map.tasks)
    bands = -(-count // most) or 1
    per_band = -(-count // bands) or 1
    cell_mm = min(_MOST_CELL_MM, room_mm / per_band)
    room_mm = paper.height_mm - paper.top_mm - paper.bottom_mm - _AROUND_ROWS_MM
    row_mm = max(4.4, min(8.0, room_mm / max(1, len(heat_map.stations))))  # a county on one page
    for first in range(0, max(1, count), per_band):
        band = range(first, min(first + per_band, count))
        grid = _Grid(_NAME_MM, _DATE_MM, cell_mm, len(band), row_mm)
        rows: list[Strip] = [_StationRow(grid, station, band) for station in heat_map.stations]
        rows.append(_FootRow(grid, tuple(_done_count(heat_map.stations, index) for index in band)))
        body.append(Table(_MapHead(grid, tuple(heat_map.tasks[index] for index in band)), tuple(rows)))
        body.append(Space(4))
    if not heat_map.tasks:
        body = body[:3]
        body.append(make_table(_TASK_LIST, [], width, empty="（还没有发布任务包）"))
    else:
        body.append(make_table(_TASK_LIST, _list_rows(heat_map), width))
    return Section(
        title="各站任务进展",
        imprint=heat_map.imprint,
        body=tuple(body),
        closing=Signatures(
            ("制表", "审核"),
            width,
            note=f"斜线：该站数据早于 {heat_map.stale_days} 天。空白：任务不涉及该站。补办的按办结计。",
        ),
        paper=paper,
        unit=heat_map.office,
        legend=True,
    )


def _done_count(stations: Sequence[MapStation], index: int) -> str:
    concerned = [station for station in stations if station.lights[index] is not None]
    return f"{sum(station.done[index] for station in concerned)}/{len(concerned)}"


class _ListRow(Struct, frozen=True):
    task: MapTask
    done: str
    late: str


_TASK_LIST: tuple[Column[_ListRow], ...] = (
    Column("编码", 26, lambda r: r.task.code, "center"),
    Column("类别", 40, lambda r: r.task.group),
    Column("任务", 130, lambda r: r.task.title),
    Column("办结站数", 22, lambda r: r.done, "center"),
    Column("逾期站数", 22, lambda r: r.late, "center"),
)


def _list_rows(heat_map: HeatMap) -> list[_ListRow]:
    rows = []
    for index, task in enumerate(heat_map.tasks):
        late = sum(station.lights[index] == "red" for station in heat_map.stations)
        rows.append(_ListRow(task, _done_count(heat_map.stations, index), str(late) if late else ""))
    return rows


class _Grid(Struct, frozen=True):
    name_mm: float
    date_mm: float
    cell_mm: float
    cells: int
    row_mm: float

    @property
    def xs(self) -> tuple[float, ...]:
        edges = [0.0, self.name_mm, self.name_mm + self.date_mm]
        edges.extend(edges[2] + self.cell_mm * (index + 1) for index in range(self.cells))
        edges.append(edges[-1] + _TOTAL_MM)
        return tuple(edge * MM for edge in edges)


@dataclass(frozen=True)
class _MapHead(Strip):
    """Codes and titles written upwards, groups above them."""

    grid: _Grid
    tasks: tuple[MapTask, ...]
    keep: bool = True
    height: float = (_HEAD_MM + _GROUP_MM) * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the head; a title too long for its height is cut, the list below has it whole."""
        xs = self.grid.xs
        bottom = top - self.height
        pen.shade(x, bottom, xs[-1], self.height, white=0.94)
        pen.frame(x, bottom, xs[-1], self.height, weight=0.8)
        for index in (1, 2, len(xs) - 2):
            pen.line(x + xs[index], top, x + xs[index], bottom)
        for left, right, word in (
            (0.0, xs[1], "文化站"),
            (xs[1], xs[2], "数据日期"),
            (xs[-2], xs[-1], "办结"),
        ):
            pen.text(
                x + (left + right) / 2,
                (top + bottom) / 2 - 0.38 * _SIZE,
                word,
                _SIZE,
                bold=True,
                align="center",
            )
        split = top - _GROUP_MM * MM
        pen.line(x + xs[2], split, x + xs[-2], split)
        start = 0
        for index, task in enumerate(self.tasks):
            left, right = x + xs[index + 2], x + xs[index + 3]
            size = min(8.0, self.grid.cell_mm * MM * 0.75)
            label = _clipped(f"{task.code} {task.title}", (_HEAD_MM - 2) * MM, size)
            pen.upright((left + right) / 2 + 0.38 * size, bottom + 1 * MM, label, size)
            if index:
                pen.line(left, split, left, bottom, weight=0.3)
            last = index + 1 == len(self.tasks)
            if last or self.tasks[index + 1].group != task.group:
                self._draw_group(pen, task.group, x + xs[start + 2], right, top, split)
                if not last:
                    pen.line(right, top, right, bottom, weight=0.8)
                start = index + 1

    def _draw_group(self, pen: Pen, group: str, left: float, right: float, top: float, bottom: float) -> None:
        room = right - left - 1 * MM
        size = fit(group, room, REGULAR, _SIZE, 6)
        label = _clipped(group, room, size)
        pen.text((left + right) / 2, (top + bottom) / 2 - 0.38 * size, label, size, align="center")


def _clipped(text: str, room: float, size: float) -> str:
    if text_width(text, REGULAR, size) <= room:
        return text
    while text and text_width(text + "…", REGULAR, size) > room:
        text = text[:-1]
    return text + "…" if text else ""


@dataclass(frozen=True)
class _StationRow(Strip):
    grid: _Grid
    station: MapStation
    band: range
    keep: bool = False

    @property
    @override
    def height(self) -> float:
        return self.grid.row_mm * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        xs, station = self.grid.xs, self.station
        bottom, middle = top - self.height, top - self.height / 2
        if station.stale:
            pen.hatch(x + xs[1], bottom, xs[-2] - xs[1], self.height)
        pen.grid_row(tuple(x + edge for edge in xs), top, bottom)
        size = fit(station.name, xs[1] - 2 * MM, REGULAR, _SIZE, 6)
        pen.text(x + 1 * MM, middle - 0.38 * size, station.name, size)
        day = f"{station.as_of:%m-%d}" if station.as_of else "未报"
        pen.text(x + (xs[1] + xs[2]) / 2, middle - 0.38 * _SIZE, day, _SIZE, align="center")
        side = min(3.6, self.grid.row_mm - 1.2, self.grid.cell_mm - 1) * MM
        concerned = done = 0
        for place, index in enumerate(self.band):
            light = station.lights[index]
            if light is None:
                continue
            concerned += 1
            done += station.done[index]
            centre = x + (xs[place + 2] + xs[place + 3]) / 2
            pen.light(centre - side / 2, middle, side, light)
        total = f"{done}/{concerned}"
        pen.text(x + (xs[-2] + xs[-1]) / 2, middle - 0.38 * _SIZE, total, _SIZE, align="center")


@dataclass(frozen=True)
class _FootRow(Strip):
    """How many stations are done with each task."""

    grid: _Grid
    counts: tuple[str, ...]
    keep: bool = False
    height: float = 11 * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        xs = self.grid.xs
        bottom = top - self.height
        pen.grid_row((x, *(x + edge for edge in xs[2:])), top, bottom)
        pen.text(x + 1 * MM, (top + bottom) / 2 - 0.38 * _SIZE, "办结站数 / 涉及站数", _SIZE, bold=True)
        size = min(8.0, self.grid.cell_mm * MM * 0.7)
        for place, count in enumerate(self.counts):
            centre = x + (xs[place + 2] + xs[place + 3]) / 2
            start = (top + bottom) / 2 - text_width(count, REGULAR, size) / 2
            pen.upright(centre + 0.38 * size, start, count, size)
