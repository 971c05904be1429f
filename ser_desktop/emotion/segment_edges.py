"""Moves the edges of segments from the steps of the windows to the edges of speech.

Windows of 3 s every second locate an emotion to one second only. The speech gate locates speech to
32 ms, so its marks give the edges.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Span

MIN_PAUSE_S = 1.0
"""A shorter pause is part of speaking and stays in its segment."""
MIN_EDGE_S = 0.25
"""Less silence than this before the first word, or after the last, is no segment of its own."""
MIN_PIECE_S = 0.25
"""Less speech than this is no segment of its own: a click, or the rest beside a border."""
EDGE_PAD_S = 0.15
"""How far a segment reaches beyond the gate's marks, which miss soft beginnings and ends.

Chosen on validation actors (training/NOTES.md, round 13).
"""
_MAX_GAP_S = 0.1
"""The gate's marks are joined over less: a plosive is no pause."""
_MIN_BREAK_S = 0.15
"""A pause of this length can be where one emotion ends and another begins."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring windows of one label, by their numbers, and the time they cover."""

    start_s: float
    end_s: float
    label: str
    windows: tuple[int, ...]


def speech_spans(
    speech: NDArray[np.bool_], frame_s: float, duration_s: float, start_s: float = 0.0
) -> tuple[Span, ...]:
    """Return start and end of each stretch of speech, in seconds.

    Args:
        speech: [frames], whether the speech gate marked each as speech.
        frame_s: length of a frame.
        duration_s: end of the recording; the last frame may extend beyond it.
        start_s: start of the first frame.
    """
    marks = np.concatenate([[False], speech, [False]]).astype(np.int8)
    changes = np.flatnonzero(np.diff(marks))
    spans = [
        (round(start_s + first * frame_s, 3), min(round(start_s + stop * frame_s, 3), duration_s))
        for first, stop in zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)
    ]
    return tuple(joined_spans([span for span in spans if span[1] > span[0]], _MAX_GAP_S))


def joined_spans(spans: Sequence[Span], gap_s: float) -> list[Span]:
    """Return spans in the order of time; those less than ``gap_s`` apart are joined."""
    joined: list[Span] = []
    for start_s, end_s in spans:
        if joined and start_s - joined[-1][1] < gap_s:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_s))
        else:
            joined.append((start_s, end_s))
    return joined


def refined(
    stretches: Sequence[Stretch], speech: Sequence[Span], middles_s: Sequence[float]
) -> list[Stretch]:
    """Return stretches that tile the same time, with their edges moved to those of speech.

    Args:
        stretches: with edges by the windows, without gap or overlap.
        speech: a result of :func:`speech_spans`.
        middles_s: middles of the windows of the stretches.
    """
    spoken = [stretch for stretch in stretches if stretch.label != NO_SPEECH]
    if not spoken or not speech:
        return list(stretches)
    start_s, end_s = stretches[0].start_s, stretches[-1].end_s
    answered = _spans_with_answer(spoken, speech, start_s, end_s)
    cuts_s = _cuts(spoken, speech, middles_s)
    pieces: list[Stretch] = []
    at_s = start_s
    for from_s, to_s in answered:
        if from_s > at_s:
            pieces.append(Stretch(at_s, from_s, NO_SPEECH, ()))
        pieces += _divided(spoken, cuts_s, (from_s, to_s), middles_s)
        at_s = to_s
    if at_s < end_s:
        pieces.append(Stretch(at_s, end_s, NO_SPEECH, ()))
    return pieces


