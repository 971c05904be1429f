from __future__ import annotations

import pytest

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.summary import spoken_spans, summarise


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


def test_somebody_speaks_where_segments_touch_and_not_in_pauses() -> None:
    segments = [
        segment(0, 1, NO_SPEECH),
        segment(1, 4, "calm"),
        segment(4, 5, "angry"),
        segment(5, 9, NO_SPEECH),
        segment(9, 10, UNCERTAIN),
        segment(14, 15, "calm"),
    ]
    assert spoken_spans(segments) == [(1, 5), (9, 10), (14, 15)]
