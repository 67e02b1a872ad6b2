"""The handle by which long work reports progress and notices that it should stop."""

from collections.abc import Callable

from app.errors import Cancelled

__all__ = ["Job", "stretch"]


class Job:
    """Progress and cancellation of one piece of long work.

    `Job()` reports to nobody and is never cancelled: what tests and the command line pass.
    """

    def __init__(self, report: Callable[[int, int], None] | None = None) -> None:
        self._report = report
        self._cancelled = False

    def step(self, done: int, total: int) -> None:
        """Report that `done` of `total` parts are finished.

        Raises:
            Cancelled: Somebody called `cancel`.
        """
        if self._cancelled:
            raise Cancelled
        if self._report is not None:
            self._report(done, total)

    def cancel(self) -> None:
        """Make the next `step` raise; may be called from another thread."""
        self._cancelled = True


def stretch(job: Job, start: int, size: int, total: int) -> Job:
    """Return a job for one part of `job`: its whole way is that from `start` to `start + size` of `total`."""
    return Job(lambda done, of: job.step(start + (size * done // of if of else 0), total))
