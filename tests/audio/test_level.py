from __future__ import annotations

import numpy as np
import pytest

from ser_desktop.audio.level import LevelMeasure, to_dbfs


def test_a_full_scale_sine_is_minus_three() -> None:
    measure = LevelMeasure(16_000)
    measure.push(np.sin(np.arange(16_000) * 0.3).astype(np.float32)[:, None])
    assert measure.speech_level_dbfs == pytest.approx(-3.01, abs=0.1)


def test_the_level_is_that_of_the_voice_and_not_of_the_pause() -> None:
    measure = LevelMeasure(16_000)
    measure.push(np.zeros((80_000, 1), dtype=np.float32))
    measure.push(np.full((16_000, 1), 0.1, dtype=np.float32))
    assert measure.speech_level_dbfs == pytest.approx(-20, abs=0.1)


def test_clipping_is_counted() -> None:
    measure = LevelMeasure(16_000)
    block = np.full((1000, 1), 0.5, dtype=np.float32)
    block[:10] = -1.0
    measure.push(block)
    assert measure.clipped_share == pytest.approx(0.01)
    assert measure.peak == 1.0


def test_silence_has_a_floor() -> None:
    assert to_dbfs(0.0) == -120.0
    assert LevelMeasure(16_000).speech_level_dbfs == -120.0


def test_noise_level_is_that_of_the_pauses() -> None:
    rng = np.random.default_rng(0)
    noise = 0.01 * rng.standard_normal((16_000, 1))
    measure = LevelMeasure(16_000)
    measure.push(noise.astype(np.float32))
    measure.push((noise + 0.3).astype(np.float32))
    assert measure.noise_level_dbfs == pytest.approx(-40, abs=0.5)
    assert measure.speech_level_dbfs > -11
