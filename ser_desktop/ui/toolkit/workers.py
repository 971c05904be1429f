"""Background work of the window.

Work runs on a pool thread, and its result arrives on the window's thread. The owner of
:class:`Workers` closes it, which ends all threads.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Literal, get_args

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from ser_desktop.errors import WorkCancelledError

_LOG = logging.getLogger(__name__)

Lane = Literal["analysis", "interpretation", "decoding", "pictures", "live", "details", "project"]
PROGRESS_STEP = 0.01


class Job(QObject):
    """A running piece of work. Its signals arrive on the window's thread."""

    _ended = Signal(object, object)
    _progressed = Signal(float)
    _told = Signal(object)

    def __init__(
        self,
        work: Callable[[Job], Any],
        on_done: Callable[[Any], None],
        on_error: Callable[[Exception], None],
        on_progress: Callable[[float], None] | None,
        on_over: Callable[[Job], None],
        on_part: Callable[[Any], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        # Owned by its parent and not by Python: the pool's thread may be the last to let go of it,
        # and a QObject must not be destroyed on a thread that is not its own.
        super().__init__(parent)
        self._work, self._on_done, self._on_error = work, on_done, on_error
        self._on_progress, self._on_over, self._on_part = on_progress, on_over, on_part
        self._stop = threading.Event()
        self._reported = 0.0
        queued = Qt.ConnectionType.QueuedConnection
        self._ended.connect(self._deliver, queued)
        self._progressed.connect(self._deliver_progress, queued)
        self._told.connect(self._deliver_part, queued)

    def cancel(self) -> None:
        """Ask the work to stop; neither result nor error is delivered."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether the work was asked to stop. Called by the work."""
        return self._stop.is_set()

    def progress(self, share: float) -> None:
        """Report the share done, 0..1. Called by the work."""
        if share - self._reported >= PROGRESS_STEP:
            self._reported = share
            self._progressed.emit(share)

    def tell(self, part: Any) -> None:
        """Deliver a partial result. Called by the work."""
        self._told.emit(part)

    def run(self) -> None:
        """Do the work on the pool's thread, unless it was cancelled while it waited."""
        if self.cancelled():
            self._ended.emit(None, None)
            return
        try:
            outcome, error = self._work(self), None
        except WorkCancelledError:
            outcome, error = None, None
            self._stop.set()
        except Exception as caught:  # noqa: BLE001 - delivered, not swallowed
            outcome, error = None, caught
        self._ended.emit(outcome, error)

    @Slot(object, object)
    def _deliver(self, outcome: Any, error: Exception | None) -> None:
        self._on_over(self)
        on_done, on_error = self._on_done, self._on_error
        self.forget()
        if self.cancelled():
            return
        if error is None:
            on_done(outcome)
        else:
            on_error(error)

    def forget(self) -> None:
        """Release the work and its data, since Qt keeps the job object longer."""
        self._work = _nothing
        self._on_done = self._on_error = self._on_progress = self._on_over = _nothing
        self._on_part = _nothing
        self.deleteLater()

    @Slot(float)
    def _deliver_progress(self, share: float) -> None:
        if self._on_progress and not self.cancelled():
            self._on_progress(share)

    @Slot(object)
    def _deliver_part(self, part: Any) -> None:
        if self._on_part and not self.cancelled():
            self._on_part(part)


def _nothing(*_: Any) -> None:
    """Do nothing; replaces the work of a finished job."""


class _Queue:
    """Waiting jobs of a lane, in order."""

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._lock = threading.Lock()

    def add(self, job: Job) -> None:
        with self._lock:
            self._jobs.append(job)

    def prefer(self, job: Job) -> None:
        with self._lock:
            if job in self._jobs:
                self._jobs.remove(job)
                self._jobs.appendleft(job)

    def next(self) -> Job:
        with self._lock:
            return self._jobs.popleft()

    def clear(self) -> None:
        with self._lock:
            self._jobs.clear()


class _Turn(QRunnable):
    """Runs the job that is first in its lane when a thread is free."""

    def __init__(self, queue: _Queue) -> None:
        super().__init__()
        self._queue = queue

    def run(self) -> None:
        self._queue.next().run()


class Workers(QObject):
    """Lanes of one thread each.

    Analyses queue behind one another; interpretations, decoding, pictures, live results, details
    and what is read of a project do not wait for them.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools: dict[str, QThreadPool] = {}
        self._queues: dict[str, _Queue] = {}
        """Each pool has one queued turn for each waiting job."""
        for lane in get_args(Lane):
            pool = QThreadPool(self)
            pool.setMaxThreadCount(1)
            self._pools[lane] = pool
            self._queues[lane] = _Queue()
        self._jobs: set[Job] = set()
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether any work is waiting or under way."""
        return bool(self._jobs)

    def start(
        self,
        lane: Lane,
        work: Callable[[Job], Any],
        on_done: Callable[[Any], None],
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[[float], None] | None = None,
        on_part: Callable[[Any], None] | None = None,
    ) -> Job:
        """Queue work. Without ``on_error``, an error is reported like any uncaught exception.

        After :meth:`close` nothing starts, and the returned job is cancelled.
        """
        job = Job(
            work, on_done, on_error or _report, on_progress, self._jobs.discard, on_part, self
        )
        if self._closed:
            job.cancel()
            job.forget()
            return job
        self._jobs.add(job)
        self._queues[lane].add(job)
        self._pools[lane].start(_Turn(self._queues[lane]))
        return job

    def prefer(self, job: Job) -> None:
        """Move a waiting job to the front of its lane."""
        for queue in self._queues.values():
            queue.prefer(job)

    def close(self) -> None:
        """Cancel everything and wait for the threads."""
        self._closed = True
        for job in self._jobs:
            job.cancel()
        for pool in self._pools.values():
            pool.clear()
            pool.waitForDone()
        for queue in self._queues.values():
            queue.clear()
        for job in self._jobs:
            job.forget()
        self._jobs.clear()


def _report(error: Exception) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
