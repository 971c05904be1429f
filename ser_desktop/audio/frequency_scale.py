"""Frequency scales of the vertical axis: mel, linear, logarithmic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ser_desktop.audio.mel import hz_to_mel, mel_to_hz

MIN_LOGARITHMIC_HZ = 50.0

_Conversion = Callable[[ArrayLike], NDArray[np.float64]]


@dataclass(frozen=True)
class FrequencyScale:
    """A scale and its inverse; positions increase with frequency.

    Args:
        name: name in the settings.
        lowest_hz: lower end of the axis.
    """

    name: str
    lowest_hz: float
    to_position: _Conversion
    to_hz: _Conversion


def _kilohertz(hz: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(hz, dtype=np.float64) / 1000.0


def _hertz(kilohertz: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(kilohertz, dtype=np.float64) * 1000.0


def _octaves(hz: ArrayLike) -> NDArray[np.float64]:
    above = np.maximum(np.asarray(hz, dtype=np.float64), 1e-3) / MIN_LOGARITHMIC_HZ
    octaves: NDArray[np.float64] = np.log2(above)
    return octaves


def _from_octaves(octaves: ArrayLike) -> NDArray[np.float64]:
    hz: NDArray[np.float64] = MIN_LOGARITHMIC_HZ * np.exp2(np.asarray(octaves, dtype=np.float64))
    return hz


SCALES = {
    scale.name: scale
    for scale in (
        FrequencyScale("mel", 0.0, hz_to_mel, mel_to_hz),
        FrequencyScale("linear", 0.0, _kilohertz, _hertz),
        FrequencyScale("logarithmic", MIN_LOGARITHMIC_HZ, _octaves, _from_octaves),
    )
}
