"""One worker, results on the GUI thread."""

import threading
from collections.abc import Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput
from app.job import Job
from tests.ui.conftest import User
from ui.jobs import JobRunner


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.shut_down()


def run(qtbot: QtBot, jobs: JobRunner, work: object, **more: object) -> list[object]:
    results: list[object] = []
    with qtbot.waitSignal(jobs.ended):
        jobs.start("正在做", work, results.append, **more)  # type: ignore[arg-type]
    return results


def test_work_runs_elsewhere_and_its_result_comes_back_here(qtbot: QtBot, jobs: JobRunner) -> None:
    threads: list[threading.Thread] = []
    with qtbot.waitSignal(jobs.ended):
        jobs.start(
            "正在做",
            lambda _job: threads.append(threading.current_thread()),
            lambda _none: threads.append(threading.current_thread()),
        )
        assert jobs.busy
        assert len(threads) <= 1  # a quick job does not come back inside start()
    assert threads[0] is not threads[1] is threading.main_thread()
    assert not jobs.busy


def test_a_user_error_is_shown_and_nothing_else_happens(qtbot: QtBot, jobs: JobRunner, user: User) -> None:
    def work(_job: Job) -> None:
        raise InvalidInput("请填写名称。")

    assert run(qtbot, jobs, work) == []
    assert user.errors == ["请填写名称。"]
    told: list[str] = []
    run(qtbot, jobs, work, on_error=lambda error: told.append(str(error)))
    assert told == ["请填写名称。"]
    assert user.errors == ["请填写名称。"]


def test_a_fault_of_ours_is_an_internal_error(qtbot: QtBot, jobs: JobRunner, user: User) -> None:
    assert run(qtbot, jobs, lambda _job: 1 // 0) == []
    assert [type(error) for error in user.broken] == [ZeroDivisionError]
    assert run(qtbot, jobs, lambda _job: 7) == [7]  # and the runner still works


def test_cancelling_ends_at_the_next_step_without_a_word(qtbot: QtBot, jobs: JobRunner, user: User) -> None:
    steps: list[int] = []

    def work(job: Job) -> None:
        for done in range(10):
            job.step(done, 10)
            steps.append(done)
            jobs.cancel()

    assert run(qtbot, jobs, work) == []
    assert steps == [0]
    assert (user.errors, user.broken, user.told) == ([], [], [])


def test_a_second_job_is_refused_with_a_sentence(qtbot: QtBot, jobs: JobRunner, user: User) -> None:
    go = Event()
    results: list[object] = []
    with qtbot.waitSignal(jobs.ended):
        jobs.start("正在接收", lambda _job: go.wait(10), results.append)
        jobs.start("正在打印", lambda _job: "second", results.append)
        go.set()
    assert results == [True]
    assert "正在接收" in user.told[0]


def test_an_error_in_what_follows_leaves_the_runner_free(qtbot: QtBot, jobs: JobRunner) -> None:
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(jobs.ended):
        jobs.start("正在做", lambda _job: 0, lambda zero: 1 // zero)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert run(qtbot, jobs, lambda _job: 7) == [7]


def test_progress_comes_sparsely_and_to_its_end(qtbot: QtBot, jobs: JobRunner) -> None:
    seen: list[tuple[int, int]] = []
    jobs.progressed.connect(lambda done, total: seen.append((done, total)))

    def work(job: Job) -> None:
        for done in range(1, 20_001):
            job.step(done, 20_000)

    run(qtbot, jobs, work)
    assert seen[-1] == (20_000, 20_000)
    assert len(seen) < 200


def test_one_job_may_start_the_next(qtbot: QtBot, jobs: JobRunner) -> None:
    results: list[int] = []
    jobs.start("一", lambda _job: 1, lambda one: jobs.start("二", lambda _job: one + 1, results.append))
    qtbot.waitUntil(lambda: results == [2])
    qtbot.waitUntil(lambda: not jobs.busy)
