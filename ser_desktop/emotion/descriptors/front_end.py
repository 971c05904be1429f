"""What a front end is, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class FrontEnd:
    """Turns the samples of one window into features.

    Args:
        name: as a model's metadata has it, with parameters.
        sample_rate_hz: rate of the samples it takes.
        window_s: seconds it was made for; it pads or cuts what is longer or shorter.
        shape: shape of the features.
        compute: samples float32 [n] to features float32 of ``shape``, all finite.
    """

    name: str
    sample_rate_hz: int
    window_s: float
    shape: tuple[int, ...]
    compute: Callable[[Samples], NDArray[np.float32]]

    def features(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features [windows, ...] of windows [windows, samples].

        A recording shorter than a window comes amid digital silence, which these systems never
        met: it is cut off again.
        """
        rows: NDArray[np.float32] = np.stack(
            [self.compute(without_padding(window)) for window in windows]
        )
        return rows


def without_padding(samples: Samples) -> Samples:
    """Without the samples of exactly zero at either end; all of them where there are no others."""
    sounding = np.flatnonzero(samples)
    return samples[sounding[0] : sounding[-1] + 1] if len(sounding) else samples


def fixed_length(samples: Samples, length: int) -> Samples:
    """Cut, or padded with silence at the end."""
    return np.pad(samples[:length], (0, max(0, length - len(samples))))


def finite_row(parts: list[NDArray[np.float64]], length: int) -> NDArray[np.float32]:
    """The parts in one row, without NaN; its length is part of the definition."""
    row = np.concatenate([np.atleast_1d(part).ravel() for part in parts])
    if len(row) != length:
        raise ValueError(f"{len(row)} descriptors where {length} were defined")
    finite: NDArray[np.float32] = np.nan_to_num(row, nan=0.0, posinf=0.0, neginf=0.0).astype(
        np.float32
    )
    return finite


def mean_std(track: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Mean and deviation over time of rows [rows, frames]."""
    return [track.mean(axis=-1), track.std(axis=-1)]


def four(track: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Mean, deviation, greatest and least over time of rows [rows, frames]."""
    return [*mean_std(track), track.max(axis=-1), track.min(axis=-1)]
