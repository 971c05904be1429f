"""The course of a recording: shares of its speech, dominant stretches, and a trend.

An average says little over minutes (an interview that is 80 % neutral is "neutral", whatever
happens in it) and also if one emotion follows another (half happy and half angry is not 50 %
happy). Such recordings are described by their course instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ser_desktop.emotion.doubt import sure_share
from ser_desktop.emotion.labels import NO_SPEECH, is_emotion
from ser_desktop.emotion.results import Analysis, Overall, Segment
from ser_desktop.emotion.stretches import Stretch, stretches_of
from ser_desktop.emotion.summary import summarise
from ser_desktop.emotion.window_columns import WindowColumns

LONG_S = 60.0
"""A recording that is longer has a course."""
MIN_MIXED_S, MIN_MIXED_SHARE = 3.0, 0.2
"""So long, and so much of the speech, has each of two emotions in a shorter recording that has a
course. Take one window's length for a stretch that the model heard by itself."""
MIN_STRETCH_S = 4.0
MAX_STRETCHES = 3
MIN_TREND = 0.1
"""Smallest reported change of the mean probability from the first third to the last."""
MIN_TREND_WINDOWS = 6


@dataclass(frozen=True)
class Trend:
    """A change of an emotion's probability from the first third to the last."""

    label: str
    first: float
    last: float


@dataclass(frozen=True)
class Course:
    """Description of a recording over time.

    Args:
        shares: share of the time with speech by label, largest first, including "uncertain".
        stretches: the longest stretch of each emotion, the longest first.
        trend: the largest change; None if no change is large enough.
        sure_share: share of the speech whose windows are at least fairly sure.
        has_trend: whether the recording is long enough for a trend.
    """

    shares: dict[str, float]
    stretches: tuple[Stretch, ...]
    trend: Trend | None
    sure_share: float = 0.0
    has_trend: bool = True


def is_long(analysis: Analysis) -> bool:
    """Return whether a recording is long enough for a trend."""
    return analysis.file.duration_s > LONG_S


def has_course(analysis: Analysis) -> bool:
    """Return whether a recording is described by its course instead of an average."""
    return has_course_of(analysis.overall, analysis.segments, analysis.file.duration_s)


def has_course_of(overall: Overall, segments: Sequence[Segment], duration_s: float) -> bool:
    """Return whether a track is described by its course instead of an average.

    Args:
        overall: the mean answer of the track.
        segments: its segments.
        duration_s: length of the recording in seconds.
    """
    if overall.probabilities is None or overall.label == NO_SPEECH:
        return False
    return duration_s > LONG_S or _is_mixed(segments)


def _is_mixed(segments: Sequence[Segment]) -> bool:
    seconds: dict[str, float] = {}
    for segment in segments:
        if segment.label != NO_SPEECH:
            length_s = segment.end_s - segment.start_s
            seconds[segment.label] = seconds.get(segment.label, 0.0) + length_s
    min_s = max(MIN_MIXED_S, MIN_MIXED_SHARE * sum(seconds.values()))
    return sum(is_emotion(label) and time_s >= min_s for label, time_s in seconds.items()) > 1


def course_of(analysis: Analysis) -> Course:
    """Return the course of a recording."""
    shares = summarise(analysis.segments).shares
    return Course(
        shares,
        _dominant(analysis.segments),
        _trend(analysis),
        sure_share(analysis.windows, analysis.settings.uncertain_below),
        is_long(analysis),
    )


def _dominant(segments: tuple[Segment, ...]) -> tuple[Stretch, ...]:
    longest: dict[str, Stretch] = {}
    for stretch in stretches_of(segments):
        before = longest.get(stretch.label)
        if before is None or stretch.seconds > before.seconds:
            longest[stretch.label] = stretch
    ordered = sorted(longest.values(), key=lambda stretch: -stretch.seconds)
    return tuple(s for s in ordered if s.seconds >= MIN_STRETCH_S)[:MAX_STRETCHES]


def _trend(analysis: Analysis) -> Trend | None:
    third_s, columns = analysis.file.duration_s / 3, WindowColumns.of(analysis.windows)
    first = columns.is_speech & (columns.ends_s <= third_s)
    last = columns.is_speech & (columns.starts_s >= 2 * third_s)
    if min(first.sum(), last.sum()) < MIN_TREND_WINDOWS:
        return None
    before, after = (
        np.average(columns.answers[part], axis=0, weights=columns.speech_shares[part])
        for part in (first, last)
    )
    at = int(np.argmax(np.abs(after - before)))
    label = analysis.model.labels[at]
    if abs(after[at] - before[at]) < MIN_TREND or not is_emotion(label):
        return None
    return Trend(label, float(before[at]), float(after[at]))
