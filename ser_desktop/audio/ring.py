"""A preallocated ring of mono samples: one writer, any number of readers at their own pace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Ring:
    """The last ``capacity`` samples. Positions count samples since the start.

    The writer only ever advances ``written`` after the samples are in place, and a reader checks
    ``written`` after it copied: no lock is needed, none may be held in an audio callback.
    """

    def __init__(self, capacity: int) -> None:
        self._samples = np.zeros(capacity, dtype=np.float32)
        self._capacity = capacity
        self.written = 0

    def write(self, block: NDArray[np.float32]) -> None:
        """Append samples; the oldest are overwritten."""
        skipped = max(0, len(block) - self._capacity)
        block = block[skipped:]
        start = (self.written + skipped) % self._capacity
        head = min(len(block), self._capacity - start)
        self._samples[start : start + head] = block[:head]
        self._samples[: len(block) - head] = block[head:]
        self.written += skipped + len(block)

    def read(self, position: int) -> tuple[NDArray[np.float32], int, int]:
        """Samples from ``position`` on.

        Returns:
            a copy of the samples, the position to read from next, and how many samples were
            overwritten before they were read.
        """
        end = self.written
        start = max(position, end - self._capacity)
        index = np.arange(start, end) % self._capacity
        samples = self._samples[index]
        overtaken = max(0, self.written - self._capacity - start)
        return samples[overtaken:], end, start - position + overtaken
