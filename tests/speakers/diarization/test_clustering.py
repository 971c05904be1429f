"""Groups of made voices, their number given and found, and who each window is."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from ser_desktop.speakers.diarization.clustering import group_voices
from ser_desktop.speakers.diarization.embedder import DiarizationSettings
from ser_desktop.speakers.diarization.resegmentation import share_out

SETTINGS = DiarizationSettings(
    gain_of_speaker=0.03, min_speech_s=3.0, sharpness=10.0, change_cost=3.0
)


def _voices(
    speakers: NDArray[np.int64], spread: float = 0.06, seed: int = 0
) -> NDArray[np.float32]:
    """One direction a speaker, in 64 dimensions, and some noise."""
    rng = np.random.default_rng(seed)
    centres = np.eye(64)[: speakers.max() + 1]
    made = centres[speakers] + spread * rng.standard_normal((len(speakers), 64))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def _alike(found: NDArray[np.int64], truth: NDArray[np.int64]) -> bool:
    return len({*zip(found.tolist(), truth.tolist(), strict=True)}) == truth.max() + 1


@pytest.mark.parametrize("given", [True, False])
def test_three_speakers(given: bool) -> None:
    truth = np.repeat([0, 1, 0, 2, 1, 2, 0], 20)
    voices = _voices(truth)
    centres = group_voices(voices, np.full(len(truth), 0.4), SETTINGS, 3 if given else None)
    assert len(centres) == 3
    groups, _ = share_out(voices, np.zeros(len(truth), np.int64), centres, SETTINGS)
    assert _alike(groups, truth)


def test_a_cough_is_no_speaker() -> None:
    truth = np.repeat([0, 1, 2, 1], [40, 40, 2, 40])
    found = group_voices(_voices(truth), np.full(len(truth), 0.4), SETTINGS)
    assert len(found) == 2
    given = group_voices(_voices(truth), np.full(len(truth), 0.4), SETTINGS, 2)
    assert np.abs(given[:, 2]).max() < 0.3, "nobody is named after the cough"


def test_one_odd_window_changes_nobody() -> None:
    truth = np.zeros(30, np.int64)
    heard = truth.copy()
    heard[15] = 1
    voices = _voices(heard, spread=0.0)
    speakers = np.eye(64, dtype=np.float32)[:2]
    settings = DiarizationSettings(sharpness=5.0, change_cost=3.0)
    groups, left = share_out(voices, truth, speakers, settings)
    assert groups.tolist() == truth.tolist()
    assert len(left) == 1, "who lost every window is no speaker"


def test_more_speakers_than_voices() -> None:
    voices = _voices(np.array([0, 1]))
    assert len(group_voices(voices, np.full(2, 0.5), SETTINGS, 5)) == 2


def test_hours_take_seconds() -> None:
    truth = np.random.default_rng(3).integers(0, 4, 1200).repeat(8)  # an hour at 0.4 s
    voices = _voices(truth)
    started = time.process_time()
    centres = group_voices(voices, np.full(len(truth), 0.4), SETTINGS)
    groups, _ = share_out(voices, np.zeros(len(truth), np.int64), centres, SETTINGS)
    assert _alike(groups, truth)
    assert time.process_time() - started < 20
