"""Who makes the calls of a batch: the protocol, and the runner that stays in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from ser_desktop.batch.task import Cancelled, FileError, Task, attempt, check_cancelled
from ser_desktop.interruption import deferred_signals

R = TypeVar("R")
Started = Callable[[int], None]
"""Called with the number of a task, from 0, when it is begun."""


def never() -> bool:
    """Nobody cancels."""
    return False


def tell_nobody(_number: int) -> None:
    """Nobody follows the progress."""


class Runner(Protocol):
    """Makes the calls, in this process, on several, or on a cluster."""

    def run(
        self, tasks: Iterable[Task[R]], cancelled: Cancelled = never, started: Started = tell_nobody
    ) -> Iterator[tuple[int, R | FileError]]:
        """Do every task. One bad file never stops the rest.

        Args:
            tasks: taken one by one, no sooner than they can be done.
            cancelled: asked now and then; True ends the work.
            started: told of every task that is begun.

        Yields:
            the number of a task, from 0, and its result or what is wrong with its file, as they are
            finished; :func:`in_order` sorts them.

        Raises:
            WorkCancelledError: ``cancelled`` said so.
            SerError: nothing can be done at all (an unusable model, a full disk).
        """
        ...


class InProcessRunner:
    """One task after the other, in the thread that asks.

    A signal is raised between tasks: libsndfile asks for bytes through callbacks, in which an
    exception is lost.
    """

    def run(
        self, tasks: Iterable[Task[R]], cancelled: Cancelled = never, started: Started = tell_nobody
    ) -> Iterator[tuple[int, R | FileError]]:
        """Do every task, in order."""
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
    """Sort results by the numbers of their tasks; one waits for those before it."""
    waiting: dict[int, R] = {}
    following = 0
    for number, result in results:
        waiting[number] = result
        while following in waiting:
            yield waiting.pop(following)
            following += 1
