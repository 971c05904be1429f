"""Channels to what is heard of them: their mean, unless they would cancel out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

OPPOSITE_BELOW = -0.8
"""Correlation of two channels from which on their mean is mostly what they do not share."""
_SILENT_POWER = 1e-9
"""Mean square: -90 dBFS tells nothing of phase."""
_LOUDER = 4.0
"""The left channel is taken unless the right one has so many times its power."""


class Mix:
    """Looks at the channels of a stream of blocks, and takes one where they are opposite in phase:
    a cable soldered the wrong way, or a plug that joins two poles of one microphone."""

    def __init__(self) -> None:
        self.opposite: int | None = None
        """The channel that was heard for both, from 0; None while they never were opposite."""
        self._taken: int | None = None

    def heard(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The block [frames, channels], or of two opposite channels the one [frames, 1]."""
        if block.shape[1] != 2 or len(block) == 0:
            return block
        left, right = np.ascontiguousarray(block[:, 0]), np.ascontiguousarray(block[:, 1])
        left_power, right_power = float(left @ left), float(right @ right)
        if min(left_power, right_power) > _SILENT_POWER * len(block):
            shared = float(left @ right) / np.sqrt(left_power * right_power)
            self._taken = None
            if shared < OPPOSITE_BELOW:
                self._taken = 1 if right_power > _LOUDER * left_power else 0
                self.opposite = self._taken
        return block if self._taken is None else block[:, self._taken : self._taken + 1]
