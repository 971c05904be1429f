"""Moments in which one emotion is strongest, and alternatives to an answer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis, Overall, Segment, Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.emotion.summary import Moment, answer_between

MIN_PROBABILITY = 0.2
"""Smallest probability of an emotion in a window that counts as its moment."""
MAX_MOMENTS = 100
MAX_ALTERNATIVES = 3
_SAME_S = 1e-3


def ranked_moments(analysis: Analysis, emotion: str, most: int = MAX_MOMENTS) -> list[Moment]:
    """Return the speech windows in which an emotion is likeliest, likeliest first.

    A window in a segment of another emotion, or of no speech, is left out, so that the list and the
    timeline agree. An emotion that no segment has keeps all its windows.

    Args:
        analysis: the analysis of a recording.
        emotion: a label of its model; other labels have no moments.
        most: largest number of moments. They do not overlap.
    """
    if emotion not in analysis.model.labels:
        return []
    at = analysis.model.labels.index(emotion)
    moments = [
        Moment(_middle_s(window), emotion, float(window.probabilities[at]))
        for window in analysis.windows
        if window.is_speech and window.probabilities is not None
    ]
    segments = analysis.segments
    agreeing = [m for m in moments if _label_at(segments, m.time_s) in (emotion, UNCERTAIN)]
    if any(segment.label == emotion for segment in segments):
        moments = agreeing
    apart_s, chosen, taken_s = analysis.settings.window_s, list[Moment](), list[float]()
    for moment in sorted(moments, key=lambda m: (-m.confidence, m.time_s)):
        if moment.confidence < MIN_PROBABILITY or len(chosen) == most:
            break
        after = bisect_left(taken_s, moment.time_s)
        near = taken_s[max(0, after - 1) : after + 1]
        if all(abs(moment.time_s - other) >= apart_s for other in near):
            taken_s.insert(after, moment.time_s)
            chosen.append(moment)
    return chosen


def moment_span_s(moment: Moment, analysis: Analysis) -> tuple[float, float]:
    """Return start and end of the window around a moment, in seconds.

    Windows of one speaker may be shorter, as long as the speaker's turn.
    """
    at = bisect_left(analysis.windows, moment.time_s - _SAME_S, key=_middle_s)
    for window in analysis.windows[at : at + 1]:
        if abs(_middle_s(window) - moment.time_s) < _SAME_S:
            return max(0.0, window.start_s), min(analysis.file.duration_s, window.end_s)
    half_s = analysis.settings.window_s / 2
    return max(0.0, moment.time_s - half_s), min(analysis.file.duration_s, moment.time_s + half_s)


def place_answer(analysis: Analysis, start_s: float, end_s: float) -> Overall:
    """Return the answer for a part of a recording.

    If the part is exactly one window, the answer is that of the window, so that a moment listed as
    happy is also shown as happy. Otherwise it is the mean over the windows with their middle in the
    part.
    """
    first = bisect_left(analysis.windows, start_s - _SAME_S, key=_start_s)
    for window in analysis.windows[first : first + 1]:
        window_end_s = min(window.end_s, analysis.file.duration_s)
        if abs(window.start_s - start_s) < _SAME_S and abs(window_end_s - end_s) < _SAME_S:
            below, model = analysis.settings.uncertain_below, analysis.model
            return overall_answer([window], model.labels, below, window.speech_share, model.doubt)
    return answer_between(analysis, start_s, end_s)


def segment_answer(analysis: Analysis, segment: Segment) -> Overall:
    """Return the mean answer of the windows with their middle in a segment.

    If none of them is speech in a segment of speech, the nearest window with speech answers.
    """
    windows = _windows_between(analysis.windows, segment.start_s, segment.end_s)
    if segment.label != NO_SPEECH and not any(window.is_speech for window in windows):
        return answer_between(analysis, segment.start_s, segment.end_s)
    share = sum(window.speech_share for window in windows) / max(1, len(windows))
    below, model = analysis.settings.uncertain_below, analysis.model
    return overall_answer(windows, model.labels, below, share, model.doubt)


def alternatives(answer: Overall) -> tuple[str, ...]:
    """Return the alternatives to an answer, likeliest first.

    These are the emotions of its set. A model without sets gives the second likeliest emotion, and
    only for uncertain answers.
    """
    is_decided = bool(answer.top) and answer.label == answer.top[0]
    candidates = answer.set or (() if is_decided else answer.top)
    if not is_decided and len(candidates) < 2:
        candidates = answer.top
    others = tuple(label for label in candidates if label != answer.label)
    return others[:MAX_ALTERNATIVES]


def _windows_between(windows: Sequence[Window], start_s: float, end_s: float) -> Sequence[Window]:
    first = bisect_left(windows, start_s, key=_middle_s)
    return windows[first : max(first + 1, bisect_right(windows, end_s, key=_middle_s))]


def _label_at(segments: Sequence[Segment], time_s: float) -> str:
    after = bisect_right(segments, time_s, key=lambda segment: segment.start_s)
    return segments[after - 1].label if after else NO_SPEECH


def _start_s(window: Window) -> float:
    return window.start_s


def _middle_s(window: Window) -> float:
    return (window.start_s + window.end_s) / 2
