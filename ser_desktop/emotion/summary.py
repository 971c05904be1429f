"""Summary of a timeline: shares and changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, in_order, is_emotion
from ser_desktop.emotion.results import Segment, Span


@dataclass(frozen=True)
class Summary:
    """Statistics of segments.

    Args:
        shares: shares of :func:`answered_seconds` by label, largest first, including "uncertain".
        transitions: counts [from, to], in the order of ``labels``, of one emotion following
        another; pauses and uncertain stretches are skipped.
        labels: the eight, and further labels of the segments behind them.
    """

    shares: dict[str, float]
    transitions: NDArray[np.int64]
    labels: tuple[str, ...] = EMOTIONS

    @property
    def changes(self) -> int:
        """Number of changes from one emotion to another."""
        return int(self.transitions.sum())


def summarise(segments: Sequence[Segment]) -> Summary:
    """Compute the statistics of a whole timeline."""
    seconds: dict[str, float] = defaultdict(float)
    for segment in segments:
        if segment.label != NO_SPEECH:
            seconds[segment.label] += segment.end_s - segment.start_s
    total_s = sum(seconds.values())
    shares = {
        label: time_s / total_s
        for label, time_s in sorted(seconds.items(), key=lambda item: -item[1])
        if total_s > 0
    }
    emotions = [s.label for s in segments if is_emotion(s.label)]
    labels = in_order([*EMOTIONS, *emotions])
    transitions = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for before, after in pairwise(emotions):
        if before != after:
            transitions[labels.index(before), labels.index(after)] += 1
    return Summary(shares, transitions, tuple(labels))


def answered_seconds(segments: Sequence[Segment]) -> float:
    """Return the seconds of the segments with an answer: what their shares are of.

    They are more than the seconds that the speech gate marks: a segment reaches a little beyond
    the first and last word, and keeps pauses of less than a second.
    """
    return sum((s.end_s - s.start_s for s in segments if s.label != NO_SPEECH), 0.0)


def spoken_spans(segments: Sequence[Segment]) -> list[Span]:
    """Return when somebody speaks, in seconds: segments with speech, joined where they touch.

    Args:
        segments: of one track, in the order of time.
    """
    spans: list[Span] = []
    for segment in segments:
        if segment.label == NO_SPEECH:
            continue
        if spans and segment.start_s <= spans[-1][1] + 1e-6:
            spans[-1] = spans[-1][0], max(spans[-1][1], segment.end_s)
        else:
            spans.append((segment.start_s, segment.end_s))
    return spans
