"""Computes the segments of one speaker's track: the stretches in which that person speaks.

"No speech" is the time in which the person does not speak alone: somebody else speaks, several
speak at once, or a pause. A stretch with speech is never "no speech"; if no window answers for it,
it is "uncertain".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Segment, SegmentOptions, Span, Window
from ser_desktop.emotion.segment_edges import MIN_PIECE_S
from ser_desktop.emotion.segments import make_segments
from ser_desktop.emotion.speech_time import speech_seconds
from ser_desktop.emotion.stretch_windows import StretchWindows


def speaker_segments(
    windows: Sequence[Window],
    stretches: Sequence[Span],
    labels: Sequence[str],
    uncertain_below: float,
    end_s: float,
    options: SegmentOptions = SegmentOptions(),
    speech: Sequence[Span] = (),
) -> tuple[Segment, ...]:
    """Make segments without gap or overlap from 0 to ``end_s``.

    Args:
        windows: windows that answer for the speaker, as :mod:`.stretch_windows` chooses them.
        stretches: start and end of each stretch in which the speaker speaks, in the order of time.
        labels: labels of the model.
        uncertain_below: smaller confidences are "uncertain".
        end_s: end of the recording.
        options: smoothing, and the shortest segment.
        speech: start and end of each stretch of anybody's speech; empty if unknown.
    """
    segments: list[Segment] = []
    chosen = StretchWindows(windows)
    at_s = 0.0
    for from_s, to_s in stretches:
        begin_s, until_s = max(from_s, at_s), min(to_s, end_s)
        if begin_s >= until_s:
            continue
        if begin_s > at_s:
            segments.append(Segment(at_s, begin_s, NO_SPEECH, None, None))
        near = _within(speech, begin_s, until_s)
        answering = chosen.of((from_s, to_s))
        if any(window.is_speech for window in answering):
            segments += make_segments(
                answering, labels, uncertain_below, until_s, begin_s, options, near
            )
        else:
            is_silent = answering and speech_seconds((begin_s, until_s), near, 0.0) < MIN_PIECE_S
            label = NO_SPEECH if is_silent else UNCERTAIN
            segments.append(Segment(begin_s, until_s, label, None, None))
        at_s = until_s
    if at_s < end_s:
        segments.append(Segment(at_s, end_s, NO_SPEECH, None, None))
    return tuple(_without_speech_joined(segments))


def _within(speech: Sequence[Span], start_s: float, end_s: float) -> Sequence[Span]:
    """Return the spans that overlap a stretch."""
    first = bisect_right(speech, start_s, key=lambda span: span[1])
    return speech[first : bisect_left(speech, end_s, key=lambda span: span[0])]


def _without_speech_joined(segments: Sequence[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and segment.label == joined[-1].label == NO_SPEECH:
            joined[-1] = replace(joined[-1], end_s=segment.end_s)
        else:
            joined.append(segment)
    return joined
