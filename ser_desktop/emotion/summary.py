"""Summary of a timeline: shares, changes, and the mean over a part."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, in_order, is_emotion
from ser_desktop.emotion.results import Analysis, Overall, Segment, Window
from ser_desktop.emotion.segments import overall_answer


@dataclass(frozen=True)
class Summary:
    """Statistics of segments.

    Args:
        shares: shares of speech by label, largest first, including "uncertain".
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


@dataclass(frozen=True)
class Moment:
    """A window in which an emotion is strong."""

    time_s: float
    """Middle of the window in seconds."""
    label: str
    confidence: float


def strongest_moments(analysis: Analysis, most: int = 5) -> list[Moment]:
    """Return the most confident speech windows that do not overlap, in order of time.

    Windows of neutral and calm are left out.
    """
    moments = []
    for window in analysis.windows:
        if window.is_speech and window.probabilities is not None:
            best = int(np.argmax(window.probabilities))
            label, confidence = analysis.model.labels[best], float(window.probabilities[best])
            if label not in _AT_REST and confidence >= analysis.settings.uncertain_below:
                middle_s = (window.start_s + window.end_s) / 2
                moments.append(Moment(middle_s, label, confidence))
    chosen: list[Moment] = []
    for moment in sorted(moments, key=lambda m: (-m.confidence, m.time_s)):
        apart_s = analysis.settings.window_s
        if all(abs(moment.time_s - other.time_s) >= apart_s for other in chosen):
            chosen.append(moment)
            if len(chosen) == most:
                break
    return sorted(chosen, key=lambda m: m.time_s)


_AT_REST = ("neutral", "calm")


def answer_between(analysis: Analysis, start_s: float, end_s: float) -> Overall:
    """Return the answer for a part: the mean of the windows with their middle in it.

    Segments end where speech ends, so a short one may contain no middle of a window, or only
    middles of windows that are mostly pause. Then the nearest window with speech answers.
    """
    middle_s = (start_s + end_s) / 2
    inside = [w for w in analysis.windows if start_s <= _middle_s(w) <= end_s]
    if not inside and analysis.windows:
        inside = [min(analysis.windows, key=lambda window: abs(_middle_s(window) - middle_s))]
    spoken = [window for window in analysis.windows if window.is_speech]
    is_spoken = any(window.is_speech for window in inside)
    if spoken and not is_spoken and _is_in_speech(analysis.segments, middle_s):
        inside = [min(spoken, key=lambda window: abs(_middle_s(window) - middle_s))]
    share = sum(window.speech_share for window in inside) / max(1, len(inside))
    below = analysis.settings.uncertain_below
    return overall_answer(inside, analysis.model.labels, below, share, analysis.model.doubt)


def _is_in_speech(segments: Sequence[Segment], time_s: float) -> bool:
    after = bisect_right(segments, time_s, key=lambda segment: segment.start_s)
    return after > 0 and segments[after - 1].label != NO_SPEECH


def _middle_s(window: Window) -> float:
    return (window.start_s + window.end_s) / 2
