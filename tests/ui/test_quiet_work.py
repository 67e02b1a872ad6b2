from threading import Event

from pytestqt.qtbot import QtBot

from ui.jobs import JobRunner


def test_quiet_work_goes_on_in_slices_and_lets_jobs_go_first(qtbot: QtBot) -> None:
    jobs = JobRunner()
    done: list[str] = []
    first = Event()

    def slice_() -> bool:
        first.wait(10)
        done.append("slice")
        return done.count("slice") < 3

    jobs.quietly(slice_)
    with qtbot.waitSignal(jobs.settled):
        jobs.start("正在等待", lambda _job: done.append("job"), lambda _result: None)
        first.set()
    assert done == ["slice", "job", "slice", "slice"]
    jobs.shut_down()
    jobs.quietly(slice_)  # nothing is started any more
    assert done.count("slice") == 3


def test_quiet_work_that_fails_is_left(qtbot: QtBot) -> None:
    jobs = JobRunner()
    with qtbot.waitSignal(jobs.settled):
        jobs.quietly(lambda: bool(1 / 0))
    assert not jobs.busy
    jobs.shut_down()
