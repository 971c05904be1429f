"""The port for sources of live sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ser_desktop.texts.messages import Message


class LiveSource(Protocol):
    """Gives sound as it comes. Whoever opens one closes it."""

    @property
    def name(self) -> str:
        """What people know it by."""
        ...

    @property
    def sample_rate_hz(self) -> int:
        """Of its samples."""
        ...

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield mono samples [samples] until the sound ends.

        An empty block says that nothing came for a moment, so that the caller can look whether it
        is to end.

        Raises:
            SerError: the sound cannot be read any further.
        """
        ...

    def problem(self) -> Message | None:
        """Return why the sound ended before its time; None where it did not."""
        ...

    def close(self) -> None:
        """Give back what it holds; harmless when done twice."""
        ...
