"""Runs tasks on several processes of this machine.

Each worker has a pipe of its own and holds one task at a time, so that a worker that dies names the
task that it had: the executors of the standard library give up all their tasks then (decision 18).
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, TypeVar

from ser_desktop.batch.runner import Started, never, tell_nobody
from ser_desktop.batch.task import Cancelled, FileError, Task, check_cancelled
from ser_desktop.batch.worker import Ended, Prepare, Ready, Result, work
from ser_desktop.errors import AudioFileError, WorkerError
from ser_desktop.interruption import deferred_signals
from ser_desktop.texts.messages import Message

R = TypeVar("R")
MAX_ATTEMPTS = 2
"""A task whose worker died is done once more by another one."""
_POLL_S = 0.2
"""Interval, in seconds, of calls of ``cancelled`` while all workers are busy."""
_STOP_S = 5.0
"""Seconds after which a worker that does not end is killed."""


class ProcessRunner:
    """A pool of worker processes.

    Args:
        workers: number of workers.
        prepare: picklable; called once in each worker before its first task.
    """

    def __init__(self, workers: int, prepare: Prepare | None = None) -> None:
        self._n_workers = workers
        self._prepare = prepare

    def run(
        self, tasks: Iterable[Task[R]], cancelled: Cancelled = never, started: Started = tell_nobody
    ) -> Iterator[tuple[int, R | FileError]]:
        """Run every task and yield results as they finish. The workers end with the iteration."""
        # Spawned: threads of ONNX Runtime and of the window do not survive a fork.
        context = multiprocessing.get_context("spawn")
        workers = [_Worker(context, self._prepare) for _ in range(self._n_workers)]
        jobs = _Jobs(iter(enumerate(tasks)))
        try:
            while True:
                for worker in workers:
                    if worker.job is None and (job := jobs.take()) is not None:
                        if job.attempts == 0:
                            started(job.number)
                        worker.give(job)
                busy = [worker for worker in workers if worker.job is not None]
                if not busy:
                    return
                ready = wait([worker.pipe for worker in busy], _POLL_S)
                check_cancelled(cancelled)
                for worker in busy:
                    if worker.pipe in ready:
                        yield from worker.collect(jobs)
        finally:
            for worker in workers:
                worker.stop()


@dataclass
class _Job:
    number: int
    task: Any
    attempts: int = 0


@dataclass
class _Jobs:
    """The queue: tasks of crashed workers first, then new ones."""

    new: Iterator[tuple[int, Any]]
    again: deque[_Job] = field(default_factory=deque)

    def take(self) -> _Job | None:
        if self.again:
            return self.again.popleft()
        following = next(self.new, None)
        return None if following is None else _Job(*following)


class _Worker:
    """One process and its task; started with its first task, and again after a crash."""

    def __init__(self, context: SpawnContext, prepare: Prepare | None) -> None:
        self._context, self._prepare = context, prepare
        self._process: SpawnProcess | None = None
        self._is_ready = False
        self.pipe: Connection[Any, Any]
        self.job: _Job | None = None

    def give(self, job: _Job) -> None:
        """Send a task."""
        self.job = job
        job.attempts += 1
        if self._process is None or not self._process.is_alive():
            self._start()
        # A worker that has just died leaves a broken pipe; collect() meets its end.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(job.task)

    def collect(self, jobs: _Jobs) -> Iterator[tuple[int, Any]]:
        """Yield number and result of the task; after a crash, queue the task again once.

        Raises:
            WorkerError: the process ended before its first task.
            SerError: the task failed in a way that affects all tasks.
        """
        job = self.job
        assert job is not None
        try:
            reply = self.pipe.recv()
        except (EOFError, OSError):
            self.job = None
            self.stop()
            if not self._is_ready:
                raise WorkerError(Message("batch.worker_not_started")) from None
            if job.attempts < MAX_ATTEMPTS:
                jobs.again.append(job)
            else:
                died = Message("batch.worker_died", attempts=job.attempts)
                yield job.number, AudioFileError("internal", died)
            return
        if isinstance(reply, Ready):
            self._is_ready = True
            return
        self.job = None
        if isinstance(reply, Ended):
            raise reply.error
        assert isinstance(reply, Result)
        yield job.number, reply.value

    def stop(self) -> None:
        """End the process: by killing it during a task, else by closing its pipe."""
        if self._process is None:
            return
        self.pipe.close()
        if self.job is not None:
            self._process.terminate()
        self._process.join(_STOP_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process = None

    def _start(self) -> None:
        if self._process is not None:
            self.stop()
        self._is_ready = False
        self.pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=work, args=(theirs, self._prepare), name="ser-desktop worker", daemon=True
        )
        # A signal during the start would leave an unknown process.
        with deferred_signals() as pending:
            with _ctrl_c_blocked():
                self._process.start()
            theirs.close()
        pending.raise_pending()


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Block Ctrl+C for processes that are started within the block."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
