from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest
from pytestqt.qtbot import QtBot

from ser_desktop.errors import WorkCancelledError
from ser_desktop.ui.toolkit.workers import Job, Workers


def test_work_is_done_elsewhere_and_delivered_here(qtbot: QtBot) -> None:
    workers = Workers()
    where: list[threading.Thread] = []
    got: list[int] = []

    def done(value: int) -> None:
        where.append(threading.current_thread())
        got.append(value)

    workers.start("analysis", lambda _job: where.append(threading.current_thread()) or 7, done)
    qtbot.waitUntil(lambda: got == [7])
    assert where[0] is not where[1]
    assert where[1] is threading.main_thread()
    workers.close()


def test_order_is_kept_within_a_lane(qtbot: QtBot) -> None:
    workers, got = Workers(), []
    for i in range(20):
        workers.start("analysis", lambda _job, i=i: i, got.append)
    qtbot.waitUntil(lambda: len(got) == 20)
    assert got == list(range(20))
    workers.close()


def test_progress_and_error_arrive(qtbot: QtBot) -> None:
    workers, shares, errors = Workers(), [], []

    def work(job: Job) -> None:
        for i in range(5):
            job.progress(i / 4)
        raise ValueError("broken")

    workers.start("analysis", work, pytest.fail, errors.append, shares.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert shares == [0.25, 0.5, 0.75, 1.0]
    assert str(errors[0]) == "broken"
    workers.close()


def test_cancelled_work_delivers_nothing(qtbot: QtBot) -> None:
    workers, got = Workers(), []

    def work(job: Job) -> int:
        while not job.cancelled():
            time.sleep(0.01)
        raise WorkCancelledError

    job = workers.start("analysis", work, got.append, got.append)
    qtbot.wait(50)
    job.cancel()
    qtbot.waitUntil(lambda: not workers.busy)
    assert got == []
    workers.close()


def test_a_preferred_job_runs_next(qtbot: QtBot) -> None:
    workers, got = Workers(), []
    free = threading.Event()
    first = workers.start("analysis", lambda _job: free.wait(5), got.append)
    jobs = [workers.start("analysis", lambda _job, i=i: i, got.append) for i in range(4)]
    workers.prefer(jobs[2])
    workers.prefer(first)  # under way: nothing to prefer
    free.set()
    qtbot.waitUntil(lambda: not workers.busy)
    assert got == [True, 2, 0, 1, 3]
    workers.close()


def test_a_job_cancelled_while_waiting_does_not_start(qtbot: QtBot) -> None:
    workers, begun = Workers(), []
    free = threading.Event()
    workers.start("details", lambda _job: free.wait(5), begun.append)
    waiting = [workers.start("details", lambda _job: begun.append("no"), print) for _ in range(3)]
    for job in waiting:
        job.cancel()
    workers.start("details", lambda _job: "wanted", begun.append)
    free.set()
    qtbot.waitUntil(lambda: not workers.busy)
    assert begun == [True, "wanted"]
    workers.close()


def test_a_finished_job_holds_nothing(qtbot: QtBot) -> None:
    class Heavy:
        pass

    heavy = Heavy()
    gone = weakref.ref(heavy)
    workers, got = Workers(), []
    workers.start("analysis", lambda _job, held=heavy: held is not None, got.append)
    del heavy
    qtbot.waitUntil(lambda: got == [True])
    qtbot.wait(20)
    gc.collect()
    assert gone() is None
    workers.close()


def test_closing_cancels_and_waits() -> None:
    workers, ended = Workers(), []

    def work(job: Job) -> None:
        while not job.cancelled():
            time.sleep(0.01)
        ended.append(True)

    workers.start("analysis", work, ended.append)
    workers.start("pictures", work, ended.append)
    time.sleep(0.1)
    workers.close()
    assert ended == [True, True]
