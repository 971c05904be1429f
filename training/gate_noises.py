"""Windows without a voice: noises, hum, tones, breath and clicks, made by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
WINDOW = 3 * RATE_HZ
Samples = NDArray[np.float32]
Sound = NDArray[np.float64]


def non_speech(rng: np.random.Generator, n_each: int) -> list[tuple[str, Samples]]:
    """Return windows that hold no voice, each with its kind, at levels from -60 to -10 dBFS.

    Args:
        rng: draws levels, pitches and times.
        n_each: windows of each kind.
    """
    time_s = np.arange(WINDOW) / RATE_HZ
    made: list[tuple[str, Sound]] = []
    for _ in range(n_each):
        level = 10 ** (-rng.uniform(10, 60) / 20)
        made += [
            ("silence", np.zeros(WINDOW)),
            ("constant", np.full(WINDOW, rng.uniform(-0.5, 0.5))),
            ("white noise", level * coloured(rng, 0)),
            ("pink noise", level * coloured(rng, 1)),
            ("brown noise", level * coloured(rng, 2)),
            ("hum", level * _hum(rng, time_s)),
            ("tones", 0.3 * level * _chords(rng)),
            ("breath", _breath(rng)),
            ("clicks", level * _clicks(rng)),
            ("sweep", level * np.sin(2 * np.pi * (200 + rng.uniform(50, 750) * time_s) * time_s)),
        ]
    return [(name, np.clip(samples, -1, 1).astype(np.float32)) for name, samples in made]


def coloured(rng: np.random.Generator, slope: float) -> Sound:
    """Return noise of RMS 1 whose power falls with frequency by a power of ``slope``."""
    spectrum = np.fft.rfft(rng.standard_normal(WINDOW))
    noise = np.fft.irfft(spectrum * np.arange(1, len(spectrum) + 1) ** (-slope / 2), WINDOW)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


def _hum(rng: np.random.Generator, time_s: Sound) -> Sound:
    base_hz, fall = rng.choice([50, 60, 100, 120]), rng.uniform(0.5, 2)
    tones = [
        np.sin(2 * np.pi * base_hz * k * time_s + rng.uniform(0, 6)) / k**fall for k in range(1, 9)
    ]
    return np.asarray(0.5 * np.sum(tones, axis=0) + 0.01 * coloured(rng, 0))


def _chords(rng: np.random.Generator) -> Sound:
    out = np.zeros(WINDOW)
    start = 0
    while start < WINDOW:
        length = min(int(rng.uniform(0.15, 0.6) * RATE_HZ), WINDOW - start)
        time_s = np.arange(length) / RATE_HZ
        root_hz = 110 * 2 ** (rng.integers(0, 36) / 12)
        for ratio in (1, 1.26, 1.5):
            for k in range(1, 6):
                tone = np.sin(2 * np.pi * root_hz * ratio * k * time_s) / k**1.5
                out[start : start + length] += (
                    tone * np.exp(-4 * time_s) * np.minimum(1, time_s / 0.01)
                )
        start += length
    return out


def _breath(rng: np.random.Generator) -> Sound:
    envelope = np.zeros(WINDOW)
    for start_s in np.arange(rng.uniform(0, 0.5), 3, rng.uniform(1.2, 2)):
        start = int(start_s * RATE_HZ)
        length = min(int(rng.uniform(0.4, 1) * RATE_HZ), WINDOW - start)
        envelope[start : start + length] = np.sin(np.pi * np.arange(length) / length) ** 2
    spectrum = np.fft.rfft(rng.standard_normal(WINDOW))
    hz = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)
    band = np.exp(-(np.log2((hz + 1) / rng.uniform(500, 1500)) ** 2) / 2)
    noise = np.fft.irfft(spectrum * band, WINDOW)
    noise /= np.sqrt(np.mean(noise**2))
    return noise * envelope * 10 ** (-rng.uniform(20, 45) / 20) + 3e-4 * coloured(rng, 1)


def _clicks(rng: np.random.Generator) -> Sound:
    out = np.zeros(WINDOW)
    out[rng.integers(0, WINDOW, 8)] = rng.uniform(-1, 1, 8)
    ring = np.exp(-np.arange(200) / 30) * np.sin(np.arange(200) * rng.uniform(0.3, 2))
    return 3 * np.convolve(out, ring)[:WINDOW] + 1e-4 * coloured(rng, 1)
