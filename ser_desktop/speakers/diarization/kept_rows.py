"""Collects rows that arrive in small arrays into one large array.

ONNX Runtime allocates its small outputs between the large temporary arrays of the same call.
Keeping them would prevent the heap from shrinking: an hour took two and a half times the memory of
ten minutes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

_FIRST_ROWS = 1024
_T = TypeVar("_T")


class KeptRows:
    """Stores copies of rows of one shape, in order."""

    def __init__(self) -> None:
        self._rows = np.zeros((0, 1), np.float32)
        self._n = 0

    def add(self, rows: NDArray[np.float32]) -> None:
        """Append copies of rows [n, ...]."""
        stop = self._n + len(rows)
        if not len(rows):
            return
        if stop > len(self._rows):
            size = max(_FIRST_ROWS, 2 * len(self._rows), stop)
            larger = np.empty((size, *rows.shape[1:]), np.float32)
            if self._n:
                larger[: self._n] = self._rows[: self._n]
            self._rows = larger
        self._rows[self._n : stop] = rows
        self._n = stop

    @property
    def all(self) -> NDArray[np.float32]:
        """All rows, as one array."""
        return self._rows[: self._n]


class InOrder(Generic[_T]):
    """Runs calls in parallel, and takes their results in the order of submission.

    Args:
        take: called with each result.
        most: maximum number of waiting calls; another one waits for the first to finish.
    """

    def __init__(self, take: Callable[[_T], None], most: int) -> None:
        self._take, self._most = take, most
        self._waiting: deque[Future[_T]] = deque()

    def ask(self, call: Future[_T]) -> None:
        """Add a submitted call."""
        self._waiting.append(call)
        self._settle(self._most)

    def finish(self) -> None:
        """Wait for all calls."""
        self._settle(0)

    def _settle(self, most: int) -> None:
        while len(self._waiting) > most:
            self._take(self._waiting.popleft().result())
