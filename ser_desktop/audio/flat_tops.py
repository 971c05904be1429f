"""Clipping below full scale: waves whose tops are flat, as telephone codecs keep them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST_PEAK = 10 ** (-6 / 20)
"""Below -6 dBFS, a recording is not taken to be clipped."""
_RUN = 3
"""Samples of the same extreme value in a row that make a flat top."""
_LEAST_TOPS = 5
_NEAR = 0.9
"""Samples from this share of the peak up are near it."""


class FlatTops:
    """Counts the samples of one channel at its own peak, block by block.

    A codec such as mu-law ends below full scale and has coarse steps near its end, so that flat
    tops alone do not tell: the tops of loud vowels are flat too. A clipped wave has gathered at
    its peak what would lie above. There it has more samples than in the tenth below, where a wave
    that is not clipped has more.
    """

    def __init__(self) -> None:
        self._peak = LEAST_PEAK
        self._n_at_peak = self._n_near = self._n_tops = 0
        self._before = np.zeros(_RUN, bool)

    def push(self, magnitude: NDArray[np.float32]) -> None:
        """Add the magnitudes of the next samples, float32 [frames]."""
        highest = float(magnitude.max(initial=0.0))
        if highest > self._peak:
            self._rise_to(highest)
        if highest < _NEAR * self._peak:
            self._before[:] = False
            return
        self._n_near += int(np.count_nonzero(magnitude >= _NEAR * self._peak))
        at_peak = np.concatenate([self._before, magnitude == self._peak])
        self._before = at_peak[-_RUN:]
        n_at_peak = int(np.count_nonzero(at_peak[_RUN:]))
        if n_at_peak:
            self._n_at_peak += n_at_peak
            self._n_tops += _n_reaching(at_peak)

    @property
    def n_clipped(self) -> int:
        """Number of samples at the peak if the wave is clipped there, else 0."""
        below = self._n_near - self._n_at_peak
        is_clipped = self._n_tops >= _LEAST_TOPS and self._n_at_peak > below
        return self._n_at_peak if is_clipped else 0

    def _rise_to(self, peak: float) -> None:
        # What was near the old peak is near the new one, unless that is far above.
        if self._peak < _NEAR * peak:
            self._n_near = 0
        self._peak, self._n_at_peak, self._n_tops = peak, 0, 0
        self._before[:] = False


def _n_reaching(at_peak: NDArray[np.bool_]) -> int:
    """Number of runs that reach their third sample after the first ones, which were counted."""
    n = len(at_peak) - _RUN
    reached = ~at_peak[:n]
    for place in range(1, _RUN + 1):
        reached &= at_peak[place : place + n]
    return int(np.count_nonzero(reached))