def _spans_with_answer(
    spoken: Sequence[Stretch], speech: Sequence[Span], start_s: float, end_s: float
) -> list[Span]:
    """Return the spans of speech with an answer; answers without speech keep their place."""
    clipped = [(max(a, start_s), min(b, end_s)) for a, b in speech if b > start_s and a < end_s]
    spans = joined_spans(clipped, MIN_PAUSE_S)
    spans = [span for span in spans if span[1] - span[0] >= MIN_PIECE_S]
    spans = [
        (max(a - EDGE_PAD_S, start_s), min(b + EDGE_PAD_S, end_s)) for a, b in spans
    ]  # pauses of MIN_PAUSE_S lie between them, which is more than two pads
    runs = joined_spans([(stretch.start_s, stretch.end_s) for stretch in spoken], 1e-9)
    kept = [span for span in spans if _overlaps(span, runs)]
    kept += [run for run in runs if not _overlaps(run, spans)]
    kept = joined_spans(sorted(kept), 1e-9)
    if kept[0][0] - start_s < MIN_EDGE_S:
        kept[0] = (start_s, kept[0][1])
    if end_s - kept[-1][1] < MIN_EDGE_S:
        kept[-1] = (kept[-1][0], end_s)
    return kept


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Return whether a span overlaps one of the others, which are in the order of time."""
    after = bisect_right(others, span[0], key=_end)
    return after < len(others) and others[after][0] < span[1]


def _cuts(
    spoken: Sequence[Stretch], speech: Sequence[Span], middles_s: Sequence[float]
) -> list[float]:
    """Return the borders between stretches: the nearest pause, if one is near."""
    reach_s = float(np.median(np.diff(middles_s))) if len(middles_s) > 1 else 0.0
    pauses = [(a[1], b[0]) for a, b in pairwise(speech) if b[0] - a[1] >= _MIN_BREAK_S]
    cuts_s: list[float] = []
    for before, after in pairwise(spoken):
        border_s = (before.end_s + after.start_s) / 2
        at = bisect_right(pauses, border_s, key=_end)
        near = min(
            pauses[max(0, at - 1) : at + 1],
            key=lambda pause: _distance(border_s, pause),
            default=None,
        )
        if near is not None and _distance(border_s, near) <= reach_s:
            border_s = near[1]
        cuts_s.append(max([border_s, *cuts_s[-1:]]))
    return cuts_s


def _divided(
    spoken: Sequence[Stretch], cuts_s: Sequence[float], span: Span, middles_s: Sequence[float]
) -> list[Stretch]:
    """Divide a span of speech where its label changes."""
    first, last = bisect_right(cuts_s, span[0]), bisect_left(cuts_s, span[1])
    edges_s = [span[0], *cuts_s[first:last], span[1]]
    parts = list(zip(spoken[first : last + 1], pairwise(edges_s), strict=True))
    # A part that is too short joins its neighbour.
    long = [part for part in parts if part[1][1] - part[1][0] >= MIN_PIECE_S]
    pieces: list[Stretch] = []
    for stretch, (start_s, end_s) in long or [max(parts, key=lambda part: part[1][1] - part[1][0])]:
        windows = _nearest(stretch.windows, (start_s, end_s), middles_s)
        if pieces and pieces[-1].label == stretch.label:
            windows = (*pieces[-1].windows, *windows)
            pieces[-1] = replace(pieces[-1], windows=windows)
        else:
            pieces.append(Stretch(start_s, end_s, stretch.label, windows))
    borders_s = [span[0], *(piece.start_s for piece in pieces[1:]), span[1]]
    return [
        replace(piece, start_s=start_s, end_s=end_s)
        for piece, (start_s, end_s) in zip(pieces, pairwise(borders_s), strict=True)
    ]


def _nearest(windows: Sequence[int], span: Span, middles_s: Sequence[float]) -> tuple[int, ...]:
    """Return the windows with their middle in a span, or else the nearest one."""
    inside = tuple(i for i in windows if span[0] <= middles_s[i] <= span[1])
    return inside or (min(windows, key=lambda i: _distance(middles_s[i], span)),)


def _distance(time_s: float, span: Span) -> float:
    return max(span[0] - time_s, time_s - span[1], 0.0)


def _end(span: Span) -> float:
    return span[1]
