"""The window of an office that takes packages in as its user would; says how its heart beat meanwhile."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

import ui.program
from benchmarks.measuring import peak_megabytes
from ui.__main__ import main
from ui.exchange_page import ExchangePage
from ui.frame import Frame
from ui.jobs import JobRunner
from ui.page import EXCHANGE

BEAT_MS = 10


class Heart(QObject):
    """A timer on the GUI thread.

    `longest_ms` is the longest time between two beats, `busiest_ms` the most processor time this program took between
    two: on a machine that is busy with other things only the second tells whether the window was held up by us.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)
        self.begin()

    def begin(self) -> None:
        self.longest_ms = self.busiest_ms = 0.0
        self._last_s, self._busy_s = time.perf_counter(), time.process_time()

    def _beat(self) -> None:
        now_s, busy_s = time.perf_counter(), time.process_time()
        self.longest_ms = max(self.longest_ms, 1000 * (now_s - self._last_s))
        self.busiest_ms = max(self.busiest_ms, 1000 * (busy_s - self._busy_s))
        self._last_s, self._busy_s = now_s, busy_s


class Watched(ui.program.Program):
    """Opens the office, looks at what is in a folder, takes it in, closes; each step when the last has ended."""

    packages = Path()

    def __init__(self, machine: Path | None = None) -> None:
        super().__init__(machine)
        self._heart = Heart()
        self._begun_s = 0.0
        self._said: dict[str, float] = {}
        self._steps = iter((self._turn_to_the_page, self._look, self._take_in, self._say))

    @override
    def _show_ledger(self, *arguments: Any) -> None:
        super()._show_ledger(*arguments)
        self._frame.findChildren(JobRunner)[0].ended.connect(self._go_on)
        self._go_on()

    def _go_on(self) -> None:
        QTimer.singleShot(300, self, next(self._steps))

    def _turn_to_the_page(self) -> None:
        self._frame.navigate(EXCHANGE)
        self._go_on()

    def _look(self) -> None:
        self._heart.begin()
        self._begun_s = time.perf_counter()
        self._frame.navigate(EXCHANGE, receive=str(self.packages))

    def _take_in(self) -> None:
        self._said["preview_s"] = time.perf_counter() - self._begun_s
        self._said["preview_gap_ms"] = self._heart.longest_ms
        self._said["preview_busy_ms"] = self._heart.busiest_ms
        page = self._frame.page
        assert isinstance(page, ExchangePage)
        assert page.intake.confirm_button.isEnabled()
        self._heart.begin()
        self._begun_s = time.perf_counter()
        page.intake.confirm_button.click()

    def _say(self) -> None:
        self._said["receive_s"] = time.perf_counter() - self._begun_s
        self._said["receive_gap_ms"] = self._heart.longest_ms
        self._said["receive_busy_ms"] = self._heart.busiest_ms
        self._said["peak_mb"] = peak_megabytes()
        print(json.dumps(self._said), flush=True)
        QApplication.quit()

    @property
    def _frame(self) -> Frame:
        frame = self.window.centralWidget()
        assert isinstance(frame, Frame)
        return frame


if __name__ == "__main__":
    office, machine, Watched.packages = map(Path, sys.argv[1:])
    ui.program.Program = Watched  # type: ignore[misc]
    sys.exit(main(["--data", str(office), "--machine", str(machine)]))
