"""What nobody speaks of: tasks that a station left alone for long, and the stations that leave most alone."""

from collections.abc import Sequence

from msgspec import Struct

from app.overview.board import Board

__all__ = ["SilentStation", "silent_stations"]


class SilentStation(Struct, frozen=True):
    """A station with tasks it has not said a word about for longer than usual.

    Attributes:
        tasks: (days, item, title) of each, the longest first.
        red: How many of them are silent for so long that they are red.
    """

    unit: str
    name: str
    tasks: Sequence[tuple[int, str, str]]
    red: int

    @property
    def days(self) -> int:
        """Of the one left alone for the longest."""
        return self.tasks[0][0]


def silent_stations(board: Board) -> list[SilentStation]:
    """Return the stations with silent tasks, the longest silence first.

    Days for which others held a task are none of the station's silence.
    """
    titles = {task.item: f"{task.code} {task.title}".strip() for task in board.tasks}
    found = []
    for line in board.stations:
        unit = line.station.unit
        tasks = sorted(
            (
                (cell.quiet_days, item, titles.get(item, ""))
                for (of, item), cell in board.cells.items()
                if of == unit and cell.word.endswith("没动静")
            ),
            reverse=True,
        )
        if tasks:
            red = sum(days > board.thresholds.silent_days for days, _, _ in tasks)
            found.append(SilentStation(unit, line.station.name, tasks, red))
    return sorted(found, key=lambda station: (-station.days, station.unit))
