"""Signals that could mislead: an offset, a silent channel, opposite channels, no numbers."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.offset import STRONG, OffsetRemoval
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError


@pytest.fixture(scope="module")
def spoken() -> tuple[NDArray[np.float32], int]:
    from ser_desktop.paths import resource

    samples, rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    return samples, rate_hz


def heard(
    folder: Path, model: EmotionModel, samples: NDArray[np.float32], rate_hz: int
) -> Analysis:
    path = folder / "sound.wav"
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return analyze(path, model)


def same_answer(found: Analysis, plain: Analysis, within: float) -> None:
    one, other = found.tracks[0].overall, plain.tracks[0].overall
    assert one.label == other.label
    assert one.speech_share == pytest.approx(other.speech_share, abs=within)
    assert one.probabilities is not None
    assert np.isfinite(one.probabilities).all()
    np.testing.assert_allclose(one.probabilities, other.probabilities, atol=within)


@pytest.mark.parametrize("offset", [0.3, -0.5, 0.9])
def test_an_offset_changes_no_answer(
    tmp_path: Path, model: EmotionModel, spoken: tuple[NDArray[np.float32], int], offset: float
) -> None:
    samples, rate_hz = spoken[0] * 0.1, spoken[1]
    plain = heard(tmp_path, model, samples, rate_hz)
    found = heard(tmp_path, model, samples + np.float32(offset), rate_hz)
    same_answer(found, plain, within=0.02)
    assert found.file.speech_level_dbfs == pytest.approx(plain.file.speech_level_dbfs, abs=0.1)
    assert found.file.peak == pytest.approx(abs(offset) + np.abs(samples).max(), abs=0.05)


def test_a_weak_offset_is_left_alone() -> None:
    block = np.full((100, 2), 0.9 * STRONG, np.float32)
    assert OffsetRemoval().removed(block) is block


def test_the_offset_of_the_first_block_is_removed_from_all() -> None:
    offset = OffsetRemoval()
    nothing = np.zeros((0, 2), np.float32)
    assert offset.removed(nothing) is nothing
    first = np.array([[0.5, 0.0], [0.7, 0.0]], np.float32)
    np.testing.assert_allclose(offset.removed(first), [[-0.1, 0.0], [0.1, 0.0]], atol=1e-6)
    np.testing.assert_allclose(offset.removed(first + 1), [[0.9, 1.0], [1.1, 1.0]], atol=1e-6)


@pytest.mark.parametrize("silent", [0, 1])
def test_a_silent_channel_changes_no_answer(
    tmp_path: Path, model: EmotionModel, spoken: tuple[NDArray[np.float32], int], silent: int
) -> None:
    samples, rate_hz = spoken
    both = np.stack([samples, samples], axis=1)
    both[:, silent] = 0.0
    found = heard(tmp_path, model, both, rate_hz)
    same_answer(found, heard(tmp_path, model, samples, rate_hz), within=0.03)
    assert found.file.opposite_phase is None


def test_opposite_channels_with_an_offset_are_heard_and_told(
    tmp_path: Path, model: EmotionModel, spoken: tuple[NDArray[np.float32], int]
) -> None:
    samples, rate_hz = spoken
    opposite = np.stack([samples, -samples], axis=1) + np.float32(0.2)
    found = heard(tmp_path, model, opposite, rate_hz)
    same_answer(found, heard(tmp_path, model, samples, rate_hz), within=0.02)
    assert found.file.opposite_phase == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_numbers_are_silence_and_told(
    tmp_path: Path, model: EmotionModel, spoken: tuple[NDArray[np.float32], int], value: float
) -> None:
    samples, rate_hz = spoken[0].copy(), spoken[1]
    plain = heard(tmp_path, model, samples, rate_hz)
    samples[1000:1500] = value
    found = heard(tmp_path, model, samples, rate_hz)
    same_answer(found, plain, within=0.03)
    assert found.file.repaired


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="The superuser may read every file."
)
def test_a_file_without_permission_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "locked.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    path.chmod(0)
    with pytest.raises(AudioFileError, match="cannot be opened") as caught:
        open_audio(path)
    assert caught.value.kind == "unreadable"
