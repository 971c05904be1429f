"""Simplifies the ribbon over minutes to the most frequent label in each few pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Segment

Box = tuple[float, float, str]
"""Start and end in seconds, and a label."""

COLUMN_PIXELS = 8
MIN_SEGMENT_PIXELS = 20
"""Where segments are shorter than this on average, columns are drawn instead of them."""


def boxes_in_view(segments: Sequence[Segment], shown: QRectF, pixels_a_second: float) -> list[Box]:
    """Return the visible segments as boxes, or longer boxes if they are too dense."""
    seen = [s for s in segments if s.end_s >= shown.left() and s.start_s <= shown.right()]
    pixel_s = 1 / max(1e-9, abs(pixels_a_second))
    if len(seen) * MIN_SEGMENT_PIXELS * pixel_s > shown.width():
        return calm_boxes(seen, shown.left(), shown.right(), COLUMN_PIXELS * pixel_s)
    return [(s.start_s, s.end_s, s.label) for s in seen]


def calm_boxes(
    segments: Sequence[Segment], start_s: float, end_s: float, column_s: float
) -> list[Box]:
    """Return boxes at least as long as a column; shorter pauses are bridged.

    A column has the label with most of the speech in it and in its two neighbours. Columns begin at
    multiples of ``column_s``, so that boxes keep their places when the view moves.
    """
    labels = sorted({s.label for s in segments} - {NO_SPEECH})
    first, last = int(np.floor(start_s / column_s)), int(np.ceil(end_s / column_s))
    if not labels or last <= first:
        return [(s.start_s, s.end_s, s.label) for s in segments]
    edges_s = np.arange(first - 1, last + 2, dtype=np.float64) * np.float64(column_s)
    spoken = np.stack([_speech_between(segments, label, edges_s) for label in labels])
    around = spoken[:, :-2] + 2 * spoken[:, 1:-1] + spoken[:, 2:]
    has_speech = around.sum(axis=0) > 0
    names = [
        labels[at] if heard else NO_SPEECH
        for at, heard in zip(around.argmax(axis=0), has_speech, strict=True)
    ]
    boxes: list[Box] = []
    for column, name in enumerate(names):
        begin_s = (first + column) * column_s
        if boxes and boxes[-1][2] == name:
            boxes[-1] = (boxes[-1][0], begin_s + column_s, name)
        else:
            boxes.append((begin_s, begin_s + column_s, name))
    limit_s = segments[-1].end_s
    return [(a, min(b, limit_s), name) for a, b, name in boxes if a < limit_s]


def _speech_between(
    segments: Sequence[Segment], label: str, edges_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the seconds of a label between neighbouring edges [edges - 1]."""
    spans = np.array([(s.start_s, s.end_s) for s in segments if s.label == label])
    lengths = np.diff(spans, axis=1)[:, 0]
    so_far = np.repeat(np.concatenate([[0.0], np.cumsum(lengths)]), 2)[1:-1]
    return np.diff(np.interp(edges_s, spans.reshape(-1), so_far))
