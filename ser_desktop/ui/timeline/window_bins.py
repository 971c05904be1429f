"""Combines the probabilities of many windows to smooth curves for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.results import Window
from ser_desktop.emotion.window_columns import WindowColumns

SIGMA_COLUMNS = 2.0
"""Width of the Gaussian that smooths, in columns."""
_REACH = 5
_BRIDGED = 2
"""A pause of this many columns to either side does not interrupt a curve."""


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
        columns = WindowColumns.of(windows)
        spoken = columns.is_speech & columns.is_answered
        return cls(
            columns.middles_s[spoken],
            columns.answers[spoken].astype(np.float64),
            columns.speech_shares[spoken],
            float(np.median(np.diff(columns.starts_s))) if len(columns) > 1 else 0.0,
        )

    def curves(
        self, start_s: float, end_s: float, column_s: float
    ) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Return the stacked probabilities over time, smoothed, without silences.

        The columns keep their places when the view moves: they begin at multiples of ``column_s``.

        Returns:
            For each stretch with speech: times [points] in seconds, and cumulative probabilities
            [points, labels + 1], 0 to 1.
        """
        margin_s = 2 * _REACH * column_s
        first, stop = np.searchsorted(self.middles_s, [start_s - margin_s, end_s + margin_s])
        if stop <= first:
            return []
        columns = np.floor(self.middles_s[first:stop] / column_s).astype(np.int64)
        lowest = int(columns[0]) - _REACH
        n_columns = int(columns[-1]) - lowest + _REACH + 1
        weights = self.weights[first:stop]
        sums = np.zeros((n_columns, self.probabilities.shape[1]))
        np.add.at(sums, columns - lowest, self.probabilities[first:stop] * weights[:, None])
        is_spoken = np.zeros(n_columns, dtype=bool)
        is_spoken[columns - lowest] = True
        is_drawn = np.convolve(is_spoken, np.ones(2 * _BRIDGED + 1), "same") > 0
        offsets = np.arange(-_REACH, _REACH + 1)
        kernel = np.exp(-0.5 * (offsets / SIGMA_COLUMNS) ** 2)
        smooth = np.stack([np.convolve(column, kernel, "same") for column in sums.T], axis=1)
        borders = np.flatnonzero(np.diff(np.concatenate([[0], is_drawn.astype(np.int8), [0]])))
        return [
            _curve(smooth[a:b], (lowest + np.arange(a, b)) * column_s, column_s)
            for a, b in borders.reshape(-1, 2)
        ]


def _curve(
    sums: NDArray[np.float64], starts_s: NDArray[np.float64], column_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points in the middles of columns, and at both ends."""
    times_s = np.concatenate([starts_s[:1], starts_s + column_s / 2, starts_s[-1:] + column_s])
    sums = np.concatenate([sums[:1], sums, sums[-1:]])
    cumulative = np.concatenate([np.zeros((len(sums), 1)), np.cumsum(sums, axis=1)], axis=1)
    return times_s, cumulative / cumulative[:, -1:]
