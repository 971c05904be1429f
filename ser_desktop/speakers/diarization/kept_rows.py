"""Rows that come in small arrays and are kept to the end of a recording, in one large array.

What a call of ONNX Runtime gave lies on its thread's heap between the large arrays of that call.
Kept as it is, it would hold those stretches of memory: an hour took two and a half times what ten
minutes took.
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
    """Copies of rows of one shape, one after the other."""

    def __init__(self) -> None:
        self._rows = np.zeros((0, 1), np.float32)
        self._n = 0

    def add(self, rows: NDArray[np.float32]) -> None:
        """Copy rows [n, ...] behind those that are kept."""
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
        """Everything that is kept."""
        return self._rows[: self._n]


class InOrder(Generic[_T]):
    """Calls under way; what they give is taken in the order in which they were asked.

    Args:
        take: called with each result.
        most: so many calls wait at most; asking one more waits for the first.
    """

    def __init__(self, take: Callable[[_T], None], most: int) -> None:
        self._take, self._most = take, most
        self._waiting: deque[Future[_T]] = deque()

    def ask(self, call: Future[_T]) -> None:
        """Note a call that was asked."""
        self._waiting.append(call)
        self._settle(self._most)

    def finish(self) -> None:
        """Wait for all calls."""
        self._settle(0)

    def _settle(self, most: int) -> None:
        while len(self._waiting) > most:
            self._take(self._waiting.popleft().result())
