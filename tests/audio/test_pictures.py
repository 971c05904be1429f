"""Peaks, clips and the spectrogram: what the window draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.audio.frames import ArrayFrames, GrowingFrames
from ser_desktop.audio.mel import mel_to_hz
from ser_desktop.audio.peaks import FIRST_BLOCK, Peaks
from ser_desktop.audio.spectrogram import SpectrogramOptions, spectrogram
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


@pytest.mark.parametrize("channels", [1, 2])
def test_frames_in_a_temporary_file_equal_those_in_memory(channels: int) -> None:
    rng = np.random.default_rng(0)
    blocks = [rng.uniform(-1, 1, (700, channels)).astype(np.float32) for _ in range(9)]
    short, long = GrowingFrames(channels), GrowingFrames(channels, in_memory_bytes=10_000)
    for block in blocks:
        short.append(block)
        long.append(block)
    joined = np.concatenate(blocks)
    for start, stop in [(0, 6300), (690, 2110), (6000, 9000), (7000, 8000)]:
        np.testing.assert_array_equal(short.read(start, stop), joined[start:stop])
        np.testing.assert_allclose(long.read(start, stop), joined[start:stop], atol=2e-5)
    long.close()
    assert len(long.read(0, 10)) == 0


@pytest.mark.parametrize("suffix", ["wav", "aiff", "flac", "mp3"])
def test_a_clip_of_any_format_is_its_samples(tmp_path: Path, suffix: str) -> None:
    rate_hz = 16_000
    samples = 0.3 * np.sin(2 * np.pi * 300 * np.arange(rate_hz * 25) / rate_hz)
    path = tmp_path / f"a.{suffix}"
    soundfile.write(path, samples, rate_hz)
    parts = []
    clip = load_clip(path, lambda part: parts.append((part.complete, part.duration_s)))
    assert parts, "something to see before all is decoded"
    assert not any(complete for complete, _ in parts)
    assert clip.complete
    assert clip.duration_s == pytest.approx(25, abs=0.1)
    expected = soundfile.read(path, dtype="float32")[0][5000:8000]
    np.testing.assert_allclose(clip.mono(5000, 8000), expected, atol=1e-4)
    assert clip.frames(clip.n_frames - 10, clip.n_frames + 50).shape == (10, 1)
    clip.close()
    assert not clip.mono(5000, 8000).any()


def test_a_long_wav_has_a_preview_before_it_is_read(tmp_path: Path) -> None:
    rate_hz, path = 8000, tmp_path / "long.wav"
    loudness = np.repeat([0.1, 0.9, 0.3], rate_hz * 60)
    noise = np.random.default_rng(0).uniform(-1, 1, len(loudness)) * loudness
    soundfile.write(path, noise, rate_hz)
    seen = []

    def look(clip: Clip) -> None:
        found = clip.peaks.view(0, clip.n_frames, 800)
        if found is not None and not seen:
            seen.append(found)

    load_clip(path, look)
    positions, extremes = seen[0]
    assert positions[-1] / rate_hz > 170, "the whole length at once"
    for start, level in [(10, 0.1), (70, 0.9), (130, 0.3)]:
        inside = (positions > start * rate_hz) & (positions < (start + 40) * rate_hz)
        assert extremes[inside, 1].max() == pytest.approx(level, rel=0.1)


def test_nan_in_a_file_read_in_place_is_silence(tmp_path: Path) -> None:
    samples = np.full(16_000, 0.5, np.float32)
    samples[100:200] = np.nan
    soundfile.write(tmp_path / "a.wav", samples, 16_000, subtype="FLOAT")
    clip = load_clip(tmp_path / "a.wav")
    assert not clip.mono(100, 200).any()
    assert clip.mono(300, 301)[0] == pytest.approx(0.5)


def test_more_than_two_channels_are_mixed(tmp_path: Path) -> None:
    path = tmp_path / "six.wav"
    soundfile.write(path, np.tile(np.arange(6) / 10, (1000, 1)), 8000, format="WAVEX")
    clip = load_clip(path)
    assert clip.channels == 1
    assert clip.mono(0, 1)[0] == pytest.approx(0.25, abs=1e-3)


def test_loading_can_be_cancelled(tone: Path) -> None:
    with pytest.raises(WorkCancelledError):
        load_clip(tone, cancelled=lambda: True)


def test_a_tone_has_its_frequency_level_and_time(tmp_path: Path) -> None:
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
    frames = ArrayFrames(np.ones((5, 1), dtype=np.float32))
    clip = Clip(tmp_path, 1000, 5, frames, Peaks())
    assert np.isfinite(spectrogram(clip, 0.0, 0.005, 100).db).all()


def test_a_window_too_short_for_the_range_has_a_picture_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.1, 0.1, 16_000), 16_000)
    options = SpectrogramOptions(window_s=0.002, highest_hz=500.0)
    assert np.isfinite(spectrogram(load_clip(path), 0.0, 1.0, 50, options).db).all()
