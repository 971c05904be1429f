"""What a ribbon draws: segments; or, over minutes, stretches above a strip of the segments.

Segments that are too narrow for a name would look like a bar code, and boxes that join them would
look like segments. So both are drawn: joined stretches above, and what they hold below.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.stretches import Stretch

Box = tuple[float, float, str]
"""Start and end in seconds, and a label."""

MIN_SEGMENT_PIXELS = 20
"""If segments are shorter than this on average, stretches are drawn above them."""
MIN_STRETCH_PIXELS = 10
"""A narrower stretch is left out: it can be seen in the strip."""
STRIP_SHARE, STRIP_GAP = 0.28, 1
"""Height of the strip of segments in the lane, and the gap above it in pixels."""
_COLUMN_PIXELS = 2
"""If segments are shorter than this on average, each column has the label with most speech."""


@dataclass(frozen=True)
class RibbonLayout:
    """What is drawn of one track.

    Args:
        boxes: the visible segments, or columns of them if they are narrower than pixels.
        stretches: the stretches that are wide enough to be drawn.
        is_dense: whether stretches are drawn above; then the boxes are a strip below them.
    """

    boxes: Sequence[Box]
    stretches: Sequence[Stretch] = ()
    is_dense: bool = False


def layout_of(
    segments: Sequence[Segment],
    stretches: Sequence[Stretch],
    shown: QRectF,
    pixels_a_second: float,
) -> RibbonLayout:
    """Return what is drawn.

    Args:
        segments: the segments of a track, in order of time.
        stretches: the stretches of these segments.
        shown: the visible part, with seconds on its horizontal axis.
        pixels_a_second: the zoom.
    """
    pixel_s = 1 / max(1e-9, abs(pixels_a_second))
    first = bisect_right(segments, shown.left(), key=lambda s: s.end_s)
    seen = segments[first : bisect_left(segments, shown.right(), key=lambda s: s.start_s)]
    boxes = [(s.start_s, s.end_s, s.label) for s in seen]
    if len(seen) * MIN_SEGMENT_PIXELS * pixel_s <= shown.width():
        return RibbonLayout(boxes)
    if len(seen) * _COLUMN_PIXELS * pixel_s > shown.width():
        boxes = column_boxes(seen, shown.left(), shown.right(), _COLUMN_PIXELS * pixel_s)
    wide = [
        stretch
        for stretch in stretches
        if stretch.end_s > shown.left()
        and stretch.start_s < shown.right()
        and stretch.seconds >= MIN_STRETCH_PIXELS * pixel_s
    ]
    return RibbonLayout(boxes, wide, is_dense=True)


def column_boxes(
    segments: Sequence[Segment], start_s: float, end_s: float, column_s: float
) -> list[Box]:
    """Return boxes of whole columns; each has the label with most of the speech in it.

    Columns begin at multiples of ``column_s``, so that they keep their places when the view moves.
    """
    labels = sorted({s.label for s in segments} - {NO_SPEECH})
    first, last = int(np.floor(start_s / column_s)), int(np.ceil(end_s / column_s))
    if not labels or last <= first:
        return [(s.start_s, s.end_s, s.label) for s in segments]
    edges_s = np.arange(first, last + 1, dtype=np.float64) * np.float64(column_s)
    spoken = np.stack([_speech_between(segments, label, edges_s) for label in labels])
    names = [
        labels[at] if heard else NO_SPEECH
        for at, heard in zip(spoken.argmax(axis=0), spoken.sum(axis=0) > 0, strict=True)
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
