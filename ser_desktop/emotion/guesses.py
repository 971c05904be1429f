"""Segments with so little speech that an emotion would be a guess: they are *uncertain*.

This is decided once, where segments are made, so that timeline, table, moments, shares and every
file say the same. The probabilities stay, and with them what the segment may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ser_desktop.emotion.doubt import is_guess
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Segment, Span
from ser_desktop.emotion.speech_time import speech_seconds


def with_guesses(segments: Sequence[Segment], speech: Sequence[Span]) -> tuple[Segment, ...]:
    """Return the segments with their seconds of speech; guesses have the label *uncertain*.

    Args:
        segments: of one track.
        speech: start and end of each stretch of speech in it, in seconds; empty if unknown, which
            leaves the segments as they are.
    """
    if not speech:
        return tuple(segments)
    return tuple(_measured(segment, speech) for segment in segments)


def _measured(segment: Segment, speech: Sequence[Span]) -> Segment:
    if segment.label == NO_SPEECH:
        return segment
    measured = replace(segment, speech_s=speech_seconds(segment.span_s, speech))
    if not is_guess(measured):
        return measured
    likeliest = max(segment.probabilities, default=segment.confidence)
    return replace(measured, label=UNCERTAIN, confidence=likeliest)
