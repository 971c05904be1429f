"""The model's answer for a place: one span of one track, with one number everywhere.

A place that is a segment has the numbers of the segment: the mean over its smoothed windows. Any
other span has the mean over the windows with their middle in it, weighted by their share of speech,
as the whole recording has. Panel, table, lists, annotations, exports and reports all ask here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ser_desktop.emotion.doubt import emotion_set
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis, Overall, Segment, Span, Track, Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.emotion.speech_time import speech_seconds

_SAME_S = 2e-3
"""Times that differ by less are equal: other programs write milliseconds."""
MOSTLY = 0.5


@dataclass(frozen=True)
class Place:
    """A span of one track with the model's answer.

    Args:
        start_s: start in seconds.
        end_s: end in seconds.
        track: name of the track.
        speaker: the only speaker of the track, or None.
        answer: the model's answer.
        segment: the segment that the place is; None for any other span.
        n_segments: number of segments with speech that are mostly in it.
    """

    start_s: float
    end_s: float
    track: str
    speaker: str | None
    answer: Overall
    segment: Segment | None
    n_segments: int


def place_at(analysis: Analysis, start_s: float, end_s: float, track: str = "") -> Place:
    """Return the place of a span.

    Args:
        analysis: the analysis of a recording.
        start_s: start of the span.
        end_s: end of the span.
        track: name of the track. "" stands for the first track, or for the track of a speaker if
            the span is a segment of that track alone. An unknown name stands for the first track.
    """
    chosen, segment = _found(analysis, (start_s, end_s), track)
    if segment is not None and (segment.probabilities or segment.label == NO_SPEECH):
        answer = segment_answer(analysis, segment, chosen.windows)
    else:
        answer = answer_between(analysis, start_s, end_s, chosen)
    near = _segments_between(chosen.segments, start_s, end_s)
    inside = [
        s for s in near if s.label != NO_SPEECH and overlaps_mostly(s.span_s, (start_s, end_s))
    ]
    return Place(start_s, end_s, chosen.name, chosen.speaker, answer, segment, len(inside))


def place_answer(analysis: Analysis, start_s: float, end_s: float, track: str = "") -> Overall:
    """Return the answer for a span; arguments as for :func:`place_at`."""
    return place_at(analysis, start_s, end_s, track).answer


def segment_answer(
    analysis: Analysis, segment: Segment, windows: Sequence[Window] | None = None
) -> Overall:
    """Return a segment as an answer, with its label, its confidence and its probabilities.

    Args:
        analysis: the analysis that the segment is of.
        segment: one of its segments.
        windows: windows of the segment's track; None for those of the first track.
    """
    windows = analysis.windows if windows is None else windows
    inside = _windows_between(windows, *segment.span_s, analysis.settings.window_s)
    share = sum(window.speech_share for window in inside) / max(1, len(inside))
    speech_s = segment.speech_s
    if speech_s is None:
        speech_s = speech_seconds(segment.span_s, analysis.speech)
    if segment.label == NO_SPEECH or not segment.probabilities:
        return Overall(segment.label, (), segment.confidence, None, segment.intensity, share)
    probabilities = np.array(segment.probabilities, dtype=np.float32)
    labels, doubt = analysis.model.labels, analysis.model.doubt
    order = np.argsort(-probabilities, kind="stable")
    return Overall(
        label=segment.label,
        top=tuple(labels[i] for i in order[:2]),
        confidence=segment.confidence,
        probabilities=probabilities,
        intensity=segment.intensity,
        speech_share=share,
        set=emotion_set(probabilities, labels, doubt),
        coverage=doubt.set_coverage if doubt is not None else None,
        speech_s=speech_s,
    )


def answer_between(
    analysis: Analysis, start_s: float, end_s: float, track: Track | None = None
) -> Overall:
    """Return the mean of the windows with their middle in a span.

    Speech may lie between two middles, or beside windows that are mostly pause. Then the nearest
    window with speech answers.

    Args:
        analysis: the analysis of a recording.
        start_s: start of the span.
        end_s: end of the span.
        track: one of its tracks; None is the first.
    """
    track = analysis.tracks[0] if track is None else track
    windows, middle_s = track.windows, (start_s + end_s) / 2
    inside = _windows_between(windows, start_s, end_s, analysis.settings.window_s)
    if not inside and windows:
        inside = [_nearest(windows, middle_s)]
    is_spoken = any(window.is_speech for window in inside)
    if not is_spoken and _is_in_speech(track.segments, middle_s):
        spoken = [window for window in windows if window.is_speech]
        inside = [_nearest(spoken, middle_s)] if spoken else inside
    share = sum(window.speech_share for window in inside) / max(1, len(inside))
    below, model = analysis.settings.uncertain_below, analysis.model
    answer = overall_answer(inside, model.labels, below, share, model.doubt)
    return replace(answer, speech_s=speech_seconds((start_s, end_s), track.speech, share))


def overlaps_mostly(one: Span, other: Span) -> bool:
    """Return whether two spans share at least half of the shorter one."""
    common_s = min(one[1], other[1]) - max(one[0], other[0])
    shorter_s = min(one[1] - one[0], other[1] - other[0])
    return common_s > 0 and common_s >= MOSTLY * shorter_s


def is_same_span(one: Span, other: Span) -> bool:
    """Return whether two spans have the same start and end, up to two milliseconds."""
    return abs(one[0] - other[0]) < _SAME_S and abs(one[1] - other[1]) < _SAME_S


def same_place(before: Sequence[Segment], after: Sequence[Segment], span_s: Span) -> Span:
    """Return the segment of one track at the place of a segment of another.

    Args:
        before: segments of the track that was shown.
        after: segments of the track that is shown now.
        span_s: the place; it stays as it is unless it is one of the segments before.

    Returns:
        The span of the segment with speech that shares most with it, if any shares half.
    """
    if _segment_of(before, span_s) is None:
        return span_s
    near = [s.span_s for s in _segments_between(after, *span_s) if s.label != NO_SPEECH]
    near = [span for span in near if overlaps_mostly(span, span_s)]

    def common_s(span: Span) -> float:
        return min(span[1], span_s[1]) - max(span[0], span_s[0])

    return max(near, key=common_s, default=span_s)


def _found(analysis: Analysis, span_s: Span, name: str) -> tuple[Track, Segment | None]:
    """Return the track of a place, and the segment that it is."""
    tracks = analysis.tracks
    if name:
        track = next((t for t in tracks if t.name == name), tracks[0])
        return track, _segment_of(track.segments, span_s)
    for track in tracks:
        segment = _segment_of(track.segments, span_s)
        if segment is not None:
            return track, segment
    return tracks[0], None


def _segment_of(segments: Sequence[Segment], span_s: Span) -> Segment | None:
    first = bisect_left(segments, span_s[0] - _SAME_S, key=_segment_start_s)
    near = segments[first : first + 2]
    return next((segment for segment in near if is_same_span(segment.span_s, span_s)), None)


def _segments_between(
    segments: Sequence[Segment], start_s: float, end_s: float
) -> Sequence[Segment]:
    first = bisect_right(segments, start_s, key=_segment_start_s) - 1
    return segments[max(0, first) : bisect_left(segments, end_s, key=_segment_start_s)]


def _windows_between(
    windows: Sequence[Window], start_s: float, end_s: float, window_s: float
) -> list[Window]:
    """Return the windows with their middle in a span; none is longer than ``window_s``.

    The windows are in the order of their starts. Those of a speaker differ in length, so that
    their middles may be in another order.
    """
    first = bisect_left(windows, start_s - window_s, key=_window_start_s)
    stop = bisect_right(windows, end_s, key=_window_start_s)
    return [window for window in windows[first:stop] if start_s <= _middle_s(window) <= end_s]


def _nearest(windows: Sequence[Window], time_s: float) -> Window:
    return min(windows, key=lambda window: abs(_middle_s(window) - time_s))


def _is_in_speech(segments: Sequence[Segment], time_s: float) -> bool:
    after = bisect_right(segments, time_s, key=_segment_start_s)
    return after > 0 and segments[after - 1].label != NO_SPEECH


def _segment_start_s(segment: Segment) -> float:
    return segment.start_s


def _window_start_s(window: Window) -> float:
    return window.start_s


def _middle_s(window: Window) -> float:
    return (window.start_s + window.end_s) / 2
