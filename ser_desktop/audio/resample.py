"""Sample-rate conversion of a stream, by soxr."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from ser_desktop.audio.mixing import mean_of_channels


class MonoResampler:
    """Mixes blocks [frames, channels] to mono and converts their rate, block after block.

    With ``channel`` it uses that channel, from 0, instead of the mean.
    """

    def __init__(
        self, source_rate_hz: int, target_rate_hz: int, channel: int | None = None
    ) -> None:
        self._channel = channel
        self._stream = (
            None
            if source_rate_hz == target_rate_hz
            else soxr.ResampleStream(source_rate_hz, target_rate_hz, 1, dtype="float32")
        )

    def push(self, block: NDArray[np.float32], last: bool = False) -> NDArray[np.float32]:
        """Convert a block.

        Args:
            block: float32 [frames, channels].
            last: no block follows; flush the converter.

        Returns:
            float32 [samples]; some samples are delayed to later calls.
        """
        one = self._channel
        mono = mean_of_channels(block) if one is None else block[:, one]
        if self._stream is None:
            return mono
        converted: NDArray[np.float32] = self._stream.resample_chunk(
            np.ascontiguousarray(mono), last=last
        )
        return converted
