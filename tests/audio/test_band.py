"""The band of a voice: what is compared, and that the blocks do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from ser_desktop.audio.band import FRAME, RATE_HZ, BandMeasure

SECONDS = 4


def noise(seed: int = 0) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal(SECONDS * RATE_HZ, dtype=np.float32)


def all_speech(samples: np.ndarray) -> np.ndarray:
    return np.ones(len(samples) // FRAME, bool)


def measured(samples: np.ndarray, speech: np.ndarray | None = None) -> float | None:
    band = BandMeasure()
    band.push(samples, all_speech(samples) if speech is None else speech)
    return band.high_band_db


def test_white_noise_has_the_widths_of_the_bands_and_a_filtered_one_much_less() -> None:
    db = measured(noise())
    assert db == pytest.approx(10 * np.log10(2500 / 1200), abs=1.0)
    sos = signal.butter(8, 3400, fs=RATE_HZ, output="sos")
    filtered = measured(signal.sosfilt(sos, noise()).astype(np.float32))
    assert filtered is not None
    assert db is not None
    assert filtered < db - 25


@pytest.mark.parametrize("gain", [0.001, 8.0])
def test_the_level_does_not_matter(gain: float) -> None:
    assert measured(np.float32(gain) * noise()) == pytest.approx(measured(noise()), abs=0.3)


def test_blocks_do_not_matter() -> None:
    samples = noise()
    whole, pieces = BandMeasure(), BandMeasure()
    speech = np.arange(len(samples) // FRAME) % 3 > 0
    whole.push(samples, speech)
    n_done = 0
    for first in range(0, len(samples), 700):
        n_frames = min(first + 700, len(samples)) // FRAME
        pieces.push(samples[first : first + 700], speech[n_done:n_frames])
        n_done = n_frames
    assert pieces.high_band_db == whole.high_band_db
    assert pieces.speech_s == pytest.approx(whole.speech_s)


def test_only_speech_counts_and_too_little_says_nothing() -> None:
    hiss, low = noise(), signal.sosfilt(
        signal.butter(8, 3400, fs=RATE_HZ, output="sos"), noise(1)
    ).astype(np.float32)  # fmt: skip
    joined = np.concatenate([low, hiss])
    speech = np.concatenate([all_speech(low), ~all_speech(hiss)])
    assert measured(joined, speech) == measured(low)
    half_a_second = np.arange(len(hiss) // FRAME) < 0.5 * RATE_HZ / FRAME
    assert measured(hiss, half_a_second) is None


def test_a_live_measure_forgets_what_was_before() -> None:
    sos = signal.butter(8, 3400, fs=RATE_HZ, output="sos")
    band = BandMeasure(half_life_s=1.0)
    for seed in range(3):
        call = signal.sosfilt(sos, noise(seed)).astype(np.float32)
        band.push(call, all_speech(call))
    assert band.high_band_db is not None
    assert band.high_band_db < -20
    for seed in range(3):
        band.push(noise(seed), all_speech(noise(seed)))
    assert band.high_band_db is not None
    assert band.high_band_db > 0
