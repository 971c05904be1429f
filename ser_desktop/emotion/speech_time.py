"""Seconds of speech within a span of time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ser_desktop.emotion.results import Span


def speech_seconds(span_s: Span, speech: Sequence[Span], share: float = 1.0) -> float:
    """Return how many seconds of a span are speech.

    Args:
        span_s: start and end of the span.
        speech: start and end of each stretch of speech, in the order of time; empty if unknown.
        share: share of the span that is speech, 0..1, for a track whose stretches are unknown.
    """
    start_s, end_s = span_s
    if not speech:
        return share * (end_s - start_s)
    first = bisect_right(speech, start_s, key=lambda one: one[1])
    near = speech[first : bisect_left(speech, end_s, key=lambda one: one[0])]
    return sum(max(0.0, min(end_s, until) - max(start_s, since)) for since, until in near)
