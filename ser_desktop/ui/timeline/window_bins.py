"""Probabilities of many windows, averaged over the columns that a screen has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.results import Window


@dataclass(frozen=True)
class WindowBins:
    """The windows of speech of one track.

    Args:
        middles_s: [n], ascending.
        probabilities: [n, labels].
        weights: [n], the share of speech of each window.
        hop_s: from one window to the next, in seconds; 0 where there are fewer than two.
    """

    middles_s: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    weights: NDArray[np.float64]
    hop_s: float

    @classmethod
    def of(cls, windows: Sequence[Window]) -> WindowBins:
        """Gather the windows that have an answer."""
        spoken = [w for w in windows if w.is_speech and w.probabilities is not None]
        starts_s = np.array([w.start_s for w in windows], dtype=np.float64)
        return cls(
            np.array([(w.start_s + w.end_s) / 2 for w in spoken], dtype=np.float64),
            np.array([w.probabilities for w in spoken], dtype=np.float64),
            np.array([w.speech_share for w in spoken], dtype=np.float64),
            float(np.median(np.diff(starts_s))) if len(starts_s) > 1 else 0.0,
        )

    def between(
        self, start_s: float, end_s: float, bin_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the starts of the columns with speech, and how their probabilities stack up.

        The columns keep their places when the view moves: they begin at multiples of ``bin_s``.

        Returns:
            Starts [columns] in seconds, and cumulative probabilities [columns, labels + 1], 0 to 1.
        """
        first, stop = np.searchsorted(self.middles_s, [start_s - bin_s, end_s + bin_s])
        if stop <= first:
            return np.zeros(0), np.zeros((0, 1))
        columns = np.floor(self.middles_s[first:stop] / bin_s).astype(np.int64)
        numbers, at = np.unique(columns, return_inverse=True)
        weights = self.weights[first:stop, None]
        sums = np.zeros((len(numbers), self.probabilities.shape[1]))
        np.add.at(sums, at, self.probabilities[first:stop] * weights)
        cumulative = np.cumsum(sums, axis=1)
        cumulative = np.concatenate([np.zeros((len(numbers), 1)), cumulative], axis=1)
        starts_s = numbers.astype(np.float64) * np.float64(bin_s)
        return starts_s, cumulative / cumulative[:, -1:]
