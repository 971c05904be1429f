"""Clipping below full scale, told from loud speech through the same codec."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ser_desktop.audio.level import LevelMeasure

RATE_HZ = 8000
BIAS = 132
"""Of mu-law, in steps of 16 bits."""


def voice() -> NDArray[np.float64]:
    """Six seconds of a low voice: harmonics whose loudness comes and goes, peak 1."""
    at_s = np.arange(6 * RATE_HZ) / RATE_HZ
    pitch = 2 * np.pi * np.cumsum(120 + 25 * np.sin(2 * np.pi * 0.7 * at_s)) / RATE_HZ
    wave = sum(np.cos(n * pitch + n) / n for n in range(1, 12))
    loudness = (0.3 + np.sin(2 * np.pi * 2.1 * at_s) ** 2) * (0.6 + 0.4 * np.sin(at_s))
    spoken = np.asarray(wave * loudness)
    return np.asarray(spoken / np.abs(spoken).max())


def through_mu_law(wave: NDArray[np.float64]) -> NDArray[np.float32]:
    """What a telephone codec (G.711) makes of a wave: its end is 0.98 of full scale."""
    steps = np.minimum(np.abs(wave) * 32768, 32635).astype(int) + BIAS
    exponent = np.floor(np.log2(steps)).astype(int) - 7
    coarse = (((((steps >> (exponent + 3)) & 15) << 3) + BIAS) << exponent) - BIAS
    return (np.sign(wave) * coarse / 32768).astype(np.float32)


def share(wave: NDArray[np.float32], block: int = 4096) -> float:
    measure = LevelMeasure(RATE_HZ)
    for first in range(0, len(wave), block):
        measure.push(wave[first : first + block, None])
    return measure.clipped_share


@pytest.mark.parametrize("gain", [2, 4, 10])
@pytest.mark.parametrize("scale", [1.0, 0.8])
def test_a_clipped_telephone_call_is_clipped(gain: float, scale: float) -> None:
    clipped = through_mu_law(scale * np.clip(gain * voice(), -1, 1))
    assert float(np.abs(clipped).max()) < 0.989
    assert share(clipped) > 1e-3


@pytest.mark.parametrize("peak", [1.0, 0.9, 0.75, 0.55])
def test_loud_speech_through_the_same_codec_is_not(peak: float) -> None:
    assert share(through_mu_law(peak * voice())) == 0
    assert share((peak * 0.98 * voice()).astype(np.float32)) == 0


def test_a_quiet_call_is_not() -> None:
    assert share(through_mu_law(0.4 * np.clip(4 * voice(), -1, 1))) == 0


def test_blocks_of_any_size_count_the_same() -> None:
    clipped = through_mu_law(np.clip(4 * voice(), -1, 1))
    shares = [share(clipped, block) for block in (1, 7, 1000, 48_000)]
    assert all(one == pytest.approx(other) for one, other in pairwise(shares))


def test_each_channel_has_its_own_top() -> None:
    clipped = 0.8 * np.clip(4 * voice(), -1, 1)
    both = np.stack([clipped, 0.95 * voice()], axis=1).astype(np.float32)
    measure = LevelMeasure(RATE_HZ)
    measure.push(both)
    assert measure.clipped_share == pytest.approx(share(clipped.astype(np.float32)) / 2)
