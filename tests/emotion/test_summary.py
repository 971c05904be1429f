from __future__ import annotations

from pathlib import Path

import pytest

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.summary import answer_between, summarise


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


def test_silence_has_no_shares() -> None:
    found = summarise([segment(0, 4, NO_SPEECH)])
    assert (found.shares, found.changes) == ({}, 0)


def test_the_answer_for_a_part(sample: Path, model: EmotionModel) -> None:
    analysis = analyze(sample, model)
    whole = answer_between(analysis, 0.0, analysis.file.duration_s)
    assert whole.probabilities == pytest.approx(analysis.overall.probabilities)
    first = analysis.windows[0]
    part = answer_between(analysis, 1.4, 1.6)
    assert part.probabilities == pytest.approx(first.probabilities)
    tiny = answer_between(analysis, 2.1, 2.11)
    assert tiny.probabilities == pytest.approx(analysis.windows[1].probabilities)
