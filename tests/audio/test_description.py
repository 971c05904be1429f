"""The acoustic description of sounds that are known."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.audio.description import LibrosaMissingError, describe
from ser_desktop.errors import WorkCancelledError

RATE_HZ = 16_000


@pytest.fixture
def voiced(tmp_path: Path) -> Clip:
    """A second of near silence, then two of a 150 Hz voice-like tone."""
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * 150 * k * time_s) / k for k in range(1, 9)) * 0.1
    noise = np.random.default_rng(0).standard_normal(3 * RATE_HZ) * 1e-3
    noise[RATE_HZ:] += voice
    soundfile.write(tmp_path / "a.wav", noise, RATE_HZ, subtype="FLOAT")
    return load_clip(tmp_path / "a.wav")


def test_pitch_in_steps_equals_pitch_of_the_whole(tmp_path: Path) -> None:
    import librosa

    time_s = np.arange(14 * RATE_HZ) / RATE_HZ
    f0_hz = 150 + 40 * np.sin(2 * np.pi * 0.3 * time_s)
    voice = sum(np.sin(k * 2 * np.pi * np.cumsum(f0_hz) / RATE_HZ) / k for k in range(1, 6)) * 0.1
    soundfile.write(tmp_path / "a.wav", voice, RATE_HZ, subtype="FLOAT")
    found = describe(load_clip(tmp_path / "a.wav"), 0.0, 14.0).f0_hz
    whole, _, _ = librosa.pyin(
        voice.astype(np.float32), fmin=60, fmax=600, sr=RATE_HZ, frame_length=1024, hop_length=256
    )
    assert found.shape == whole.shape
    both = np.isfinite(found) & np.isfinite(whole)
    assert both.mean() > 0.95
    assert np.abs(found[both] / whole[both] - 1).max() < 0.03


def test_a_description_is_given_up_between_pieces(voiced: Clip) -> None:
    with pytest.raises(WorkCancelledError):
        describe(voiced, 0.0, 3.0, cancelled=lambda: True)


def test_pitch_levels_and_tracks(voiced: Clip) -> None:
    found = describe(voiced, 0.0, 3.0)
    assert found.median_f0_hz == pytest.approx(150, rel=0.02)
    assert np.isnan(found.f0_hz[:40]).mean() > 0.8, "noise has no pitch"
    assert found.snr_db == pytest.approx(20 * np.log10(0.088 / 1e-3), abs=2.5)
    assert found.peak_dbfs == pytest.approx(
        20 * np.log10(np.abs(voiced.mono(0, voiced.n_frames)).max()), abs=0.01
    )
    assert 150 < found.centroid_hz < 1200
    n_columns = found.db.shape[1]
    assert found.mfcc.shape == (20, n_columns)
    assert found.chroma.shape == (12, n_columns)
    assert len(found.f0_hz) == n_columns
    assert found.chroma[:, n_columns * 2 // 3].argmax() in (2, 3), "150 Hz lies between D and D#"


def test_a_part_is_described_at_its_own_time(voiced: Clip) -> None:
    found = describe(voiced, 1.5, 2.5)
    assert (found.start_s, found.duration_s) == (1.5, pytest.approx(1.0, abs=1e-3))
    assert not found.cut


@pytest.mark.parametrize("seconds", [0.0, 0.01])
def test_a_sliver_is_no_fault(voiced: Clip, seconds: float) -> None:
    found = describe(voiced, 1.0, 1.0 + seconds)
    assert found.snr_db is None
    assert np.isfinite(found.mfcc).all()


def test_without_librosa_there_is_a_message(voiced: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name == "librosa":
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LibrosaMissingError, match="librosa"):
        describe(voiced, 0.0, 1.0)
