"""A preallocated ring buffer of mono samples for one writer and any number of readers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Ring:
    """Holds the last ``capacity`` samples. Positions count samples since the start.

    Before copying, the writer sets ``_claimed`` to the position up to which it will overwrite;
    after copying it advances ``written``. A reader copies up to ``written`` and then reads
    ``_claimed``: samples that the writer may have overwritten meanwhile count as lost. This needs
    no lock, which an audio callback must not hold.
    """

    def __init__(self, capacity: int) -> None:
        self._samples = np.zeros(capacity, dtype=np.float32)
        self._capacity = capacity
        self.written = 0
        self._claimed = 0

    def write(self, block: NDArray[np.float32]) -> None:
        """Append samples and overwrite the oldest.

        Args:
            block: float32 [samples].
        """
        skipped = max(0, len(block) - self._capacity)
        block = block[skipped:]
        self._claimed = self.written + skipped + len(block)
        start = (self.written + skipped) % self._capacity
        head = min(len(block), self._capacity - start)
        self._samples[start : start + head] = block[:head]
        self._samples[: len(block) - head] = block[head:]
        self.written = self._claimed

    def read(self, position: int) -> tuple[NDArray[np.float32], int, int]:
        """Read the samples from a position on.

        Args:
            position: position of the first sample to read.

        Returns:
            a copy of the samples, the position to read from next, and how many samples were
            overwritten before they were read.
        """
        end = self.written
        start = max(position, end - self._capacity)
        index = np.arange(start, end) % self._capacity
        samples = self._samples[index]
        overtaken = min(end - start, max(0, self._claimed - self._capacity - start))
        return samples[overtaken:], end, start - position + overtaken
