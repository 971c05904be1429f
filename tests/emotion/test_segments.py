from __future__ import annotations

import numpy as np
import pytest

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Window
from ser_desktop.emotion.segments import make_segments, overall_answer

LABELS = ("neutral", "happy", "angry")


def window(start_s: float, share: float, *p: float, intensity: float | None = 0.5) -> Window:
    row = np.array(p, dtype=np.float32) if p else None
    return Window(start_s, start_s + 3, share, row, intensity if p else None)


def test_the_mean_is_weighted_by_speech() -> None:
    windows = [window(0, 0.9, 0.8, 0.1, 0.1), window(1, 0.3, 0.0, 0.0, 1.0)]
    found = overall_answer(windows, LABELS, 0.0, 0.6)
    assert found.probabilities == pytest.approx([0.6, 0.075, 0.325])
    assert found.label == "neutral"
    assert found.top == ("neutral", "angry")


def test_a_window_below_the_least_share_does_not_count() -> None:
    windows = [window(0, 0.9, 0.8, 0.1, 0.1), window(1, 0.19, 0.0, 0.0, 1.0)]
    assert overall_answer(windows, LABELS, 0.0, 0.5).probabilities == pytest.approx([0.8, 0.1, 0.1])


def test_without_speech_there_is_no_answer() -> None:
    found = overall_answer([window(0, 0.1), window(1, 0.0)], LABELS, 0.0, 0.05)
    assert (found.label, found.confidence, found.top) == (NO_SPEECH, None, ())


def test_segments_meet_half_way_between_the_middles() -> None:
    windows = [
        window(0, 0.9, 1, 0, 0), window(1, 0.9, 1, 0, 0), window(2, 0.1),
        window(3, 0.9, 0, 0, 1), window(4, 0.9, 0, 0, 1),
    ]  # fmt: skip
    found = make_segments(windows, LABELS, 0.0, 7.0)
    assert [(s.start_s, s.end_s, s.label) for s in found] == [
        (0.0, 3.0, "neutral"),
        (3.0, 4.0, NO_SPEECH),
        (4.0, 7.0, "angry"),
    ]
    assert found[1].confidence is None
    assert found[1].intensity is None


def test_one_odd_window_is_smoothed_away() -> None:
    windows = [window(i, 0.9, 0.8, 0.1, 0.1) for i in range(5)]
    windows[2] = window(2, 0.9, 0.3, 0.1, 0.6)
    assert [s.label for s in make_segments(windows, LABELS, 0.0, 7.0)] == ["neutral"]


def test_low_confidence_is_uncertain() -> None:
    found = make_segments([window(0, 0.9, 0.4, 0.3, 0.3)], LABELS, 0.5, 3.0)
    assert found[0].label == UNCERTAIN
    assert found[0].confidence == pytest.approx(0.4)
