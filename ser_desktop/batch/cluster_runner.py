"""Runs tasks on a Dask cluster.

A bounded number of tasks is on its way at any time, so that neither scheduler nor workers pile up
results while this process writes. A task whose worker is lost is given to another one by the
scheduler; a task has one future, so that its result comes once whatever was done twice. The
scheduler blames all tasks of a worker that ended. Those that it gives up are done once more, one at
a time: the file that ends workers does so alone then, and its neighbours are heard.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar
from uuid import uuid4

from ser_desktop.batch.cluster_worker import Ended, ModelPlugin, answer
from ser_desktop.batch.runner import Started, never, tell_nobody
from ser_desktop.batch.task import Cancelled, FileError, Task, check_cancelled
from ser_desktop.errors import AudioFileError, SerError, WorkerError
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message

R = TypeVar("R")
MAX_ATTEMPTS = 2
"""A task fails after the scheduler gave it up this often, each time after several workers."""
TASKS_PER_THREAD = 3
"""Tasks per worker at once: one runs, one waits, and the result of one is transferred."""
MIN_TASKS = 8
CONNECT_S = 15.0
WAIT_FOR_WORKERS_S = 120.0
_POLL_S = 0.2
"""Interval, in seconds, of checks of ``cancelled`` while no result comes."""
_LOOK_EVERY_S = 5.0
"""Interval, in seconds, of checks of the cluster's size."""


class ClusterRunner:
    """The workers of a Dask cluster.

    Args:
        address: of the scheduler, ``tcp://host:port``.
        model: sent to each worker before its first task; None where workers have it.
        shared: a recording that every worker has to see by its path; None asks nothing.
    """

    def __init__(
        self, address: str, model: ModelPlugin | None = None, shared: Path | None = None
    ) -> None:
        self._address, self._model, self._shared = address, model, shared

    def run(
        self, tasks: Iterable[Task[R]], cancelled: Cancelled = never, started: Started = tell_nobody
    ) -> Iterator[tuple[int, R | FileError]]:
        """Run every task and yield results as they finish. The workers keep running afterwards.

        Raises:
            WorkerError: the scheduler or all workers cannot be reached, or cannot do the tasks.
        """
        client = _connect(self._address)
        run = _Run(client, self._address)
        try:
            _wait_for_workers(client, self._address)
            _prepare(client, self._address, self._model)
            _check_shared(client, self._shared)
            jobs = enumerate(tasks)
            while True:
                while run.has_room() and (following := next(jobs, None)) is not None:
                    started(following[0])
                    run.submit(_Job(*following))
                run.submit_suspect()
                if not run.in_flight:
                    return
                yield from run.finished(cancelled)
        finally:
            run.forget()
            with suppress(Exception):  # the scheduler may be gone
                client.close(timeout=5)


@dataclass
class _Job:
    number: int
    task: Any
    attempts: int = 0


