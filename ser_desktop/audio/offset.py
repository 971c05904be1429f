"""A constant offset of the samples (DC), which cheap sound cards and wrong conversions add."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STRONG = 0.02
"""Share of full scale from which an offset disturbs the speech gate and the levels."""


class OffsetRemoval:
    """Measures the offset of each channel in the first block, and removes a strong one."""

    def __init__(self) -> None:
        self._offset: NDArray[np.float32] | None = None
        self._is_strong = False

    def removed(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the block without the offset.

        Args:
            block: float32 [frames, channels]; the first one should last seconds.

        Returns:
            float32 [frames, channels]; the block itself if the offset is weak.
        """
        if self._offset is None:
            if len(block) == 0:
                return block
            self._offset = block.mean(axis=0, dtype=np.float64).astype(np.float32)
            self._is_strong = bool(np.abs(self._offset).max() >= STRONG)
        return block - self._offset if self._is_strong else block
