"""Diarization error rate: missed, false and confused speech as a share of the true speech.

Overlapped speech counts once for each person. Around every true beginning and end a collar is left
out of the count (NIST's md-eval, 0.25 s on either side). Detected speakers are mapped to true ones
so that they share most time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

COLLAR_S = 0.25

Turn = tuple[str, float, float]
"""Speaker, start and end in seconds."""


@dataclass(frozen=True)
class ErrorTimes:
    """Seconds by kind; they add up over recordings.

    Args:
        speech_s: true speech that is counted, once for each speaker.
        missed_s, false_s, confused_s: seconds of each kind of error.
    """

    speech_s: float = 0.0
    missed_s: float = 0.0
    false_s: float = 0.0
    confused_s: float = 0.0

    def __add__(self, other: ErrorTimes) -> ErrorTimes:
        return ErrorTimes(
            self.speech_s + other.speech_s,
            self.missed_s + other.missed_s,
            self.false_s + other.false_s,
            self.confused_s + other.confused_s,
        )

    @property
    def rate(self) -> float:
        """The diarization error rate; it can be above 1."""
        return (self.missed_s + self.false_s + self.confused_s) / self.speech_s


def error_times(
    truth: Sequence[Turn], found: Sequence[Turn], collar_s: float = COLLAR_S
) -> ErrorTimes:
    """Compare detected turns with the truth, under the best mapping of speakers."""
    pieces = _pieces(truth, found, collar_s)
    mapping = _mapping(pieces)
    total = ErrorTimes()
    for length_s, true, said in pieces:
        right = sum(mapping.get(name) in true for name in said)
        total += ErrorTimes(
            length_s * len(true),
            length_s * max(0, len(true) - len(said)),
            length_s * max(0, len(said) - len(true)),
            length_s * (min(len(true), len(said)) - right),
        )
    return total


def best_mapping(
    truth: Sequence[Turn], found: Sequence[Turn], collar_s: float = COLLAR_S
) -> dict[str, str]:
    """Return the true speaker of each detected one; surplus detected speakers have none."""
    return _mapping(_pieces(truth, found, collar_s))


_Piece = tuple[float, frozenset[str], frozenset[str]]
"""Length in seconds, true speakers and detected speakers."""


def _pieces(truth: Sequence[Turn], found: Sequence[Turn], collar_s: float) -> list[_Piece]:
    """Cut the counted time wherever a speaker starts or stops."""
    edges_s = [edge for _, start, end in truth for edge in (start, end)]
    collars = [(edge - collar_s, edge + collar_s) for edge in edges_s]
    changes = sorted(
        {edge for _, start, end in (*truth, *found) for edge in (start, end)}
        | {edge for collar in collars for edge in collar}
    )
    pieces = []
    for start, end in pairwise(changes):
        middle = (start + end) / 2
        if any(first < middle < last for first, last in collars):
            continue
        true, said = _speaking(truth, middle), _speaking(found, middle)
        if true or said:
            pieces.append((end - start, true, said))
    return pieces


def _speaking(turns: Sequence[Turn], at_s: float) -> frozenset[str]:
    return frozenset(name for name, start, end in turns if start <= at_s < end)


def _mapping(pieces: Sequence[_Piece]) -> dict[str, str]:
    true_names = sorted({name for _, true, _ in pieces for name in true})
    found_names = sorted({name for _, _, said in pieces for name in said})
    shared = np.zeros((len(found_names), len(true_names)))
    for length_s, true, said in pieces:
        for name in said:
            for other in true:
                shared[found_names.index(name), true_names.index(other)] += length_s
    rows, columns = linear_sum_assignment(-shared)
    return {
        found_names[row]: true_names[column]
        for row, column in zip(rows, columns, strict=True)
        if shared[row, column] > 0
    }


def equal_error_rate(
    same: Sequence[NDArray[np.float32]], other: Sequence[NDArray[np.float32]]
) -> float:
    """Compute the rate at which misses and false matches of pairs are equally frequent."""
    alike, unlike = np.sort(np.concatenate(same)), np.sort(np.concatenate(other))
    thresholds = np.quantile(alike, np.linspace(0, 1, 2001))
    missed = np.searchsorted(alike, thresholds) / len(alike)
    taken = 1 - np.searchsorted(unlike, thresholds) / len(unlike)
    at = int(np.argmin(np.abs(missed - taken)))
    return float(missed[at] + taken[at]) / 2
