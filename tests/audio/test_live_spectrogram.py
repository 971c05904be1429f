"""Columns that come one by one are those of the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.frames import ArrayFrames
from ser_desktop.audio.live_spectrogram import LiveSpectrogram
from ser_desktop.audio.peaks import Peaks
from ser_desktop.audio.spectrogram import SpectrogramOptions, spectrogram

RATE_HZ = 16_000


@pytest.mark.parametrize("block", [97, 640, 50_000])
def test_it_equals_the_picture_of_the_same_sound(block: int) -> None:
    rng = np.random.default_rng(0)
    sound = (rng.standard_normal(3 * RATE_HZ) * np.linspace(0, 0.3, 3 * RATE_HZ)).astype(np.float32)
    live = LiveSpectrogram(RATE_HZ, 0.025, 80, SpectrogramOptions())
    assert live.picture() is None
    for i in range(0, len(sound), block):
        live.push(sound[i : i + block])
    found = live.picture()
    assert found is not None
    assert found.db.shape == (128, 80)
    assert found.end_s == pytest.approx(3.0, abs=0.06)
    assert found.end_s - found.start_s == pytest.approx(2.0)
    clip = Clip(Path(), RATE_HZ, len(sound), ArrayFrames(sound[:, None]), Peaks())
    expected = spectrogram(clip, found.start_s, found.end_s, 80)
    np.testing.assert_allclose(found.db, expected.db, atol=0.05)


def test_an_all_day_session_keeps_only_the_last_seconds() -> None:
    live = LiveSpectrogram(RATE_HZ, 0.025, 40, SpectrogramOptions())
    for _ in range(200):
        live.push(np.zeros(RATE_HZ // 10, np.float32))
    assert len(live._sound) < RATE_HZ // 5
    assert live._db.shape[1] == 40
