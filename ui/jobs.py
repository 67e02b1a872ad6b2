"""Long work: one worker thread, results on the GUI thread."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import Cancelled, UserError
from app.job import Job
from ui import messages

__all__ = ["REST_MS", "JobRunner"]

T = TypeVar("T")
REST_MS: Final = 1000
"""After a job the window has this long to show what it did, before quiet work goes on."""
_REPORT_EVERY_S: Final = 0.05  # a job may step ten thousand times a second; the window need not know
_log = logging.getLogger(__name__)


class JobRunner(QObject):
    """Runs one job at a time on one worker thread and comes back on the GUI thread."""

    started = Signal(str)  # what is being done, for the user
    progressed = Signal(int, int)  # done, total
    stopping = Signal()  # cancelled, but not at its end yet
    ended = Signal()  # after on_done or the error message, unless these started the next job
    settled = Signal()  # what was done quietly is done
    _finished = Signal(object)  # the Future; queued, so that a quick job does not finish inside start()
    _rested = Signal(object)  # the Future of a quiet slice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._job: Job | None = None
        self._title = ""
        self._on_done: Callable[[Any], object] = _nothing
        self._on_error: Callable[[UserError], None] | None = None
        self._quiet: Callable[[], bool] | None = None
        self._slice: Future[bool] | None = None
        self._shut = False
        self._finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._rested.connect(self._go_on, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job is running."""
        return self._job is not None

    def start(
        self,
        title: str,
        work: Callable[[Job], T],
        on_done: Callable[[T], object],
        *,
        on_error: Callable[[UserError], None] | None = None,
    ) -> None:
        """Run `work(job)` on the worker, then `on_done(result)` on the GUI thread.

        While another job runs, this one is refused with a message: actions that start jobs are made
        with `writes=True` and are off by then. A cancelled job ends silently.

        Args:
            title: What is being done, shown beside the progress bar: "正在接收数据包".
            on_error: Called on the GUI thread with a `UserError` of `work`; None: it is shown.
        """
        if self.busy:
            messages.say(f"{self._title}，请等它做完，或者先取消它。")
            return
        self._title, self._on_done, self._on_error = title, on_done, on_error
        self._job = job = Job(_sparsely(self.progressed.emit))
        self.started.emit(title)
        future: Future[T] = self._thread.submit(work, job)
        future.add_done_callback(self._finished.emit)

    def quietly(self, work: Callable[[], bool]) -> None:
        """Do `work()` on the worker without telling anybody, again as long as it says that more is left.

        Jobs come first; it goes on after them. It must be short, may be cut off after any slice, and what
        goes wrong in it is logged and left.
        """
        self._quiet = work
        self._begin_slice()

    def cancel(self) -> None:
        """Ask the running job to stop at its next step; what it had begun is rolled back."""
        if self._job is not None:
            self._job.cancel()
            self.stopping.emit()

    def shut_down(self) -> None:
        """Cancel what runs and wait for the worker to end; nothing can be started afterwards."""
        self.cancel()
        self._shut, self._quiet = True, None
        self._thread.shutdown(wait=True)

    def _begin_slice(self) -> None:
        if self._quiet is not None and self._slice is None and not self.busy and not self._shut:
            self._slice = self._thread.submit(self._quiet)
            self._slice.add_done_callback(self._rested.emit)

    def _go_on(self, future: "Future[bool]") -> None:
        self._slice = None
        error = future.exception()
        if error is not None:
            _log.warning("quiet work ended: %r", error)
        if error is not None or not future.result():
            self._quiet = None
            self.settled.emit()
        self._begin_slice()

    def _finish(self, future: Future[Any]) -> None:
        self._job = None
        on_done, on_error = self._on_done, self._on_error or messages.show_error
        self._on_done, self._on_error = _nothing, None
        try:
            error = future.exception()
            if error is None:
                on_done(future.result())
            elif isinstance(error, UserError):
                on_error(error)
            elif isinstance(error, Cancelled):
                _log.info("cancelled: %s", self._title)
            else:
                messages.show_internal_error(error)
        finally:
            if not self.busy:
                self.ended.emit()
            QTimer.singleShot(REST_MS, self, self._begin_slice)


def _nothing(*_arguments: object) -> None:
    """Stand where no callback is set."""


def _sparsely(report: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Let a report through now and then, and always the last one."""
    last_s = 0.0

    def sometimes(done: int, total: int) -> None:
        nonlocal last_s
        now_s = time.monotonic()
        if done >= total or now_s - last_s >= _REPORT_EVERY_S:
            last_s = now_s
            report(done, total)

    return sometimes
