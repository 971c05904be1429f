from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.emotion.model import EmotionModel


def run(model: EmotionModel, samples: np.ndarray, rate_hz: int, hop_s: float, step: int) -> list:
    live = LiveAnalysis(model, rate_hz, hop_s)
    windows = []
    for start in range(0, len(samples), step):
        windows += live.push(samples[start : start + step])
    return windows


@pytest.mark.parametrize("step", [160, 1764, 30_000])
def test_live_windows_are_those_of_the_file(sample: Path, model: EmotionModel, step: int) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    live = run(model, samples, rate_hz, 1.0, step)
    assert [w.end_s for w in live] == [float(i) for i in range(1, int(len(samples) / rate_hz) + 1)]
    whole = {w.end_s: w for w in analyze(sample, model).windows}
    compared = 0
    for window in live:
        if window.end_s in whole:
            expected = whole[window.end_s]
            assert window.start_s == expected.start_s
            assert window.speech_share == pytest.approx(expected.speech_share, abs=0.03)
            if window.probabilities is not None and expected.probabilities is not None:
                assert window.probabilities == pytest.approx(expected.probabilities, abs=1e-4)
                compared += 1
    assert compared > 3


def test_a_slow_computer_gets_only_the_last_windows(model: EmotionModel) -> None:
    live = LiveAnalysis(model, 16_000, 0.5)
    assert [w.end_s for w in live.push(np.zeros(16_000, np.float32))] == [0.5, 1.0]
    assert [w.end_s for w in live.push(np.zeros(160_000, np.float32))] == [10.5, 11.0]
    assert [w.end_s for w in live.push(np.zeros(8_000, np.float32))] == [11.5]


def test_at_another_rate(sample: Path, model: EmotionModel) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    at_48k = soxr.resample(samples, rate_hz, 48_000)
    live, own = run(model, at_48k, 48_000, 0.5, 1920), run(model, samples, rate_hz, 0.5, 640)
    assert abs(len(live) - len(own)) <= 1
    pairs = [
        (a, b)
        for a, b in zip(live, own, strict=False)
        if a.probabilities is not None and b.probabilities is not None
    ]
    assert len(pairs) > 5
    worst = max(float(np.abs(a.probabilities - b.probabilities).max()) for a, b in pairs)
    # 8 bit turns the small differences of resampled sound into steps.
    assert worst < 0.2


def test_the_offset_is_added(model: EmotionModel) -> None:
    live = LiveAnalysis(model, 16_000, 1.0, offset_s=10.0)
    (window,) = live.push(np.zeros(16_000, np.float32))
    assert (window.start_s, window.end_s) == (10.0, 11.0)


def test_silence_is_no_speech(model: EmotionModel) -> None:
    for window in run(model, np.zeros(80_000, np.float32), 16_000, 0.5, 640):
        assert window.probabilities is None
        assert not window.is_speech


def test_a_long_take_neither_drifts_nor_grows(model: EmotionModel) -> None:
    live = LiveAnalysis(model, 44_100, 10.0)
    second = np.zeros(44_100, dtype=np.float32)
    ends = [window.end_s for _ in range(300) for window in live.push(second)]
    assert ends == [10.0 * i for i in range(1, len(ends) + 1)]
    assert len(ends) >= 29
    assert len(live._recent) == model.window_samples
    assert len(live._speech) <= 94


def test_it_reports_when_samples_complete_a_window(model: EmotionModel) -> None:
    live = LiveAnalysis(model, 48_000, 0.5)
    assert not live.completes_a_window(23_999)
    assert live.completes_a_window(24_000)
    # What the resampler holds back comes with the next samples.
    windows = live.push(np.zeros(30_000, np.float32))
    assert len(windows) == 1
    assert not live.completes_a_window(12_000)
    assert live.completes_a_window(19_000)
