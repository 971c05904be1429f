"""Runners execute the tasks of a batch: the protocol, and a runner in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from ser_desktop.batch.task import Cancelled, FileError, Task, attempt, check_cancelled
from ser_desktop.interruption import deferred_signals

R = TypeVar("R")
Started = Callable[[int], None]
"""Called with the number of a task, from 0, when it starts."""


def never() -> bool:
    """Return False: never cancel."""
    return False


def tell_nobody(_number: int) -> None:
    """Do nothing: ignore the progress."""


class Runner(Protocol):
    """Runs tasks in this process, on several processes, or on a cluster."""

    def run(
        self, tasks: Iterable[Task[R]], cancelled: Cancelled = never, started: Started = tell_nobody
    ) -> Iterator[tuple[int, R | FileError]]:
        """Run every task. A failing file does not stop the others.

        Args:
            tasks: an iterable, consumed as tasks can be started.
            cancelled: called now and then; returning True stops the work.
            started: called for every task that starts.

        Yields:
            the number of a task, from 0, and its result or what is wrong with its file, as they are
            finished; :func:`in_order` sorts them.

        Raises:
            WorkCancelledError: ``cancelled`` returned True.
            SerError: all tasks would fail (an unusable model, a full disk).
        """
        ...


class InProcessRunner:
    """Runs one task after the other, in the calling thread.

    Signals are raised between tasks, since libsndfile reads through callbacks, in which exceptions
    are lost.
    """

    def run(
        self, tasks: Iterable[Task[R]], cancelled: Cancelled = never, started: Started = tell_nobody
    ) -> Iterator[tuple[int, R | FileError]]:
        """Run every task, in order."""
        for number, task in enumerate(tasks):
            check_cancelled(cancelled)
            started(number)
            yield number, _attempt_with_deferred_signals(task, cancelled)


def _attempt_with_deferred_signals(task: Task[R], cancelled: Cancelled) -> R | FileError:
    with deferred_signals() as pending:
        try:
            return attempt(task, lambda: bool(pending) or cancelled())
        finally:
            pending.raise_pending()


def in_order(results: Iterable[tuple[int, R]]) -> Iterator[R]:
    """Yield results in the order of their tasks; a result waits for earlier ones."""
    waiting: dict[int, R] = {}
    following = 0
    for number, result in results:
        waiting[number] = result
        while following in waiting:
            yield waiting.pop(following)
            following += 1
