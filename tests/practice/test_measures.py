"""Sounds whose pitch, pauses, tempo and level are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ser_desktop.audio.clip import load_clip
from ser_desktop.audio.description import LibrosaMissingError
from ser_desktop.practice import measures as measures_module
from ser_desktop.practice.changes import changes
from ser_desktop.practice.measures import Measures, measure
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.practice.speech_rhythm import speech_rhythm
from tests.practice.test_progress import entry

RATE_HZ = 16_000
Sound = NDArray[np.float32]


def voice(
    seconds: float, low_hz: float, high_hz: float, syllables_per_s: float, level: float = 0.2
) -> Sound:
    """A gliding tone with overtones, whose level rises and falls once a syllable."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch_hz = low_hz * (high_hz / low_hz) ** (0.5 - 0.5 * np.cos(2 * np.pi * time_s / seconds))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    tone = sum(np.sin(k * phase) / k for k in range(1, 8))
    beat = 0.15 + 0.85 * np.sin(np.pi * syllables_per_s * time_s) ** 2
    return (level * tone * beat).astype(np.float32)


def silence(seconds: float) -> Sound:
    rng = np.random.default_rng(0)
    return (1e-4 * rng.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def take(folder: Path, *parts: Sound) -> Measures:
    path = folder / "take.wav"
    soundfile.write(path, np.concatenate(parts), RATE_HZ)
    clip = load_clip(path)
    found = measure(clip).measures
    clip.close()
    return found


def test_known_pitch_pauses_and_tempo(tmp_path: Path) -> None:
    found = take(
        tmp_path,
        silence(0.5), voice(2.0, 150, 300, 4), silence(0.6), voice(1.0, 150, 300, 4), silence(0.4),
    )  # fmt: skip
    assert found.n_pauses == 1
    assert found.pause_s == pytest.approx(0.6, abs=0.06)
    assert found.sound_s == pytest.approx(3.0, abs=0.1)
    assert found.syllables_per_s == pytest.approx(4, abs=0.3)
    assert found.pitch_hz == pytest.approx(212, rel=0.05)
    assert found.pitch_range_st == pytest.approx(12, abs=1.2)


def test_noise_beside_the_voice_is_no_voice(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    parts = [silence(0.8), voice(1.5, 120, 140, 5), silence(0.5), voice(1.5, 120, 140, 5)]
    sound = np.concatenate([*parts, silence(0.8)])
    noisy = (sound + 0.01 * rng.standard_normal(len(sound))).astype(np.float32)
    found = take(tmp_path, noisy)
    assert found.n_pauses == 1
    assert found.pause_s == pytest.approx(0.5, abs=0.1)


def test_silence_and_a_click_have_no_figures(tmp_path: Path) -> None:
    click = np.zeros(RATE_HZ, dtype=np.float32)
    click[8000:8010] = 0.9
    for sound in (np.zeros(RATE_HZ, dtype=np.float32), click):
        found = take(tmp_path, sound)
        assert (found.sound_s, found.n_pauses, found.pitch_hz) == (0, 0, None)
        assert found.syllables_per_s is None


def test_no_samples_at_all() -> None:
    assert speech_rhythm(np.zeros(0, np.float32), RATE_HZ).sounds == ()


def said(measures: Measures, sentence: str = "") -> ProgressEntry:
    return replace(entry(), measures=measures, sentence=sentence)


def test_changes_are_named_with_their_numbers(tmp_path: Path) -> None:
    flat = take(tmp_path, silence(0.3), voice(2.4, 150, 165, 3, 0.1), silence(0.3))
    lively = take(
        tmp_path,
        silence(0.3), voice(1.2, 180, 360, 5, 0.3), silence(0.5), voice(1.2, 180, 360, 5, 0.3),
        silence(0.3),
    )  # fmt: skip
    found = {message.id: message.fields for message in changes(said(flat), said(lively))}
    assert set(found) == {
        *("practice.range_wider", "practice.pitch_higher", "practice.faster"),
        *("practice.louder", "practice.pauses_new"),
    }
    wider, faster = found["practice.range_wider"], found["practice.faster"]
    assert wider["now"] - wider["before"] == pytest.approx(10.4, abs=1.5)
    assert found["practice.pitch_higher"]["change"] == pytest.approx(8.3, abs=1.0)
    assert (faster["before"], faster["now"]) == (
        pytest.approx(3, abs=0.4),
        pytest.approx(5, abs=0.5),
    )
    assert found["practice.louder"]["change"] == pytest.approx(9.5, abs=0.5)
    assert found["practice.pauses_new"]["n"] == 1
    assert found["practice.pauses_new"]["seconds"] == pytest.approx(0.5, abs=0.1)
    back = [message.id for message in changes(said(lively), said(flat))]
    assert back == [
        *("practice.range_narrower", "practice.pitch_lower", "practice.slower"),
        *("practice.quieter", "practice.pauses_gone"),
    ]


def test_inaudible_differences_are_no_change(tmp_path: Path) -> None:
    one = take(tmp_path, silence(0.3), voice(2, 150, 200, 4), silence(0.3))
    other = take(tmp_path, silence(0.3), voice(2, 152, 203, 4.1, 0.19), silence(0.3))
    assert [m.id for m in changes(said(one), said(other))] == ["practice.no_change"]


def test_the_same_sound_heard_again_is_no_change(tmp_path: Path) -> None:
    """Silence around it, faint noise and a gap near the shortest pause are not the voice's."""
    parts = [voice(1.2, 150, 260, 4), silence(0.26), voice(1.1, 140, 230, 4.5)]
    one = take(tmp_path, silence(0.2), *parts, silence(0.2))
    parts[1] = silence(0.33)
    sound = np.concatenate([silence(0.9), *parts, silence(1.1)])
    rng = np.random.default_rng(3)
    noisy = (sound + 2e-3 * rng.standard_normal(len(sound))).astype(np.float32)
    other = take(tmp_path, noisy)
    assert (one.n_pauses, other.n_pauses) == (0, 1), "the gap is a pause in one of them"
    for sentence in ("", "It is noon."):
        found = changes(said(one, sentence), said(other, sentence))
        assert [message.id for message in found] == ["practice.no_change"]


def test_without_librosa_all_but_the_pitch_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise LibrosaMissingError("on purpose")

    monkeypatch.setattr(measures_module, "describe", missing)
    found = take(tmp_path, silence(0.3), voice(2, 150, 200, 4), silence(0.3))
    assert found.pitch_hz is None
    assert found.syllables_per_s == pytest.approx(4, abs=0.3)
