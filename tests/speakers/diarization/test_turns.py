"""Windows to turns, and who the second speaker is where two speak at once."""

from __future__ import annotations

import numpy as np
import pytest

from ser_desktop.speakers.diarization.turns import MAX_AWAY_S, make_turns

HOP_S = 0.2


def _borders(n: int, start_s: float = 1.0) -> np.ndarray:
    starts_s = start_s + HOP_S * np.arange(n)
    return np.stack([starts_s, starts_s + HOP_S], axis=1)


def test_overlap_at_a_change_is_of_both() -> None:
    speakers = np.repeat([0, 1], 10)
    overlap = np.zeros(20, dtype=np.bool_)
    overlap[8:12] = True
    turns = make_turns(_borders(20), speakers, overlap)
    both = [(turn.speaker, turn.start_s, turn.end_s) for turn in turns if turn.overlap]
    assert sorted(both) == [
        ("speaker-1", pytest.approx(2.6), pytest.approx(3.4)),
        ("speaker-2", pytest.approx(2.6), pytest.approx(3.4)),
    ]
    alone = [(turn.speaker, turn.end_s) for turn in turns if not turn.overlap]
    assert alone == [("speaker-1", pytest.approx(2.6)), ("speaker-2", pytest.approx(5.0))]


def test_nobody_near_is_no_second_speaker() -> None:
    n = round(MAX_AWAY_S / HOP_S)
    borders_s = np.concatenate([_borders(5), _borders(3 * n, 10.0)])
    speakers = np.array([0] * 5 + [1] * 3 * n)
    overlap = np.zeros(len(speakers), dtype=np.bool_)
    overlap[-2:] = True
    assert not any(turn.overlap for turn in make_turns(borders_s, speakers, overlap))
    assert not any(
        turn.overlap for turn in make_turns(borders_s, np.zeros_like(speakers), overlap)
    ), "one speaker alone"
