"""From windows to the overall answer and to segments that tile the recording."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Overall, Segment, Window

SMOOTHING_WINDOWS = 3
"""Probabilities of a window are averaged with its neighbours' before segments are made."""


def overall_answer(
    windows: Sequence[Window],
    labels: Sequence[str],
    uncertain_below: float,
    speech_share: float,
) -> Overall:
    """Mean over the speech windows, weighted by their share of speech.

    Without speech the label is "no speech"; probabilities are there only where the windows were
    classified all the same, then their plain mean.
    """
    spoken = [window for window in windows if window.is_speech]
    answered = spoken or [window for window in windows if window.probabilities is not None]
    if not answered:
        return Overall(NO_SPEECH, (), None, None, None, speech_share)
    weights = [window.speech_share if spoken else 1.0 for window in answered]
    rows = np.array([window.probabilities for window in answered])
    probabilities = np.average(rows, axis=0, weights=weights)
    order = np.argsort(-probabilities, kind="stable")
    confidence = float(probabilities[order[0]])
    label = labels[order[0]] if confidence >= uncertain_below else UNCERTAIN
    return Overall(
        label=label if spoken else NO_SPEECH,
        top=tuple(labels[i] for i in order[:2]),
        confidence=confidence,
        probabilities=probabilities.astype(np.float32),
        intensity=_mean([window.intensity for window in answered], weights),
        speech_share=speech_share,
    )


def make_segments(
    windows: Sequence[Window],
    labels: Sequence[str],
    uncertain_below: float,
    end_s: float,
    start_s: float = 0.0,
) -> tuple[Segment, ...]:
    """Segments without gap or overlap from ``start_s`` to ``end_s``.

    A window stands for the time around its middle, up to half-way to the next window's middle.
    """
    smoothed = _smooth(windows)
    names = [_label_of(p, labels, uncertain_below) for p in smoothed]
    middles = [(window.start_s + window.end_s) / 2 for window in windows]
    borders = [start_s, *((a + b) / 2 for a, b in pairwise(middles)), end_s]
    segments = []
    for name, group in groupby(range(len(windows)), key=names.__getitem__):
        members = list(group)
        segments.append(
            Segment(
                start_s=borders[members[0]],
                end_s=borders[members[-1] + 1],
                label=name,
                confidence=_confidence([smoothed[i] for i in members], name, labels),
                intensity=None
                if name == NO_SPEECH
                else _mean([windows[i].intensity for i in members]),
            )
        )
    return tuple(segments)


def _smooth(windows: Sequence[Window]) -> list[NDArray[np.float32] | None]:
    reach = SMOOTHING_WINDOWS // 2
    smoothed: list[NDArray[np.float32] | None] = []
    for i, window in enumerate(windows):
        if not window.is_speech:
            smoothed.append(None)
            continue
        near = [w for w in windows[max(0, i - reach) : i + reach + 1] if w.is_speech]
        rows = np.array([w.probabilities for w in near])
        smoothed.append(np.average(rows, axis=0, weights=[w.speech_share for w in near]))
    return smoothed


def _label_of(
    probabilities: NDArray[np.float32] | None, labels: Sequence[str], uncertain_below: float
) -> str:
    if probabilities is None:
        return NO_SPEECH
    best = int(np.argmax(probabilities))
    return labels[best] if probabilities[best] >= uncertain_below else UNCERTAIN


def _confidence(
    rows: Sequence[NDArray[np.float32] | None], name: str, labels: Sequence[str]
) -> float | None:
    if name == NO_SPEECH:
        return None
    mean = np.mean([row for row in rows if row is not None], axis=0)
    return float(mean.max() if name == UNCERTAIN else mean[labels.index(name)])


def _mean(values: Sequence[float | None], weights: Sequence[float] | None = None) -> float | None:
    if any(value is None for value in values):
        return None
    return float(np.average(np.array(values, dtype=np.float64), weights=weights))