class _Run:
    """The tasks that were sent and have no result yet."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._name = f"ser-hear-{uuid4().hex}"
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._limit, self._looked_s = MIN_TASKS, 0.0
        self._has_workers = True
        self._suspects: deque[_Job] = deque()
        self._suspect: _Job | None = None
        self.in_flight: dict[Any, _Job] = {}

    def has_room(self) -> bool:
        """Return whether another task may be sent; the cluster may have grown or shrunk."""
        now_s = time.monotonic()
        if now_s - self._looked_s > _LOOK_EVERY_S:
            self._looked_s = now_s
            with suppress(OSError):  # the tasks report a lost scheduler
                threads = self._client.scheduler_info(n_workers=0)["total_threads"]
                self._limit = max(MIN_TASKS, TASKS_PER_THREAD * threads)
                self._tell_of_workers(threads > 0)
        return len(self.in_flight) < self._limit

    def submit_suspect(self) -> None:
        """Send a task that was given up once, if no other such task is on its way."""
        if self._suspect is None and self._suspects:
            self._suspect = self._suspects.popleft()
            self.submit(self._suspect)

    def submit(self, job: _Job) -> None:
        """Send a task."""
        job.attempts += 1
        key = (self._name, job.number, job.attempts)
        try:
            future = self._client.submit(answer, job.task, key=key, pure=False)
        except Exception:  # noqa: BLE001 - of a client that has lost its scheduler
            raise WorkerError(Message("cluster.lost", address=self._address)) from None
        self.in_flight[future] = job
        future.add_done_callback(self._done.put)

    def finished(self, cancelled: Cancelled) -> Iterator[tuple[int, Any]]:
        """Wait for results, and yield all that are there.

        Raises:
            WorkerError: the scheduler is lost.
            SerError: a task said that nothing can be done.
        """
        futures = self._wait(cancelled)
        for future, reply in zip(futures, self._replies(futures), strict=True):
            job = self.in_flight.pop(future)
            if job is self._suspect:
                self._suspect = None
            if isinstance(reply, Ended):
                raise reply.error
            if reply is not None:
                yield job.number, reply.value
            elif job.attempts < MAX_ATTEMPTS:
                self._suspects.append(job)
            else:
                died = Message("cluster.workers_died", attempts=job.attempts)
                yield job.number, AudioFileError("internal", died)

    def forget(self) -> None:
        """Cancel all tasks that were sent."""
        with suppress(Exception):
            self._client.cancel(list(self.in_flight), force=True)
        self.in_flight.clear()

    def _wait(self, cancelled: Cancelled) -> list[Any]:
        first = None
        while first is None:
            check_cancelled(cancelled)
            with suppress(Empty):
                first = self._done.get(timeout=_POLL_S)
            if first is None:
                self.has_room()  # says when the last worker has gone
        futures = [first]
        with suppress(Empty):
            while True:
                futures.append(self._done.get_nowait())
        return futures

    def _replies(self, futures: Sequence[Any]) -> list[Any]:
        """Fetch the replies of tasks; None if the workers ended each time."""
        if all(future.status not in ("error", "cancelled") for future in futures):
            with suppress(Exception):  # one of them may be lost meanwhile: then one by one
                return list(self._client.gather(list(futures)))
        return [self._reply(future) for future in futures]

    def _reply(self, future: Any) -> Any:
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except KilledWorker:
            return None
        except Exception as error:  # noqa: BLE001 - connections and pickles fail in many ways
            if future.status == "error":
                message = Message("cluster.failed", address=self._address, reason=error)
            else:
                message = Message("cluster.lost", address=self._address)
            raise WorkerError(message) from None

    def _tell_of_workers(self, has_workers: bool) -> None:
        if self._has_workers and not has_workers:
            say(str(Message("cluster.no_workers_left", address=self._address)))
        self._has_workers = has_workers


def _connect(address: str) -> Any:
    from distributed import Client

    # Results and messages report what happens to workers.
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        connect: Any = Client  # has no types
        return connect(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        message = Message("cluster.no_scheduler", address=address, reason=error)
        raise WorkerError(message) from None


def _wait_for_workers(client: Any, address: str) -> None:
    if client.scheduler_info(n_workers=0)["n_workers"]:
        return
    say(str(Message("cluster.waiting", address=address)))
    try:
        client.wait_for_workers(1, timeout=WAIT_FOR_WORKERS_S)
    except TimeoutError:
        message = Message("cluster.no_workers", address=address, seconds=WAIT_FOR_WORKERS_S)
        raise WorkerError(message) from None


def _prepare(client: Any, address: str, model: ModelPlugin | None) -> None:
    """Send the model. Workers that come later get it from the scheduler."""
    if model is None:
        return
    try:
        client.register_plugin(model)
    except SerError:
        raise
    except ModuleNotFoundError as error:
        message = Message("cluster.lacks_program", address=address, reason=error)
        raise WorkerError(message) from None
    except Exception as error:  # noqa: BLE001 - of connections, and of programs that do not fit
        message = Message("cluster.failed", address=address, reason=error)
        raise WorkerError(message) from None


def _check_shared(client: Any, shared: Path | None) -> None:
    """Raise where a worker does not see a recording that this computer sees."""
    if shared is None or not shared.exists():
        return
    for worker, sees in client.run(_sees, str(shared), on_error="ignore").items():
        if not sees:
            raise WorkerError(Message("cluster.not_shared", worker=worker, path=shared))


def _sees(path: str) -> bool:
    return Path(path).exists()
