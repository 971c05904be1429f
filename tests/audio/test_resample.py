"""Blocks resampled one after the other equal the whole."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from ser_desktop.audio.resample import MonoResampler
from tests.support.files import speechlike


@pytest.mark.parametrize("rate_hz", [1_000, 8_000, 22_050, 44_100, 48_000, 768_000])
def test_streamed_resampling_equals_that_of_the_whole(rate_hz: int) -> None:
    samples = speechlike(1.5, rate_hz)
    resampler = MonoResampler(rate_hz, 16_000)
    blocks = np.array_split(samples, 7)
    parts = [resampler.push(b[:, None], last=i == 6) for i, b in enumerate(blocks)]
    whole = soxr.resample(samples, rate_hz, 16_000)
    joined = np.concatenate(parts)
    assert abs(len(joined) - 24_000) <= 1
    np.testing.assert_allclose(joined[: len(whole)], whole[: len(joined)], atol=1e-4)


def test_channels_are_mixed_before_and_never_confused_with_time() -> None:
    left, right = speechlike(), -speechlike()
    stereo = np.stack([left, right], axis=1)
    mono = MonoResampler(48_000, 16_000).push(stereo, last=True)
    assert len(mono) == 32_000
    assert np.abs(mono).max() < 1e-6


def test_the_same_rate_is_passed_through() -> None:
    samples = speechlike(0.1, 16_000)
    assert MonoResampler(16_000, 16_000).push(samples[:, None], last=True) is not None
    np.testing.assert_array_equal(
        MonoResampler(16_000, 16_000).push(samples[:, None], last=True), samples
    )
