"""Peaks, clips and the spectrogram: what the window draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio import clip as clip_module
from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.audio.mel import mel_to_hz
from ser_desktop.audio.peaks import FIRST_BLOCK, Peaks
from ser_desktop.audio.spectrogram import spectrogram
from ser_desktop.errors import WorkCancelledError


def test_peaks_are_the_extremes_at_every_level() -> None:
    samples = np.random.default_rng(0).standard_normal(300_001).astype(np.float32)
    peaks = Peaks()
    for part in np.array_split(samples, 11):
        peaks.push(part)
    peaks.finish()
    for n_columns in (1000, 200, 20, 3):
        found = peaks.view(0, len(samples), n_columns)
        assert found is not None
        positions, extremes = found
        assert n_columns <= len(positions) + 3
        assert extremes[:, 0].min() == samples.min()
        assert extremes[:, 1].max() == samples.max()
    positions, extremes = peaks.view(10 * FIRST_BLOCK, 20 * FIRST_BLOCK, 10)  # type: ignore[misc]
    rows = samples[10 * FIRST_BLOCK : 20 * FIRST_BLOCK].reshape(-1, FIRST_BLOCK)
    np.testing.assert_array_equal(extremes[:, 0], rows.min(axis=1))


def test_samples_themselves_are_drawn_when_they_are_few() -> None:
    peaks = Peaks()
    peaks.push(np.zeros(10_000, dtype=np.float32))
    peaks.finish()
    assert peaks.view(0, 1000, 500) is None


def test_a_long_clip_lies_on_disk_and_reads_the_same(
    tmp_path: Path, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = load_clip(tone)
    monkeypatch.setattr(clip_module, "IN_MEMORY_BYTES", 1000)
    mapped = load_clip(tone)
    assert isinstance(mapped.frames(0, 10).base, np.memmap | np.ndarray)
    np.testing.assert_array_equal(mapped.mono(100, 90_000), in_memory.mono(100, 90_000))
    assert mapped.duration_s == in_memory.duration_s == 2.0


def test_more_than_two_channels_are_mixed(tmp_path: Path) -> None:
    path = tmp_path / "six.wav"
    soundfile.write(path, np.tile(np.arange(6) / 10, (1000, 1)), 8000, format="WAVEX")
    clip = load_clip(path)
    assert clip.channels == 1
    assert clip.mono(0, 1)[0] == pytest.approx(0.25, abs=1e-3)


def test_loading_can_be_cancelled(tone: Path) -> None:
    with pytest.raises(WorkCancelledError):
        load_clip(tone, cancelled=lambda: True)


def test_a_tone_stands_at_its_frequency_level_and_time(tmp_path: Path) -> None:
    rate_hz = 44_100
    time_s = np.arange(rate_hz * 2) / rate_hz
    samples = np.where(time_s < 1, 0.5 * np.sin(2 * np.pi * 1000 * time_s), 0)
    path = tmp_path / "tone.wav"
    soundfile.write(path, samples, rate_hz)
    picture = spectrogram(load_clip(path), 0.0, 2.0, 200)
    assert picture.db.shape == (128, 200)
    row = int(picture.db[:, 50].argmax())
    found_hz = float(mel_to_hz((row + 0.5) / 128 * picture.top))
    assert found_hz == pytest.approx(1000, rel=0.05)
    assert picture.db[row, 50] == pytest.approx(-6.0, abs=3.0)
    assert picture.db[row, 150] < -100


def test_any_part_at_any_zoom_is_finite(tone: Path) -> None:
    clip = load_clip(tone)
    for start_s, end_s in [(0.0, 2.0), (1.999, 2.0), (0.5, 0.501), (0.0, 0.01)]:
        picture = spectrogram(clip, start_s, end_s, 150)
        assert picture.db.shape == (128, 150)
        assert np.isfinite(picture.db).all()


def test_a_clip_shorter_than_a_window_has_a_picture(tmp_path: Path) -> None:
    clip = Clip(tmp_path, 1000, np.ones((5, 1), dtype=np.float32), Peaks())
    assert np.isfinite(spectrogram(clip, 0.0, 0.005, 100).db).all()
