from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Segment, Window
from ser_desktop.emotion.summary import answer_between, strongest_moments, summarise


def segment(start_s: float, end_s: float, label: str) -> Segment:
    return Segment(start_s, end_s, label, 0.9, 0.5)


def test_shares_are_of_the_speech_and_pauses_are_no_change() -> None:
    found = summarise(
        [
            segment(0, 4, "calm"),
            segment(4, 10, NO_SPEECH),
            segment(10, 12, "calm"),
            segment(12, 13, UNCERTAIN),
            segment(13, 15, "angry"),
            segment(15, 16, "calm"),
        ]
    )
    assert list(found.shares) == ["calm", "angry", UNCERTAIN]
    assert found.shares["calm"] == pytest.approx(0.7)
    assert sum(found.shares.values()) == pytest.approx(1.0)
    assert found.changes == 2
    calm, angry = EMOTIONS.index("calm"), EMOTIONS.index("angry")
    assert found.transitions[calm, angry] == found.transitions[angry, calm] == 1


def test_silence_has_no_shares() -> None:
    found = summarise([segment(0, 4, NO_SPEECH)])
    assert (found.shares, found.changes) == ({}, 0)


def test_strong_moments_are_sure_apart_and_in_the_order_of_time(
    sample: Path, model: EmotionModel
) -> None:
    analysis = analyze(sample, model)
    emotions = ("angry", "angry", "happy", "neutral", "sad", "angry")
    sureness = (0.7, 0.9, 0.8, 0.99, 0.6, 0.65)
    windows = []
    for i, (emotion, p) in enumerate(zip(emotions, sureness, strict=True)):
        row = np.full(8, (1 - p) / 7, dtype=np.float32)
        row[EMOTIONS.index(emotion)] = p
        windows.append(Window(2.0 * i, 2.0 * i + 3.0, 0.9, row, None))
    made = replace(analysis, windows=tuple(windows))
    found = strongest_moments(made, most=3)
    # 0.9 at 3.5 s shadows its neighbours; then 0.65 at 11.5 s shadows 0.6 at 9.5 s.
    assert [(m.label, m.time_s) for m in found] == [("angry", 3.5), ("angry", 11.5)]
    assert all(b.time_s - a.time_s >= 3.0 for a, b in pairwise(found))
    assert max(m.confidence for m in found) == pytest.approx(0.9)


def test_the_answer_for_a_part(sample: Path, model: EmotionModel) -> None:
    analysis = analyze(sample, model)
    whole = answer_between(analysis, 0.0, analysis.file.duration_s)
    assert whole.probabilities == pytest.approx(analysis.overall.probabilities)
    first = analysis.windows[0]
    part = answer_between(analysis, 1.4, 1.6)
    assert part.probabilities == pytest.approx(first.probabilities)
    tiny = answer_between(analysis, 2.1, 2.11)
    assert tiny.probabilities == pytest.approx(analysis.windows[1].probabilities)
