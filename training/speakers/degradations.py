"""Degrade windows of speech as rooms, telephones and noise do."""

from __future__ import annotations

from typing import cast

import numpy as np

from training.speakers.spoken import RATE_HZ, Samples

CONDITIONS = ("clean", "room", "telephone", "noise")


def worsened(windows: Samples, condition: str, rng: np.random.Generator) -> Samples:
    """Degrade windows [windows, samples] by a condition."""
    n, length = windows.shape
    level = np.sqrt(np.mean(windows**2, axis=1, keepdims=True)) + 1e-6
    snr_db = rng.uniform(5, 20, (n, 1)) if condition == "noise" else rng.uniform(25, 45, (n, 1))
    noise = rng.standard_normal((n, length), np.float32)
    mixed = windows + noise * (level / 10 ** (snr_db / 20)).astype(np.float32)
    if condition == "room":
        time_s = np.arange(RATE_HZ * 6 // 10) / RATE_HZ
        rt60_s = rng.uniform(0.2, 0.7, (n, 1))
        response = rng.standard_normal((n, len(time_s))) * np.exp(-6.9 * time_s / rt60_s)
        response *= 10 ** (-rng.uniform(2, 8, (n, 1)) / 20) / np.linalg.norm(
            response, axis=1, keepdims=True
        )
        response[:, 0] += 1.0
        n_fft = 1 << (length + len(time_s)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(mixed, n_fft) * np.fft.rfft(response, n_fft), n_fft)
        mixed = wet[:, :length].astype(np.float32)
    elif condition == "telephone":
        spectrum = np.fft.rfft(mixed)
        frequency_hz = np.fft.rfftfreq(length, 1 / RATE_HZ)
        spectrum[:, (frequency_hz < 300) | (frequency_hz > 3400)] = 0
        mixed = np.fft.irfft(spectrum, length).astype(np.float32)
    return cast("Samples", mixed)
