"""What a timeline comes to: shares, changes, and the mean over a part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis, Overall, Segment
from ser_desktop.emotion.segments import overall_answer


@dataclass(frozen=True)
class Summary:
    """Segments in figures.

    Args:
        shares: share of the time with speech by label, most first; "uncertain" among them.
        changes: how often one emotion followed another; pauses and uncertain stretches between two
            of the same emotion are no change.
    """

    shares: dict[str, float]
    changes: int


def summarise(segments: Sequence[Segment]) -> Summary:
    """Figures of a whole timeline."""
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
    emotions = [s.label for s in segments if s.label not in (NO_SPEECH, UNCERTAIN)]
    return Summary(shares, sum(a != b for a, b in pairwise(emotions)))


def answer_between(analysis: Analysis, start_s: float, end_s: float) -> Overall:
    """The answer for a part: the windows whose middle lies in it, else the one that is nearest."""
    middle_s = (start_s + end_s) / 2
    inside = [
        window
        for window in analysis.windows
        if start_s <= (window.start_s + window.end_s) / 2 <= end_s
    ]
    if not inside:
        inside = [
            min(
                analysis.windows,
                key=lambda window: abs((window.start_s + window.end_s) / 2 - middle_s),
            )
        ]
    share = sum(window.speech_share for window in inside) / len(inside)
    below = analysis.settings.uncertain_below
    return overall_answer(inside, analysis.model.labels, below, share)
