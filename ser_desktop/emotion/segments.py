"""Computes the overall answer and the segments of a recording from its windows."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.doubt import emotion_set
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model_info import CalibratedDoubt
from ser_desktop.emotion.results import Overall, Segment, SegmentOptions, Span, Window
from ser_desktop.emotion.segment_edges import Stretch, refined
from ser_desktop.emotion.window_columns import WindowColumns


def overall_answer(
    windows: Sequence[Window],
    labels: Sequence[str],
    uncertain_below: float,
    speech_share: float,
    doubt: CalibratedDoubt | None = None,
) -> Overall:
    """Mean over the speech windows, weighted by their share of speech.

    Without speech the label is "no speech"; probabilities exist only if windows without speech were
    classified, and are then their plain mean.
    """
    columns = WindowColumns.of(windows)
    spoken = bool(columns.is_speech.any())
    answered = columns.is_speech if spoken else columns.is_answered
    if not answered.any():
        return Overall(NO_SPEECH, (), None, None, None, speech_share)
    weights = columns.speech_shares[answered] if spoken else None
    probabilities = np.average(columns.answers[answered], axis=0, weights=weights)
    order = np.argsort(-probabilities, kind="stable")
    confidence = float(probabilities[order[0]])
    label = labels[order[0]] if confidence >= uncertain_below else UNCERTAIN
    return Overall(
        label=label if spoken else NO_SPEECH,
        top=tuple(labels[i] for i in order[:2]),
        confidence=confidence,
        probabilities=probabilities.astype(np.float32),
        intensity=_mean(columns.intensities[answered], weights),
        speech_share=speech_share,
        set=emotion_set(probabilities, labels, doubt) if spoken else (),
        coverage=doubt.set_coverage if doubt is not None and spoken else None,
    )


def make_segments(
    windows: Sequence[Window],
    labels: Sequence[str],
    uncertain_below: float,
    end_s: float,
    start_s: float = 0.0,
    options: SegmentOptions = SegmentOptions(),
    speech: Sequence[Span] = (),
) -> tuple[Segment, ...]:
    """Segments without gap or overlap from ``start_s`` to ``end_s``.

    A window covers the time around its middle, up to half-way to the next window's middle. If the
    times of speech are known, the edges move to them (:mod:`.segment_edges`).

    Args:
        windows: in the order of time.
        labels: of the model.
        uncertain_below: smaller confidences are "uncertain".
        end_s: end of the last segment.
        start_s: start of the first segment.
        options: smoothing, and the shortest segment.
        speech: start and end of each stretch of speech; empty if unknown.
    """
    columns = WindowColumns.of(windows)
    smoothed = _smooth(columns, options.smoothing_windows, len(labels))
    names = _labels_of(smoothed, labels, uncertain_below)
    # Arrays take a quarter of the memory of lists, which matters for a day of windows.
    middles = array("d", columns.middles_s.tobytes())
    borders = array("d", [start_s])
    borders.extend((a + b) / 2 for a, b in pairwise(middles))
    borders.append(end_s)
    if options.min_s > 0:
        names = _join_short(names, borders, options.min_s)
    stretches = []
    for name, group in groupby(range(len(windows)), key=names.__getitem__):
        members = tuple(group)
        until_s = borders[members[-1] + 1]
        stretches.append(Stretch(borders[members[0]], until_s, name, members))
    return tuple(
        _segment(
            stretch,
            smoothed[list(stretch.windows)],
            columns.intensities[list(stretch.windows)],
            labels,
        )
        for stretch in refined(stretches, speech, middles)
    )


def _segment(
    stretch: Stretch,
    rows: NDArray[np.float64],
    intensities: NDArray[np.float64],
    labels: Sequence[str],
) -> Segment:
    """Make a segment from a stretch and its rows of :func:`_smooth`."""
    start_s, end_s, name = stretch.start_s, stretch.end_s, stretch.label
    if name == NO_SPEECH:
        return Segment(start_s, end_s, name, None, None)
    mean = np.mean(rows[~np.isnan(rows[:, 0])], axis=0)
    confidence = float(mean.max() if name == UNCERTAIN else mean[labels.index(name)])
    return Segment(start_s, end_s, name, confidence, _mean(intensities), tuple(map(float, mean)))


def with_answer_of_all(segments: tuple[Segment, ...], overall: Overall) -> tuple[Segment, ...]:
    """Return segments in which a single one with speech has the numbers of the whole track.

    Such a segment is all there is to hear, so that it must not differ from the overall answer by
    its smoothing. Segments of another label, and several segments, keep their numbers.
    """
    spoken = [segment for segment in segments if segment.label != NO_SPEECH]
    if len(spoken) != 1 or overall.probabilities is None or spoken[0].label != overall.label:
        return segments
    whole = replace(
        spoken[0],
        confidence=overall.confidence,
        intensity=overall.intensity,
        probabilities=tuple(map(float, overall.probabilities)),
    )
    return tuple(whole if segment is spoken[0] else segment for segment in segments)


def _join_short(names: Sequence[str], borders: Sequence[float], min_s: float) -> list[str]:
    """Return labels after joining short stretches of speech to a neighbour; pauses stay.

    The shortest is joined first. A heap over linked stretches keeps the cost per window constant.
    """
    last: _Stretch | None = None
    waiting: list[tuple[float, int, int, _Stretch]] = []
    for number, (name, members) in enumerate(groupby(range(len(names)), key=names.__getitem__)):
        windows = list(members)
        span_s = borders[windows[0]], borders[windows[-1] + 1]
        stretch = _Stretch(name, span_s[1] - span_s[0], len(windows), before=last)
        if last is not None:
            last.after = stretch
        last = stretch
        heapq.heappush(waiting, (stretch.seconds, number, 0, stretch))
    while waiting:
        seconds, number, version, stretch = heapq.heappop(waiting)
        if seconds >= min_s:
            break
        if stretch.gone or version != stretch.version or stretch.name == NO_SPEECH:
            continue
        beside = [near for near in (stretch.before, stretch.after) if near is not None]
        spoken = [near for near in beside if near.name != NO_SPEECH]
        if spoken:
            stretch.name = max(spoken, key=lambda near: near.seconds).name
            for near in beside:
                if near.name == stretch.name:
                    stretch.take_in(near)
            heapq.heappush(waiting, (stretch.seconds, number, stretch.version, stretch))
    joined: list[str] = []
    at = last
    while at is not None and at.gone:  # the segment that absorbed the last one is now the last
        at = at.taken_by
    while at is not None and at.before is not None:
        at = at.before
    while at is not None:
        joined += [at.name] * at.n_windows
        at = at.after
    return joined


@dataclass(eq=False)
class _Stretch:
    """Neighbouring windows of one label, linked to the stretches before and after."""

    name: str
    seconds: float
    n_windows: int
    before: _Stretch | None = None
    after: _Stretch | None = None
    version: int = 0
    taken_by: _Stretch | None = None

    @property
    def gone(self) -> bool:
        """Whether it was joined to another."""
        return self.taken_by is not None

    def take_in(self, near: _Stretch) -> None:
        """Absorb a neighbour."""
        if near is self.before:
            self.before = near.before
            if self.before is not None:
                self.before.after = self
        else:
            self.after = near.after
            if self.after is not None:
                self.after.before = self
        self.seconds += near.seconds
        self.n_windows += near.n_windows
        self.version += 1
        near.taken_by = self


def _smooth(columns: WindowColumns, smoothing_windows: int, n_labels: int) -> NDArray[np.float64]:
    """Return smoothed probabilities [windows, labels]; NaN for windows without speech."""
    is_speech, n = columns.is_speech, len(columns)
    smoothed, weights = np.full((n, n_labels), np.nan), np.zeros(n)
    if not is_speech.any():
        return smoothed
    shares = np.where(is_speech, columns.speech_shares, 0.0)
    rows = np.where(is_speech[:, None], columns.answers, np.float32(0.0))
    smoothed[is_speech] = 0.0
    reach = smoothing_windows // 2
    for shift in range(-reach, reach + 1):
        to, near = slice(max(0, -shift), n - max(0, shift)), slice(max(0, shift), n + min(0, shift))
        smoothed[to] += rows[near] * shares[near, None]
        weights[to] += shares[near]
    smoothed /= np.where(is_speech, weights, 1.0)[:, None]
    return smoothed


def _labels_of(
    smoothed: NDArray[np.float64], labels: Sequence[str], uncertain_below: float
) -> list[str]:
    """Return the label of each row of :func:`_smooth`."""
    names = (*labels, UNCERTAIN, NO_SPEECH)
    if not len(labels):
        return [NO_SPEECH] * len(smoothed)
    is_silent = np.isnan(smoothed[:, 0])
    filled = np.where(is_silent[:, None], 0.0, smoothed)
    best = np.where(filled.max(axis=1) >= uncertain_below, filled.argmax(axis=1), len(labels))
    return [names[at] for at in np.where(is_silent, len(labels) + 1, best)]


def _mean(values: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> float | None:
    """Return the mean; None if a value is missing (NaN)."""
    return None if np.isnan(values).any() else float(np.average(values, weights=weights))
