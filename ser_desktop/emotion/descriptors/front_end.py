"""The type of a front end, and functions that several front ends use."""

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
        name: name with parameters, as in a model's metadata.
        sample_rate_hz: rate of the samples it takes.
        window_s: expected length in seconds; other lengths are padded or cut.
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

        A recording shorter than a window is padded with digital silence, which these systems were
        not trained on; the padding is removed.
        """
        rows: NDArray[np.float32] = np.stack(
            [self.compute(without_padding(window)) for window in windows]
        )
        return rows


def without_padding(samples: Samples) -> Samples:
    """Remove zero samples at both ends; return all samples if there are only zeros."""
    sounding = np.flatnonzero(samples)
    return samples[sounding[0] : sounding[-1] + 1] if len(sounding) else samples


def fixed_length(samples: Samples, length: int) -> Samples:
    """Cut the samples, or pad them with silence at the end."""
    return np.pad(samples[:length], (0, max(0, length - len(samples))))


def finite_row(parts: list[NDArray[np.float64]], length: int) -> NDArray[np.float32]:
    """Join the parts to one row and replace NaN; check its length."""
    row = np.concatenate([np.ravel(part) for part in parts])
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
    """Mean, deviation, maximum and minimum over time of rows [rows, frames]."""
    return [*mean_std(track), track.max(axis=-1), track.min(axis=-1)]
