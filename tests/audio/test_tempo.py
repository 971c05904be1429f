"""Slower and faster at one pitch."""

from __future__ import annotations

import numpy as np
import pytest

from ser_desktop.audio.tempo import Tempo

RATE_HZ = 16_000


def stretched(speed: float, channels: int) -> np.ndarray:
    tone = np.sin(2 * np.pi * 440 * np.arange(3 * RATE_HZ) / RATE_HZ).astype(np.float32)
    frames = np.repeat(tone[:, None], channels, axis=1)
    tempo = Tempo(RATE_HZ, channels, speed)
    parts = [tempo.push(frames[i : i + 1000]) for i in range(0, len(frames), 1000)]
    return np.concatenate([*parts, tempo.push(frames[:0], last=True)])


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_the_length_changes_and_the_pitch_does_not(speed: float, channels: int) -> None:
    found = stretched(speed, channels)
    assert found.shape[1] == channels
    assert len(found) / RATE_HZ == pytest.approx(3 / speed, rel=0.02)
    spectrum = np.abs(np.fft.rfft(found[:, -1] * np.hanning(len(found))))
    assert spectrum.argmax() * RATE_HZ / len(found) == pytest.approx(440, abs=3)


def test_it_starts_again() -> None:
    tempo = Tempo(RATE_HZ, 1, 2.0)
    tempo.push(np.ones((8000, 1), np.float32))
    tempo.clear()
    silence = np.zeros((8000, 1), np.float32)
    heard = np.concatenate([tempo.push(silence), tempo.push(silence[:0], last=True)])
    assert len(heard) == pytest.approx(4000, rel=0.1)
    assert not heard.any()


def test_speeds_beyond_reason_are_refused() -> None:
    with pytest.raises(ValueError, match="3"):
        Tempo(RATE_HZ, 1, 3.0)
