"""Mixes channels to their mean, or takes one channel if they would cancel out.

Two channels are opposite in phase if a cable is soldered the wrong way, or if a plug connects both
poles of one microphone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

OPPOSITE_BELOW = -0.8
"""Correlation of two channels below which they cancel out in the mean."""
_MIN_POWER = 1e-9
"""Mean square of -90 dBFS, below which phase is not measured."""
_REMEMBERED_S = 0.5
"""Time constant, in seconds, of the running means over short blocks of a microphone."""
_LOUDER = 4.0
"""The left channel is taken unless the right one has more than this many times its power."""
_FRAMES_AT_ONCE = 1 << 15
"""A copy of that many lies in the processor's cache, and needs no new memory."""


def mean_of_channels(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mix a block to mono.

    It adds channel by channel, since numpy's mean over the short axis takes ten times as long.

    Args:
        block: float32 [frames, channels].

    Returns:
        float32 [frames]; a view of the block if it has one channel.
    """
    n_channels = block.shape[1]
    if n_channels == 1:
        return block[:, 0]
    mono = block[:, 0] + block[:, 1]
    for channel in range(2, n_channels):
        mono += block[:, channel]
    mono *= np.float32(1 / n_channels)
    return mono


def _powers(block: NDArray[np.float32]) -> tuple[float, float, float]:
    """Sum squares and products of two channels, in parts that fit into the processor's cache.

    Offsets are left out: equal ones would hide that the channels cancel out.
    """
    powers = np.zeros(3)
    for first in range(0, len(block), _FRAMES_AT_ONCE):
        part = block[first : first + _FRAMES_AT_ONCE]
        left, right = (part[:, channel] - part[:, channel].mean() for channel in (0, 1))
        powers += left @ left, right @ right, left @ right
    return float(powers[0]), float(powers[1]), float(powers[2])


class Mix:
    """Compares the two channels of a file block by block, and takes one if they are opposite."""

    def __init__(self) -> None:
        self.opposite: int | None = None
        """The channel that was heard for both, from 0; None while they never were opposite."""
        self.taken: int | None = None
        """The channel that is heard for both at the moment, from 0; None while both are."""

    def heard(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Choose the channels to mix.

        Args:
            block: float32 [frames, channels].

        Returns:
            the block itself, or one of two opposite channels as [frames, 1].
        """
        if block.shape[1] != 2 or len(block) == 0:
            return block
        left_power, right_power, shared_power = _powers(block)
        if min(left_power, right_power) > _MIN_POWER * len(block):
            shared = shared_power / np.sqrt(left_power * right_power)
            self.taken = None
            if shared < OPPOSITE_BELOW:
                self.taken = 1 if right_power > _LOUDER * left_power else 0
                self.opposite = self.taken
        return block if self.taken is None else block[:, self.taken : self.taken + 1]


class LiveMix:
    """Mixes the short blocks of a microphone to mono, and takes one of two opposite channels.

    Args:
        sample_rate_hz: rate of the microphone.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._left_power = self._right_power = self._shared_power = 0.0
        self._n_remembered = 0.0
        self.taken: int | None = None
        """The channel that is heard for both at the moment, from 0; None while both are."""
        self.opposite: int | None = None
        """The channel that was heard for both, from 0; None while they never were opposite."""

    def mono(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mix a block.

        Args:
            block: float32 [frames, channels].

        Returns:
            float32 [frames].
        """
        if block.shape[1] == 2 and len(block):
            self._compare(block)
        return mean_of_channels(block) if self.taken is None else block[:, self.taken]

    def _compare(self, block: NDArray[np.float32]) -> None:
        left_power, right_power, shared_power = _powers(block)
        kept = float(np.exp(-len(block) / (_REMEMBERED_S * self._sample_rate_hz)))
        self._left_power = kept * self._left_power + left_power
        self._right_power = kept * self._right_power + right_power
        self._shared_power = kept * self._shared_power + shared_power
        self._n_remembered = kept * self._n_remembered + len(block)
        if min(self._left_power, self._right_power) <= _MIN_POWER * self._n_remembered:
            return
        shared = self._shared_power / np.sqrt(self._left_power * self._right_power)
        if shared >= OPPOSITE_BELOW:
            self.taken = None
        elif self.taken is None:
            self.taken = 1 if self._right_power > _LOUDER * self._left_power else 0
            self.opposite = self.taken
