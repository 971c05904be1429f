"""The course of a long recording: shares of its speech, dominant stretches, and a trend.

Over minutes an average says little: an interview that is 80 % neutral is "neutral", whatever
happens in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN, is_emotion
from ser_desktop.emotion.results import Analysis, Segment, Window
from ser_desktop.emotion.summary import summarise

LONG_S = 60.0
"""A recording that is longer has a course; a shorter one has an answer."""
MAX_GAP_S = 5.0
"""A pause, or a stretch of doubt, that is shorter does not end a stretch of one emotion."""
MIN_STRETCH_S = 4.0
MAX_STRETCHES = 3
MIN_TREND = 0.1
"""A change of the mean probability from the first third to the last that is worth a sentence."""
MIN_TREND_WINDOWS = 6


@dataclass(frozen=True)
class Stretch:
    """One emotion for some time, with short pauses in it."""

    start_s: float
    end_s: float
    label: str

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Trend:
    """An emotion that is likelier, or less likely, in the last third than in the first."""

    label: str
    first: float
    last: float


@dataclass(frozen=True)
class Course:
    """What a recording comes to over its time.

    Args:
        shares: share of the time with speech by label, most first; "uncertain" among them.
        stretches: the longest of each emotion, the longest first.
        trend: the largest change; None where there is none to speak of.
    """

    shares: dict[str, float]
    stretches: tuple[Stretch, ...]
    trend: Trend | None


def is_long(analysis: Analysis) -> bool:
    """Return whether a recording is told by its course instead of an average."""
    return analysis.file.duration_s > LONG_S and analysis.overall.probabilities is not None


def course_of(analysis: Analysis) -> Course:
    """Return the course of a recording."""
    shares = summarise(analysis.segments).shares
    return Course(shares, _dominant(analysis.segments), _trend(analysis))


def _dominant(segments: tuple[Segment, ...]) -> tuple[Stretch, ...]:
    longest: dict[str, Stretch] = {}
    for stretch in _stretches(segments):
        before = longest.get(stretch.label)
        if before is None or stretch.seconds > before.seconds:
            longest[stretch.label] = stretch
    ordered = sorted(longest.values(), key=lambda stretch: -stretch.seconds)
    return tuple(s for s in ordered if s.seconds >= MIN_STRETCH_S)[:MAX_STRETCHES]


def _stretches(segments: tuple[Segment, ...]) -> list[Stretch]:
    """Segments of one emotion, joined over short gaps."""
    stretches: list[Stretch] = []
    gap_s = 0.0
    for segment in segments:
        if segment.label in (NO_SPEECH, UNCERTAIN):
            gap_s += segment.end_s - segment.start_s
            continue
        last = stretches[-1] if stretches else None
        if last is not None and last.label == segment.label and gap_s <= MAX_GAP_S:
            stretches[-1] = Stretch(last.start_s, segment.end_s, last.label)
        else:
            stretches.append(Stretch(segment.start_s, segment.end_s, segment.label))
        gap_s = 0.0
    return stretches


def _trend(analysis: Analysis) -> Trend | None:
    third_s = analysis.file.duration_s / 3
    first = [w for w in analysis.windows if w.is_speech and w.end_s <= third_s]
    last = [w for w in analysis.windows if w.is_speech and w.start_s >= 2 * third_s]
    if min(len(first), len(last)) < MIN_TREND_WINDOWS:
        return None
    before, after = _mean(first), _mean(last)
    at = int(np.argmax(np.abs(after - before)))
    label = analysis.model.labels[at]
    if abs(after[at] - before[at]) < MIN_TREND or not is_emotion(label):
        return None
    return Trend(label, float(before[at]), float(after[at]))


def _mean(windows: list[Window]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    rows = np.array([window.probabilities for window in windows], dtype=np.float64)
    mean: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = np.average(
        rows, axis=0, weights=[window.speech_share for window in windows]
    )
    return mean
