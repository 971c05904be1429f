"""The port for sources of live sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.faults import SoundFaults
from ser_desktop.texts.messages import Message


class LiveSource(Protocol):
    """Delivers sound. The code that opens a source closes it."""

    @property
    def name(self) -> str:
        """Name shown to users."""
        ...

    @property
    def sample_rate_hz(self) -> int:
        """Rate of its samples."""
        ...

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield mono samples [samples] until the sound ends.

        An empty block means that no sound arrived for a moment, so that the caller can check
        whether to stop.

        Raises:
            SerError: reading failed.
        """
        ...

    def faults(self) -> SoundFaults:
        """Return what was mended in the last block."""
        ...

    def problem(self) -> Message | None:
        """Return why the sound ended early; None if it did not."""
        ...

    def close(self) -> None:
        """Release all resources. A second call does nothing."""
        ...
