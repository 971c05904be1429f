"""Levels in dB relative to full scale."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.flat_tops import FlatTops

SILENCE_DBFS = -120.0
CLIPPED_AT = 10 ** (-0.1 / 20)
"""Samples from -0.1 dBFS up count as clipped."""
QUIET_BELOW_DBFS = -40.0
"""Below this level of speech, the window advises to record louder, and a score of practice does not
count."""
FAINT_BELOW_DBFS = -60.0
"""Below this level of the loudest frames, a sound is too quiet for an answer, and the level meter
is empty."""
MUTED_PEAK = 2.0**-15
"""A sound of at most one step of 16 bits is none: a microphone that is open always has noise."""
SOME_CLIPPED_SHARE = 1e-4
"""Above this share of clipped samples, the window advises to record less loud, and a score of
practice does not count."""
MUCH_CLIPPED_SHARE = 3e-3
"""Above this share of clipped samples, an answer has a warning. Recordings of the corpora stay
below it (``training/results/sound_doubt.json``)."""
_FRAME_S = 0.05
_LOUDEST_SHARE = _QUIETEST_SHARE = 0.1
_FRAMES_AT_ONCE = 20
"""A second: what is computed of it stays in the processor's cache, and needs no new memory."""


def to_dbfs(amplitude: float) -> float:
    """Convert an amplitude to dBFS.

    Args:
        amplitude: 0..1.

    Returns:
        at least -120.
    """
    return max(SILENCE_DBFS, 20.0 * float(np.log10(max(amplitude, 1e-12))))


class LevelMeasure:
    """Peak, clipping and speech level of a stream of blocks [frames, channels]."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._frame = max(1, round(_FRAME_S * sample_rate_hz))
        self._frame_powers = array("f")
        self._n_samples = 0
        self._n_clipped = 0
        self._flat_tops: list[FlatTops] = []
        self.peak = 0.0

    def push(self, block: NDArray[np.float32], centred: NDArray[np.float32] | None = None) -> None:
        """Add the next block.

        Args:
            block: float32 [frames, channels].
            centred: the block without its offset, for the levels of speech and noise.
        """
        at_once = _FRAMES_AT_ONCE * self._frame
        for first in range(0, len(block), at_once):
            part = slice(first, first + at_once)
            self._push(block[part], (block if centred is None else centred)[part])

    def _push(self, part: NDArray[np.float32], centred: NDArray[np.float32]) -> None:
        magnitude = np.abs(part)
        self._n_samples += magnitude.size
        self.peak = max(self.peak, float(magnitude.max(initial=0.0)))
        if self.peak >= CLIPPED_AT:
            self._n_clipped += int(np.count_nonzero(magnitude >= CLIPPED_AT))
        self._flat_tops = self._flat_tops or [FlatTops() for _ in range(part.shape[1])]
        for channel, tops in enumerate(self._flat_tops):
            tops.push(magnitude[:, channel])
        n_frames = len(part) // self._frame
        if n_frames:
            frames = centred[: n_frames * self._frame].reshape(n_frames, -1)
            self._frame_powers.frombytes(np.square(frames).mean(axis=1).tobytes())

    @property
    def clipped_share(self) -> float:
        """Share of samples at full scale, or on flat tops below it."""
        n_flat = sum(tops.n_clipped for tops in self._flat_tops)
        return max(self._n_clipped, n_flat) / self._n_samples if self._n_samples else 0.0

    @property
    def speech_level_dbfs(self) -> float:
        """RMS level of the loudest tenth of the 50 ms frames, an estimate of the voice."""
        powers = self._sorted_powers()
        return _level_dbfs(powers[-max(1, round(_LOUDEST_SHARE * len(powers))) :])

    @property
    def noise_level_dbfs(self) -> float:
        """RMS level of the quietest tenth of the 50 ms frames, an estimate of the noise."""
        powers = self._sorted_powers()
        return _level_dbfs(powers[: max(1, round(_QUIETEST_SHARE * len(powers)))])

    def _sorted_powers(self) -> NDArray[np.float32]:
        powers = np.array(self._frame_powers, np.float32)
        powers.sort()
        return powers


def _level_dbfs(powers: NDArray[np.float32]) -> float:
    return to_dbfs(float(np.sqrt(powers.mean()))) if len(powers) else SILENCE_DBFS
